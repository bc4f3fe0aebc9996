import type { AskParams } from './asking.ts';

// The attention of one answer over a whole memory, level by level: what a map is drawn from. Plain data, as all that
// crosses the process boundary (`engineApi.ts`); of the leaves, which there are tens of thousands of, packed.

export interface AttentionParams {
  /** Absolute path of the folder. */
  readonly workspace: string;
  /**
   * What was asked. The shares are those of the answer that was given, where it is one of the last ones; else it is asked
   * again. Left out for the memory as it stands, which attends to nothing.
   */
  readonly asked?: Omit<AskParams, 'workspace'>;
}

/**
 * What each document, section and leaf has of the attention. Shares are at least 0; a parent's is the sum of its
 * children's, and those of the documents sum, with `nullWeight`, to 1 (invariant 10). Where nothing was asked every
 * share is 0.
 */
export interface AttentionResult {
  /** Share that went to 'nothing relevant'; 1 where nothing was asked. */
  readonly nullWeight: number;
  /** The files, and folders with a `/` at their end, that were asked; null for all. */
  readonly scope: readonly string[] | null;
  /** Every file that is remembered, in order of their names (UTF-16). */
  readonly documents: readonly DocumentAttention[];
}

export interface DocumentAttention {
  /** Relative to the workspace, with `/`. */
  readonly file: string;
  /** False for a file that was out of scope, or came after the answer: it has no share. */
  readonly asked: boolean;
  readonly share: number;
  /** In document order. */
  readonly sections: readonly SectionAttention[];
  readonly leaves: PackedLeaves;
}

export interface SectionAttention {
  /** Words of the heading; empty before the first one. */
  readonly heading: string;
  /** Index of the section whose heading stands above this one's, or -1; less than its own. */
  readonly parent: number;
  /** What stands under the heading, with all that stands below it. */
  readonly share: number;
}

/** The leaves of a document, in order: numbers of four bytes each, the lowest byte first, in base64. */
export interface PackedLeaves {
  readonly count: number;
  /** Unsigned: where each leaf starts, a UTF-16 offset, and at the end where the last one ends. One more than leaves. */
  readonly bounds: string;
  /** Unsigned: index of each leaf's section, ascending. */
  readonly sections: string;
  /** Floats: each leaf's share. */
  readonly shares: string;
}
