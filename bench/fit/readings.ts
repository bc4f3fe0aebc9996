import { bestSpans, type Span } from '../../src/core/answer/spans.ts';
import type { Encoder, Reader } from '../../src/core/ports.ts';
import { rankedLeaves, type RankedLeaf } from '../../src/engine/recall/answer.ts';
import { encodeQuestion } from '../../src/engine/recall/meaning.ts';
import { SPANS } from '../../src/engine/recall/readWindows.ts';
import { recalledFor } from '../quality/recalled.ts';
import { covered, type Question } from '../quality/score.ts';
import { textReader, type BenchSet } from '../quality/sets.ts';
import { benchStore, indexed } from '../quality/store.ts';

/** Leaves whose logits are kept for the softmax; what stands below them has no share worth counting. */
const KEPT = 150;

/** A question as recall ranks it, with what the reader makes of the best leaves. */
export interface ReadRanking {
  readonly question: Question;
  /** The passages that would be listed, best first. */
  readonly ranked: readonly RankedLeaf[];
  /** By leaf index, of the best leaves: the logit, and the characters of evidence that it holds. */
  readonly leaves: readonly { readonly index: number; readonly logit: number; readonly held: number }[];
  /** As in `LegScores.lexicalTrust`. */
  readonly trust: number;
  /** By leaf index, best first: spans of the leaf's text. */
  readonly read: ReadonlyMap<number, readonly Span[]>;
}

/** The best spans of each window, as the engine takes them. */
export async function spansOf(
  reader: Reader,
  question: string,
  windows: readonly string[],
): Promise<Span[][]> {
  return (await reader.read(question, windows)).map((logits) => bestSpans(logits, SPANS));
}

/** Asks the set these questions and reads the best `most` leaves of each. */
export async function readRankings(
  set: BenchSet,
  questions: readonly Question[],
  { encoder, reader, most }: { encoder: Encoder; reader: Reader; most: number },
): Promise<ReadRanking[]> {
  const textOf = textReader(set.workspace);
  const workspace = await indexed(set.workspace, benchStore(), encoder);
  const rankings: ReadRanking[] = [];
  for (const question of questions) {
    const query = await encodeQuestion(encoder, question.question);
    const { ranked, leaves, trust } = await workspace.examine(encoder, ({ store }, snapshot) => {
      const read = ({ file }: { readonly file: string }): string => textOf(file) ?? '';
      const recalled = recalledFor(question, query, { store, snapshot }, { textOf: read });
      const best = recalled.order.slice(0, KEPT).map((index) => {
        const document = recalled.documents[recalled.table.document[index]!]!;
        const { start, end } = document.tree.leaves[recalled.table.ordinal[index]!]!;
        const held = covered(question.evidence, [{ file: document.file, start, end }]).hit;
        return { index, logit: recalled.logits[index]!, held };
      });
      return { ranked: rankedLeaves(recalled, read), leaves: best, trust: recalled.trust };
    });
    const best = ranked.slice(0, most);
    const found = await spansOf(
      reader,
      question.question,
      best.map(({ passage }) => passage.text),
    );
    rankings.push({
      question,
      ranked,
      leaves,
      trust,
      read: new Map(best.map(({ index }, i) => [index, found[i]!])),
    });
  }
  workspace.close();
  return rankings;
}
