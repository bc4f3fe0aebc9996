import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { surestIn } from '../../src/core/answer/answering.ts';
import { candidates, heatOf, type Candidate } from '../../src/core/answer/compose.ts';
import { NO_SPAN } from '../../src/core/answer/read.ts';
import {
  completed,
  scoreSentences,
  sentenceSignals,
  worthReading,
} from '../../src/core/answer/sentenceScore.ts';
import type { SentenceSignals } from '../../src/core/answer/sentenceScore.ts';
import type { Span } from '../../src/core/answer/spans.ts';
import type { Encoder, MemoryStore, Reader } from '../../src/core/ports.ts';
import { clippedGap } from '../../src/core/recall/rerank.ts';
import {
  attendedLeaves,
  rankedLeaves,
  readLeaves,
  similaritiesAlone,
} from '../../src/engine/recall/answer.ts';
import type { RankedLeaf } from '../../src/engine/recall/answer.ts';
import { interactions } from '../../src/engine/recall/interactions.ts';
import { encodeQuestion } from '../../src/engine/recall/meaning.ts';
import { gapsOf, MOST_READ, sharpened } from '../../src/engine/recall/readWindows.ts';
import type { Recalled } from '../../src/engine/recall/recall.ts';
import type { Snapshot } from '../../src/engine/recall/snapshot.ts';
import { unseen } from '../fit/heldOut.ts';
import { spansOf } from '../fit/readings.ts';
import { sample } from '../quality/random.ts';
import { recalledFor } from '../quality/recalled.ts';
import { covered } from '../quality/score.ts';
import type { Question } from '../quality/score.ts';
import { CACHE, textReader } from '../quality/sets.ts';
import type { BenchSet } from '../quality/sets.ts';
import { INDEX_SOURCES, sourceDigest } from '../quality/sourceDigest.ts';
import { benchStore, indexed } from '../quality/store.ts';
import { gapDrops, type GapDrops } from './faithfulness.ts';

/** A sentence of an attended leaf, with what is known of it and how much of it is evidence. */
export interface HeatedCandidate {
  /** Number of its leaf among those attended. */
  readonly leaf: number;
  /** Attention on that leaf. */
  readonly weight: number;
  readonly signals: SentenceSignals;
  readonly aloneOfFew: number;
  /** The gap of the surest words that lie in it; far below 0 where the reader found none there, or did not read it. */
  readonly answering: number;
  /** Its share of the heat without what the reader found in it, before the whole is brought to 1. */
  readonly unread: number;
  /** The same as the engine gives it after reading. */
  readonly heat: number;
  readonly length: number;
  /** Characters of evidence. */
  readonly evidence: number;
}

/** One question before and after its best leaves are read, and what taking sentences out does to the reader. */
export interface ReadHeat {
  readonly before: readonly HeatedCandidate[];
  readonly after: readonly HeatedCandidate[];
  readonly drops: GapDrops | null;
  /** The same for the strongest sentence of the heat without what the reader found in it. */
  readonly unreadDrops: GapDrops | null;
}

export interface ReadHeatSet {
  readonly name: string;
  readonly questions: readonly ReadHeat[];
}

const SEED = 7;
const SOURCES = [
  ...INDEX_SOURCES,
  'src/core/recall/*.ts',
  'src/core/answer/{compose,lateInteraction,answering,sentenceScore,spans,weights}.ts',
  'src/engine/recall/*.ts',
  'src/engine/models/*.ts',
  'models/ranking/*.json',
  'bench/heat/{reading,faithfulness}.ts',
];

/**
 * Asks `size` questions of the set, of articles that no reader was trained on, and measures the heat before and after
 * reading. Kept on disk until something that it depends on changes.
 */
export async function collectReadHeat(
  set: BenchSet,
  size: number,
  { encoder, reader }: { encoder: Encoder; reader: Reader },
): Promise<ReadHeatSet> {
  const textOf = textReader(set.workspace);
  const answerable = unseen(set, textOf).filter(
    ({ evidence, answerable: stated }) => evidence.length > 0 && stated !== false,
  );
  const asked = sample(answerable, size, SEED);
  const digest = createHash('sha256')
    .update(encoder.fingerprint)
    .update(reader.fingerprint)
    .update(sourceDigest(SOURCES));
  for (const { id } of asked) digest.update(`${id}\n`);
  const path = join(CACHE, `read-heat-${set.name}-${digest.digest('hex').slice(0, 16)}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  const workspace = await indexed(set.workspace, benchStore(), encoder);
  const questions: ReadHeat[] = [];
  await workspace.examine(encoder, async ({ store }, snapshot) => {
    for (const question of asked)
      questions.push(await measure(question, { encoder, reader, store, snapshot }));
  });
  workspace.close();
  const measured = { name: set.name, questions };
  writeFileSync(path, JSON.stringify(measured));
  return measured;
}

interface Parts {
  readonly encoder: Encoder;
  readonly reader: Reader;
  readonly store: MemoryStore;
  readonly snapshot: Snapshot;
}

async function measure(asked: Question, { encoder, reader, store, snapshot }: Parts): Promise<ReadHeat> {
  const { question } = asked;
  const textOf = ({ id }: { readonly id: number }): string => store.text(id);
  const query = await encodeQuestion(encoder, question);
  const recalled = recalledFor(asked, query, { store, snapshot }, { textOf });
  const ranked = rankedLeaves(recalled, textOf);
  const best = ranked.slice(0, MOST_READ);
  const found = await spansOf(
    reader,
    question,
    best.map(({ passage }) => passage.text),
  );
  const read = best.map((leaf, i) => ({
    leaf,
    spans: found[i]!.map(({ start, end, gap }) => ({
      start: leaf.passage.start + start,
      end: leaf.passage.start + end,
      gap,
    })),
    gap: found[i]![0]?.gap ?? NO_SPAN,
  }));
  const reread = sharpened(recalled, ranked, gapsOf(read), recalled.confidence);
  const bySpans = new Map(read.map(({ leaf, spans: of }) => [leaf.index, of]));
  const heatedBy = (of: Recalled, leaves: readonly RankedLeaf[]) =>
    heated(asked, { recalled: of, leaves: readLeaves(leaves), spans: bySpans, query, encoder, textOf });
  const before = await heatedBy(recalled, ranked);
  const after = await heatedBy(reread.recalled, reread.ranked);
  const dropsBy = (of: 'heat' | 'unread') =>
    gapDrops(asked, { ...after, heats: after.sentences.map((sentence) => sentence[of]) }, (windows) =>
      spansOf(reader, question, windows),
    );
  return {
    before: before.sentences,
    after: after.sentences,
    drops: await dropsBy('heat'),
    unreadDrops: await dropsBy('unread'),
  };
}

interface Heated {
  readonly sentences: readonly HeatedCandidate[];
  readonly candidates: readonly Candidate[];
  /** Texts of the leaves, by number. */
  readonly windows: readonly string[];
}

async function heated(
  { question, evidence }: Question,
  about: {
    readonly recalled: Recalled;
    readonly leaves: readonly RankedLeaf[];
    readonly spans: ReadonlyMap<number, readonly Span[]>;
    readonly query: Awaited<ReturnType<typeof encodeQuestion>>;
    readonly encoder: Encoder;
    readonly textOf: (document: { readonly id: number }) => string;
  },
): Promise<Heated> {
  const { recalled, leaves, spans, query, encoder, textOf } = about;
  const found = candidates(attendedLeaves(leaves, textOf));
  const late = await interactions({ leaves, recalled, question, query, encoder, textOf });
  if (query === null || late === null) throw new Error('the bench needs the model');
  const signals = sentenceSignals(found, late, question, recalled.rarity);
  const alone = await similaritiesAlone(found, worthReading(signals), query, encoder);
  const aloneOfFew = completed(found.length, alone);
  const read = leaves.map(({ index, document, passage: { start, end } }) => ({
    document: document.id,
    start,
    end,
    spans: spans.get(index) ?? [],
  }));
  const answering = found.map((sentence) => surestIn(sentence, read)?.gap ?? NO_SPAN);
  const sharesWith = (gaps: readonly number[] | null) =>
    new Map(
      heatOf(scoreSentences(found, signals, alone, gaps)).map(({ candidate, weight }) => [candidate, weight]),
    );
  const unread = sharesWith(null);
  const shares = sharesWith(answering.map((gap) => clippedGap(gap)));
  return {
    candidates: found,
    windows: leaves.map(({ passage }) => passage.text),
    sentences: found.map((candidate, i): HeatedCandidate => {
      const { leaf, start, end, weight } = candidate;
      const { passage } = leaves[leaf]!;
      return {
        leaf,
        weight,
        signals: signals[i]!,
        aloneOfFew: aloneOfFew[i]!,
        answering: answering[i]!,
        unread: unread.get(candidate) ?? 0,
        heat: shares.get(candidate) ?? 0,
        length: end - start,
        evidence: covered(evidence, [{ file: passage.file, start, end }]).hit,
      };
    }),
  };
}
