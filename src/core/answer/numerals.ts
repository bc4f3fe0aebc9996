import { simplified } from '../text/simplified.ts';

/**
 * Numbers as people write them, for comparing two texts: what is shown is always the text as it stands. Own and narrow:
 * the libraries for Chinese numerals (nzh) and for words (words-to-numbers) each know one way of writing, and core
 * imports nothing.
 */

const DIGITS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Array.from('零一二三四五六七八九', (digit, value) => [digit, value])),
  ...Object.fromEntries(Array.from('〇壹贰叁肆伍陆柒捌玖', (digit, value) => [digit, value])),
  ...Object.fromEntries(Array.from('○壹貳叄肆伍陸柒捌玖', (digit, value) => [digit, value])),
  两: 2,
  兩: 2,
};
const TENS: Readonly<Record<string, number>> = {
  十: 10,
  拾: 10,
  百: 100,
  佰: 100,
  千: 1000,
  仟: 1000,
};
const MYRIADS: Readonly<Record<string, number>> = { 万: 1e4, 亿: 1e8, 兆: 1e12 };

/** Characters of a Chinese numeral, as a class. */
export const HAN_NUMERAL = '[〇○零一二三四五六七八九十百千万亿两兩萬億壹贰貳叁叄肆伍陆陸柒捌玖拾佰仟]';

/** 一千二百, 二〇二四, 十二万, 三百零五; null where the characters are no number. */
export function hanNumber(text: string): number | null {
  const letters = Array.from(simplified(text));
  if (letters.length === 0) return null;
  // Read out digit by digit: years, telephone numbers.
  if (letters.every((letter) => letter in DIGITS))
    return letters.length === 1 || letters.length > 2 || letters[0] === '零'
      ? Number(letters.map((letter) => DIGITS[letter] ?? 0).join(''))
      : null;
  let total = 0;
  let section = 0;
  let digit: number | null = null;
  let unit = 1;
  for (const letter of letters) {
    const value = DIGITS[letter];
    const ten = TENS[letter];
    const myriad = MYRIADS[letter];
    if (value !== undefined) {
      if (digit !== null && digit !== 0) return null;
      digit = value;
    } else if (ten !== undefined) {
      section += (digit ?? 1) * ten;
      digit = null;
      unit = ten;
    } else if (myriad !== undefined) {
      total = (total + section + (digit ?? 0) || 1) * myriad;
      section = 0;
      digit = null;
      unit = myriad;
    } else return null;
  }
  // 一百五 is 150, 三万二 is 32000; 一百零五 is 105.
  const last = digit === null ? 0 : letters.at(-2) === '零' || unit === 10 ? digit : (digit * unit) / 10;
  return total + section + last;
}

const WORDS: Readonly<Record<string, number>> = Object.fromEntries(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, value) => [word, value]),
);
const TENS_WORDS: Readonly<Record<string, number>> = Object.fromEntries(
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, i) => [word, 10 * (i + 2)]),
);
const SCALES: Readonly<Record<string, number>> = {
  hundred: 100,
  dozen: 12,
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  millions: 1e6,
  mn: 1e6,
  m: 1e6,
  billion: 1e9,
  bn: 1e9,
  trillion: 1e12,
};
const WORD = [
  ...Object.keys(WORDS),
  ...Object.keys(TENS_WORDS),
  'hundred',
  'thousand',
  'million',
  'billion',
].join('|');

/** A number in English words, as the source of a pattern: two, twenty-five, one hundred and six. */
export const WORD_NUMERAL = `(?:${WORD})(?:(?:[\\s-]+|\\s+and\\s+)(?:${WORD}))*`;

/** twenty-five, one hundred and six, two thousand; null for other words. */
export function wordNumber(text: string): number | null {
  let total = 0;
  let section: number | null = null;
  for (const word of text.toLowerCase().split(/[\s-]+/u)) {
    if (word === 'and' || word === '') continue;
    const small = WORDS[word] ?? TENS_WORDS[word];
    const scale = SCALES[word];
    if (small !== undefined) section = (section ?? 0) + small;
    else if (word === 'hundred') section = (section ?? 1) * 100;
    else if (scale !== undefined) {
      total += (section ?? 1) * scale;
      section = 0;
    } else return null;
  }
  return section === null ? null : total + section;
}

const SPACE = '[ \\u00a0\\u2009\\u202f]';
/** Digits with or without groups of three: 1200, 1,200, 1 200, 1.5. */
export const DIGIT_NUMERAL = `[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\\.[0-9]+)?|[0-9]{1,3}(?:${SPACE}[0-9]{3})+(?![0-9])|[0-9]+(?:\\.[0-9]+)?`;
/** What multiplies the digits before it: 1.2 million, 12万. A bare 'm' only for money. */
export const SCALE = `${SPACE}?(?:thousand|million|billion|trillion|bn|mn)\\b|${SPACE}?[万萬亿億千百]`;

const DIGITS_AND_SCALE = new RegExp(`^(${DIGIT_NUMERAL})(?:${SPACE}?([a-z]+|[万亿千百]))?$`, 'iu');

/**
 * The number that a text is, whole: 1,200; 1.2 million; 12万; 一千二百; twenty-five. Null where it is none. A comma
 * sets off groups of three, as in English and Chinese; 1.200 is one and a fifth.
 */
export function numberOf(text: string): number | null {
  const plain = simplified(text.normalize('NFKC').trim());
  const digits = DIGITS_AND_SCALE.exec(plain);
  if (digits !== null) {
    const [, written = '', scale] = digits;
    const value = Number(written.replace(/[, \u00a0\u2009\u202f]/gu, ''));
    if (scale === undefined) return value;
    const factor = SCALES[scale.toLowerCase()] ?? MYRIADS[scale] ?? TENS[scale];
    return factor === undefined ? null : rounded(value * factor);
  }
  return hanNumber(plain) ?? wordNumber(plain);
}

/** 1.9 million is 1900000, not 1899999.9999999998. */
export function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
