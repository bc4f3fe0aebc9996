import { CONFIDENCE, EVIDENCE_NAMES } from '../../core/answer/abstain.ts';
import type { CancelSignal, Encoder } from '../../core/ports.ts';
import { FEATURES } from '../../core/recall/features.ts';
import { WEIGHTS } from '../../core/recall/weights.ts';
import type {
  AskParams,
  AskResult,
  ExplainResult,
  LookedUpTerm,
  ScorePart,
} from '../../protocol/engineApi.ts';
import { extractiveAnswer, type RankedLeaf } from '../recall/answer.ts';
import type { Recalled } from '../recall/recall.ts';
import type { OpenMemory } from './openMemory.ts';
import { recallQuestion } from './recallQuestion.ts';

/** Passages that `explain` takes apart. */
const EXPLAINED = 8;

/** Answers from the memory as it stands: words as soon as they are indexed, meaning as it arrives. */
export async function ask(
  memory: OpenMemory,
  params: AskParams,
  encoder: Encoder | null,
  signal?: CancelSignal,
): Promise<AskResult> {
  const { recalled, ranked, query, question, reading, state, textOf, warnings } = await recallQuestion(
    memory,
    params,
    encoder,
    signal,
  );
  const abstained = params.passagesOnly !== true && recalled.attention.nullWeight > 0.5;
  const { answer, heat } =
    params.passagesOnly === true
      ? { answer: null, heat: [] }
      : await extractiveAnswer({
          ranked,
          recalled,
          question: question.text,
          query,
          encoder,
          textOf,
          signal,
        });
  return {
    question: params.question,
    answer: abstained ? null : answer,
    abstained: abstained || (answer === null && params.passagesOnly !== true),
    confidence: recalled.confidence,
    nullWeight: recalled.attention.nullWeight,
    passages: ranked.map(({ passage }) => passage),
    heat,
    terms: lookedUp(recalled),
    scope: reading.scope,
    memory: state,
    warnings,
  };
}

/** What each part of each passage's score gave. */
export async function explain(
  memory: OpenMemory,
  params: AskParams,
  encoder: Encoder | null,
  signal?: CancelSignal,
): Promise<ExplainResult> {
  const { recalled, ranked, warnings } = await recallQuestion(memory, params, encoder, signal);
  return {
    question: params.question,
    terms: lookedUp(recalled),
    nullLogit: recalled.attention.nullLogit,
    nullParts: EVIDENCE_NAMES.map((name) => ({
      name,
      value: recalled.evidence[name],
      contribution: CONFIDENCE.weights[name] * recalled.evidence[name],
    })),
    nullWeight: recalled.attention.nullWeight,
    confidence: recalled.confidence,
    passages: ranked.slice(0, EXPLAINED).map((leaf) => ({
      ...leaf.passage,
      logit: recalled.logits[leaf.index] ?? 0,
      parts: scoreParts(recalled, leaf),
    })),
    warnings,
  };
}

function lookedUp({ frequencies, rarity }: Recalled): LookedUpTerm[] {
  return [...frequencies].map(([term, leaves]) => ({ term, leaves, rarity: rarity(term) }));
}

function scoreParts({ matrix, logits }: Recalled, { index }: RankedLeaf): ScorePart[] {
  const parts = FEATURES.map((name, f): ScorePart => {
    const value = matrix.values[index * FEATURES.length + f] ?? 0;
    return { name, value, contribution: value * WEIGHTS[name] };
  });
  const rest = (logits[index] ?? 0) - parts.reduce((sum, { contribution }) => sum + contribution, 0);
  // Of several questions in one: what the leaf gained as an answer to one of them.
  return Math.abs(rest) < 1e-3
    ? parts
    : [...parts, { name: 'one of the questions', value: rest, contribution: rest }];
}
