import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join, relative, sep } from 'node:path';
import { copyOwn, resolveOwn } from '../own-code/ownCode.ts';
import { sample } from './random.ts';
import type { Question, TextOf } from './score.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Public sets, kept beside the project: none of their data is part of it. */
const PUBLIC = join(ROOT, '../shared/bench');
/** Where the project's own results and caches lie. */
export const RESULTS = join(ROOT, 'bench/results');
export const CACHE = join(ROOT, 'bench/.cache');
/** The name of the set over the sample library, which ships with the project. */
export const SAMPLE = 'sample-library';
/** The name of the set over the project's own code and notes. */
export const OWN = 'own-code';
/** Sets too large to be asked in full each time, and how many of their questions are drawn. */
const DRAWN: Readonly<Record<string, number>> = { policyqa: 600, drcd: 600 };
const SEED = 20240601;

/** Files and questions about them. */
export interface BenchSet {
  readonly name: string;
  /** Absolute path of the folder with the files. */
  readonly workspace: string;
  readonly questions: readonly Question[];
  /** How many questions the set has, drawn or not. */
  readonly available: number;
}

/** Whether the public sets are here. */
export function publicSetsPresent(): boolean {
  return existsSync(PUBLIC);
}

/**
 * Every set that has questions with evidence or questions that nothing answers, the sample library last; behind it,
 * where `own` is set, the questions about our own code, which nothing is ever fitted to.
 */
export function readSets({
  all = false,
  only,
  own = false,
}: { all?: boolean; only?: readonly string[]; own?: boolean } = {}): BenchSet[] {
  const sets: BenchSet[] = [];
  const names = publicSetsPresent()
    ? readdirSync(PUBLIC).filter((name) => existsSync(join(PUBLIC, name, 'questions.jsonl')))
    : [];
  for (const name of names.toSorted()) {
    if (only !== undefined && !only.includes(name)) continue;
    const set = readSet(name, join(PUBLIC, name, 'questions.jsonl'), join(PUBLIC, name, 'workspace'), all);
    if (set !== undefined) sets.push(set);
  }
  if (only === undefined || only.includes(SAMPLE)) {
    const set = readSet(
      SAMPLE,
      join(ROOT, 'bench/sample-library/questions.jsonl'),
      join(ROOT, 'media/sample-library'),
      all,
    );
    if (set !== undefined) sets.push(set);
  }
  if (own && (only === undefined || only.includes(OWN))) {
    const { questions, available } = resolveOwn();
    const workspace = join(CACHE, OWN);
    mkdirSync(workspace, { recursive: true });
    copyOwn(workspace);
    sets.push({ name: OWN, workspace, questions, available });
  }
  return sets;
}

function readSet(name: string, path: string, workspace: string, all: boolean): BenchSet | undefined {
  if (!existsSync(path) || !existsSync(workspace)) return undefined;
  const questions = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Question => JSON.parse(line));
  if (questions.length === 0) return undefined;
  const size = DRAWN[name];
  const asked = all || size === undefined ? questions : sample(questions, size, SEED);
  return { name, workspace, questions: asked, available: questions.length };
}

/** Reads files of the workspace as UTF-8, byte order mark and carriage returns included; keeps what it has read. */
export function textReader(workspace: string): TextOf {
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (!texts.has(file)) {
      const path = join(workspace, file);
      const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
      texts.set(file, isFile ? readFileSync(path, 'utf8') : undefined);
    }
    return texts.get(file);
  };
}

/** Names of all files below the workspace, relative, with `/`, in code-unit order. */
export function filesOf(workspace: string): string[] {
  return readdirSync(workspace, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(workspace, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}
