import type { ChunkTree } from '../../core/memory/tree.ts';
import { leafShares, rollUp } from '../../core/recall/rollUp.ts';
import type { AskParams } from '../../protocol/engineApi.ts';
import type { Recalled } from '../recall/recall.ts';

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

/** Answers whose attention is kept: those of a conversation that is looked back on, for a memory or two. */
const KEPT = 8;

/**
 * The attention of the answers that were given last: an answer lists its best passages, and whoever wants to see all of
 * it gets the very shares that it was given with, even if the memory has gone on.
 */
export class LastAttention {
  readonly #kept = new Map<string, WholeAttention>();

  /**
   * Keeps what an answer attended to, in place of what an earlier one to the same question did.
   *
   * @param factor what the shares are multiplied by
   */
  keep(
    asked: AskedQuestion,
    { table, attention }: Pick<Recalled, 'table' | 'attention'>,
    { factor, ...rest }: { readonly factor: number } & Pick<WholeAttention, 'nullWeight' | 'scope'>,
  ): void {
    const weights = factor === 1 ? attention.weights : attention.weights.map((weight) => weight * factor);
    const leaves = leafShares(table, weights);
    const documents = rollUp(table, weights).map(({ share, sections }, i): AttendedTree => {
      const { file = '', tree = NO_TREE } = table.documents[i] ?? {};
      return { file, tree, share, sections, leaves: leaves[i] ?? new Float32Array(0) };
    });
    const key = keyOf(asked);
    this.#kept.delete(key);
    this.#kept.set(key, { ...rest, documents });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
  }

  /** What the last answer to this question attended to; undefined where it is not kept any more. */
  of(asked: AskedQuestion): WholeAttention | undefined {
    return this.#kept.get(keyOf(asked));
  }
}

const NO_TREE: ChunkTree = { sections: [], passages: [], leaves: [] };

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
