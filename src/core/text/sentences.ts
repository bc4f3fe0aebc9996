import type { Range } from './range.ts';

/**
 * Sentences of a text, in every language that Intl.Segmenter knows. They tile the range: white space after a
 * sentence belongs to it, white space before the first one too.
 *
 * Lines that only wrap a paragraph are read as one; lines that stand for themselves (lists, tables, code, verse,
 * short speech) end a sentence. Abbreviations that the segmenter stops at are joined again.
 */
export function sentences(text: string, within: Range = { start: 0, end: text.length }): Range[] {
  const found: Range[] = [];
  for (const block of blocks(text, within)) segmentBlock(text, block, found);
  return found;
}

/** How hard the text breaks off before a sentence. */
export type Boundary = 'sentence' | 'line' | 'paragraph';

/** The boundary in front of `offset`: by the white space that stands there. */
export function boundaryBefore(text: string, offset: number): Boundary {
  let lines = 0;
  for (let i = offset - 1; i >= 0; i--) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) lines++;
    else if (code !== 13 && code !== 32 && code !== 9 && code !== 0x3000) break;
    if (lines === 2) return 'paragraph';
  }
  if (lines === 0) return offset === 0 ? 'paragraph' : 'sentence';
  return 'line';
}

/** The range without the white space at its ends; empty at its start where there is nothing else. */
export function trimmed(text: string, range: Range): Range {
  let { start, end } = range;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return { start, end };
}

function isSpace(code: number): boolean {
  return (
    code <= 0x20 ||
    code === 0xa0 ||
    code === 0x3000 ||
    code === 0xfeff ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029
  );
}

/** The segmenter is slow on very long inputs and its memory grows with them: longer blocks are cut at a space. */
const LONGEST_BLOCK = 20_000;
/** A line at least this wide is taken to be wrapped where the next one goes on; a CJK character is two wide. */
const WRAPPED_WIDTH = 45;
const STANDS_ALONE =
  /^\s*(?:[-*+•·◦▪–—]\s|\d+[.)、．]|[（(]?[\da-zA-Z一二三四五六七八九十]{1,3}[)）、.]\s?|[|#>{}[\]@/]|```|~~~)/u;
const ENDS_SENTENCE = /[.!?。！？…;；:：|{}>]["'”’」』)）\]]*\s*$/u;

/** Runs of lines that read as one; they tile the range. */
function blocks(text: string, within: Range): Range[] {
  const found: Range[] = [];
  let start = within.start;
  const push = (end: number): void => {
    if (end > start) {
      found.push({ start, end });
      start = end;
    }
  };
  let lineStart = within.start;
  while (lineStart < within.end) {
    const lineEnd = endOfLine(text, lineStart, within.end);
    let next = lineEnd;
    let blank = false;
    // Blank lines belong to what stands before them.
    while (next < within.end) {
      const end = endOfLine(text, next, within.end);
      if (text.slice(next, end).trim() !== '') break;
      blank = true;
      next = end;
    }
    if (
      next >= within.end ||
      blank ||
      !continues(text, lineStart, lineEnd, next, endOfLine(text, next, within.end))
    )
      push(next);
    else if (next - start > LONGEST_BLOCK) push(next);
    lineStart = next;
  }
  push(within.end);
  return found.flatMap((block) => cutLong(text, block));
}

/** Offset after the line's end mark. */
function endOfLine(text: string, from: number, limit: number): number {
  for (let i = from; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code === 10) return i + 1;
    if (code === 13) return text.charCodeAt(i + 1) === 10 && i + 1 < limit ? i + 2 : i + 1;
  }
  return limit;
}

/** Whether the second line goes on with the first one's sentence. */
function continues(text: string, start: number, end: number, nextStart: number, nextEnd: number): boolean {
  if (width(text, start, end) < WRAPPED_WIDTH) return false;
  if (STANDS_ALONE.test(text.slice(nextStart, Math.min(nextEnd, nextStart + 24)))) return false;
  return !ENDS_SENTENCE.test(text.slice(Math.max(start, end - 24), end));
}

/** Columns, counted up to the width that matters. */
function width(text: string, start: number, end: number): number {
  let columns = 0;
  for (let i = start; i < end && columns < WRAPPED_WIDTH; i++)
    columns += text.charCodeAt(i) >= 0x2e80 ? 2 : 1;
  return columns;
}

function cutLong(text: string, block: Range): Range[] {
  const cut: Range[] = [];
  let start = block.start;
  while (block.end - start > LONGEST_BLOCK) {
    const end = softEnd(text, start, start + LONGEST_BLOCK);
    cut.push({ start, end });
    start = end;
  }
  cut.push({ start, end: block.end });
  return cut;
}

const SOFT_ENDS = [/[.!?。！？]["'”’」』)）]*\s*/gu, /[;；,，、:：]\s*/gu, /\s+/gu];

/**
 * The last good place to cut in the second half of a stretch that is too long: after a sentence, a clause, a
 * word; else right there, but never inside a surrogate pair.
 */
export function softEnd(text: string, start: number, limit: number): number {
  if (limit >= text.length) return text.length;
  const half = start + Math.ceil((limit - start) / 2);
  const tail = text.slice(half, limit);
  for (const pattern of SOFT_ENDS) {
    let last = -1;
    for (const match of tail.matchAll(pattern)) last = match.index + match[0].length;
    if (last > 0) return half + last;
  }
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code <= 0xdbff && limit - 1 > start ? limit - 1 : limit;
}

/**
 * Blocks segmented before, by their text: where each sentence ends in them. What a block's sentences are depends on
 * its own text alone, and an edit of a long file leaves all of its blocks but one as they were: without this two thirds
 * of the time of an update of 1,000 pages go into segmenting them again.
 */
let segmented = new Map<string, Int32Array>();
/** The generation before, so that what is in use stays as others come. */
let segmentedBefore = new Map<string, Int32Array>();
let segmentedLength = 0;
/** Characters of a generation; two are kept at most. */
const REMEMBERED = 4_000_000;

function remember(block: string, ends: Int32Array): void {
  segmentedLength += block.length;
  if (segmentedLength > REMEMBERED) {
    segmentedBefore = segmented;
    segmented = new Map();
    segmentedLength = block.length;
  }
  segmented.set(block, ends);
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });
const ABBREVIATION =
  /(?:^|[\s(（"“])(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|No|Nos|Art|Sec|Fig|Figs|Eq|Ref|Refs|Vol|Ch|pp?|cf|vs|etc|approx|ca|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e|al|z\.B|bzw|Nr|Abs|[A-Z])\.\s*$/;

function segmentBlock(text: string, block: Range, found: Range[]): void {
  const slice = text.slice(block.start, block.end);
  // A copy: the slice as a key would keep the whole text that it was cut from. Put together alone is no copy yet.
  const key = `\n${slice}`.slice(1);
  let ends = segmented.get(key);
  if (ends === undefined) {
    ends = segmentedBefore.get(key) ?? sentenceEnds(slice);
    remember(key, ends);
  }
  let { start } = block;
  for (const length of ends) {
    const end = block.start + length;
    found.push({ start, end });
    start = end;
  }
}

/** Where the sentences of a block end, counted from its start; the last one ends with it. */
function sentenceEnds(block: string): Int32Array {
  // The segmenter breaks at every line end; a space of the same length keeps the offsets.
  const joined = block.replace(/[\r\n]/g, ' ');
  const ends: number[] = [];
  let start = 0;
  for (const { index, segment } of segmenter.segment(joined)) {
    const end = index + segment.length;
    if (
      end < block.length &&
      (ABBREVIATION.test(block.slice(Math.max(start, end - 16), end)) || segment.trim() === '')
    )
      continue;
    ends.push(end);
    start = end;
  }
  // White space alone, or what was taken for an abbreviation, at the end belongs to the sentence before it.
  if (start < block.length) {
    if (ends.length > 0) ends[ends.length - 1] = block.length;
    else ends.push(block.length);
  }
  return Int32Array.from(ends);
}
