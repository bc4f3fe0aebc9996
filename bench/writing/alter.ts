import { namedIn } from '../../src/core/answer/named.ts';
import { valuesIn } from '../../src/core/answer/values.ts';
import { FUNCTION_WORDS } from '../../src/core/recall/turns.ts';
import { OPPOSITES } from '../../src/core/ground/polarity.ts';
import { fold } from '../../src/core/text/words.ts';
import { hanNumeral, numberWords } from './numbers.ts';

/**
 * Makes a true sentence say something else, by rules. Each gives null where it does not fit; `random` gives numbers
 * from 0 to 1.
 */
type Random = () => number;

const pick = <T>(items: readonly T[], random: Random): T | undefined =>
  items[Math.floor(random() * items.length)];

/** Another number in the place of one: another size, or one of the same kind that the passages tell of something else. */
export function otherNumber(sentence: string, passages: string, random: Random): string | null {
  const values = valuesIn(sentence).filter(
    ({ start, end }) => !/^(?:one|a|an|first|一)$/iu.test(sentence.slice(start, end)),
  );
  const value = pick(values, random);
  if (value === undefined) return null;
  const written = sentence.slice(value.start, value.end);
  const others = valuesIn(passages).filter(
    ({ kind, key }) => kind === value.kind && !values.some((own) => own.key === key),
  );
  const other = random() < 0.4 ? pick(others, random) : undefined;
  const replaced =
    other === undefined ? changed(written, passages, random) : passages.slice(other.start, other.end);
  if (replaced === null || replaced === written) return null;
  return sentence.slice(0, value.start) + replaced + sentence.slice(value.end);
}

const WORDS = 'two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty'.split(
  ' ',
);

function changed(written: string, passages: string, random: Random): string | null {
  const digits = /[0-9]+/u.exec(written)?.[0];
  if (digits !== undefined) {
    const size = Number(digits);
    for (let tries = 0; tries < 20; tries++) {
      const step = Math.max(1, Math.round(size * (0.05 + 0.6 * random())));
      const next =
        digits.length === 4 && size > 1500 && size < 2100
          ? size + (random() < 0.5 ? -1 : 1) * (1 + Math.floor(random() * 9))
          : size + (random() < 0.5 && size > step ? -step : step);
      const text = digits.length > 3 && digits.startsWith('0') ? null : String(next);
      if (text !== null && next > 0 && !new RegExp(`(?<![0-9])${text}(?![0-9])`, 'u').test(passages))
        return written.replace(digits, text);
    }
    return null;
  }
  const word = WORDS.find((one) => new RegExp(`\\b${one}\\b`, 'iu').test(written));
  if (word !== undefined) {
    const next = numberWords(13 + Math.floor(random() * 6));
    return written.replace(new RegExp(`\\b${word}\\b`, 'iu'), next);
  }
  const han = /[二两三四五六七八九十百千]+/u.exec(written)?.[0];
  return han === undefined ? null : written.replace(han, hanNumeral(13 + Math.floor(random() * 70)));
}

/** Names of a text that may be put in the place of one another. */
export function namesOf(
  text: string,
): { readonly start: number; readonly end: number; readonly text: string }[] {
  return namedIn(text)
    .filter(
      ({ kind, text: name }) =>
        kind === 'name' && name.length >= 3 && !name.includes('\n') && name.split(/\s+/u).length <= 4,
    )
    .map(({ start, end, text: name }) => ({ start, end, text: name }));
}

/** Names that a text has more than once: what is capitalised by chance is not among them. */
export function oftenNamed(text: string): string[] {
  const counts = new Map<string, number>();
  for (const { text: name } of namesOf(text)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].flatMap(([name, count]) => (count > 1 ? [name] : []));
}

/** Another name in the place of one. `others` may hold names of the sentence: they are passed over. */
export function otherName(
  sentence: string,
  own: readonly { readonly start: number; readonly end: number; readonly text: string }[],
  others: readonly string[],
  random: Random,
): string | null {
  const name = pick(own, random);
  if (name === undefined) return null;
  const fitting = others.filter(
    (other) =>
      !fold(sentence).includes(fold(other)) &&
      !fold(other).includes(fold(name.text)) &&
      /\p{Script=Han}/u.test(other) === /\p{Script=Han}/u.test(name.text),
  );
  const other = pick(fitting, random);
  return other === undefined ? null : sentence.slice(0, name.start) + other + sentence.slice(name.end);
}

const TO_NEGATIVE: readonly (readonly [RegExp, string])[] = [
  [
    /\b(is|are|was|were|can|could|will|would|should|must|may|might|has been|have been|had)(?= (?!not\b|no\b|never\b|also not))/u,
    '$1 not',
  ],
  [/(?<=[\p{Script=Han}])(可以|能够|应该|必须|需要|会|能|是|属于)(?=[\p{Script=Han}])(?!否|不)/u, '不$1'],
  [/(?<=[\p{Script=Han}])有(?=[\p{Script=Han}])(?!没|关|人认|些|时|的)/u, '没有'],
  [
    /(?<=[\p{Script=Han}])(位于|担任|成立于|出生于|包括|获得|使用|采用|支持|参加|加入)(?=[\p{Script=Han}])/u,
    '没有$1',
  ],
];
const TO_POSITIVE: readonly (readonly [RegExp, string])[] = [
  [/\b(is|are|was|were|can|could|will|would|should|must|may|might|do|does|did|has|have|had) not\b/u, '$1'],
  [/\bcannot\b/u, 'can'],
  [/\bnever\b/u, 'always'],
  [/\bno longer\b/u, 'still'],
  [/没有(?=[\p{Script=Han}]{2})/u, '有'],
  [/不(?=能|可以|会|是|得|应|需|再)/u, ''],
];

/** The contrary: a negation taken out, or put in. */
export function contrary(sentence: string): string | null {
  for (const [from, to] of [...TO_POSITIVE, ...TO_NEGATIVE]) {
    const next = sentence.replace(from, to);
    if (next !== sentence) return next;
  }
  return null;
}

/** A word changed for its opposite; of words that are told by their beginning alone none. */
export function opposed(sentence: string): string | null {
  for (const pair of OPPOSITES)
    for (const [from, to] of [pair, [pair[1], pair[0]] as const]) {
      if (/^[a-z]/u.test(from) && (from.length >= 5 || to.length >= 5) && !/(?:er|est)$/u.test(from + to))
        continue;
      const next = sentence.replace(/^[a-z]/u.test(from) ? new RegExp(`\\b${from}\\b`, 'u') : from, to);
      if (next !== sentence) return next;
    }
  return null;
}

/** A verb or the like between two parts: lists and appositions have none. */
const RELATES =
  /(?<![\p{L}])(?:\p{Ll}{3,}(?:ed|es|s)|is|are|was|were|has|had|won|led|took|gave|made|became|built|wrote|held|left|beat|met|saw|than|of|to|from|by)(?![\p{L}])|[\p{Script=Han}]{2,}/u;
/** 'A was B' is 'B was A'. */
const SAME_EITHER_WAY = /^\s*(?:is|are|was|were|是|为)(?:\s+(?:an?|the))?\s*$/iu;
const ALIKE = /^[\s,;、和与及跟]*(?:and|or|with|to|&)?[\s,;、]*$/iu;

/** Two parts of one clause in each other's place. */
export function swapped(
  sentence: string,
  parts: readonly { readonly start: number; readonly end: number }[],
): string | null {
  const ordered = parts.toSorted((a, b) => a.start - b.start);
  for (const [i, first] of ordered.entries())
    for (const last of ordered.slice(i + 1)) {
      if (first.end >= last.start) continue;
      const between = sentence.slice(first.end, last.start);
      const [one, other] = [sentence.slice(first.start, first.end), sentence.slice(last.start, last.end)];
      if (
        between.length > 60 ||
        /[.;:()。；：，,（）]/u.test(between) ||
        SAME_EITHER_WAY.test(between) ||
        ALIKE.test(between) ||
        !RELATES.test(between)
      )
        continue;
      if (fold(one).includes(fold(other)) || fold(other).includes(fold(one)) || FUNCTION_WORDS.has(fold(one)))
        continue;
      return sentence.slice(0, first.start) + other + between + one + sentence.slice(last.end);
    }
  return null;
}

/** The longest run that two texts share, of at least `least` characters, as a range of the first; outside `taken`. */
export function sharedRun(
  text: string,
  other: string,
  taken: { readonly start: number; readonly end: number },
  least: number,
): { readonly start: number; readonly end: number } | null {
  let best: { readonly start: number; readonly end: number } | null = null;
  for (let start = 0; start < text.length; start++) {
    let end = start + least;
    while (end <= text.length && other.includes(text.slice(start, end))) end++;
    end--;
    if (end - start < least || (start < taken.end && taken.start < end)) continue;
    if (/[，。、；：？！\s的是在了]/u.test(text.slice(start, end))) continue;
    if (best === null || end - start > best.end - best.start) best = { start, end };
  }
  return best;
}
