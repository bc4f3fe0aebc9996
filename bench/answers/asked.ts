import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence, ReadingEvidence } from '../../src/core/answer/abstain.ts';
import type { Encoder, Reader } from '../../src/core/ports.ts';
import type { AskResult } from '../../src/protocol/asking.ts';
import { ask } from '../../src/engine/workspace/asking.ts';
import { OpenMemory } from '../../src/engine/workspace/openMemory.ts';
import { recallAndRead } from '../../src/engine/workspace/recallAndRead.ts';
import { covered, emF1, scoreQuestion } from '../quality/score.ts';
import { CACHE, textReader } from '../quality/sets.ts';
import { INDEX_SOURCES, sourceDigest } from '../quality/sourceDigest.ts';
import { benchStore, indexed } from '../quality/store.ts';
import type { Figures, Passage, Question, TextOf } from '../quality/score.ts';
import type { Drawn } from './draw.ts';

/** What the engine said to one question, at risk 1. */
export interface Said {
  /** The answer against the known ones; 0 where there is none, null where the set has no short answers. */
  readonly f1: number | null;
  readonly em: number | null;
  /** Nothing answers it, or the answer is not what is known and stands elsewhere than the evidence. */
  readonly wrong: boolean;
  readonly hit: number | null;
  /** recall@1024 */
  readonly recall: number | null;
  readonly milliseconds: number;
}

/** A question with what is known before it is answered, and what was answered with the reader and without. */
export interface Asked {
  readonly id: string;
  readonly set: string;
  readonly family: string;
  readonly foreign: boolean;
  /** As in {@link Drawn.extra}: not answered. */
  readonly extra: boolean;
  /** Only the paragraph that answers is missing from the files. */
  readonly near: boolean;
  readonly trained: boolean;
  readonly answerable: boolean;
  readonly evidence: Evidence;
  /** Null without a reader. */
  readonly reading: ReadingEvidence | null;
  /** True where another stands in the place of what is asked for ({@link MISSED}). */
  readonly missed: boolean;
  /** Null for questions that nothing answers: whatever is said is wrong. */
  readonly read: Said | null;
  /** Without the reader: whole sentences in the order of recall. */
  readonly plain: Said | null;
}

/** Code and constants that answers at risk 1 depend on; the constants that only say when to decline are none. */
const SOURCES = [
  ...INDEX_SOURCES,
  'bench/answers/{asked,near}.ts',
  'bench/fit/heldOut.ts',
  'src/core/recall/*.ts',
  'src/core/answer/!(abstain|calibration|riskControl).ts',
  'src/engine/recall/*.ts',
  'src/engine/models/*.ts',
  'models/ranking/{weights,reader}.json',
];

export interface Models {
  readonly encoder: Encoder;
  readonly reader: Reader | null;
}

/** Asks every drawn question. Read from disk where nothing that it depends on has changed. */
export async function askedOf(set: Drawn, models: Models): Promise<Asked[]> {
  const path = join(CACHE, `answers-${set.name}-${digest(set, models)}.json`);
  if (existsSync(path)) {
    const kept: Asked[] = JSON.parse(readFileSync(path, 'utf8'));
    return kept;
  }
  mkdirSync(CACHE, { recursive: true });
  const asked = await askAll(set, models);
  const outdated = new RegExp(`^answers-${set.name}-[0-9a-f]{16}\\.json$`);
  for (const file of readdirSync(CACHE)) if (outdated.test(file)) rmSync(join(CACHE, file));
  writeFileSync(path, JSON.stringify(asked));
  return asked;
}

function digest({ own, foreign, extra }: Drawn, { encoder, reader }: Models): string {
  const hash = createHash('sha256').update(`${encoder.fingerprint} ${reader?.fingerprint ?? ''}`);
  hash.update(sourceDigest(SOURCES));
  for (const { id, question } of [...own, ...foreign, ...extra]) hash.update(`${id} ${question}\n`);
  return hash.digest('hex').slice(0, 16);
}

async function askAll(set: Drawn, models: Models): Promise<Asked[]> {
  const store = benchStore();
  const workspace = await indexed(set.workspace, store, models.encoder);
  workspace.close();
  const memory = new OpenMemory(set.workspace, { store });
  const textOf = textReader(set.workspace);
  const asked: Asked[] = [];
  const questions = [
    ...set.own.map((question) => ({ question, foreign: false, extra: false })),
    ...set.foreign.map((question) => ({ question, foreign: true, extra: false })),
    ...set.extra.map((question) => ({ question, foreign: false, extra: true })),
  ];
  for (const { question, foreign, extra } of questions) {
    const params = {
      workspace: set.workspace,
      question: question.question,
      risk: 1,
      uncalibrated: true,
      ...(question.scope === undefined ? {} : { scope: question.scope }),
    };
    const unhurried = { ...models, readingBudget: Infinity };
    const { recalled, readEvidence, missed } = await recallAndRead(memory, params, unhurried, undefined);
    const answerable = question.answerable ?? true;
    const say = async (reader: Reader | null): Promise<Said> => {
      const began = performance.now();
      const result = await ask(memory, params, { ...unhurried, reader });
      const milliseconds = performance.now() - began;
      return { ...said(question, result, textOf, reader !== null), milliseconds };
    };
    asked.push({
      id: question.id,
      set: set.name,
      family: set.family,
      foreign,
      extra,
      near: set.near,
      trained: set.trained,
      answerable,
      evidence: recalled.evidence,
      reading: readEvidence,
      missed: missed?.other === true,
      read: answerable && !extra && models.reader !== null ? await say(models.reader) : null,
      plain: answerable && !extra ? await say(null) : null,
    });
  }
  memory.close();
  return asked;
}

/** Below this F1 an answer is wrong. */
const WRONG = 0.3;
/** A longer known answer is a passage or a text in a person's own words: its place counts, not its words. */
const SHORT = 120;

function judged(
  { answers, evidence }: Pick<Question, 'answers' | 'evidence'>,
  said: string,
  citations: readonly Passage[],
  figures: Figures,
): Omit<Said, 'milliseconds'> {
  const { em, f1 } = answers.length === 0 ? { em: null, f1: null } : emF1(said, answers);
  const short = answers.some((answer) => answer.length <= SHORT);
  return {
    f1,
    em,
    wrong: short ? (f1 ?? 0) < WRONG : covered(evidence, citations).hit === 0,
    hit: figures['hit@1'] ?? null,
    recall: figures['recall@1024'] ?? null,
  };
}

/** The answer as it is given, with the reader; without one the best sentence of the first passage. */
function said(
  question: Question,
  result: AskResult,
  textOf: TextOf,
  read: boolean,
): Omit<Said, 'milliseconds'> {
  const figures = scoreQuestion(question, result, textOf);
  if (read) {
    const citations = (result.answer?.sentences ?? []).flatMap((sentence) => sentence.citations);
    return judged(question, result.answer?.text ?? '', citations, figures);
  }
  const [first] = result.passages;
  const best = result.heat.find(
    ({ file, start, end }) => first?.file === file && first.start <= start && end <= first.end,
  );
  return judged(question, best?.text ?? '', best === undefined ? [] : [best], figures);
}
