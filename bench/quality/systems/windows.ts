import { filesOf, textReader } from '../sets.ts';
import { units } from '../score.ts';
import type { Passage } from '../score.ts';

/** Tokens of a window: the usual size of a flat chunk, and the size of the engine's leaves. */
const SIZE = 128;
/** Tokens that a system must return, and a little more. */
const WANTED = 2048 + SIZE;

/** A piece of a file as a flat index holds it. */
export interface Window extends Passage {
  readonly text: string;
  readonly tokens: number;
}

/** All files of a workspace in fixed windows: each as many whole words as fit in 128 tokens. They tile the file. */
export function windowsOf(workspace: string): Window[] {
  const read = textReader(workspace);
  return filesOf(workspace).flatMap((file) => cutWindows(file, read(file) ?? ''));
}

/** One file's windows; none for a file without a word. */
export function cutWindows(file: string, text: string): Window[] {
  const windows: Window[] = [];
  let start = 0;
  let used = 0;
  const push = (end: number): void => {
    windows.push({ file, start, end, text: text.slice(start, end), tokens: used });
  };
  for (const unit of units(text)) {
    if (used > 0 && used + unit.cost > SIZE) {
      push(unit.start);
      start = unit.start;
      used = 0;
    }
    used += unit.cost;
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
