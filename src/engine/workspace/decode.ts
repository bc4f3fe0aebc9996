import { isUtf8 } from 'node:buffer';
import { sentence, type Sentence } from '../../protocol/sentences.ts';
import { guessLegacy } from './legacyEncoding.ts';

/** Bytes as text, or why they are none. */
export type Decoded =
  | { readonly kind: 'text'; readonly text: string; readonly note: Sentence | null }
  | { readonly kind: 'binary'; readonly reason: Sentence };

/** Where blocks are judged: the start, and some later places, as a text header may stand before binary data. */
const FIRST_BLOCK = 64 * 1024;
const LATER_BLOCK = 16 * 1024;
const LATER_PLACES = [0.25, 0.5, 0.75, 1];
/** Compressed data has 0.4 % zero bytes and 10 % control characters; a log cut by a crash has few of either. */
const MOST_CONTROLS = 0.02;
const MOST_NULS = 0.001;
/** The same for bytes that are valid UTF-8 besides, which binary data never is for long. */
const MOST_NULS_IN_UTF8 = 0.05;

/**
 * Turns a file's bytes into text. The byte order mark and carriage returns stay, so offsets into the text are
 * offsets into the file as read. Text that is not plain UTF-8 comes with a note that says how it was read.
 */
export function decode(bytes: Uint8Array): Decoded {
  const marked = decodeMarked(bytes);
  if (marked !== undefined) return marked;
  const order = unmarkedUtf16(bytes);
  if (order !== undefined) {
    return text(decodeUtf16(bytes, order), sentence('note-utf16-unmarked', order.toUpperCase()));
  }
  if (looksBinary(bytes)) {
    const empty = bytes.every((byte) => byte === 0);
    return { kind: 'binary', reason: sentence(empty ? 'bytes-zero' : 'bytes-binary') };
  }
  if (isUtf8(bytes)) {
    if (hasJapaneseEscapes(bytes)) {
      return text(new TextDecoder('iso-2022-jp').decode(bytes), sentence('note-iso-2022-jp'));
    }
    const nuls = countNuls(bytes, 0, bytes.length);
    return text(decodeUtf8(bytes), nuls === 0 ? null : sentence('note-zero-bytes', String(nuls)));
  }
  return decodeInvalidUtf8(bytes);
}

/**
 * True where the bytes at hand, the start of a file or all of it, cannot be text in any encoding this module
 * reads. UTF-16 without a mark is text.
 */
export function looksBinary(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || unmarkedUtf16(bytes) !== undefined) return false;
  if (hasMagic(bytes)) return true;
  const first = bytes.subarray(0, FIRST_BLOCK);
  const blocks = [first];
  for (const place of bytes.length > FIRST_BLOCK ? LATER_PLACES : []) {
    const start = Math.max(FIRST_BLOCK, Math.floor((bytes.length - LATER_BLOCK) * place));
    blocks.push(bytes.subarray(start, start + LATER_BLOCK));
  }
  for (const block of blocks) {
    const nuls = countNuls(block, 0, block.length);
    // One or two are forgiven a file too short for shares to mean anything.
    const most = Math.max(2, block.length * (isUtf8Piece(block) ? MOST_NULS_IN_UTF8 : MOST_NULS));
    if (nuls > most || nuls * 2 >= block.length) return true;
    if (countControls(block) > Math.max(2, block.length * MOST_CONTROLS)) return true;
  }
  return false;
}

function text(decoded: string, note: Sentence | null): Decoded {
  return { kind: 'text', text: decoded, note };
}

function decodeMarked(bytes: Uint8Array): Decoded | undefined {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    return { kind: 'binary', reason: sentence('bytes-utf32') };
  }
  if (a === 0xff && b === 0xfe) return text(decodeUtf16(bytes, 'le'), sentence('note-utf16', 'LE'));
  if (a === 0xfe && b === 0xff) return text(decodeUtf16(bytes, 'be'), sentence('note-utf16', 'BE'));
  return undefined;
}

function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function decodeUtf16(bytes: Uint8Array, order: 'le' | 'be'): string {
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  if (order === 'be') even.swap16();
  const whole = new TextDecoder('utf-16le', { ignoreBOM: true }).decode(even);
  return bytes.length % 2 === 0 ? whole : `${whole}\uFFFD`;
}

/**
 * The byte order of UTF-16 text without a mark, where zero bytes give it away: the high halves of spaces, line
 * ends and Latin letters. What comes out has to be text; counting sides is not enough, as the low half of a
 * character so frequent as 一 (4E00) is zero too.
 */
function unmarkedUtf16(bytes: Uint8Array): 'le' | 'be' | undefined {
  const sample = bytes.subarray(0, Math.min(bytes.length - (bytes.length % 2), FIRST_BLOCK));
  if (sample.length < 4 || sample.indexOf(0) < 0) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = sample.indexOf(0); i >= 0; i = sample.indexOf(0, i + 1)) {
    if ((i & 1) === 0) even++;
    else odd++;
  }
  let best: 'le' | 'be' | undefined;
  let most = 0;
  for (const [order, high] of [
    ['le', odd],
    ['be', even],
  ] as const) {
    if (high < sample.length * 0.005) continue;
    const decoded = decodeUtf16(sample, order);
    const odds = decoded.match(/[\p{Cn}\p{Co}\uFFFD]|(?![\t\n\r\f])\p{Cc}/gu)?.length ?? 0;
    // ASCII with a zero byte here and there would come out as Chinese with no space and no line end between.
    const plain = decoded.match(/[\x20-\x7e\r\n]/g)?.length ?? 0;
    if (odds <= decoded.length * 0.01 && plain >= high * 0.9 && plain > most) {
      best = order;
      most = plain;
    }
  }
  return best;
}

/** Neither valid UTF-8 nor binary: UTF-8 with damage, or an encoding from before Unicode. */
function decodeInvalidUtf8(bytes: Uint8Array): Decoded {
  const { whole, broken } = countUtf8(bytes);
  if (whole > broken * 2) {
    return text(decodeUtf8(bytes), sentence('note-broken-utf8', String(broken)));
  }
  const { label, name } = guessLegacy(bytes);
  const decoded = new TextDecoder(label, { ignoreBOM: true }).decode(bytes);
  const lost = decoded.split('\uFFFD').length - 1;
  const note = lost === 0 ? sentence('note-legacy', name) : sentence('note-legacy-lost', name, String(lost));
  return text(decoded, note);
}

/** How many characters of several bytes are whole, and how many stretches of bytes belong to none. */
function countUtf8(bytes: Uint8Array): { whole: number; broken: number } {
  let whole = 0;
  let broken = 0;
  for (let i = 0; i < bytes.length;) {
    const lead = bytes[i] ?? 0;
    if (lead < 0x80) {
      i++;
      continue;
    }
    const more =
      lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : 0;
    let seen = 0;
    while (seen < more && ((bytes[i + 1 + seen] ?? 0) & 0xc0) === 0x80) seen++;
    if (more > 0 && seen === more) whole++;
    else broken++;
    i += 1 + seen;
  }
  return { whole, broken };
}

function countNuls(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let i = bytes.indexOf(0, from); i >= 0 && i < to; i = bytes.indexOf(0, i + 1)) count++;
  return count;
}

/** Control characters that text does not hold; tabs, line ends, form feeds, escapes and the like are not counted. */
function countControls(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) {
    if (
      (byte < 0x20 && byte !== 0 && (byte < 0x08 || byte > 0x0f) && byte !== 0x1a && byte !== 0x1b) ||
      byte === 0x7f
    ) {
      count++;
    }
  }
  return count;
}

/** Valid but for a character cut at either end. */
function isUtf8Piece(block: Uint8Array): boolean {
  let start = 0;
  while (start < 3 && ((block[start] ?? 0) & 0xc0) === 0x80) start++;
  for (let cut = 0; cut <= 3 && cut <= block.length - start; cut++) {
    if (isUtf8(block.subarray(start, block.length - cut))) return true;
  }
  return false;
}

/** The escapes that begin kanji in old Japanese mail, which is plain ASCII besides. */
function hasJapaneseEscapes(bytes: Uint8Array): boolean {
  for (let i = bytes.indexOf(0x1b); i >= 0; i = bytes.indexOf(0x1b, i + 1)) {
    if (bytes[i + 1] === 0x24 && (bytes[i + 2] === 0x40 || bytes[i + 2] === 0x42)) return true;
  }
  return false;
}

/** Formats whose start would pass for text: a PDF, and archives and images too short to judge by their bytes. */
const MAGIC = [
  '%PDF-',
  'PK\x03\x04',
  '\x89PNG',
  'GIF8',
  '\xff\xd8\xff',
  '\x7fELF',
  '\x1f\x8b',
  'SQLite format 3\0',
].map((magic) => Buffer.from(magic, 'latin1'));

function hasMagic(bytes: Uint8Array): boolean {
  return MAGIC.some((magic) => magic.equals(bytes.subarray(0, magic.length)));
}
