import { fold } from '../text/words.ts';
import type { ReadingEvidence } from './abstain.ts';
import type { ReadLeaf } from './read.ts';

/** Beyond this a gap says no more. */
const MOST = 15;
/** Of the longer of two spans, so much at least is the shorter one. */
const LEAST_SHARED = 0.4;

/** What the reader's spans say of whether the leaves that were read answer; null where none was. */
export function readingEvidence(leaves: readonly ReadLeaf[]): ReadingEvidence | null {
  const read = leaves.map((leaf) => ({ gap: clipped(leaf.gap), says: wordsOf(leaf) }));
  const best = read.toSorted((a, b) => b.gap - a.gap)[0];
  if (best === undefined) return null;
  let [agreeing, sum] = [0, Math.exp(-MOST)];
  for (const one of read) {
    const mass = Math.exp(one.gap - MOST);
    sum += mass;
    if (one === best || same(one.says, best.says)) agreeing += mass;
  }
  return { gap: best.gap, agreement: agreeing / sum };
}

function clipped(gap: number): number {
  return Math.min(MOST, Math.max(-MOST, gap));
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
