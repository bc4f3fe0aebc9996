import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Passage, Question } from '../quality/score.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const QUESTIONS = join(ROOT, 'bench/own-code/questions.jsonl');
/** What the questions are about. */
const FILES = ['README.md', 'bench/README.md', 'src/**/*.{ts,md,css}'];
/** What may stand between two words of a quote: white space, and the marks of a comment that goes on. */
const BETWEEN = String.raw`(?:[\s*]|//)+`;

/** A question about our own files; evidence is told by its words, so that it survives edits elsewhere. */
export interface OwnQuestion {
  readonly id: string;
  readonly question: string;
  readonly evidence: readonly { readonly file: string; readonly quote: string }[];
}

/** The questions with evidence found in the files as they are, and quotes that stand nowhere any more. */
export interface OwnSet {
  readonly questions: readonly Question[];
  readonly available: number;
  /** `id: file: quote` */
  readonly lost: readonly string[];
}

/** The 60 questions as written. */
export function ownQuestions(): OwnQuestion[] {
  return readFileSync(QUESTIONS, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): OwnQuestion => JSON.parse(line));
}

/** Our own files, relative to the project, in order. */
export function ownFiles(): string[] {
  return FILES.flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
}

/**
 * Where the quote stands in the text: its words in their order, however the lines are wrapped, in a comment or out of
 * it. Undefined where it stands nowhere.
 */
export function findQuote(text: string, quote: string): { start: number; end: number } | undefined {
  const words = quote.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`));
  const match = new RegExp(words.join(BETWEEN), 'u').exec(text);
  return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
}

/**
 * The questions that still have all their evidence, with its offsets. A quote is looked for in its file, then, should
 * it have moved, in all others.
 */
export function resolveOwn(
  textOf: (file: string) => string | undefined = (file) => readFileSync(join(ROOT, file), 'utf8'),
  files: readonly string[] = ownFiles(),
): OwnSet {
  const questions: Question[] = [];
  const lost: string[] = [];
  const asked = ownQuestions();
  for (const { id, question, evidence } of asked) {
    const found = evidence.map(({ file, quote }): Passage | undefined => {
      for (const name of [file, ...files.filter((other) => other !== file)]) {
        const place = files.includes(name) ? findQuote(textOf(name) ?? '', quote) : undefined;
        if (place !== undefined) return { file: name, ...place };
      }
      lost.push(`${id}: ${file}: ${quote}`);
      return undefined;
    });
    const places = found.filter((place) => place !== undefined);
    if (places.length === evidence.length) questions.push({ id, question, answers: [], evidence: places });
  }
  return { questions, available: asked.length, lost };
}

/** Makes `folder` a copy of our own files, so that they are a workspace like any other. */
export function copyOwn(folder: string): void {
  const files = new Set(ownFiles());
  for (const file of globSync('**/*', { cwd: folder }).map((name) => name.replaceAll('\\', '/')))
    if (!files.has(file) && statSync(join(folder, file)).isFile()) rmSync(join(folder, file));
  for (const file of files) {
    const [from, to] = [join(ROOT, file), join(folder, file)];
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
    // With its own time the engine need not read what has not changed.
    const { atime, mtime } = statSync(from);
    utimesSync(to, atime, mtime);
  }
}
