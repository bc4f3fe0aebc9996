import type { Range } from '../text/range.ts';
import type { PlacedValue } from './values.ts';

/** Between an old value and the new one: 'the sum of £28,400 becomes £33,600', 由200元调整为300元. */
const BECOMES =
  /^(?:[^.;。；]{0,60}?\b)?(?:becomes?|(?:is|are|was|were|be)\s+(?:raised|increased|reduced|lowered|shortened|extended|lengthened|changed|amended|cut|replaced|substituted)(?:\s+(?:to|by|with))?|(?:is|are) to read)\b[^.;。；]{0,40}?$|^[^.;。；]{0,12}?(?:改|调整|修改|修订|变更|提高|增加|上调|下调|降低|减少|缩短|延长|提前|推迟|换)(?:为|到|至|成)[^.;。；]{0,12}?$|^["”']?\s*(?:→|->|=>)\s*["“']?$/u;
/** Before an old value whose new one follows 'to': 'from £3,550 to £4,200', 由…至…. */
const FROM =
  /(?:\b(?:raised|increased|reduced|lowered|shortened|extended|changed|amended|cut|moved|goes|went|rises|falls)\s+(?:\w+\s+)?from\s+|(?:由|从)(?:原来的?|原先的?)?)$/iu;
const TO =
  /^\s*(?:to|(?:改|调整|修改|修订|变更|提高|增加|上调|下调|降低|减少|缩短|延长|提前|推迟|升|降)?(?:为|到|至))\s*["“]?$/u;

/** 'The review that is fixed for 1 April 2026 takes place on 1 April 2027 instead'. */
const INSTEAD = /\b(?:takes? place|is held|falls|applies|is paid|happens)\b[^.;]{0,20}$/iu;

/**
 * Where a sentence replaces a value by another of its kind and the span holds one of the two, the new value's place;
 * else undefined. 'The sum of £28,400 becomes £33,600' says 33,600, whatever words of it were found first.
 *
 * @param values those of the sentence, in order; offsets of the source
 */
export function replacedBy(
  source: string,
  sentence: Range,
  span: Range,
  values: readonly PlacedValue[],
): Range | undefined {
  const held = (value: Range): boolean => value.start < span.end && span.start < value.end;
  for (const [i, old] of values.entries()) {
    const next = values.slice(i + 1).find(({ kind }) => kind === old.kind);
    if (next === undefined || !(held(old) || held(next))) continue;
    const between = source.slice(old.end, next.start);
    const before = source.slice(sentence.start, old.start);
    const behind = source.slice(next.end, sentence.end);
    const replaces =
      BECOMES.test(between) ||
      (FROM.test(before) && TO.test(between)) ||
      (INSTEAD.test(between) && /^[^.;]{0,12}\binstead\b/iu.test(behind));
    if (replaces) return { start: next.start, end: next.end };
  }
  return undefined;
}
