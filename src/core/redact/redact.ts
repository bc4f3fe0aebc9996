import type { Range } from '../text/range.ts';
import { cards } from './cards.ts';
import { emails } from './emails.ts';
import { folded } from '../text/folded.ts';
import { TAKEN, type Found } from './found.ts';
import { identities } from './identities.ts';
import { keys } from './keys.ts';
import { labelRanges, labelsIn, replaceLabels, variantOf, written, type Label } from './labels.ts';
import { nameFinder } from './names.ts';
import { phones } from './phones.ts';
import type { Redacted, RedactedKind } from './redacted.ts';

export interface RedactOptions {
  /** Names of people and firms that are taken out beside what is found by its form. */
  readonly names?: readonly string[];
}

/** Several texts without what is nobody else's business, under one numbering. */
export interface Redaction {
  /** In the order given. */
  readonly texts: readonly string[];
  /** In the order in which they first stand there. */
  readonly redacted: readonly Redacted[];
  /**
   * Puts back what stood in place of the labels, also where a model wrote them in other letters, spaces or brackets;
   * labels that were not given out here stay as they are.
   */
  restore(text: string): string;
}

/**
 * Takes e-mail addresses, telephone, identity and card numbers, keys and listed names out of texts. The same value has
 * the same label in all of them; written in another way it has the same number with a letter (`[phone 1b]`), so that
 * `restore` gives back every text to the character. Numbers of labels that stand in the texts already are not used.
 */
export function redactAll(texts: readonly string[], options: RedactOptions = {}): Redaction {
  const finder = nameFinder(options.names ?? []);
  const numbering = new Numbering(texts.flatMap(labelsIn));
  const redactedTexts = texts.map((text) => {
    let redacted = '';
    let at = 0;
    for (const { kind, value, start, end } of foundIn(text, finder)) {
      redacted += text.slice(at, start) + numbering.label(kind, value, text.slice(start, end));
      at = end;
    }
    return redacted + text.slice(at);
  });
  return {
    texts: redactedTexts,
    redacted: numbering.redacted(),
    restore: (text) => replaceLabels(text, (label) => numbering.original(label)),
  };
}

/** {@link redactAll} for one text. */
export function redact(
  text: string,
  options: RedactOptions = {},
): { readonly text: string } & Omit<Redaction, 'texts'> {
  const { texts, redacted, restore } = redactAll([text], options);
  return { text: texts[0] ?? '', redacted, restore };
}

/** What is to be taken out of a text, in order, none overlapping another; as offsets of the text itself. */
function foundIn(text: string, names: (text: string) => Found[]): Found[] {
  const plain = folded(text);
  const chosen: Found[] = [];
  // What is left of something that overlapped, or stood beside what was taken out, may be one itself.
  for (let rest = without(plain.text, labelRanges(plain.text)); ;) {
    const seen = rest;
    const more = disjoint(
      [keys, emails, identities, cards, phones, names]
        .flatMap((find) => find(seen))
        .filter(({ start, end }) => end > start && !seen.slice(start, end).includes(TAKEN)),
    );
    if (more.length === 0) break;
    chosen.push(...more);
    rest = without(rest, more);
  }
  return chosen
    .sort((a, b) => a.start - b.start)
    .map((one) => ({ ...one, start: plain.startOf(one.start), end: plain.endOf(one.end) }));
}

/** The text with what was found made unfit to be found, each character in its place. */
function without(text: string, taken: readonly Range[]): string {
  let rest = '';
  let at = 0;
  for (const { start, end } of [...taken].sort((a, b) => a.start - b.start)) {
    rest += text.slice(at, start) + TAKEN.repeat(end - start);
    at = end;
  }
  return rest + text.slice(at);
}

/** What says most about a stretch first: a key may hold anything, an address a name, an identity number a telephone's. */
const PRECEDENCE: Readonly<Record<RedactedKind, number>> = {
  key: 0,
  'e-mail': 1,
  id: 2,
  card: 3,
  phone: 4,
  name: 5,
};

function disjoint(found: readonly Found[]): Found[] {
  const kept: Found[] = [];
  for (const one of [...found].sort(
    (a, b) =>
      PRECEDENCE[a.kind] - PRECEDENCE[b.kind] || b.end - b.start - (a.end - a.start) || a.start - b.start,
  ))
    if (kept.every((other) => one.end <= other.start || other.end <= one.start)) kept.push(one);
  return kept;
}

/** Gives labels out and remembers what they stand for. */
class Numbering {
  /** By value: its number, and the ways in which it is written in the order of their variants. */
  readonly #values = new Map<string, { readonly number: number; readonly forms: string[] }>();
  readonly #originals = new Map<
    string,
    { readonly kind: RedactedKind; readonly original: string; count: number }
  >();
  readonly #taken: ReadonlySet<string>;
  readonly #last = new Map<RedactedKind, number>();

  constructor(taken: readonly Label[]) {
    this.#taken = new Set(taken.map(({ kind, number }) => `${kind} ${number}`));
  }

  label(kind: RedactedKind, value: string, original: string): string {
    const key = `${kind}:${value}`;
    let known = this.#values.get(key);
    if (known === undefined) {
      let number = (this.#last.get(kind) ?? 0) + 1;
      while (this.#taken.has(`${kind} ${number}`)) number++;
      this.#last.set(kind, number);
      known = { number, forms: [] };
      this.#values.set(key, known);
    }
    let index = known.forms.indexOf(original);
    if (index < 0) index = known.forms.push(original) - 1;
    const label = written({ kind, number: known.number, variant: variantOf(index) });
    const before = this.#originals.get(label);
    if (before === undefined) this.#originals.set(label, { kind, original, count: 1 });
    else before.count++;
    return label;
  }

  original(label: Label): string | undefined {
    return this.#originals.get(written(label))?.original;
  }

  redacted(): Redacted[] {
    return [...this.#originals].map(([label, { kind, count }]) => ({ label, kind, count }));
  }
}
