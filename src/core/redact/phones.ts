import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import { isCalled, isOtherNumber, standsAlone } from './context.ts';
import type { Found } from './found.ts';

const EXTENSION = '(?:\\s?(?:ext\\.?|extension|x|转|轉|分机|#)\\s?\\d{1,6})?';
/** A number as its country writes it; what a pattern leaves open the library's tables of each country decide. */
const NATIONAL: readonly { readonly country: CountryCode; readonly pattern: RegExp; readonly sure?: true }[] =
  [
    // Mobile telephones of China; nothing else is written so, and new ranges come faster than tables.
    {
      country: 'CN',
      pattern:
        /(?:\(?(?:\+|00)?86\)?[ -]?)?1[3-9]\d(?:\d{8}|[ -]\d{4}[ -]\d{4}|[ -]\d{8}|[ -]\d{3}[ -]\d{5}|[ -]\d{3}[ -]\d{3}[ -]\d{2}|\d[ -]\d{3}[ -]\d{4}|\d{4}[ -]\d{4})/gu,
      sure: true,
    },
    {
      country: 'CN',
      pattern: new RegExp(
        `(?:\\(?(?:\\+|00)?86\\)?[ -]?)?(?:\\(0?\\d{2,3}\\)[ -]?|0\\d{2,3}[ -]?|(?<=86\\)?[ -]?)\\d{2,3}[ -])[2-8]\\d{2,3}[ -]?\\d{4}(?:-\\d{1,5}(?!\\d)|${EXTENSION})`,
        'giu',
      ),
    },
    { country: 'CN', pattern: /[48]00-?\d{3}-?\d{4}|[48]00[ -]\d{4}[ -]?\d{3}|[48]00 \d{3} \d{4}/gu },
    {
      country: 'US',
      pattern: new RegExp(
        `(?:1[ .-]?)?(?:\\([2-9]\\d{2}\\) ?|[2-9]\\d{2}[ .-])[2-9]\\d{2}[ .-]\\d{4}${EXTENSION}`,
        'giu',
      ),
    },
    // Mobile telephones of the United Kingdom, those kept for drama among them, which no table calls valid.
    {
      country: 'GB',
      pattern: /07\d{3}([ -]?)\d{3}\1?\d{3}|07\d{2} \d{3} \d{4}|01632 960\d{3}/gu,
      sure: true,
    },
    {
      country: 'GB',
      pattern: new RegExp(
        `(?:\\(0\\d{2,4}\\) ?|0\\d{2,4}[ -])\\d{3,4}[ -]?\\d{3,4}${EXTENSION}|0[38]00[ -]\\d{3}[ -]?\\d{3,4}`,
        'giu',
      ),
    },
  ];
const INTERNATIONAL = new RegExp(
  `(?:\\(?\\+|(?<!\\d)00)[1-9]\\d{0,2}\\)?[ .-]?(?:\\(0\\)[ .-]?)?(?:\\(?\\d{1,5}\\)?[ .-]?){1,5}\\d{2,11}${EXTENSION}`,
  'giu',
);
/** After a label every country's number counts. */
const CALLED = new RegExp(`\\+?\\(?\\d(?:[ .()-]{0,2}\\d){6,14}(?!\\d)${EXTENSION}`, 'giu');

/** A date, which has as many digits. */
const DATE = /^(?:19|20)\d{2}[ ./-]\d{1,2}[ ./-]\d{1,2}(?!\d)|^\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}(?!\d)/u;

/** Telephone numbers of all countries with their code, of China and the English-speaking ones as written at home. */
export function phones(text: string): Found[] {
  const found: Found[] = [];
  const add = (match: RegExpExecArray, { country, sure, called }: Reading): void => {
    const written = match[0].replace(/[ .(-]+$/u, '');
    const start = match.index;
    const end = start + written.length;
    if (DATE.test(written) || /^(?:\d|[.:/-]\d)/u.test(text.slice(end, end + 2))) return;
    const coded = /^\(?(?:\+|00)/u.test(written);
    if (!isCalled(text, start)) {
      if (called || !standsAlone(text, start, end) || (!coded && isOtherNumber(text, start, end))) return;
    } else if (called && isOtherNumber(text, start, end)) return;
    const { main, extension } = parted(written);
    const parsed = parsePhoneNumberFromString(main, country);
    const valid = parsed?.isValid() === true;
    // Tables are behind what is given out and leave out what is kept for drama; digits in threes are a sum.
    const likely =
      /^\(?\+/u.test(written) && parsed?.isPossible() === true && !/^\+\d{1,3}(?: \d{3}){2,}$/u.test(main);
    if (!sure && !valid && !(likely && !isOtherNumber(text, start, end))) return;
    const number = valid ? parsed.number : main.replace(/\D/gu, '');
    found.push({ kind: 'phone', start, end, value: extension === '' ? number : `${number}x${extension}` });
  };
  for (const match of text.matchAll(INTERNATIONAL)) add(match, { country: 'GB', sure: false, called: false });
  for (const { country, pattern, sure } of NATIONAL)
    for (const match of text.matchAll(pattern)) add(match, { country, sure: sure === true, called: false });
  for (const match of text.matchAll(CALLED)) add(match, { country: 'US', sure: true, called: true });
  return found;
}

/** A number, and the extension behind it: named, or after the dash that ends a whole number of China. */
function parted(written: string): { readonly main: string; readonly extension: string } {
  const match =
    /^(.*?)(?:\s?(?:ext\.?|extension|x|转|轉|分机|#)\s?|(?<=^(?:\D*\d){10,}\D*)-)(\d{1,6})$/iu.exec(written);
  return { main: match?.[1] ?? written, extension: match?.[2] ?? '' };
}

interface Reading {
  readonly country: CountryCode;
  /** True where the form alone tells. */
  readonly sure: boolean;
  /** True where only the label tells. */
  readonly called: boolean;
}
