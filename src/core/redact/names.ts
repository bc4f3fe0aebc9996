import { folded } from '../text/folded.ts';
import type { Found } from './found.ts';

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * A finder of the names in a list: whole words, however they are capitalised and whatever white space parts them; in
 * Chinese and Japanese, which part no words, wherever they stand. Of two that begin at one place the longer is found.
 */
export function nameFinder(names: readonly string[]): (text: string) => Found[] {
  const wanted = [...new Set(names.map((name) => folded(name).text.trim()))]
    .filter((name) => name !== '')
    .sort((a, b) => b.length - a.length);
  if (wanted.length === 0) return () => [];
  const pattern = new RegExp(wanted.map(patternOf).join('|'), 'giv');
  return (text) =>
    [...text.matchAll(pattern)].map(({ index, 0: written }) => ({
      kind: 'name',
      start: index,
      end: index + written.length,
      value: written.toLowerCase().replace(/\s+/gu, ' '),
    }));
}

function patternOf(name: string): string {
  const escaped = name
    .split(/\s+/u)
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&'))
    .join('\\s+');
  const first = Array.from(name)[0] ?? '';
  const last = Array.from(name).at(-1) ?? '';
  const bound = (character: string): boolean => /[\p{L}\p{N}]/u.test(character) && !UNSPACED.test(character);
  // A Latin name within Chinese has no space beside it.
  const letter = '[[\\p{L}\\p{N}\\p{M}]--[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]]';
  return `${bound(first) ? `(?<!${letter})` : ''}${escaped}${bound(last) ? `(?!${letter})` : ''}`;
}
