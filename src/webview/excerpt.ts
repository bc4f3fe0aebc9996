import type { PanelMark, PanelWords } from '../protocol/turnView.ts';

/**
 * A run of text with how hot it is (0 where it is not marked), whether it no longer stands in the file and whether it
 * is the words that answer, or a place where text was left out.
 */
export type Piece =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly weight: number;
      readonly gone: boolean;
      readonly span: boolean;
    }
  | { readonly kind: 'gap' };

/** What of a mark counts here. */
export interface Mark extends Pick<PanelMark, 'start' | 'end' | 'weight' | 'standing'> {
  readonly span: Pick<PanelWords, 'start' | 'end' | 'standing'> | null;
}

/** A marked sentence with less than this part of the strongest one's weight is shown as plain text. */
const FAINT = 0.06;
/** What a sentence shows of its weight where words in it answer: these have it all. */
const AROUND = 0.2;
/** Units shown after a marked sentence. */
const CONTEXT = 48;
/** How far a cut may move to stand between two words. */
const WORD = 16;

/** The whole text, cut where marks begin and end. Weights come out relative to `strongest`, 0 to 1. */
export function wholeText(text: string, marks: readonly Mark[], strongest: number): Piece[] {
  return pieces(text, shownMarks(text, marks, strongest), 0, text.length);
}

/**
 * The part of a passage that is worth a glance: its strongest marked sentences, a few words after them, about
 * `budget` columns in all (a Chinese character takes two). A passage without marks gives its beginning.
 */
export function excerpt(text: string, marks: readonly Mark[], strongest: number, budget: number): Piece[] {
  const shown = shownMarks(text, marks, strongest);
  if (columns(text) <= budget) return pieces(text, shown, 0, text.length);
  const windows = merged(chosen(text, shown, budget).map((mark) => widened(text, mark, budget)));
  if (windows.length === 0) windows.push({ start: 0, end: wordEnd(text, fitting(text, 0, budget)) });
  const result: Piece[] = [];
  let position = 0;
  for (const { start, end } of windows) {
    if (text.slice(position, start).trim() !== '') result.push({ kind: 'gap' });
    result.push(...pieces(text, shown, start, end));
    position = end;
  }
  if (text.slice(position).trim() !== '') result.push({ kind: 'gap' });
  return result;
}

interface Window {
  readonly start: number;
  readonly end: number;
}

/** Marks that lie in the text and are not faint, with relative weights, ascending. */
function shownMarks(text: string, marks: readonly Mark[], strongest: number): Mark[] {
  return marks
    .map(({ start, end, weight, standing, span }) => ({
      standing,
      span,
      start: Math.max(0, start),
      end: Math.min(text.length, end),
      weight: strongest > 0 ? Math.min(1, weight / strongest) : 0,
    }))
    .filter(({ start, end, weight }) => start < end && weight >= FAINT)
    .sort((a, b) => a.start - b.start);
}

/** The strongest marks that fit the budget together; one at least. */
function chosen(text: string, marks: readonly Mark[], budget: number): Mark[] {
  const picked: Mark[] = [];
  let used = 0;
  for (const mark of marks.toSorted((a, b) => b.weight - a.weight)) {
    const length = columns(text.slice(mark.start, mark.end));
    if (picked.length > 0 && used + length > budget) break;
    picked.push(mark);
    used += length;
  }
  return picked.sort((a, b) => a.start - b.start);
}

/** The mark, cut to the budget where it is longer, with a few words after it; never without the words that answer. */
function widened(text: string, mark: Mark, budget: number): Window {
  const { span } = mark;
  const reached = fitting(text, mark.start, budget);
  // Words far into a long sentence: it is shown from a little before them.
  const start =
    span === null || span.end <= reached
      ? mark.start
      : wordStart(text, Math.max(mark.start, span.start - CONTEXT));
  const last = fitting(text, start, budget);
  const end = wordEnd(text, Math.min(text.length, last < mark.end ? last : mark.end + CONTEXT));
  return { start, end: Math.max(end, Math.min(text.length, span?.end ?? 0)) };
}

function merged(windows: readonly Window[]): Window[] {
  const result: Window[] = [];
  for (const window of windows) {
    const previous = result.at(-1);
    if (previous !== undefined && window.start <= previous.end + WORD)
      result[result.length - 1] = { start: previous.start, end: Math.max(previous.end, window.end) };
    else result.push(window);
  }
  return result;
}

function pieces(text: string, marks: readonly Mark[], start: number, end: number): Piece[] {
  const result: Piece[] = [];
  const add = (from: number, to: number, weight: number, gone = false, span = false): void => {
    if (from < to) result.push({ kind: 'text', text: text.slice(from, to), weight, gone, span });
  };
  let position = start;
  for (const mark of marks) {
    const from = Math.max(mark.start, position);
    const to = Math.min(mark.end, end);
    if (from >= to) continue;
    add(position, from, 0);
    const gone = mark.standing === 'gone';
    const answers = mark.span ?? { start: to, end: to, standing: 'stands' };
    const first = Math.min(to, Math.max(from, answers.start));
    const last = Math.min(to, Math.max(first, answers.end));
    const around = mark.span === null ? mark.weight : mark.weight * AROUND;
    add(from, first, around, gone);
    add(first, last, mark.weight, answers.standing === 'gone', true);
    add(last, to, around, gone);
    position = to;
  }
  add(position, end, 0);
  return result;
}

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

function columns(text: string): number {
  let sum = 0;
  for (const character of text) sum += WIDE.test(character) || character.length > 1 ? 2 : 1;
  return sum;
}

/** The offset up to which the text from `start` takes `budget` columns; never inside a surrogate pair. */
function fitting(text: string, start: number, budget: number): number {
  let left = budget;
  let position = start;
  for (const character of text.slice(start, start + budget)) {
    left -= columns(character);
    if (left < 0) break;
    position += character.length;
  }
  return position;
}

/** Where the word before the offset ends or, if that is far, the offset (moved out of a surrogate pair). */
function wordEnd(text: string, offset: number): number {
  if (offset >= text.length) return text.length;
  for (let i = offset; i > Math.max(0, offset - WORD); i--) if (/\s/.test(text.charAt(i))) return i;
  return isLow(text, offset) ? offset - 1 : offset;
}

/** Where the word after the offset begins or, if that is far, the offset (moved out of a surrogate pair). */
function wordStart(text: string, offset: number): number {
  if (offset === 0) return 0;
  for (let i = offset; i < Math.min(text.length, offset + WORD); i++)
    if (/\s/.test(text.charAt(i - 1))) return i;
  return isLow(text, offset) ? offset - 1 : offset;
}

function isLow(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
