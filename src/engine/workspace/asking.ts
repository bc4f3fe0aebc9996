import { confidenceParts, verdict } from '../../core/answer/abstain.ts';
import type { ReadLeaf } from '../../core/answer/read.ts';
import type { CancelSignal } from '../../core/ports.ts';
import { FEATURES, featureOf } from '../../core/recall/features.ts';
import { clippedGap, RERANKING, unreadGap } from '../../core/recall/rerank.ts';
import { WEIGHTS } from '../../core/recall/weights.ts';
import type {
  AskParams,
  AskResult,
  ExplainedPassage,
  ExplainResult,
  LookedUpTerm,
  ScorePart,
} from '../../protocol/asking.ts';
import { extractiveAnswer, type RankedLeaf } from '../recall/answer.ts';
import { nearMissOf } from '../recall/composing.ts';
import type { Reading } from '../recall/reading.ts';
import type { Recalled } from '../recall/recall.ts';
import { documentShares } from '../recall/shares.ts';
import type { AttendedText } from '../../core/ground/sources.ts';
import { attendedTexts } from './grounding.ts';
import type { OpenMemory } from './openMemory.ts';
import { usableCalibration } from './ownCalibration.ts';
import { recallAndRead, type AskedModels } from './recallAndRead.ts';

/** The reader's part of a score: its gap, the worst of those read for a leaf that it has not come to. */
const READER = 'reader';
/** The part of a score that its file has before it is read: changed lately, opened from answers, pinned. */
const USE = 'use of the document';
/** The part that earlier turns' attention gives. */
const LED = 'attended in earlier turns';
/** Passages that `explain` takes apart. */
const EXPLAINED = 8;
/** Of each what the reader would answer with, at most so many. */
const FOUND = 3;

/** An answer with the texts of what was attended for it, as they were then. */
export interface Attended {
  readonly asked: AskResult;
  /** The passages of `asked`, in its order. */
  readonly texts: readonly AttendedText[];
}

/** Answers from the memory as it stands: words as soon as they are indexed, meaning as it arrives. */
export async function ask(
  memory: OpenMemory,
  params: AskParams,
  models: AskedModels,
  signal?: CancelSignal,
): Promise<AskResult> {
  return (await attend(memory, params, models, signal)).asked;
}

/** As {@link ask}, with what a text that is written from it is checked against. */
export async function attend(
  memory: OpenMemory,
  params: AskParams,
  models: AskedModels,
  signal?: CancelSignal,
): Promise<Attended> {
  const {
    recalled,
    ranked: found,
    read,
    query,
    question,
    reading,
    state,
    textOf,
    missed,
    warnings,
  } = await recallAndRead(memory, params, models, signal);
  const own =
    params.uncalibrated === true ? undefined : await memory.use(({ folder }) => usableCalibration(folder));
  const { probability, answers, calibrated } = verdict(recalled.confidence, {
    read: read !== null,
    risk: params.risk,
    own,
  });
  const factor = scaling(probability, recalled.confidence);
  const ranked = sharing(found, factor);
  const abstained = params.passagesOnly !== true && !answers;
  const { answer, heat } =
    params.passagesOnly === true
      ? { answer: null, heat: [] }
      : await extractiveAnswer({
          ranked,
          recalled,
          question: question.text,
          query,
          encoder: models.encoder,
          read,
          textOf,
          signal,
        });
  const nullWeight = calibrated ? 1 - probability : recalled.attention.nullWeight;
  memory.lastAttention.keep(params, recalled, { factor, nullWeight, scope: reading.scope });
  const asked: AskResult = {
    question: params.question,
    answer: abstained ? null : answer,
    abstained: abstained || (answer === null && params.passagesOnly !== true),
    confidence: probability,
    ...(calibrated ? { calibrated } : {}),
    ...(abstained && missed !== undefined ? { nearMiss: nearMissOf(missed) } : {}),
    nullWeight,
    passages: ranked.map(({ passage }) => passage),
    documents: documentShares(recalled).map(({ file, weight }) => ({ file, weight: weight * factor })),
    heat,
    terms: lookedUp(recalled),
    scope: reading.scope,
    ...followUpOf(reading),
    memory: state,
    warnings,
  };
  return { asked, texts: attendedTexts(ranked, textOf) };
}

/** What each part of each passage's score gave. */
export async function explain(
  memory: OpenMemory,
  params: AskParams,
  models: AskedModels,
  signal?: CancelSignal,
): Promise<ExplainResult> {
  const { recalled, ranked, read, gaps, readEvidence, warnings } = await recallAndRead(
    memory,
    params,
    models,
    signal,
  );
  return {
    question: params.question,
    terms: lookedUp(recalled),
    nullLogit: recalled.attention.nullLogit,
    nullParts: confidenceParts(recalled.evidence, readEvidence),
    nullWeight: recalled.attention.nullWeight,
    confidence: recalled.confidence,
    passages: ranked.slice(0, EXPLAINED).map((leaf) => ({
      ...leaf.passage,
      logit: recalled.logits[leaf.index] ?? 0,
      parts: scoreParts(recalled, leaf, gaps),
      ...readingOf(leaf, read),
    })),
    warnings,
  };
}

/** What it was read as beside its own words, where it goes on from earlier turns. */
function followUpOf({ inContext, rewritten }: Reading): Pick<AskResult, 'followUp'> {
  if (inContext === undefined) return {};
  const { carried } = inContext;
  return { followUp: { carried, ...(rewritten === undefined ? {} : { rewritten }) } };
}

/** What shares are multiplied by so that they sum to a probability in place of a confidence. */
function scaling(probability: number, confidence: number): number {
  const factor = probability / confidence;
  return Number.isFinite(factor) ? factor : 1;
}

/** What the reader found in a leaf, where it read it. */
function readingOf(
  { document, passage }: RankedLeaf,
  read: readonly ReadLeaf[] | null,
): Pick<ExplainedPassage, 'reading'> {
  const leaf = read?.find((other) => other.document === document.id && other.start === passage.start);
  if (leaf === undefined) return {};
  const { spans, gap, source } = leaf;
  return {
    reading: {
      gap,
      spans: spans.slice(0, FOUND).map(({ start, end }) => ({ start, end, text: source.slice(start, end) })),
    },
  };
}

/** The leaves with their shares of the attention times a factor. */
function sharing(ranked: readonly RankedLeaf[], factor: number): readonly RankedLeaf[] {
  return factor === 1
    ? ranked
    : ranked.map(({ passage, ...leaf }) => ({
        ...leaf,
        passage: {
          ...passage,
          weight: passage.weight * factor,
          sectionWeight: passage.sectionWeight * factor,
        },
      }));
}

function lookedUp({ frequencies, rarity }: Recalled): LookedUpTerm[] {
  return [...frequencies].map(([term, leaves]) => ({ term, leaves, rarity: rarity(term) }));
}

function scoreParts(
  { matrix, logits, priors, led, table }: Recalled,
  { index }: RankedLeaf,
  gaps: ReadonlyMap<number, number> | null,
): ScorePart[] {
  const parts = FEATURES.map((name, f): ScorePart => {
    const value = featureOf(matrix, index, f);
    return { name, value, contribution: value * WEIGHTS[name] };
  });
  const prior = priors[table.document[index] ?? -1] ?? 0;
  parts.push({ name: USE, value: prior, contribution: prior });
  if (led !== null) parts.push({ name: LED, value: led[index] ?? 0, contribution: led[index] ?? 0 });
  if (gaps !== null) {
    const value = clippedGap(gaps.get(index) ?? unreadGap(gaps));
    parts.push({ name: READER, value, contribution: value * RERANKING.weight });
  }
  const rest = (logits[index] ?? 0) - parts.reduce((sum, { contribution }) => sum + contribution, 0);
  // Of several questions in one: what the leaf gained as an answer to one of them.
  return Math.abs(rest) < 1e-3
    ? parts
    : [...parts, { name: 'one of the questions', value: rest, contribution: rest }];
}
