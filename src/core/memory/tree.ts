import type { Range } from '../text/range.ts';

/**
 * The levels of the memory, from the widest. A sentence lies below the leaf: it is cited and heated,
 * never retrieved, and computed from the leaf's text when it is needed.
 */
export type Level = 'document' | 'section' | 'passage' | 'leaf';

/** What stands under one heading, up to the next heading of any depth. */
export interface Section extends Range {
  /** 0 for the text before the first heading, 1 for a title, 2 for what stands below it, and so on. */
  readonly depth: number;
  /** The heading's words, without markup; empty before the first heading. */
  readonly heading: string;
  /** Index of the section whose heading stands above this one's, or -1. */
  readonly parent: number;
}

/** A run of leaves of about 512 tokens within one section; its bounds follow the content, not the position. */
export interface Passage extends Range {
  /** Index into {@link ChunkTree.sections}. */
  readonly section: number;
}

/** The unit that is encoded and retrieved: whole sentences, about 128 tokens, at most 192. */
export interface Leaf extends Range {
  /** Index into {@link ChunkTree.passages}. */
  readonly passage: number;
}

/**
 * A document cut into levels. Every level is in document order and tiles the document: the ranges joined
 * are its text, with no gap and no overlap (invariant 2). Ranges are UTF-16 offsets.
 */
export interface ChunkTree {
  readonly sections: readonly Section[];
  readonly passages: readonly Passage[];
  readonly leaves: readonly Leaf[];
}

/** A place where the document's own structure begins something new. */
export interface Heading {
  /** Where the heading's line starts. */
  readonly start: number;
  readonly depth: number;
  readonly title: string;
}

/** What a format knows of a document's structure, before it is cut. */
export interface Outline {
  /** In document order. */
  readonly headings: readonly Heading[];
  /** Offsets, ascending, that a leaf should rather begin at: statements, environments, list items. */
  readonly breaks: readonly number[];
  /**
   * What is kept whole where a leaf can hold it, in order and apart: a speaker's turn, a row of a table, an item of
   * a list. A leaf holds several of them or lies in one. Their bounds are breaks. None where left out.
   */
  readonly items?: readonly Range[];
}
