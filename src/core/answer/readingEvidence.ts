import { clippedGap, MOST_GAP } from '../recall/rerank.ts';
import { fold } from '../text/words.ts';
import type { ReadingEvidence } from './abstain.ts';
import type { ReadLeaf } from './read.ts';

/** Of the longer of two spans, so much at least is the shorter one. */
const LEAST_SHARED = 0.4;

/** What the reader's spans say of whether the leaves that were read answer; null where none was. */
export function readingEvidence(leaves: readonly ReadLeaf[]): ReadingEvidence | null {
  const read = leaves.map((leaf) => ({ gap: clippedGap(leaf.gap), says: wordsOf(leaf) }));
  const best = read.toSorted((a, b) => b.gap - a.gap)[0];
  if (best === undefined) return null;
  let [agreeing, sum] = [0, Math.exp(-MOST_GAP)];
  for (const one of read) {
    const mass = Math.exp(one.gap - MOST_GAP);
    sum += mass;
    if (one === best || same(one.says, best.says)) agreeing += mass;
  }
  return { gap: best.gap, agreement: agreeing / sum };
}

/** The best span's words, folded, without punctuation and spaces. */
function wordsOf({ source, spans: [span] }: ReadLeaf): string {
  return span === undefined ? '' : fold(source.slice(span.start, span.end)).replace(/[^\p{L}\p{N}]/gu, '');
}

/** The same words, or the other's with some more: 'Broncos' and 'Denver Broncos', but not '1' and '1998'. */
function same(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= LEAST_SHARED * long.length && short !== '' && long.includes(short);
}
