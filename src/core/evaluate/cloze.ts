import type { Range } from '../text/range.ts';

// What a sentence may be asked for, the most telling first. Each form is tried on the sentence in this order.
const MONTH =
  '(?:January|February|March|April|May|June|July|August|September|October|November|December|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember)';
const UNIT =
  '(?:%|‰|°C|°|℃|percent|per cent|days?|weeks?|months?|years?|hours?|minutes?|seconds?|metres?|meters?|kilometres?|miles?|dollars?|euros?|pounds?|tonnes?|ppm|rpm|[kKMGT]?B|[kcm]?m|[kKM]?Hz|[mk]?[gVAWNJl]|ms|s|h)';
const COUNTER =
  '(?:个|名|位|人|天|日|年|月|周|小时|分钟|秒|度|米|公里|千米|厘米|毫米|克|公斤|千克|吨|升|元|万元|亿元|次|倍|页|章|条|块|台|只|岁|层|种|件|户|亩|赫兹|伏|瓦)';
const FORMS = [
  new RegExp(`\\b\\d{1,2}\\.? ${MONTH}(?: \\d{4})?\\b`, 'u'),
  new RegExp(`\\b${MONTH} \\d{1,2}(?:, \\d{4})?\\b`, 'u'),
  /\b\d{4}-\d{2}-\d{2}\b/u,
  /\d{4} ?年(?: ?\d{1,2} ?月(?: ?\d{1,2} ?日)?)?|\d{1,2} ?月 ?\d{1,2} ?日/u,
  new RegExp(`(?<![\\p{L}\\p{N}.])[-−]?\\d[\\d,.]*\\d? ?${UNIT}(?![\\p{L}\\p{N}])`, 'u'),
  new RegExp(
    `\\d[\\d,.]* ?${COUNTER}|(?:[二两三四五六七八九十百千万]|一[二三四五六七八九十百千万])[一二三四五六七八九十百千万]*${COUNTER}`,
    'u',
  ),
  /(?<![\p{L}\p{N}.])\d[\d,.]*\d(?![\p{L}\p{N}])/u,
  /《[^《》]{2,30}》/u,
  // A name in the midst of a sentence: two words or more that begin with capitals.
  /(?<=\p{Ll},? )\p{Lu}[\p{Script=Latin}'’-]+(?: (?:of |the |de |van |von )?\p{Lu}[\p{Script=Latin}'’-]+)+/u,
] as const;

/**
 * The phrase that a sentence can be asked for: a date, an amount, a number, a work, a name. Null where it holds none
 * that stands in it once.
 * @returns offsets of the sentence
 */
export function keyPhrase(sentence: string): Range | null {
  for (const form of FORMS) {
    const match = form.exec(sentence);
    if (match === null) continue;
    const key = match[0].trim().replace(/[.,]+$/u, '');
    const start = match.index + match[0].indexOf(key);
    // What a sentence begins with is its number in a list as often as not.
    if (start === 0 || key.length < 2 || sentence.indexOf(key) !== sentence.lastIndexOf(key)) continue;
    return { start, end: start + key.length };
  }
  return null;
}
