import model from '../../../models/ranking/grounding.json' with { type: 'json' };
import { SIGNALS, signalsOf, type Compared, type Signal } from './signals.ts';

/** Whether the attended passages say what a sentence says; as `Support` of the protocol has it. */
export type Verdict = 'supported' | 'unsure' | 'unsupported' | 'no-claim';

/** Why a sentence is not, or not surely, supported; as `Doubt` of the protocol has it. */
export interface GroundingDoubt {
  readonly kind: 'number' | 'name' | 'negation' | 'relation' | 'meaning';
  readonly words: string;
  readonly found?: string;
}

/** Log-odds that a sentence is supported: a bias and a weight a signal, and from which probability on it is called so. */
export interface GroundingModel {
  readonly bias: number;
  readonly weights: Readonly<Record<Signal, number>>;
  /** At this probability and above: supported. */
  readonly supported: number;
  /** At this one and below: unsupported. */
  readonly unsupported: number;
}

/** As fitted by bench/fit/grounding.ts; where the figures come from stands in the file itself. */
export const GROUNDING: GroundingModel = model;

/** How probable it is that the sources say what the sentence says, 0 to 1. */
export function supportProbability(
  signals: readonly number[],
  { bias, weights }: GroundingModel = GROUNDING,
): number {
  const logit = SIGNALS.reduce((sum, name, i) => sum + weights[name] * (signals[i] ?? 0), bias);
  return 1 / (1 + Math.exp(-logit));
}

/**
 * What is said of a sentence. Whatever the model makes of it, a sentence with a number that stands nowhere in what was
 * attended is not called supported.
 */
export function verdictOf(compared: Compared, fitted: GroundingModel = GROUNDING): Verdict {
  const probability = supportProbability(signalsOf(compared), fitted);
  if (probability <= fitted.unsupported) return 'unsupported';
  const unheard = compared.missing.anywhere.some(({ kind }) => kind === 'number');
  return probability >= fitted.supported && !unheard ? 'supported' : 'unsure';
}

/** Of less share a clause that is negated otherwise may speak of something else. */
const SAME_CLAUSE = 0.5;
const REVERSED = 0.3;

/** What speaks against a sentence, the most telling first; a whole that means something else where nothing else does. */
export function doubtsOf(compared: Compared, verdict: Verdict): GroundingDoubt[] {
  if (verdict === 'supported' || verdict === 'no-claim') return [];
  const doubts: GroundingDoubt[] = [...compared.missing.near];
  const { turned, opposites, reversal, replaced } = compared;
  for (const { kind, words, found, weight } of replaced)
    if (weight === 1 && !doubts.some((doubt) => words.includes(doubt.words) || doubt.words.includes(words)))
      doubts.push({ kind, words, found });
  if (turned !== undefined && turned.share >= SAME_CLAUSE)
    doubts.push({
      kind: 'negation',
      words: turned.words,
      ...(turned.found === '' ? {} : { found: turned.found }),
    });
  for (const { words, found } of opposites)
    if (!doubts.some((doubt) => doubt.words === words)) doubts.push({ kind: 'meaning', words, found });
  if (reversal !== undefined && reversal.weight >= REVERSED)
    doubts.push({
      kind: 'relation',
      words: `${reversal.first} … ${reversal.last}`,
      found: `${reversal.last} … ${reversal.first}`,
    });
  if (doubts.length === 0) doubts.push({ kind: 'meaning', words: '' });
  return doubts;
}
