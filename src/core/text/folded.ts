/**
 * A text as it is looked through: full-width forms, the many dashes, spaces and apostrophes as their plain ones,
 * marks joined with their letters, and without characters that have no width (copied telephone numbers hold them). It
 * remembers where each of its characters stands in the text it was made of.
 */
export interface Folded {
  readonly text: string;
  /** UTF-16 offset, in the text as it was, at which the character at an offset of `text` starts. */
  startOf(offset: number): number;
  /** Where the character before an offset of `text` ends. */
  endOf(offset: number): number;
}

const INVISIBLE =
  /^[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]$/u;
const CLUSTER = /[\s\S]\p{M}+|[\s\S]/gu;
const PLAIN = /^[\t\n\r\x20-\x7e\u3041-\u30ff\u4e00-\u9fff]*$/u;

/** What stands for one character; of any length, though nearly always one. */
function plainForm(character: string): string {
  const code = character.charCodeAt(0);
  if (character.length > 1) return INVISIBLE.test(character) ? '' : character.normalize('NFC');
  if (code < 0x7f) return character;
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  if (code === 0xa0 || code === 0x3000 || code === 0x202f || (code >= 0x2000 && code <= 0x200a)) return ' ';
  if ((code >= 0x2010 && code <= 0x2015) || code === 0x2212 || code === 0xfe63 || code === 0xfe58) return '-';
  if (code === 0x2018 || code === 0x2019 || code === 0x2bc) return "'";
  if (code === 0x201c || code === 0x201d) return '"';
  return INVISIBLE.test(character) ? '' : character;
}

/** Folds a text; see {@link Folded}. */
export function folded(text: string): Folded {
  if (PLAIN.test(text)) return { text, startOf: (offset) => offset, endOf: (offset) => offset };
  const starts: number[] = [];
  const ends: number[] = [];
  const parts: string[] = [];
  let at = 0;
  for (const [cluster] of text.matchAll(CLUSTER)) {
    const plain = plainForm(cluster);
    for (let i = 0; i < plain.length; i++) {
      starts.push(at);
      ends.push(at + cluster.length);
    }
    parts.push(plain);
    at += cluster.length;
  }
  return {
    text: parts.join(''),
    startOf: (offset) => starts[offset] ?? text.length,
    endOf: (offset) => (offset === 0 ? 0 : (ends[offset - 1] ?? text.length)),
  };
}
