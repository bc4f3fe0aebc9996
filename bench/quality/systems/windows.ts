import { filesOf, textReader } from '../sets.ts';
import { units } from '../score.ts';
import type { Passage } from '../score.ts';

/** Tokens of a window unless said otherwise: the size of the engine's leaves. */
const SIZE = 128;
/** Tokens that a system must return, and a little more. */
export const WANTED = 2048 + SIZE;

/** How a file is cut into windows, in tokens. */
export interface WindowSize {
  readonly size: number;
  /** Tokens at the end of a window that the next one holds again. */
  readonly overlap: number;
}

/** A piece of a file as a flat index holds it. */
export interface Window extends Passage {
  readonly text: string;
  readonly tokens: number;
}

/** How a file is cut into pieces that are found as one. */
export type Cut = (file: string, text: string) => Window[];

/** All files of a workspace, cut; each file's windows follow each other. */
export function windowsOf(workspace: string, cut: Cut = cutWindows): Window[] {
  const read = textReader(workspace);
  return filesOf(workspace).flatMap((file) => cut(file, read(file) ?? ''));
}

/**
 * One file in fixed windows, each as many whole words as fit in its tokens (128 unless said otherwise); none for a
 * file without a word. Without overlap they tile the file.
 */
export function cutWindows(
  file: string,
  text: string,
  { size, overlap }: WindowSize = { size: SIZE, overlap: 0 },
): Window[] {
  const windows: Window[] = [];
  const all = [...units(text)];
  let first = 0;
  let used = 0;
  const push = (end: number): void => {
    const start = first === 0 ? 0 : all[first]!.start;
    windows.push({ file, start, end, text: text.slice(start, end), tokens: used });
  };
  for (let i = 0; i < all.length; i++) {
    const { start, cost } = all[i]!;
    if (used > 0 && used + cost > size) {
      push(start);
      used = 0;
      const before = first;
      // Back over the words that both windows hold, but always past the start of the last window.
      for (first = i; first - 1 > before && used + all[first - 1]!.cost <= overlap; first--)
        used += all[first - 1]!.cost;
    }
    used += cost;
  }
  if (used > 0) push(text.length);
  return windows;
}

/** The best windows by score, in scope, until they hold the tokens wanted; equal scores in document order. */
export function best(windows: readonly Window[], scores: Float64Array, scope: string | undefined): Window[] {
  const candidates: number[] = [];
  for (let i = 0; i < windows.length; i++)
    if (scope === undefined || windows[i]!.file === scope) candidates.push(i);
  candidates.sort((a, b) => scores[b]! - scores[a]! || a - b);
  const chosen: Window[] = [];
  let held = 0;
  for (const i of candidates) {
    if (held >= WANTED) break;
    const window = windows[i]!;
    chosen.push(window);
    held += window.tokens;
  }
  return chosen;
}
