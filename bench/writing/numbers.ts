const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = '_ _ twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const HAN = [...'零一二三四五六七八九'];

/** A whole number below 10,000 in English words. */
export function numberWords(value: number): string {
  if (value < 20) return ONES[value]!;
  if (value < 100) return TENS[Math.floor(value / 10)]! + (value % 10 === 0 ? '' : `-${ONES[value % 10]}`);
  const [unit, name] = value < 1000 ? [100, 'hundred'] : [1000, 'thousand'];
  const rest = value % unit;
  return `${numberWords(Math.floor(value / unit))} ${name}${rest === 0 ? '' : ` ${numberWords(rest)}`}`;
}

/** The digits of a year, one by one: 2024 as 二〇二四. */
export function hanDigits(digits: string): string {
  return Array.from(digits, (digit) => (digit === '0' ? '〇' : HAN[Number(digit)]!)).join('');
}

/** A whole number below 10,000 in Chinese. */
export function hanNumeral(value: number): string {
  let text = '';
  let gap = false;
  for (const [unit, name] of [
    [1000, '千'],
    [100, '百'],
    [10, '十'],
    [1, ''],
  ] as const) {
    const digit = Math.floor(value / unit) % 10;
    if (digit === 0) {
      gap = text !== '';
      continue;
    }
    if (gap) text += '零';
    gap = false;
    text += (unit === 10 && text === '' && digit === 1 ? '' : HAN[digit]!) + name;
  }
  return text;
}
