import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sample } from '../quality/random.ts';
import { CACHE, filesOf, textReader } from '../quality/sets.ts';
import type { Question } from '../quality/score.ts';

/**
 * Questions that the files nearly answer: a copy of a set's files without the paragraphs that answer some questions.
 * What stands around them stays, so that only the answer is missing.
 */
export interface NearMisses {
  readonly workspace: string;
  readonly questions: readonly Question[];
}

/** A paragraph that is longer than this is cut around the evidence alone. */
const LONGEST = 3000;

/** Writes the copy into the bench's cache; questions whose evidence stands in a paragraph. */
export function nearMisses(
  name: string,
  workspace: string,
  { questions, count }: { readonly questions: readonly Question[]; readonly count: number },
): NearMisses {
  const textOf = textReader(workspace);
  const drawn = sample(
    questions.filter(({ evidence, answerable }) => evidence.length > 0 && answerable !== false),
    count,
    29,
  );
  const cuts = new Map<string, { start: number; end: number }[]>();
  for (const { evidence } of drawn)
    for (const { file, start, end } of evidence)
      cuts.set(file, [...(cuts.get(file) ?? []), paragraphOf(textOf(file) ?? '', start, end)]);
  const target = join(CACHE, `near-${name}`);
  const files = filesOf(workspace);
  if (existsSync(target)) {
    for (const file of filesOf(target)) if (!files.includes(file)) rmSync(join(target, file));
  }
  for (const file of files) {
    const text = without(textOf(file) ?? '', cuts.get(file) ?? []);
    const path = join(target, file);
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return {
    workspace: target,
    questions: drawn.map(({ id, question, scope }) => ({
      id: `near-${id}`,
      question,
      answers: [],
      evidence: [],
      answerable: false,
      ...(scope === undefined ? {} : { scope }),
    })),
  };
}

function paragraphOf(text: string, start: number, end: number): { start: number; end: number } {
  const from = text.lastIndexOf('\n\n', start);
  const to = text.indexOf('\n\n', end);
  const paragraph = { start: from < 0 ? 0 : from, end: to < 0 ? text.length : to };
  return paragraph.end - paragraph.start > LONGEST ? { start, end } : paragraph;
}

function without(text: string, cuts: readonly { start: number; end: number }[]): string {
  let rest = '';
  let at = 0;
  for (const { start, end } of cuts.toSorted((a, b) => a.start - b.start)) {
    if (start > at) rest += text.slice(at, start);
    at = Math.max(at, end);
  }
  return rest + text.slice(at);
}
