import { createHash } from 'node:crypto';
import { headingsOf } from '../../core/memory/chunker.ts';
import type { ChunkTree } from '../../core/memory/tree.ts';

/** SHA-256 of a text's UTF-16 units, hex: also of one that UTF-8 cannot carry. */
export function textHash(text: string): string {
  return createHash('sha256').update(text, 'utf16le').digest('hex');
}

/** Headings further up than this say little about a leaf and take room from its own words. */
const MOST_HEADINGS = 3;

/**
 * What the encoder reads for a leaf: the headings it stands under, where they are not in the leaf itself, then
 * its text. The prefix is never stored as text (invariant 2).
 */
export function encodedText(text: string, tree: ChunkTree, leaf: number): string {
  const range = tree.leaves[leaf];
  if (range === undefined) return '';
  const own = text.slice(range.start, range.end);
  const headings = headingsOf(tree, leaf, MOST_HEADINGS).filter((heading) => !own.includes(heading));
  return headings.length === 0 ? own : `${headings.join(' > ')}\n${own}`;
}

/** A leaf each, in order: the name under which its vector is kept, whatever file it stands in (32 hex digits). */
export function contentKeys(text: string, tree: ChunkTree): string[] {
  return tree.leaves.map((_, leaf) => textHash(encodedText(text, tree, leaf)).slice(0, 32));
}
