import { align, type StatedText } from '../../core/ground/alignment.ts';
import { claimsOf, claimsSomething, statementOf } from '../../core/ground/claims.ts';
import { copiedFrom } from '../../core/ground/copied.ts';
import { restingOn, sentencesOf } from '../../core/ground/evidence.ts';
import { agreement, gapQuestions } from '../../core/ground/gaps.ts';
import { compare, type Compared } from '../../core/ground/signals.ts';
import { sourcesOf, type AttendedText, type Sources } from '../../core/ground/sources.ts';
import { doubtsOf, verdictOf } from '../../core/ground/support.ts';
import { inSimplified } from '../../core/text/traditional.ts';
import { bestSpans } from '../../core/answer/spans.ts';
import { trimSpan } from '../../core/answer/trim.ts';
import type { CancelSignal, Encoder, Reader } from '../../core/ports.ts';
import { centredPassages } from '../../core/ground/similarity.ts';
import type { Citation } from '../../protocol/asking.ts';
import type { Doubt, WrittenSentence } from '../../protocol/writing.ts';
import type { RankedLeaf } from '../recall/answer.ts';
import type { SnapshotDocument } from '../recall/snapshot.ts';

/** What sentences are checked with; null for what is not there, which makes the check coarser, never wrong. */
export interface GroundingModels {
  readonly encoder: Encoder | null;
  readonly reader: Reader | null;
}

export interface GroundingInput {
  /** What was attended, best first: the passages that the model was given. Texts of one snapshot. */
  readonly leaves: readonly AttendedText[];
  readonly models: GroundingModels;
}

/** The leaves of an answered question as they are checked against. */
export function attendedTexts(
  leaves: readonly RankedLeaf[],
  textOf: (document: SnapshotDocument) => string,
): AttendedText[] {
  return leaves.map(({ document, passage: { file, start, end, headings } }) => ({
    file,
    source: textOf(document),
    start,
    end,
    headings,
  }));
}

/** The reader's gap from which on what it found is worth telling. */
const SURELY_FOUND = 2;
/** What it found is another thing where it has less than this of the piece's words, and no clause. */
const LEAST_AGREED = 0.34;
const LONGEST_FOUND = 60;
/** Of sentences that are not supported so many of the nearest are named. */
const NEAREST = 1;
/** A sentence that has less in common with the written one is not its nearest, but only some other. */
const LEAST_NEAR = 0.2;

/**
 * Checks what a model wrote against what was attended, sentence by sentence as they come. The attended leaves are taken
 * apart once, and their sentences encoded once, from the moment this is made.
 */
export class Grounding {
  readonly #sources: Sources;
  readonly #models: GroundingModels;
  #vectors: Promise<readonly Float32Array[]> | undefined;
  readonly #states = new Map<number, Promise<StatedText | undefined>>();

  constructor({ leaves, models }: GroundingInput) {
    this.#sources = sourcesOf(leaves);
    // What it rests on was fitted to the encoder of words.
    this.#models = { ...models, encoder: models.encoder?.words ?? models.encoder };
  }

  /**
   * Encodes the attended sentences, so that the first check need not wait for it: call it while the model has not
   * begun to write. Safe to leave out.
   */
  async prepare(signal?: CancelSignal): Promise<void> {
    await this.#sourceVectors(signal);
  }

  /**
   * What a sentence rests on. Rejects with `signal.reason` once aborted.
   *
   * @param text as it is shown; marks of passages (`[2]`) and words that name the source count for nothing
   */
  async check(text: string, signal?: CancelSignal): Promise<WrittenSentence> {
    signal?.throwIfAborted();
    const statement = statementOf(text);
    const copied = copiedFrom(statement, this.#sources);
    if (copied.length > 0)
      return { text, support: 'supported', citations: this.#citations(copied), doubts: [] };
    if (!claimsSomething(statement)) return { text, support: 'no-claim', citations: [], doubts: [] };
    const compared = await this.compare(statement, signal);
    if (compared === undefined)
      return { text, support: 'unsupported', citations: [], doubts: [{ kind: 'meaning', words: '' }] };
    const support = verdictOf(compared);
    const doubts = await this.#told(doubtsOf(compared, support), compared, signal);
    const { sentences, covered, similarity } = compared.resting;
    const near = Math.max(covered.best, similarity ?? 0) >= LEAST_NEAR;
    const cited = support === 'unsupported' ? (near ? sentences.slice(0, NEAREST) : []) : sentences;
    return { text, support, citations: this.#citations(cited), doubts };
  }

  /** All that is found where a statement is put beside the sources; undefined where there are none. For fitting. */
  async compare(statement: string, signal?: CancelSignal): Promise<Compared | undefined> {
    const written = claimsOf(statement);
    // The encoder reads traditional and simplified characters as different words.
    const simplified = inSimplified(statement);
    const similarities = await this.#similarities(simplified, signal);
    const resting = restingOn(written, this.#sources, similarities);
    if (resting === undefined) return undefined;
    const alignment = await this.#align(simplified, resting.sentences, signal);
    signal?.throwIfAborted();
    return { ...compare(written, resting, this.#sources), alignment };
  }

  #citations(numbers: readonly number[]): Citation[] {
    return numbers.flatMap((i) => {
      const sentence = this.#sources.sentences[i];
      const file = this.#sources.leaves[sentence?.leaf ?? -1]?.file;
      return sentence === undefined || file === undefined
        ? []
        : [{ file, start: sentence.start, end: sentence.end, quote: sentence.text }];
    });
  }

  #sourceVectors(signal?: CancelSignal): Promise<readonly Float32Array[]> {
    const { encoder } = this.#models;
    if (encoder === null) return Promise.resolve([]);
    if (this.#vectors === undefined) {
      const texts = this.#sources.sentences.map(({ text }) => inSimplified(text));
      const vectors = encoder
        .encode(texts, 'passage', signal)
        .then((raw) => raw.map((vector, i) => centredPassages(vector, texts[i] ?? '', encoder.centres)));
      this.#vectors = vectors;
      // What was stopped is done again by whoever asks next.
      vectors.catch(() => (this.#vectors = undefined));
    }
    return this.#vectors;
  }

  async #similarities(statement: string, signal: CancelSignal | undefined): Promise<number[]> {
    const { encoder } = this.#models;
    if (encoder === null) return [];
    const [vectors, [raw]] = await Promise.all([
      this.#sourceVectors(signal),
      encoder.encode([statement], 'passage', signal),
    ]);
    if (raw === undefined) return [];
    const own = centredPassages(raw, statement, encoder.centres);
    return vectors.map((vector) => vector.reduce((sum, value, i) => sum + value * (own[i] ?? 0), 0));
  }

  async #align(
    statement: string,
    numbers: readonly number[],
    signal: CancelSignal | undefined,
  ): Promise<Compared['alignment']> {
    const { encoder } = this.#models;
    if (encoder === null) return undefined;
    const [own, ...others] = await Promise.all([
      statesOf(encoder, statement, signal),
      ...numbers.map((i) => this.#statesOf(i, encoder, signal)),
    ]);
    return own === undefined
      ? undefined
      : align(
          own,
          others.flatMap((one) => one ?? []),
        );
  }

  #statesOf(
    number: number,
    encoder: Encoder,
    signal: CancelSignal | undefined,
  ): Promise<StatedText | undefined> {
    let states = this.#states.get(number);
    if (states === undefined) {
      states = statesOf(encoder, inSimplified(this.#sources.sentences[number]?.text ?? ''), signal);
      this.#states.set(number, states);
      states.catch(() => this.#states.delete(number));
    }
    return states;
  }

  /**
   * Asks the reader what stands in the place of numbers and names that are not there, in the leaf that the sentence most
   * likely rests on. It tells, and does not judge: asked for every piece of every sentence, it judged no better than the
   * rest does without it (bench/README.md), and a sentence that is supported costs no reading.
   */
  async #told(
    doubts: readonly Doubt[],
    { written, resting }: Compared,
    signal: CancelSignal | undefined,
  ): Promise<Doubt[]> {
    const { reader } = this.#models;
    const [best] = sentencesOf(resting, this.#sources);
    const leaf = this.#sources.leaves[best?.leaf ?? -1];
    const unknown = doubts.filter(
      ({ kind, found }) => (kind === 'number' || kind === 'name') && found === undefined,
    );
    if (reader === null || leaf === undefined || unknown.length === 0) return [...doubts];
    const window = leaf.source.slice(leaf.start, leaf.end);
    const wanted = unknown.map(({ words }) => words);
    const told = new Map<string, string>();
    for (const { piece, question } of gapQuestions(written, wanted)) {
      const [logits] = await reader.read(question, [window], signal);
      const [span] = logits === undefined ? [] : bestSpans(logits, 1);
      if (span === undefined || span.gap < SURELY_FOUND) continue;
      const { start, end } = trimSpan(window, span);
      const found = window.slice(start, end);
      if (end - start <= LONGEST_FOUND && agreement(piece, found) < LEAST_AGREED) told.set(piece, found);
    }
    return doubts.map((doubt) => {
      const found = doubt.found ?? told.get(doubt.words);
      return found === undefined ? doubt : { ...doubt, found };
    });
  }
}

async function statesOf(
  encoder: Encoder,
  text: string,
  signal: CancelSignal | undefined,
): Promise<StatedText | undefined> {
  const [tokens] = await encoder.tokenStates([text], 'passage', signal);
  return tokens === undefined ? undefined : { text, tokens };
}

/** Checks all sentences of a text that is written, in order. */
export async function ground(
  sentences: readonly string[],
  { signal, ...input }: GroundingInput & { readonly signal?: CancelSignal | undefined },
): Promise<WrittenSentence[]> {
  const grounding = new Grounding(input);
  const checked: WrittenSentence[] = [];
  for (const text of sentences) checked.push(await grounding.check(text, signal));
  return checked;
}
