import {
  candidates,
  compose,
  heatOf,
  readable,
  type AttendedLeaf,
  type Candidate,
} from '../../core/answer/compose.ts';
import { answeringGaps, surestIn } from '../../core/answer/answering.ts';
import { composeAnswer } from '../../core/answer/composeAnswer.ts';
import type { Composed } from '../../core/answer/composed.ts';
import { scoreSentences, sentenceSignals, worthReading } from '../../core/answer/sentenceScore.ts';
import { heatWords } from '../../core/answer/wordHeat.ts';
import type { ReadLeaf } from '../../core/answer/read.ts';
import { headingsOf } from '../../core/memory/chunker.ts';
import type { CancelSignal, Encoder } from '../../core/ports.ts';
import { overlaps, type Range } from '../../core/text/range.ts';
import type {
  Answer,
  AnswerSentence,
  AttendedPassage,
  Citation,
  HeatedSentence,
} from '../../protocol/asking.ts';
import { answerOf } from './composing.ts';
import { interactions } from './interactions.ts';
import type { Query } from './meaning.ts';
import { byScore, type Recalled } from './recall.ts';
import { sectionShares } from './shares.ts';
import type { SnapshotDocument } from './snapshot.ts';

/** Passages are listed until they hold this many tokens together, as far as the files go. */
const LISTED_TOKENS = 2200;
/** And no more of them than this: a run of characters without a space counts as one word, however many leaves it fills. */
const MOST_LISTED = 128;
/** Leaves whose sentences may answer. */
const READ_LEAVES = 6;
/** Words are weighed in sentences with this share of the hottest one's weight. */
const LEAST_WARMTH = 0.1;

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
  const shares = sectionShares(recalled);
  let tokens = 0;
  for (const index of recalled.order) {
    const at = recalled.table.document[index] ?? -1;
    const document = recalled.documents[at];
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
        ...weightsOf(index, recalled, shares),
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

/** The leaves with the attention that they have now, in its order. */
export function reweighed(ranked: readonly RankedLeaf[], recalled: Recalled): RankedLeaf[] {
  const shares = sectionShares(recalled);
  const first = byScore(recalled.logits);
  return ranked
    .map((leaf) => ({ ...leaf, passage: { ...leaf.passage, ...weightsOf(leaf.index, recalled, shares) } }))
    .sort((a, b) => first(a.index, b.index));
}

/** A leaf's share of the attention, and that of the section it stands in. */
function weightsOf(
  index: number,
  { attention, documents, table }: Recalled,
  shares: (document: number) => Float64Array,
): { readonly weight: number; readonly sectionWeight: number } {
  const at = table.document[index] ?? -1;
  const tree = documents[at]?.tree;
  const passage = tree?.leaves[table.ordinal[index] ?? -1]?.passage ?? -1;
  return {
    weight: attention.weights[index] ?? 0,
    sectionWeight: shares(at)[tree?.passages[passage]?.section ?? -1] ?? 0,
  };
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
  /** What was read, heaviest first; null where nothing was. */
  readonly read: readonly ReadLeaf[] | null;
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
  read: windows,
  textOf,
  signal,
}: AnswerInput): Promise<{ readonly answer: Answer | null; readonly heat: HeatedSentence[] }> {
  const read = readLeaves(ranked);
  const found = candidates(attendedLeaves(read, textOf));
  const late = await interactions({ leaves: read, recalled, question, query, encoder, textOf, signal });
  const signals = sentenceSignals(found, late, question, recalled.rarity);
  const alone =
    late === null || query === null || encoder === null
      ? null
      : await similaritiesAlone(found, worthReading(signals), query, encoder, signal);
  const scored = scoreSentences(found, signals, alone);
  const fileOf = new Map(read.map(({ document }) => [document.id, document.file]));
  const cite = ({ document, start, end, text }: Candidate): Citation => ({
    file: fileOf.get(document) ?? '',
    start,
    end,
    quote: text,
  });
  const sentences = compose(scored).map((chosen) => ({ text: chosen.text, citations: [cite(chosen)] }));
  const composed =
    windows === null
      ? null
      : composeAnswer({
          question,
          leaves: windows,
          scored,
          fileOf: (document) => fileOf.get(document) ?? '',
          rarity: recalled.rarity,
        });
  const shares = heatOf(
    windows === null ? scored : scoreSentences(found, signals, alone, answeringGaps(found, windows)),
  );
  const heat = shares.map(({ candidate, weight }): HeatedSentence => {
    const { file, start, end, quote } = cite(candidate);
    const leaf = read[candidate.leaf]?.passage;
    const interaction = late?.[candidate.leaf];
    const span = saidIn(composed, candidate) ?? spanIn(windows, candidate);
    const heated = { file, start, end, weight, text: quote, ...(span === undefined ? {} : { span }) };
    if (leaf === undefined || interaction === undefined || weight < LEAST_WARMTH * (shares[0]?.weight ?? 0))
      return heated;
    const words = heatWords(leaf.text, candidate.within, weight, interaction, question).map((word) => ({
      start: leaf.start + word.start,
      end: leaf.start + word.end,
      weight: word.weight,
    }));
    return { ...heated, words };
  });
  return {
    answer: composed === null ? plainAnswer(sentences) : answerOf(composed),
    heat: [...heat, ...citedBeside(composed, ranked, read)].sort((a, b) => b.weight - a.weight),
  };
}

/**
 * What the answer cites of leaves that got too little attention for their sentences to be compared, such as the other
 * side of two that do not agree: an answer's own words are always lit. Each leaf's share is divided among them.
 */
function citedBeside(
  composed: Composed | null,
  ranked: readonly RankedLeaf[],
  compared: readonly RankedLeaf[],
): HeatedSentence[] {
  const beside = ranked.filter((leaf) => !compared.includes(leaf));
  const cited = (composed?.sentences ?? []).flatMap(({ places, span }) =>
    places.map((place, i) => ({ place, span: i === 0 ? span : undefined })),
  );
  return beside.flatMap(({ document, passage }) => {
    const here = cited.filter(
      ({ place }, i) =>
        place.document === document.id &&
        passage.start <= place.start &&
        place.end <= passage.end &&
        cited.findIndex(
          (other) => other.place.document === place.document && overlaps(other.place, place),
        ) === i,
    );
    return here.map(({ place: { start, end }, span }) => ({
      file: document.file,
      start,
      end,
      weight: passage.weight / here.length,
      text: passage.text.slice(start - passage.start, end - passage.start),
      ...(span === undefined ? {} : { span: { start: span.start, end: span.end } }),
    }));
  });
}

/** Whole sentences: all that can be said where nothing was read. */
function plainAnswer(sentences: readonly AnswerSentence[]): Answer | null {
  return sentences.length === 0 ? null : { text: sentences.map(({ text }) => text).join(' '), sentences };
}

/** The words of a sentence that the answer itself has. */
function saidIn(composed: Composed | null, { document, start, end }: Candidate): Range | undefined {
  for (const { places, span } of composed?.sentences ?? []) {
    const [first] = places;
    if (span !== undefined && first?.document === document && start <= span.start && span.end <= end)
      return { start: span.start, end: span.end };
  }
  return undefined;
}

/** The surest words of a sentence, where the reader would rather say them than nothing. */
function spanIn(read: readonly ReadLeaf[] | null, sentence: Candidate): Range | undefined {
  const found = surestIn(sentence, read ?? []);
  return found === undefined || found.gap <= 0 ? undefined : { start: found.start, end: found.end };
}

/** Cosines of the question with sentences encoded by themselves, by the sentence's number. */
export async function similaritiesAlone(
  found: readonly Candidate[],
  numbers: readonly number[],
  { vector: asked }: Query,
  encoder: Encoder,
  signal?: CancelSignal,
): Promise<Map<number, number>> {
  const texts = numbers.map((number) => found[number]?.text ?? '');
  const vectors = await encoder.encode(texts, 'passage', signal);
  return new Map(
    vectors.map((vector, i) => [
      numbers[i] ?? -1,
      vector.reduce((sum, value, d) => sum + value * (asked[d] ?? 0), 0),
    ]),
  );
}

/** The leaves whose sentences may answer. */
export function readLeaves(ranked: readonly RankedLeaf[]): RankedLeaf[] {
  return readable(ranked.slice(0, READ_LEAVES).map((leaf) => ({ leaf, weight: leaf.passage.weight }))).map(
    ({ leaf }) => leaf,
  );
}

/** The same as sentences are taken from them. */
export function attendedLeaves(read: readonly RankedLeaf[], textOf: TextOf): AttendedLeaf[] {
  return read.map(({ document, passage: { start, end, weight } }) => ({
    document: document.id,
    source: textOf(document),
    start,
    end,
    weight,
  }));
}
