import { contentTerms } from '../answer/coverage.ts';
import { namedIn, type Named } from '../answer/named.ts';
import { valuesIn, type PlacedValue } from '../answer/values.ts';
import { substance } from '../recall/turns.ts';
import { inSimplified } from '../text/traditional.ts';

/** What a sentence says that can be looked for in another. */
export interface Claims {
  readonly text: string;
  /** Words that name something, each once, in reading order; folded as the full-text index has them. */
  readonly terms: readonly string[];
  /** Dates, amounts, durations and numbers. */
  readonly values: readonly PlacedValue[];
  /** Names, codes and quotations; dates are among the values, or here where only these rules know them. */
  readonly named: readonly Named[];
}

/** 'One of the boats', 'the one that', 一些: a one that counts nothing. */
const NO_COUNT =
  /(?:\b(?:the|this|that|each|every|any|no|some|which|another|only)\s)one$|^one\s+(?:of|another|day|that|who|which|can|could|may|might|must|should)\b/iu;

/** 第一次 is 首次 as often as a number: it tells no thing from another. */
const FIRST_TIME = '第次1';

/** The claims of a sentence, written or of a source. */
export function claimsOf(text: string): Claims {
  const plain = inSimplified(text);
  const values = valuesIn(plain).filter(
    ({ start, end, kind }) =>
      kind !== 'number' ||
      !(
        NO_COUNT.test(text.slice(0, end)) ||
        NO_COUNT.test(text.slice(start)) ||
        text.slice(start, end) === '一'
      ),
  );
  const named = namedIn(plain).filter(
    ({ kind, key, start, end }) =>
      key !== FIRST_TIME &&
      (kind !== 'date' || !values.some((value) => value.start < end && start < value.end)),
  );
  // A number of a code (E05, Clause 4.2) is no amount.
  const apart = values.filter(
    ({ kind, start, end }) =>
      kind === 'date' || !named.some((code) => code.kind === 'code' && code.start < end && start < code.end),
  );
  // Values are looked for as values, however they are written.
  let rest = plain;
  for (const { start, end } of apart) rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end);
  return { text, terms: contentTerms(rest), values: apart, named };
}

/** Ways of saying where something was found; what is said begins behind them. */
const SOURCE_NAMED =
  /^\s*(?:(?:according to|based on|as (?:stated|mentioned|described|noted|explained|shown) in|from|in)\s+(?:the\s+)?(?:(?:provided|given|above|numbered|following|first|second|third)\s+)*(?:passages?|documents?|texts?|context|files?|sources?|information|excerpts?)(?:\s+(?:provided|given|above|numbered))*(?:\s*[[(]?[0-9]+[\])]?)*|(?:the\s+)?(?:passages?|documents?|texts?|context|sources?)(?:\s*[[(]?[0-9]+[\])]?)*\s+(?:states?|says?|mentions?|explains?|describes?|notes?|indicates?)\s+that|(?:the|my)\s+answer\s+(?:to\s+(?:the|this|your)\s+question\s+)?is\s*:|answer\s*:|(?:答案|回答)(?:是)?[:：]|(?:根据|依据|按照|据)[^，,。]{0,8}(?:段落|文件|文档|资料|材料|内容|信息|文本|原文|段)[^，,。]{0,4})\s*[,:，：]?\s*/iu;
/** Numbers of passages, as models set them: [1], [2, 3], 【1】. */
const MARKS = /\s*(?:\[\^?[0-9]+(?:\s*[,;–-]\s*[0-9]+)*\]|【[0-9]+】)/gu;
const LIST_MARK = /^\s*(?:[-*•·]\s+|[0-9]{1,2}[.)、]\s+|#+\s+)/u;

/** Without the numbers of passages and sources that a text sets in square brackets. */
export function withoutMarks(text: string): string {
  return text.replace(MARKS, '');
}

/** What a written sentence says: without the numbers of passages, marks of lists, and the words that name its source. */
export function statementOf(written: string): string {
  const bare = written
    .replace(MARKS, '')
    .replace(LIST_MARK, '')
    .replace(/\*\*|__|`/gu, '')
    .trim();
  const rest = bare.replace(SOURCE_NAMED, '');
  return rest === '' ? bare : rest;
}

/** A sentence about the answer, or about what the texts do not say. */
const ABOUT_ITSELF =
  /^(?:here (?:is|are)\b|(?:sure|certainly|of course|okay|yes|no|well)[,.! ]*$|i (?:hope|am|'m|can|cannot|can't|do not|don't|will|would)\b|(?:please )?let me know\b|if you (?:have any|need (?:any )?(?:more|further)|would like (?:more|further|to know))\b|in (?:summary|conclusion|short)[,:. ]*$|(?:note|answer|question|summary)\s*:?\s*$|以下是|希望|好的|当然|如果您|总之[，。]?$)/iu;
const NOT_TOLD =
  /^(?:(?:unfortunately|however|sorry)\b[,\s]*)?(?:there is no\b[^.]{0,40}\b(?:in|about|on)\b[^.]{0,30}\b(?:passages?|documents?|texts?|context)\b|(?:it is|this is) not (?:said|mentioned|stated|specified|clear)\b|(?:(?:the|these|this|any of the|none of the)\s+)?(?:\w+\s+){0,2}(?:passages?|documents?|texts?|context|sources?|excerpts?)\b[^.,]{0,30}\b(?:do(?:es)? not|don't|doesn't|did not|no)\b[^.]{0,24}\b(?:say|mention|contain|provide|specify|state|include|answer|tell|give|information))|^(?:这些|所给|给出|提供)?的?(?:段落|文件|文档|资料|材料|原文|文中|片段)[^。，]{0,8}(?:没有|未|并未|不曾)[^。，]{0,4}(?:提到|提及|说明|说|给出|包含|写)/iu;

/**
 * Whether a statement says something that could stand in a text: not a question, not what leads to an answer or speaks
 * of it, not that the texts are silent.
 */
export function claimsSomething(statement: string): boolean {
  const text = statement.trim();
  if (/[?？]["”’]?$/u.test(text) || ABOUT_ITSELF.test(text) || NOT_TOLD.test(text)) return false;
  const said = substance(text);
  // 'The main points are:' leads to what follows.
  if (/[:：]$/u.test(text) && said < LEADS_IN) return false;
  return said >= SAYS_SOMETHING || /\p{N}/u.test(text);
}
const SAYS_SOMETHING = 3;
const LEADS_IN = 13;
