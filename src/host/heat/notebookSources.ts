import type { Range } from '../../core/text/range.ts';

// A notebook is remembered as the file that it is: JSON, in which the text of a cell stands as strings. The editor shows
// the cells, so what was found in the file has to be found in them.

/** The text of one cell of a notebook's file. */
export interface NotebookSource {
  readonly source: string;
  /** Of each UTF-16 unit of `source`, where it begins in the file; at the end, where the last one ends. */
  readonly offsets: readonly number[];
}

/**
 * The cells of a notebook (nbformat 4), in order, each with its text and where that stands. Empty for a text that is no
 * notebook; what stands before a mistake in the JSON is found.
 *
 * @param raw the file as it is on disk
 */
export function notebookSources(raw: string): NotebookSource[] {
  const cells = new Json(raw).value()?.entries?.find(([key]) => key === 'cells')?.[1].items ?? [];
  return cells.map((cell) => {
    const source = cell.entries?.find(([key]) => key === 'source')?.[1];
    const strings = source?.items ?? (source === undefined ? [] : [source]);
    const offsets: number[] = [];
    let text = '';
    let end = source?.start ?? 0;
    for (const { literal, start } of strings) {
      if (literal === undefined) continue;
      const decoded = decodedString(raw, start);
      text += decoded.text;
      offsets.push(...decoded.offsets);
      end = decoded.end;
    }
    return { source: text, offsets: [...offsets, end] };
  });
}

/** The part of a cell's text that lies in a range of the file; undefined where none does. */
export function pieceOf({ source, offsets }: NotebookSource, { start, end }: Range): Range | undefined {
  const from = firstAtLeast(offsets, start, source.length);
  const to = firstAtLeast(offsets, end, source.length);
  return from < to ? { start: from, end: to } : undefined;
}

/**
 * The cell of the file that an editor's cell was read from: the nearest of the same text, or else the one at the same
 * place, as where its text was changed since.
 */
export function sourceOf(
  sources: readonly NotebookSource[],
  text: string,
  index: number,
): NotebookSource | undefined {
  const plain = unified(text);
  let nearest: number | undefined;
  for (const [i, { source }] of sources.entries())
    if (
      unified(source) === plain &&
      (nearest === undefined || Math.abs(i - index) < Math.abs(nearest - index))
    )
      nearest = i;
  return sources[nearest ?? index];
}

/** With line ends of one kind. */
function unified(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function firstAtLeast(offsets: readonly number[], offset: number, length: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A value of JSON with where it begins; what it holds, as far as that is looked at. */
interface JsonValue {
  readonly start: number;
  readonly literal?: string;
  readonly entries?: readonly (readonly [string, JsonValue])[];
  readonly items?: readonly JsonValue[];
}

/** Deeper than any notebook goes: a file made to exhaust the stack is no notebook. */
const DEEPEST = 200;

/** Reads JSON as far as it is right, and remembers where values stand: `JSON.parse` does not tell. */
class Json {
  readonly #raw: string;
  #at = 0;
  #depth = 0;

  constructor(raw: string) {
    this.#raw = raw;
    if (raw.startsWith('\uFEFF')) this.#at = 1;
  }

  value(): JsonValue | undefined {
    this.#space();
    const start = this.#at;
    switch (this.#raw.charAt(start)) {
      case '{':
        return this.#nested(() => ({ start, entries: this.#entries() }));
      case '[':
        return this.#nested(() => ({ start, items: this.#items() }));
      case '"': {
        const literal = this.#string();
        return literal === undefined ? undefined : { start, literal };
      }
      default: {
        const rest = /[^\s,\]}]+/y;
        rest.lastIndex = start;
        const word = rest.exec(this.#raw)?.[0];
        if (word === undefined) return undefined;
        this.#at += word.length;
        return { start };
      }
    }
  }

  #nested(read: () => JsonValue): JsonValue | undefined {
    if (++this.#depth > DEEPEST) return undefined;
    const value = read();
    this.#depth--;
    return value;
  }

  #entries(): (readonly [string, JsonValue])[] {
    const entries: (readonly [string, JsonValue])[] = [];
    this.#at++;
    for (;;) {
      if (this.#is('}')) return entries;
      const key = this.#string();
      if (key === undefined || !this.#is(':')) return entries;
      const value = this.value();
      if (value === undefined) return entries;
      entries.push([key, value]);
      if (!this.#is(',')) {
        this.#is('}');
        return entries;
      }
    }
  }

  #items(): JsonValue[] {
    const items: JsonValue[] = [];
    this.#at++;
    for (;;) {
      if (this.#is(']')) return items;
      const value = this.value();
      if (value === undefined) return items;
      items.push(value);
      if (!this.#is(',')) {
        this.#is(']');
        return items;
      }
    }
  }

  /** The string that begins here, as it is written between its quotation marks. */
  #string(): string | undefined {
    this.#space();
    if (this.#raw[this.#at] !== '"') return undefined;
    const start = this.#at + 1;
    for (let at = start; at < this.#raw.length; at++) {
      const sign = this.#raw[at];
      if (sign === '\\') at++;
      else if (sign === '"') {
        this.#at = at + 1;
        return this.#raw.slice(start, at);
      }
    }
    return undefined;
  }

  #is(sign: string): boolean {
    this.#space();
    if (this.#raw[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    while (/\s/u.test(this.#raw[this.#at] ?? '')) this.#at++;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** A string of JSON, unit by unit. @param start of its opening quotation mark */
function decodedString(raw: string, start: number): { text: string; offsets: number[]; end: number } {
  const offsets: number[] = [];
  let text = '';
  let at = start + 1;
  while (at < raw.length && raw[at] !== '"') {
    offsets.push(at);
    if (raw[at] !== '\\') text += raw[at++] ?? '';
    else if (raw[at + 1] === 'u') {
      text += String.fromCharCode(Number.parseInt(raw.slice(at + 2, at + 6), 16));
      at += 6;
    } else {
      const sign = raw[at + 1] ?? '';
      text += ESCAPES[sign] ?? sign;
      at += 2;
    }
  }
  return { text, offsets, end: at };
}
