import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { candidates } from '../../src/core/answer/compose.ts';
import { completed, sentenceSignals, worthReading } from '../../src/core/answer/sentenceScore.ts';
import { wordSignals } from '../../src/core/answer/wordHeat.ts';
import { parseQuestion } from '../../src/core/recall/question.ts';
import { terms } from '../../src/core/text/words.ts';
import {
  attendedLeaves,
  rankedLeaves,
  readLeaves,
  similaritiesAlone,
} from '../../src/engine/recall/answer.ts';
import { interactions } from '../../src/engine/recall/interactions.ts';
import { encodeQuestion } from '../../src/engine/recall/meaning.ts';
import { sample } from '../quality/random.ts';
import { recalledFor } from '../quality/recalled.ts';
import { covered } from '../quality/score.ts';
import { CACHE } from '../quality/sets.ts';
import { INDEX_SOURCES, sourceDigest } from '../quality/sourceDigest.ts';
import { benchStore, indexed } from '../quality/store.ts';
import type { Candidate } from '../../src/core/answer/compose.ts';
import type { SentenceSignals } from '../../src/core/answer/sentenceScore.ts';
import type { WordSignals } from '../../src/core/answer/wordHeat.ts';
import type { Encoder, MemoryStore } from '../../src/core/ports.ts';
import type { Snapshot } from '../../src/engine/recall/snapshot.ts';
import type { Question } from '../quality/score.ts';
import type { BenchSet } from '../quality/sets.ts';

/** A word of a sentence: what is known of it, its characters and how many of them are evidence. */
export interface MeasuredWord {
  readonly signals: WordSignals;
  readonly length: number;
  readonly evidence: number;
}

/** What every system may know of a sentence, and how much of it is evidence. */
export interface MeasuredSentence {
  /** Number of its leaf among those read. */
  readonly leaf: number;
  readonly weight: number;
  readonly signals: SentenceSignals;
  /** BM25 with the memory's frequencies over the question's summed rarity. */
  readonly bm25: number;
  /** Cosine of the question with the sentence encoded by itself. */
  readonly alone: number;
  /** The same as the engine knows it: of the best few. */
  readonly aloneOfFew: number;
  readonly length: number;
  /** Characters of evidence. */
  readonly evidence: number;
  readonly words: readonly MeasuredWord[];
}

/** The sentences of the attended leaves of a question some of whose evidence lies in them. */
export type MeasuredQuestion = readonly MeasuredSentence[];

/** Questions of a set. */
export interface HeatSet {
  readonly name: string;
  readonly asked: number;
  readonly questions: readonly MeasuredQuestion[];
}

const SEED = 7;
const K1 = 0.9;
const B = 0.4;
const SOURCES = [
  ...INDEX_SOURCES,
  'src/core/recall/*.ts',
  'src/core/answer/{compose,lateInteraction,sentenceScore,wordHeat}.ts',
  'src/engine/recall/*.ts',
  'src/engine/models/*.ts',
  'bench/heat/collect.ts',
];

/**
 * Asks `size` questions of the set (a seeded draw) and measures the sentences that may be heated. Kept on disk until
 * something that it depends on changes.
 */
export async function collectHeat(set: BenchSet, size: number, encoder: Encoder): Promise<HeatSet> {
  const answerable = set.questions.filter(
    ({ evidence, answerable }) => evidence.length > 0 && answerable !== false,
  );
  const asked = sample(answerable, size, SEED);
  const digest = createHash('sha256').update(encoder.fingerprint).update(sourceDigest(SOURCES));
  for (const { id } of asked) digest.update(`${id}\n`);
  const path = join(CACHE, `heat-${set.name}-${digest.digest('hex').slice(0, 16)}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  const workspace = await indexed(set.workspace, benchStore(), encoder);
  const questions: MeasuredQuestion[] = [];
  await workspace.examine(encoder, async ({ store }, snapshot) => {
    for (const question of asked) {
      const measured = await measure(question, encoder, store, snapshot);
      if (measured.some(({ evidence }) => evidence > 0)) questions.push(measured);
    }
  });
  workspace.close();
  const measured = { name: set.name, asked: asked.length, questions };
  writeFileSync(path, JSON.stringify(measured));
  return measured;
}

async function measure(
  asked: Question,
  encoder: Encoder,
  store: MemoryStore,
  snapshot: Snapshot,
): Promise<MeasuredQuestion> {
  const { question, evidence } = asked;
  const textOf = ({ id }: { readonly id: number }): string => store.text(id);
  const query = await encodeQuestion(encoder, question);
  const recalled = recalledFor(asked, query, { store, snapshot }, { textOf });
  const leaves = readLeaves(rankedLeaves(recalled, textOf));
  const found = candidates(attendedLeaves(leaves, textOf));
  const late = await interactions({ leaves, recalled, question, query, encoder, textOf });
  const signals = sentenceSignals(found, late, question, recalled.rarity);
  if (query === null || late === null) throw new Error('the bench needs the model');
  const alone = await similaritiesAlone(found, [...found.keys()], query, encoder);
  const few = worthReading(signals).map((number): [number, number] => [number, alone.get(number)!]);
  const aloneOfFew = completed(found.length, new Map(few));
  const bm25 = bm25Of(found, [...new Set(parseQuestion(question).terms)], recalled.rarity);
  return found.map((candidate, i): MeasuredSentence => {
    const { file, text } = leaves[candidate.leaf]!.passage;
    const { start } = leaves[candidate.leaf]!.passage;
    const evidenceIn = (from: number, to: number): number =>
      covered(evidence, [{ file, start: from, end: to }]).hit;
    return {
      leaf: candidate.leaf,
      weight: candidate.weight,
      signals: signals[i]!,
      bm25: bm25[i]!,
      alone: alone.get(i)!,
      aloneOfFew: aloneOfFew[i]!,
      length: candidate.end - candidate.start,
      evidence: evidenceIn(candidate.start, candidate.end),
      words: wordSignals(text, candidate.within, late[candidate.leaf]!, question).map(
        ({ word, signals }) => ({
          signals,
          length: word.end - word.start,
          evidence: evidenceIn(start + word.start, start + word.end),
        }),
      ),
    };
  });
}

function bm25Of(
  found: readonly Candidate[],
  asked: readonly string[],
  rarity: (term: string) => number,
): number[] {
  const held = found.map(({ text }) => terms(text));
  const mean = held.reduce((sum, { length }) => sum + length, 0) / Math.max(1, held.length);
  const total = asked.reduce((sum, term) => sum + rarity(term), 0);
  return held.map((words) => {
    const norm = K1 * (1 - B + (B * words.length) / mean);
    const score = asked.reduce((sum, term) => {
      const count = words.filter((word) => word === term).length;
      return sum + (rarity(term) * count * (K1 + 1)) / (count + norm);
    }, 0);
    return total > 0 ? score / total : 0;
  });
}
