import type { ReadingEvidence } from '../../core/answer/abstain.ts';
import type { ReadLeaf } from '../../core/answer/read.ts';
import { MISSED, nearMiss, type Missed } from '../../core/answer/nearMiss.ts';
import { readingEvidence } from '../../core/answer/readingEvidence.ts';
import type { CancelSignal, Encoder, Reader } from '../../core/ports.ts';
import type { AskParams } from '../../protocol/asking.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { gapsOf, readLeavesOf, readWindows, sharpened } from '../recall/readWindows.ts';
import type { OpenMemory } from './openMemory.ts';
import { recallQuestion, type RecalledQuestion } from './recallQuestion.ts';

/** What a question is encoded and read with; null for what is not there. */
export interface AskedModels {
  readonly encoder: Encoder | null;
  readonly reader: Reader | null;
  /** Milliseconds after the first window in which further ones are begun; see `readWindows`. */
  readonly readingBudget?: number | undefined;
}

/** A question with what the memory gave for it, read where there is a reader. */
export interface ReadQuestion extends RecalledQuestion {
  /** The leaves that were read, heaviest first; null where nothing was read. */
  readonly read: readonly ReadLeaf[] | null;
  /** By leaf index: the gaps of the leaves that were read. */
  readonly gaps: ReadonlyMap<number, number> | null;
  /** What that says of whether the files answer. */
  readonly readEvidence: ReadingEvidence | null;
  /** Where what is asked for stands nowhere beside the best leaf, though the rest does; undefined elsewhere. */
  readonly missed: Missed | undefined;
}

/** What is known of a question by reading where nothing was read. */
const UNREAD = { read: null, gaps: null, readEvidence: null, missed: undefined } as const;

/**
 * Lets a question attend to the memory, reads the best leaves with it, and lets it attend again to what was read.
 * Only passages wanted, nothing is read. Throws as `recallQuestion`; a reader that turns out to be damaged costs
 * exact answers, not the answer.
 */
export async function recallAndRead(
  memory: OpenMemory,
  params: AskParams,
  { encoder, reader, readingBudget }: AskedModels,
  signal: CancelSignal | undefined,
): Promise<ReadQuestion> {
  const asked = await recallQuestion(memory, params, encoder, signal);
  if (reader === null || params.passagesOnly === true) return { ...asked, ...UNREAD };
  const { ranked, question, reading, recalled, textOf, warnings } = asked;
  const questions = reading.parts.length > 0 ? reading.parts : [reading];
  try {
    const windows = await readWindows({ reader, ranked, questions, signal, budget: readingBudget });
    const readEvidence = readingEvidence(readLeavesOf(ranked, windows, textOf));
    const gaps = gapsOf(windows);
    const sure = recalled.sureness(readEvidence);
    const reread = sharpened(recalled, ranked, gaps, sure);
    const read = readLeavesOf(reread.ranked, windows, textOf);
    const missed = nearMiss(question.text, read, recalled.rarity);
    const known = { ...asked, gaps, readEvidence, missed };
    if (missed?.other !== true) return { ...known, ...reread, read };
    const doubted = sharpened(recalled, ranked, gaps, MISSED * sure);
    return { ...known, ...doubted, read: readLeavesOf(doubted.ranked, windows, textOf) };
  } catch (error) {
    if (!(error instanceof RecollectError && error.code === 'model-incomplete' && error.sentence))
      throw error;
    return { ...asked, ...UNREAD, warnings: [error.sentence, ...warnings] };
  }
}
