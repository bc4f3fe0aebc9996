import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bestSpans, type Span } from '../../src/core/answer/spans.ts';
import type { Encoder, Reader } from '../../src/core/ports.ts';
import { rankedLeaves, type RankedLeaf } from '../../src/engine/recall/answer.ts';
import { encodeQuestion } from '../../src/engine/recall/meaning.ts';
import { recall } from '../../src/engine/recall/recall.ts';
import { parseQuestion } from '../../src/core/recall/question.ts';
import { covered, type Question } from '../quality/score.ts';
import { CACHE, textReader, type BenchSet } from '../quality/sets.ts';
import { benchStore, indexed } from '../quality/store.ts';

/** Leaves whose logits are kept for the softmax; what stands below them has no share worth counting. */
const KEPT = 150;
const SPANS = 5;

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

/** Best spans of windows, kept in `bench/.cache` by the reader's fingerprint. */
export class KeptSpans {
  readonly #reader: Reader;
  readonly #path: string;
  readonly #known = new Map<string, Span[]>();

  constructor(reader: Reader) {
    this.#reader = reader;
    this.#path = join(CACHE, `spans-${reader.fingerprint}.jsonl`);
    if (!existsSync(this.#path)) return;
    for (const line of readFileSync(this.#path, 'utf8').split('\n')) {
      // A line that a stopped run left unfinished is read again.
      if (!line.endsWith(']]')) continue;
      const [key, spans]: [string, [number, number, number][]] = JSON.parse(line);
      this.#known.set(
        key,
        spans.map(([start, end, gap]) => ({ start, end, gap })),
      );
    }
  }

  /** The best spans of each window. */
  async read(question: string, windows: readonly string[]): Promise<(readonly Span[])[]> {
    const keys = windows.map((window) => keyOf(question, window));
    const missing = windows.filter((_, i) => !this.#known.has(keys[i]!));
    const logits = await this.#reader.read(question, missing);
    const lines = missing.map((window, i) => {
      const spans = bestSpans(logits[i]!, SPANS);
      const key = keyOf(question, window);
      this.#known.set(key, spans);
      return `${JSON.stringify([key, spans.map(({ start, end, gap }) => [start, end, gap])])}\n`;
    });
    appendFileSync(this.#path, lines.join(''));
    return keys.map((key) => this.#known.get(key) ?? []);
  }
}

function keyOf(question: string, window: string): string {
  return createHash('sha256').update(question).update('\0').update(window).digest('base64url').slice(0, 22);
}

/** Asks the set these questions and reads the best `most` leaves of each. */
export async function readRankings(
  set: BenchSet,
  questions: readonly Question[],
  { encoder, spans, most }: { encoder: Encoder; spans: KeptSpans; most: number },
): Promise<ReadRanking[]> {
  const textOf = textReader(set.workspace);
  const workspace = await indexed(set.workspace, benchStore(), encoder);
  const rankings: ReadRanking[] = [];
  for (const question of questions) {
    const query = await encodeQuestion(encoder, question.question);
    const { ranked, leaves, trust } = await workspace.examine(encoder, ({ store }, snapshot) => {
      const read = ({ file }: { readonly file: string }): string => textOf(file) ?? '';
      const recalled = recall({
        snapshot,
        lexical: store.lexical,
        question: parseQuestion(question.question),
        query,
        files: question.scope === undefined ? undefined : new Set([question.scope]),
        textOf: read,
      });
      const best = recalled.order.slice(0, KEPT).map((index) => {
        const document = recalled.documents[recalled.table.document[index]!]!;
        const { start, end } = document.tree.leaves[recalled.table.ordinal[index]!]!;
        const held = covered(question.evidence, [{ file: document.file, start, end }]).hit;
        return { index, logit: recalled.logits[index]!, held };
      });
      return { ranked: rankedLeaves(recalled, read), leaves: best, trust: recalled.trust };
    });
    const best = ranked.slice(0, most);
    const found = await spans.read(
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
