import { isDay, passesHongKong, passesMod112, passesMod31, passesMod97, passesTaiwan } from './checks.ts';
import { isLabelled, isOtherNumber, standsAlone } from './context.ts';
import { found, type Found } from './found.ts';

/** Numbers that name a person, a firm or an account, told by their own rules; without rules only where labelled. */
export function identities(text: string): Found[] {
  return [
    ...residents(text),
    ...oldResidents(text),
    ...creditCodes(text),
    ...socialSecurity(text),
    ...insurance(text),
    ...accounts(text),
    ...regional(text),
    ...passports(text),
  ];
}

const compact = (written: string): string => written.replace(/[\s-]/gu, '').toUpperCase();

/** Provinces of GB/T 2260; 81 to 83 are permits for residents of Hong Kong, Macao and Taiwan; 9 foreign residents'. */
const PROVINCE = '(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[0-9])';
const RESIDENT = new RegExp(
  `${PROVINCE}\\d{4}[ -]?(?:18|19|20)\\d{2}[ -]?\\d{4}[ -]?\\d{3}[\\dXx]|${PROVINCE}\\d{2}(?:[ -]\\d{4}){3}[ -]?\\d[\\dXx]|${PROVINCE}\\d(?:[ -]\\d{3}){4}[ -]?\\d{2}[\\dXx]`,
  'gu',
);

function residents(text: string): Found[] {
  return [...text.matchAll(RESIDENT)].flatMap(({ index, 0: written }) => {
    const code = compact(written);
    return standsAlone(text, index, index + written.length) &&
      isDay(Number(code.slice(6, 10)), Number(code.slice(10, 12)), Number(code.slice(12, 14))) &&
      passesMod112(code)
      ? [found('id', index, written, code)]
      : [];
  });
}

const OLD_RESIDENT = new RegExp(`${PROVINCE}\\d{4}[ -]?\\d{6}[ -]?\\d{3}`, 'gu');

/** The 15 digits of before 1999 have no check digit: a province, a day, and no label that says otherwise. */
function oldResidents(text: string): Found[] {
  return [...text.matchAll(OLD_RESIDENT)].flatMap(({ index, 0: written }) => {
    const code = compact(written);
    return standsAlone(text, index, index + written.length) &&
      !isOtherNumber(text, index, index + written.length) &&
      isDay(1900 + Number(code.slice(6, 8)), Number(code.slice(8, 10)), Number(code.slice(10, 12)))
      ? [found('id', index, written, code)]
      : [];
  });
}

/** Who registered it, the division it was registered in (10 for the centre), an organisation's code, a check. */
const CREDIT_CODE = new RegExp(
  `(?:1[1239]|2[19]|3[1-59]|4[19]|5[1239]|6[19]|7[129]|8[19]|9[123]|A[19]|N[1239]|Y1)(?:10|${PROVINCE})\\d{4}[0-9A-HJ-NPQRTUWXY]{10}`,
  'giu',
);

function creditCodes(text: string): Found[] {
  return [...text.matchAll(CREDIT_CODE)].flatMap(({ index, 0: written }) => {
    const code = compact(written);
    return standsAlone(text, index, index + written.length) && passesMod31(code)
      ? [found('id', index, written, code)]
      : [];
  });
}

const SSN_LABEL =
  /(?:\bssn|\bsocial security(?: (?:no|number|num|#))?|\btin|\bitin|社会安全号码?|社安号码?)[\s.:#=]*(?:is\s*|为|是)?$/iu;

/** Social security numbers since 2011 have no area rules but these; taxpayers' (9xx) are told by their middle digits. */
function socialSecurity(text: string): Found[] {
  return [...text.matchAll(/\d{3}([ -]?)\d{2}\1\d{4}/gu)].flatMap(({ index, 0: written, 1: separator }) => {
    const end = index + written.length;
    const code = compact(written);
    const area = code.slice(0, 3);
    const group = Number(code.slice(3, 5));
    const issued =
      code.slice(5) !== '0000' &&
      (area < '900'
        ? area !== '000' && area !== '666' && group !== 0
        : (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group !== 93));
    const labelled = isLabelled(text, index, SSN_LABEL);
    return issued &&
      standsAlone(text, index, end) &&
      (labelled || (separator === '-' && !isOtherNumber(text, index, end)))
      ? [found('id', index, written, code)]
      : [];
  });
}

/** National insurance numbers of the United Kingdom (HMRC's NIM39110). */
const INSURANCE =
  /(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]([ -]?)\d{2}\1\d{2}\1\d{2}[ -]?[A-D]/giu;

function insurance(text: string): Found[] {
  return [...text.matchAll(INSURANCE)].flatMap(({ index, 0: written }) =>
    standsAlone(text, index, index + written.length) ? [found('id', index, written, compact(written))] : [],
  );
}

/** Lengths of the IBANs of each country, from SWIFT's registry. */
const IBAN_LENGTHS = new Map(
  [
    '15 NO',
    '16 BE',
    '18 DK FO FI GL NL SD',
    '19 MK SI',
    '20 AT BA EE KZ LT LU MN XK',
    '21 CH HR LI LV',
    '22 BG BH CR DE GB GE IE ME RS VA',
    '23 AE GI IL IQ OM SO TL',
    '24 AD CZ DJ ES MD PK RO SA SE SK TN VG',
    '25 LY PT ST',
    '26 IS TR',
    '27 BI FR GR IT MC MR SM',
    '28 AL AZ BY CY DO GT HU LB NI PL SV',
    '29 BR EG PS QA UA',
    '30 JO KW MU',
    '31 MT SC',
    '32 LC',
    '33 RU',
  ].flatMap((line) => {
    const [length = '', ...countries] = line.split(' ');
    return countries.map((country): [string, number] => [country, Number(length)]);
  }),
);

function accounts(text: string): Found[] {
  return [...text.matchAll(/[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}/giu)].flatMap(({ index, 0: written }) => {
    const length = IBAN_LENGTHS.get(written.slice(0, 2).toUpperCase());
    if (length === undefined) return [];
    let end = 0;
    for (let seen = 0; seen < length && end < written.length; end++)
      if (!/[ -]/u.test(written[end] ?? '')) seen++;
    const code = compact(written.slice(0, end));
    return code.length === length && standsAlone(text, index, index + end) && passesMod97(code)
      ? [found('id', index, written.slice(0, end), code)]
      : [];
  });
}

/** Identity cards of Hong Kong, whose check digit stands in brackets, and of Taiwan. */
function regional(text: string): Found[] {
  const hongKong = [...text.matchAll(/(?<![\p{Script=Latin}\d])[A-Z]{1,2}[ ]?\d{6} ?\([\dA]\)/giu)].filter(
    ({ 0: written }) => passesHongKong(written.replace(/[ ()]/gu, '').toUpperCase()),
  );
  const taiwan = [...text.matchAll(/[A-Z][1289]\d{8}/gu)].filter(
    ({ index, 0: written }) =>
      standsAlone(text, index, index + written.length) &&
      !isOtherNumber(text, index, index + written.length) &&
      passesTaiwan(written),
  );
  return [...hongKong, ...taiwan].map(({ index, 0: written }) =>
    found('id', index, written, written.replace(/[ ()]/gu, '').toUpperCase()),
  );
}

const PASSPORT =
  /((?:\bpassport|护照|護照|通行证|通行證)(?:\s*(?:no|nr|num|number|#|号码?|號碼?|编号))?[\s.:#=(]*(?:is\s+|was\s+|为|是|為)?[\s.:#=(]*)([A-Z]{0,2}\d{6,9}[A-Z]?)/giu;

function passports(text: string): Found[] {
  return [...text.matchAll(PASSPORT)].flatMap(({ index, 1: label = '', 2: number = '' }) => {
    const start = index + label.length;
    return /^[\p{Script=Latin}\d]/u.test(text.slice(start + number.length))
      ? []
      : [found('id', start, number, number.toUpperCase())];
  });
}
