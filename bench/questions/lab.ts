import { readFileSync } from 'node:fs';
import { rankedLeaves } from '../../src/engine/recall/answer.ts';
import { encodeLong } from '../../src/engine/recall/longQuestion.ts';
import { encodeReading, type EncodedReading, type Reading } from '../../src/engine/recall/reading.ts';
import { recall } from '../../src/engine/recall/recall.ts';
import { spellingsIn } from '../../src/engine/recall/spelling.ts';
import { pairedBootstrap } from '../quality/bootstrap.ts';
import { scoreQuestion } from '../quality/score.ts';
import { readSets, ROOT, textReader } from '../quality/sets.ts';
import { benchStore, indexed } from '../quality/store.ts';
import type { Workspace } from '../../src/engine/workspace/workspace.ts';
import type { Spelling } from '../../src/core/recall/typos.ts';
import type { Encoder } from '../../src/core/ports.ts';
import type { Figures, Question, TextOf } from '../quality/score.ts';
import type { BenchSet } from '../quality/sets.ts';

/** A question of the sample library that goes on from others, or that asks two things. */
export interface AskedQuestion extends Question {
  /** Earlier questions, oldest first. */
  readonly history?: readonly string[];
}

/** A bench set whose questions are asked in ways of one's own, with the engine's recall. */
export class Lab {
  readonly set: BenchSet;
  readonly #workspace: Workspace;
  readonly #encoder: Encoder;
  readonly #textOf: TextOf;
  readonly #texts = new Map<number, string>();

  private constructor(set: BenchSet, workspace: Workspace, encoder: Encoder) {
    this.set = set;
    this.#workspace = workspace;
    this.#encoder = encoder;
    this.#textOf = textReader(set.workspace);
  }

  /** Undefined where the set is not on this machine. */
  static async open(name: string, encoder: Encoder): Promise<Lab | undefined> {
    const [set] = readSets({ only: [name] });
    if (set === undefined) return undefined;
    return new Lab(set, await indexed(set.workspace, benchStore(), encoder), encoder);
  }

  /** The figures of a question whose evidence is the one given, read as given. */
  async figures(reading: Reading, evidence: readonly Question[]): Promise<readonly Figures[]> {
    const asked = await encodeReading(reading, (text) => encodeLong(this.#encoder, text));
    const passages = await this.passages(asked, reading.scope === null ? undefined : new Set(reading.scope));
    return evidence.map((question) => scoreQuestion(question, { passages }, this.#textOf));
  }

  /** What the engine reads the question's misspelled words as. */
  spellings(text: string): Promise<readonly Spelling[]> {
    return this.#workspace.examine(this.#encoder, ({ store }, snapshot) =>
      spellingsIn(text, { snapshot, lexical: store.lexical, textOf: ({ id }) => store.text(id) }),
    );
  }

  /** The passages that recall ranks, best first. */
  passages(
    asked: EncodedReading,
    files?: ReadonlySet<string>,
  ): Promise<readonly { file: string; start: number; end: number }[]> {
    return this.#workspace.examine(this.#encoder, ({ store }, snapshot) => {
      const textOf = ({ id }: { readonly id: number }): string => {
        const text = this.#texts.get(id) ?? store.text(id);
        this.#texts.set(id, text);
        return text;
      };
      const recalled = recall({ snapshot, lexical: store.lexical, ...asked, files, textOf });
      return rankedLeaves(recalled, textOf).map(({ passage }) => passage);
    });
  }

  close(): void {
    this.#workspace.close();
  }
}

/** A list of questions beside the sample library. */
export function sampleQuestions(name: 'follow-ups' | 'two-in-one' | 'questions'): AskedQuestion[] {
  return readFileSync(`${ROOT}bench/sample-library/${name}.jsonl`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): AskedQuestion => JSON.parse(line));
}

/** One way to ask, with a figure a question. */
export interface Column {
  readonly name: string;
  readonly values: readonly number[];
}

/** A line for each way to ask: its mean, and what it gains over the first with the 95 % paired bootstrap interval. */
export function printColumns(title: string, columns: readonly Column[]): void {
  const [first] = columns;
  if (first === undefined) return;
  console.log(`${title}, ${first.values.length} questions`);
  for (const { name, values } of columns) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const gain =
      values === first.values
        ? undefined
        : pairedBootstrap([values.map((value, i) => value - (first.values[i] ?? 0))]);
    const told =
      gain === undefined ? '' : `  ${signed(gain.mean)} [${signed(gain.low)}, ${signed(gain.high)}]`;
    console.log(`  ${name.padEnd(28)} ${mean.toFixed(3)}${told}`);
  }
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}
