/**
 * Where pieces of a Unigram tokenizer stand in the text. The package gives pieces of the normalised text without
 * offsets, so the text is normalised again here, a character with its marks at a time, and the pieces are laid
 * along it.
 */

/** What the tokenizer's normaliser drops, and what it reads as a space; see models/build/encoder.py. */
const DROPPED = /^[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]/;
const SPACE = /^[\t\n\f\r \u00a0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2581\u3000\ufeff\ufffd]/;
/** A character with all that normalisation may join to it: marks, the later letters of a Hangul syllable. */
const ATOM = /[^][\p{M}\u1160-\u11ff\uff9e\uff9f]*/gu;
/** What stands for white space in pieces. */
const BLANK = '\u2581';
/** Beyond so many characters a piece is not looked for: text that was normalised otherwise falls into step before. */
const REACH = 64;

/** The normalised text, a character (code point) at a time, with the range of the text that each came from. */
interface Aligned {
  readonly characters: readonly string[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** By piece two UTF-16 offsets of the text, start and end, without white space; an empty range where it has no place. */
export function pieceRanges(pieces: readonly string[], text: string): Int32Array {
  const { characters, starts, ends } = align(text);
  const ranges = new Int32Array(2 * pieces.length);
  let at = 0;
  for (const [number, piece] of pieces.entries()) {
    let first = -1;
    let last = -1;
    for (const character of piece) {
      if (character === BLANK) {
        while (characters[at] === ' ') at++;
        continue;
      }
      const found = find(characters, character, at);
      if (found < 0) continue;
      if (first < 0) first = found;
      last = found;
      at = found + 1;
    }
    const start = starts[first];
    const end = ends[last];
    const nowhere = starts[at] ?? text.length;
    ranges[2 * number] = start ?? nowhere;
    ranges[2 * number + 1] = end ?? nowhere;
  }
  return ranges;
}

function find(characters: readonly string[], character: string, from: number): number {
  const most = Math.min(characters.length, from + REACH);
  for (let i = from; i < most; i++) if (characters[i] === character) return i;
  return -1;
}

function align(text: string): Aligned {
  const characters: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { 0: atom, index } of text.matchAll(ATOM)) {
    if (DROPPED.test(atom)) continue;
    // The full-width tilde is a piece of its own and stays.
    const normal = SPACE.test(atom) ? ' ' : atom.startsWith('\uff5e') ? atom : atom.normalize('NFKC');
    for (const character of normal) {
      characters.push(character);
      starts.push(index);
      ends.push(index + atom.length);
    }
  }
  return { characters, starts, ends };
}
