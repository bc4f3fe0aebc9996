import { stands, type Named } from '../answer/named.ts';
import { agree, contradict, type PlacedValue, type Value } from '../answer/values.ts';
import { scriptOf } from '../text/script.ts';
import { inSimplified } from '../text/traditional.ts';
import type { Claims } from './claims.ts';

/** A value, name or code of a written sentence that does not stand where it was looked for. */
export interface Missing {
  readonly kind: 'number' | 'name';
  /** As the sentence has it. */
  readonly words: string;
  /** What the source says in its place, where it says something of the kind that the sentence does not say. */
  readonly found?: string;
}

/** A place where values and names are looked for: sentences with what they stand under. */
export interface Place {
  readonly claims: readonly Claims[];
  /** All of it as one text, headings and file name with it. */
  readonly text: string;
}

/** What the place does not hold of the values, names and codes that the sentence has. */
export function missingFrom(written: Claims, { claims, text }: Place): Missing[] {
  const values = claims.flatMap((one) =>
    one.values.map((value) => ({ value, said: one.text.slice(value.start, value.end) })),
  );
  const mine = written.values.map((value) => ({ value, words: written.text.slice(value.start, value.end) }));
  const plain = inSimplified(text);
  const figures = figuresOf(plain);
  const found: Missing[] = [];
  for (const { value, words } of mine) {
    if (values.some((other) => says(other.value, value)) || standsAsFigure(value, words, figures)) continue;
    // What the sentence says itself elsewhere is no other in this one's place.
    const other = values.find(
      (one) => isOther(value, one.value) && !mine.some((own) => says(one.value, own.value)),
    );
    // 'One boat' is 'a boat', where no other number of boats is told.
    if (other === undefined && /^one$/iu.test(words.trim())) continue;
    found.push({ kind: 'number', words, ...(other === undefined ? {} : { found: other.said }) });
  }
  const script = scriptOf(text);
  const named = claims.flatMap((one) =>
    one.named.map((name) => ({ ...name, text: one.text.slice(name.start, name.end) })),
  );
  for (const name of written.named) {
    if (name.kind === 'name' && scriptOf(name.text) !== script) continue;
    if (holds(name, plain)) continue;
    const other = named.find(
      (one) =>
        one.kind === name.kind &&
        one.series === name.series &&
        one.key !== name.key &&
        !written.named.some(
          (own) => own.key === one.key || own.key.includes(one.key) || one.key.includes(own.key),
        ),
    );
    found.push({
      kind: 'name',
      words: written.text.slice(name.start, name.end),
      ...(other === undefined ? {} : { found: other.text }),
    });
  }
  return found;
}

/** Whether the source's value says the written one: the same, or a day of the year that is told. */
function says(source: Value, written: Value): boolean {
  if (agree(source, written)) return true;
  if (source.kind === 'date' && written.kind === 'date')
    return (
      source.key.startsWith(`${written.key}-`) ||
      (written.key.startsWith('--') &&
        source.key.slice(source.key.indexOf('-')).startsWith(written.key.slice(1)))
    );
  return false;
}

function isOther(written: Value, source: Value): boolean {
  return contradict(written, source) || (written.kind === 'number' && source.kind === 'number');
}

const SEPARATOR = /(?<=\p{Nd})[,'’\u00a0\u2009\u202f](?=\p{Nd}{3}(?!\p{Nd}))/gu;

function figuresOf(text: string): ReadonlySet<string> {
  return new Set(
    text
      .normalize('NFKC')
      .replace(SEPARATOR, '')
      .match(/\p{Nd}+(?:\.\p{Nd}+)?/gu) ?? [],
  );
}

/** A number that is written with the same figures, whatever it counts there. */
function standsAsFigure({ kind, key }: PlacedValue, words: string, figures: ReadonlySet<string>): boolean {
  if (kind === 'date' && !/^\p{Nd}{4}$/u.test(words.trim())) return false;
  // 'Rule six' under 'Rule 6'.
  if (kind === 'number' && figures.has(key)) return true;
  const own = [...figuresOf(words)];
  return own.length > 0 && own.every((figure) => figures.has(figure));
}

/** Every word of a name must stand there, but for little ones: 'Anna Weir' is not 'Anna Holm'. */
function holds(name: Named, text: string): boolean {
  if (name.kind !== 'name') return stands(name, text);
  if (/\p{Script=Han}/u.test(name.key)) {
    // What stands before a Chinese name may be taken for a part of it.
    const most = Math.max(0, name.key.length - LEAST_HAN);
    return Array.from({ length: most + 1 }, (_, i) => name.key.slice(i)).some((key) => text.includes(key));
  }
  const words = name.key.split(/\s+/u).filter((word) => !LITTLE.has(word));
  if (words.length <= 1) return stands(name, text);
  return words.every((word) => stands({ ...name, key: word, text: word }, text));
}
const LEAST_HAN = 4;
const LITTLE = new Set([
  'the',
  'of',
  'and',
  'de',
  'von',
  'van',
  'a',
  'an',
  'mr',
  'mrs',
  'ms',
  'dr',
  'sir',
  'st',
]);
