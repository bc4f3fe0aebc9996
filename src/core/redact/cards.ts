import { passesLuhn } from './checks.ts';
import { isLabelled, standsAlone } from './context.ts';
import { found, type Found } from './found.ts';

/** Issuers by their first digits (ISO/IEC 7812), with the lengths that they issue. */
const ISSUERS: readonly { readonly begins: RegExp; readonly lengths: readonly number[] }[] = [
  { begins: /^4/u, lengths: [13, 16, 19] },
  { begins: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/u, lengths: [16] },
  { begins: /^3[47]/u, lengths: [15] },
  { begins: /^(?:30[0-5]|3095|36|3[89])/u, lengths: [14, 16] },
  { begins: /^(?:6011|64[4-9]|65)/u, lengths: [16] },
  { begins: /^35(?:2[89]|[3-8])/u, lengths: [16] },
  // UnionPay, with the debit cards that Chinese banks issued before it.
  { begins: /^(?:62|81|9558|95599|60)/u, lengths: [16, 17, 18, 19] },
  { begins: /^(?:50|5[6-8]|6[37])/u, lengths: [16, 18, 19] },
  { begins: /^220[0-4]/u, lengths: [16] },
];

const CARD_LABEL =
  /(?:\b(?:card|visa|mastercard|amex|iban|account)(?:\s*(?:no|nr|num|number|#))?|卡号?|賬號|账号|帐号)[\s.:#=]*(?:is\s*|为|是|為)?$/iu;

/** Digits in a group, as cards are written: fours; six and the rest, as American Express and Diners do; all in one. */
const WRITTEN = /^(?:4,4,4,[1-4]|4,4,4,4,[1-4]|4,6,[45]|6,(?:7|8|9|1[0-3])|1[3-9])$/u;

/** Numbers of bank cards: an issuer's first digits and length, and Luhn's check digit. */
export function cards(text: string): Found[] {
  const groups = [...text.matchAll(/\d+/gu)].map(({ index, 0: digits }) => ({ start: index, digits }));
  const all: Found[] = [];
  for (const [first, { start }] of groups.entries()) {
    let separator = '';
    // Numbers stand beside one another in tables: of the runs that begin here the longest that is a card.
    let longest: Found | undefined;
    for (let last = first, digits = '', lengths = ''; last < Math.min(groups.length, first + 5); last++) {
      const group = groups[last];
      const before = groups[last - 1];
      if (group === undefined) break;
      if (last > first && before !== undefined) {
        const gap = text.slice(before.start + before.digits.length, group.start);
        if (!/^[ -]$/u.test(gap) || (separator !== '' && gap !== separator)) break;
        separator = gap;
      }
      digits += group.digits;
      lengths += `${lengths === '' ? '' : ','}${group.digits.length}`;
      const end = group.start + group.digits.length;
      if (
        WRITTEN.test(lengths) &&
        isCard(digits) &&
        standsAlone(text, start, end) &&
        isMeant(text, start, digits)
      )
        longest = found('card', start, text.slice(start, end), digits);
    }
    if (longest !== undefined) all.push(longest);
  }
  return all;
}

function isCard(digits: string): boolean {
  return (
    ISSUERS.some(({ begins, lengths }) => begins.test(digits) && lengths.includes(digits.length)) &&
    passesLuhn(digits) &&
    !/^(\d)\1*$/u.test(digits)
  );
}

/** Nobody issues 13 digits any more, and every third bar code has as many. */
function isMeant(text: string, start: number, digits: string): boolean {
  return digits.length > 13 || isLabelled(text, start, CARD_LABEL);
}
