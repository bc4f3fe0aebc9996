/** Check digits. Each takes the characters alone, without spaces and dashes. */

/** Luhn's formula (ISO/IEC 7812-1, annex B), which payment cards end with. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** ISO 7064 mod 97-10 as IBANs use it: the first four characters go last, letters count from A = 10. */
export function passesMod97(code: string): boolean {
  let rest = 0;
  for (const character of code.slice(4) + code.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

const RESIDENT_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** GB 11643-1999: ISO 7064 mod 11-2 over the first 17 digits; the 18th may be X. */
export function passesMod112(code: string): boolean {
  let sum = 0;
  for (const [i, weight] of RESIDENT_WEIGHTS.entries()) sum += Number(code[i]) * weight;
  return '10X98765432'[sum % 11] === code[17];
}

const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** GB 32100-2015: mod 31 over the first 17 of 18 characters. */
export function passesMod31(code: string): boolean {
  let sum = 0;
  for (const [i, weight] of CREDIT_WEIGHTS.entries()) sum += CREDIT_ALPHABET.indexOf(code[i] ?? '') * weight;
  return CREDIT_ALPHABET[(31 - (sum % 31)) % 31] === code[17];
}

/** Whether year, month and day are a day of the calendar. */
export function isDay(year: number, month: number, day: number): boolean {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

/** Hong Kong identity cards: weights 9 to 1 from the right, letters count from A = 10, a missing first one 36; mod 11. */
export function passesHongKong(code: string): boolean {
  const padded = code.length === 8 ? ` ${code}` : code;
  let sum = 0;
  for (let i = 0; i < 9; i++) {
    const character = padded[i] ?? '';
    const value = character === ' ' ? 36 : character === 'A' && i === 8 ? 10 : Number.parseInt(character, 36);
    sum += value * (9 - i);
  }
  return sum % 11 === 0;
}

/** Taiwan's national identification numbers: the letter stands for two digits by its place; mod 10. */
export function passesTaiwan(code: string): boolean {
  const place = 'ABCDEFGHJKLMNPQRSTUVXYWZIO'.indexOf(code[0] ?? '') + 10;
  let sum = Math.floor(place / 10) + (place % 10) * 9;
  for (let i = 1; i < 9; i++) sum += Number(code[i]) * (9 - i);
  return (sum + Number(code[9])) % 10 === 0;
}
