import type { Range } from '../text/range.ts';
import type { RedactedKind } from './redacted.ts';

const KINDS = ['e-mail', 'phone', 'id', 'card', 'key', 'name'] as const satisfies readonly RedactedKind[];
const INSIDE = `[\\s_\\u00a0]*(e[-\\s_\\u2010\\u2011]?mail|phone|id|card|key|name)[-\\s_#\\u00a0]*(\\d{1,6})([a-z]{0,3})[\\s_\\u00a0]*`;
/** A label as we write it and as a model may hand it back: other case, other spaces, other brackets, escaped. */
const LABEL = new RegExp(`\\\\\\[${INSIDE}\\\\\\]|[[【［〔]${INSIDE}\\\\?[\\]】］〕]`, 'giu');

export interface Label {
  readonly kind: RedactedKind;
  /** From 1; one a value. */
  readonly number: number;
  /** Which of the ways in which the value is written: empty for the first, then `b`, `c` and so on. */
  readonly variant: string;
}

/** `[e-mail 1]`, `[phone 2b]`. */
export function written({ kind, number, variant }: Label): string {
  return `[${kind} ${number}${variant}]`;
}

/** The variant of that index: empty for 0, `b` for 1, `z` for 25, `ba` for 26. */
export function variantOf(index: number): string {
  if (index === 0) return '';
  let name = '';
  for (let rest = index; rest > 0; rest = Math.floor(rest / 26))
    name = String.fromCharCode(97 + (rest % 26)) + name;
  return name;
}

/** Every label in a text, as {@link replaceLabels} would find it. */
export function labelsIn(text: string): Label[] {
  return [...text.matchAll(LABEL)].map(labelOf);
}

/** Where they stand. */
export function labelRanges(text: string): Range[] {
  return [...text.matchAll(LABEL)].map(({ index, 0: label }) => ({
    start: index,
    end: index + label.length,
  }));
}

/** The text with each label replaced by what `replacement` says; it stays as it stands where that is undefined. */
export function replaceLabels(text: string, replacement: (label: Label) => string | undefined): string {
  let replaced = '';
  let at = 0;
  for (const match of text.matchAll(LABEL)) {
    const instead = replacement(labelOf(match));
    if (instead === undefined) continue;
    replaced += text.slice(at, match.index) + instead;
    at = match.index + match[0].length;
  }
  return replaced + text.slice(at);
}

function labelOf(match: RegExpExecArray): Label {
  const kind = (match[1] ?? match[4] ?? '').toLowerCase();
  return {
    kind: KINDS.find((known) => known === kind) ?? 'e-mail',
    number: Number(match[2] ?? match[5]),
    variant: (match[3] ?? match[6] ?? '').toLowerCase(),
  };
}
