import { inSimplified } from '../text/traditional.ts';
import { fold } from '../text/words.ts';
import { withoutMarks } from './claims.ts';
import type { Sources } from './sources.ts';

/** Letters and figures alone: white space, marks of Markdown and punctuation are set anew by whoever copies. */
function bare(text: string): string {
  return inSimplified(fold(withoutMarks(text).replace(LABEL, '')))
    .replace(/(?<!\p{N})[.,]|[.,](?!\p{N})|[^\p{L}\p{N}\p{M}%‰£$€¥°+.,-]/gu, '')
    .replace(/-(?!\p{N})/gu, '');
}

/** The number of a clause, the mark of an item or heading: who repeats the sentence leaves it out. */
const LABEL =
  /^\s*(?:(?:[-*•·]|#+|>|[0-9]+(?:\.[0-9]+)+\.?|[0-9]{1,2}[.)、]|[（(][0-9a-z一二三四五六七八九十]{1,3}[)）])\s+|第[0-9一二三四五六七八九十百]+条\s*)+/u;

/** Of fewer letters a text stands somewhere by chance. */
const LEAST = 8;
const MOST_TOGETHER = 3;

/**
 * The sentences of the sources that a written sentence repeats word for word: one that is the same, or up to three one
 * after the other that together are. Numbers among `Sources.sentences`, in the order of the text; empty where there are
 * none. A part of a sentence is no copy: 'it is not true that' may stand in front of it.
 */
export function copiedFrom(statement: string, { sentences, leaves }: Sources): number[] {
  const wanted = bare(statement);
  if (wanted.length < (/\p{Script=Han}/u.test(wanted) ? LEAST / 2 : LEAST)) return [];
  const texts = sentences.map(({ text }) => bare(text));
  for (const first of sentences.keys()) {
    if (texts[first] === '') continue;
    let together = '';
    for (let next = first; next < Math.min(sentences.length, first + MOST_TOGETHER); next++) {
      const [before, one] = [sentences[next - 1], sentences[next]];
      if (next > first && leaves[before?.leaf ?? 0]?.source !== leaves[one?.leaf ?? 0]?.source) break;
      if (next > first && (one?.start ?? 0) < (before?.end ?? 0)) break;
      together += texts[next] ?? '';
      if (together === wanted) return Array.from({ length: next - first + 1 }, (_, i) => first + i);
      if (!wanted.startsWith(together)) break;
    }
  }
  return [];
}
