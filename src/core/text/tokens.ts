/**
 * Token counts estimated from the characters, without a tokenizer: core has none, and the bounds of leaves must
 * not move with the model. One CJK character is one token; another word is at least 1.3, more where it is long
 * or full of punctuation (paths, formulas, code).
 */

const WORD = 1.3;
/** Letters that a piece of a long word holds on average in the tokenizers of multilingual encoders. */
const PIECE = 7;
const PUNCTUATION = 0.6;

/** Hiragana to katakana, ideographs, compatibility ideographs, Hangul syllables: a token each. */
function isCjk(code: number): boolean {
  return (
    (code >= 0x3040 && code <= 0x30ff) ||
    (code >= 0x3400 && code <= 0x9fff) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xac00 && code <= 0xd7af)
  );
}

/** Tokens of `text` between two UTF-16 offsets, estimated; never below 1.3 a word and 1 a CJK character. */
export function countTokens(text: string, start = 0, end = text.length): number {
  let tokens = 0;
  let pieces = 0;
  let run = 0;
  let marks = 0;
  let inWord = false;
  const closeWord = (): void => {
    if (!inWord) return;
    if (run > 0) pieces += Math.ceil(run / PIECE);
    tokens += Math.max(WORD, pieces * 1.1 + Math.max(0, marks - 1) * PUNCTUATION);
    pieces = run = marks = 0;
    inWord = false;
  };
  for (let i = start; i < end; i++) {
    const kind = KINDS[text.charCodeAt(i)];
    if (kind === SPACE) {
      closeWord();
    } else if (kind === CJK) {
      closeWord();
      tokens += 1;
    } else {
      inWord = true;
      if (kind === LETTER) run++;
      else {
        if (run > 0) pieces += Math.ceil(run / PIECE);
        run = 0;
        marks++;
      }
    }
  }
  closeWord();
  return tokens;
}

/** ASCII letters and digits, and everything beyond Latin-1 punctuation but general and CJK punctuation. */
function isWordCode(code: number): boolean {
  if (code < 0x80)
    return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return (
    code >= 0xc0 &&
    !(code >= 0x2010 && code <= 0x2bff) &&
    !(code >= 0x3000 && code <= 0x303f) &&
    code < 0xff00
  );
}

const MARK = 0;
const LETTER = 1;
const CJK = 2;
const SPACE = 3;

/** The kind of every UTF-16 unit: a look-up each is three times as fast as asking what it is. */
const KINDS = Uint8Array.from({ length: 0x10000 }, (_, code) => {
  if (code <= 0x20 || code === 0xa0 || code === 0x3000 || (code >= 0x2000 && code <= 0x200a)) return SPACE;
  if (isCjk(code)) return CJK;
  return isWordCode(code) ? LETTER : MARK;
});
