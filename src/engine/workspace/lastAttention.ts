import type { ChunkTree } from '../../core/memory/tree.ts';
import { multiply } from '../../core/recall/blocks.ts';
import { rollUpDocument } from '../../core/recall/rollUp.ts';
import type { AskParams } from '../../protocol/asking.ts';
import type { Recalled } from '../recall/recall.ts';
import type { TreeSource } from '../recall/snapshot.ts';

/** A question as it was asked. */
export type AskedQuestion = Omit<AskParams, 'workspace'>;

/** What a document had of the attention, with the tree that it had then; its vectors are not held. */
export interface AttendedTree {
  readonly file: string;
  readonly tree: ChunkTree;
  readonly share: number;
  /** By index in the tree's sections, as `rollUp` sums them. */
  readonly sections: ArrayLike<number>;
  /** By index in the tree's leaves. */
  readonly leaves: Float32Array;
}

/** The whole attention of an answer. */
export interface WholeAttention {
  readonly nullWeight: number;
  readonly scope: readonly string[] | null;
  readonly documents: readonly AttendedTree[];
}

/** What of an answer is kept: four bytes a leaf, and trees that are the memory's own as long as it has them. */
interface KeptAttention extends Omit<WholeAttention, 'documents'> {
  readonly trees: readonly { readonly file: string; readonly source: TreeSource }[];
  /** By document the index of its first leaf, and behind the last one the number of leaves. */
  readonly first: Int32Array;
  readonly weights: Float32Array;
}

/** Answers whose attention is kept: those of a conversation that is looked back on, for a memory or two. */
const KEPT = 8;

/**
 * The attention of the answers that were given last: an answer lists its best passages, and whoever wants to see all of
 * it gets the very shares that it was given with, even if the memory has gone on.
 */
export class LastAttention {
  readonly #kept = new Map<string, KeptAttention>();

  /**
   * Keeps what an answer attended to, in place of what an earlier one to the same question did.
   *
   * @param factor what the shares are multiplied by
   */
  keep(
    asked: AskedQuestion,
    { documents, table, attention }: Pick<Recalled, 'documents' | 'table' | 'attention'>,
    { factor, ...rest }: { readonly factor: number } & Pick<WholeAttention, 'nullWeight' | 'scope'>,
  ): void {
    const whole = attention.weights;
    const weights = factor === 1 ? whole : multiply(whole, factor, new Float32Array(whole.length));
    const trees = documents.map(({ file, source }) => ({ file, source }));
    const key = keyOf(asked);
    this.#kept.delete(key);
    this.#kept.set(key, { ...rest, trees, first: table.first, weights });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
  }

  /** What the last answer to this question attended to; undefined where it is not kept any more. */
  of(asked: AskedQuestion): WholeAttention | undefined {
    const kept = this.#kept.get(keyOf(asked));
    if (kept === undefined) return undefined;
    const { trees, first, weights, ...rest } = kept;
    const documents = trees.map(({ file, source: { tree } }, number): AttendedTree => {
      const leaves = weights.subarray(first[number], first[number + 1]);
      return { file, tree, ...rollUpDocument(tree, leaves), leaves };
    });
    return { ...rest, documents };
  }
}

/**
 * The question alone, what it was asked of and what it goes on from. How often files have been opened since, the risk
 * that is taken and how a model put it do not make it another question.
 */
function keyOf({
  question,
  scope,
  scopes,
  within,
  history,
  earlier,
  leg,
  passagesOnly,
}: AskedQuestion): string {
  return JSON.stringify([question, scope, scopes, within, history, earlier, leg, passagesOnly === true]);
}
