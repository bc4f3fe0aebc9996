import {
  candidates,
  compose,
  heatOf,
  scoreSentences,
  type AttendedLeaf,
  type Candidate,
  type Weighed,
} from '../../core/answer/compose.ts';
import { headingsOf } from '../../core/memory/chunker.ts';
import type { CancelSignal, Encoder } from '../../core/ports.ts';
import type { Answer, AttendedPassage, Citation, HeatedSentence } from '../../protocol/engineApi.ts';
import type { Query } from './meaning.ts';
import type { Recalled } from './recall.ts';
import type { SnapshotDocument } from './snapshot.ts';

/** Passages are listed until they hold this many tokens together, as far as the files go. */
const LISTED_TOKENS = 2200;
/** And no more of them than this: a run of characters without a space counts as one word, however many leaves it fills. */
const MOST_LISTED = 128;
/** Leaves whose sentences may answer. */
const READ_LEAVES = 6;

type TextOf = (document: SnapshotDocument) => string;

/** A leaf with all that the shells are told of it. */
export interface RankedLeaf {
  readonly index: number;
  readonly document: SnapshotDocument;
  readonly passage: AttendedPassage;
}

/** The best leaves, best first, at least 2,048 tokens of them where there are as many, in 128 leaves at most. */
export function rankedLeaves(recalled: Recalled, textOf: TextOf): RankedLeaf[] {
  const ranked: RankedLeaf[] = [];
  let tokens = 0;
  for (const index of recalled.order) {
    const document = recalled.documents[recalled.table.document[index] ?? -1];
    const leaf = document?.tree.leaves[recalled.table.ordinal[index] ?? -1];
    if (document === undefined || leaf === undefined) continue;
    const text = textOf(document).slice(leaf.start, leaf.end);
    ranked.push({
      index,
      document,
      passage: {
        file: document.file,
        start: leaf.start,
        end: leaf.end,
        weight: recalled.attention.weights[index] ?? 0,
        level: 'leaf',
        text,
        headings: headingsOf(document.tree, recalled.table.ordinal[index] ?? -1),
      },
    });
    tokens += shortWordTokens(text);
    if (tokens >= LISTED_TOKENS || ranked.length >= MOST_LISTED) break;
  }
  return ranked;
}

const CJK = '\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\uac00-\\ud7af';
const UNIT = new RegExp(`([${CJK}])|[^\\s${CJK}]+`, 'gu');

/** The least a text counts for: 1 a CJK character, 1.3 a word however long, where `countTokens` gives more. */
function shortWordTokens(text: string): number {
  let tokens = 0;
  for (const [, cjk] of text.matchAll(UNIT)) tokens += cjk === undefined ? 1.3 : 1;
  return tokens;
}

export interface AnswerInput {
  readonly ranked: readonly RankedLeaf[];
  readonly recalled: Recalled;
  readonly question: string;
  readonly query: Query | null;
  readonly encoder: Encoder | null;
  readonly textOf: TextOf;
  readonly signal?: CancelSignal | undefined;
}

/** The sentences that answer best, each with its citation (null where no leaf holds a sentence), and the heat. */
export async function extractiveAnswer({
  ranked,
  recalled,
  question,
  query,
  encoder,
  textOf,
  signal,
}: AnswerInput): Promise<{ readonly answer: Answer | null; readonly heat: HeatedSentence[] }> {
  const read = ranked.slice(0, READ_LEAVES);
  const leaves = read.map(({ document, passage }): AttendedLeaf => ({
    document: document.id,
    source: textOf(document),
    start: passage.start,
    end: passage.end,
    weight: passage.weight,
  }));
  const weighed = await weigh(candidates(leaves), query, encoder, signal);
  const scored = scoreSentences(weighed, question, recalled.rarity);
  const fileOf = new Map(read.map(({ document }) => [document.id, document.file]));
  const cite = ({ document, start, end, text }: Candidate): Citation => ({
    file: fileOf.get(document) ?? '',
    start,
    end,
    quote: text,
  });
  const sentences = compose(scored).map((chosen) => ({ text: chosen.text, citations: [cite(chosen)] }));
  const heat = heatOf(scored).map(({ candidate, weight }): HeatedSentence => {
    const { file, start, end, quote } = cite(candidate);
    return { file, start, end, weight, text: quote };
  });
  return {
    answer: sentences.length === 0 ? null : { text: sentences.map(({ text }) => text).join(' '), sentences },
    heat,
  };
}

async function weigh(
  found: readonly Candidate[],
  query: Query | null,
  encoder: Encoder | null,
  signal?: CancelSignal,
): Promise<Weighed[]> {
  if (query === null || encoder === null) return found.map((candidate) => ({ candidate, similarity: null }));
  const vectors = await encoder.encode(
    found.map(({ text }) => text),
    'passage',
    signal,
  );
  return found.map((candidate, i) => ({
    candidate,
    similarity: vectors[i]?.reduce((sum, value, d) => sum + value * (query.vector[d] ?? 0), 0) ?? null,
  }));
}
