import { covered, cut, PASSAGE, tokens, units } from '../../src/core/evaluate/score.ts';

// What `recollect eval` counts as well is counted there; the rest of score.py's figures are the bench's own.
export { covered, cut, tokens, units };

/**
 * The figures of `../shared/bench/score.py`, exactly, but a question at a time, so that two systems can be
 * compared on the same questions. Offsets are UTF-16 units; a token is one Chinese, Japanese or Korean
 * character, or 1/1.3 of another word.
 */

/** A place in a file of the workspace; `file` is relative, with `/`. */
export interface Passage {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** A question of a bench set, as `questions.jsonl` holds it. */
export interface Question {
  readonly id: string;
  readonly question: string;
  readonly answers: readonly string[];
  /** Empty where nothing in the files answers. */
  readonly evidence: readonly Passage[];
  /** The one file that is asked. */
  readonly scope?: string;
  /** False where no file answers; absent in sets that do not test it. */
  readonly answerable?: boolean;
}

/** What a system says to a question; a line that `recollect batch` writes fits. */
export interface Result {
  readonly passages?: readonly Passage[];
  readonly answer?: { readonly text: string } | null;
  readonly abstained?: boolean;
  /** Higher: more sure that the files answer. */
  readonly confidence?: number;
}

export const BUDGETS = [256, 512, 1024, 2048] as const;
export const CUTOFFS = [1, 3, 5, 10] as const;
/** Passages that are looked at for a hit. */
const DEPTH = 40;

/** Figures of one question by name: `recall@1024`, `full@512`, `hit@1`, `mrr`, and `em`, `f1` where it has answers. */
export type Figures = Readonly<Record<string, number>>;

const CJK_CLASS = '\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\uac00-\\ud7af';
/** What Python's `\s` matches; JavaScript's differs in the separators below U+0020, U+0085 and U+FEFF. */
const SPACE_CLASS = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const EACH_CJK = new RegExp(`[${CJK_CLASS}]`, 'g');
const SPACES = new RegExp(`[${SPACE_CLASS}]+`);
const LONE_SURROGATE = /\p{Surrogate}/gu;
const PUNCTUATION = /[!-/:-@[-`{-~，。、！？；：“”‘’（）《》【】…—]/g;
const ARTICLES = new Set(['a', 'an', 'the']);

function normal(text: string): string[] {
  return text
    .toLowerCase()
    .replace(EACH_CJK, ' $& ')
    .replace(PUNCTUATION, ' ')
    .split(SPACES)
    .filter((word) => word !== '' && !ARTICLES.has(word));
}

/** SQuAD-style exact match and F1, best over the gold answers; characters count as words where CJK. */
export function emF1(predicted: string, golds: readonly string[]): { em: number; f1: number } {
  let best = { em: 0, f1: 0 };
  const words = normal(predicted);
  for (const gold of golds.map(normal)) {
    const rest = new Map<string, number>();
    for (const word of gold) rest.set(word, (rest.get(word) ?? 0) + 1);
    let common = 0;
    for (const word of words) {
      const left = rest.get(word) ?? 0;
      if (left === 0) continue;
      rest.set(word, left - 1);
      common++;
    }
    const f1 = common === 0 ? 0 : (2 * common) / (words.length + gold.length);
    const em = Number(words.length === gold.length && words.every((word, i) => word === gold[i]));
    if (f1 > best.f1 || (f1 === best.f1 && em > best.em)) best = { em, f1 };
  }
  return best;
}

/** The share of pairs in which the answerable question has the higher confidence; undefined without pairs. */
export function auroc(positive: readonly number[], negative: readonly number[]): number | undefined {
  if (positive.length === 0 || negative.length === 0) return undefined;
  const sorted = Float64Array.from(negative).sort();
  const below = (value: number, inclusive: boolean): number => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (inclusive ? sorted[middle]! <= value : sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  let wins = 0;
  for (const value of positive) wins += (below(value, false) + below(value, true)) / 2;
  return wins / (positive.length * negative.length);
}

/** Reads a file's text by its workspace-relative name; undefined where there is no such file. */
export type TextOf = (file: string) => string | undefined;

/**
 * The figures of one question: retrieval where it has evidence, `em` and `f1` where it is answerable and has
 * answers. A missing result counts as no passage and no answer.
 */
export function scoreQuestion(question: Question, result: Result, textOf: TextOf): Figures {
  const figures: Record<string, number> = {};
  if ((question.answerable ?? true) && question.answers.length > 0) {
    const said = result.abstained === true ? '' : (result.answer?.text ?? '');
    Object.assign(figures, emF1(said, question.answers));
  }
  if (question.evidence.length > 0) Object.assign(figures, retrieval(question.evidence, result, textOf));
  return figures;
}

function retrieval(gold: readonly Passage[], result: Result, textOf: TextOf): Figures {
  const got = (result.passages ?? []).map(({ file, start, end }) => {
    const name = file.replaceAll('\\', '/').replace(/^\.\//, '');
    const text = textOf(name);
    return { file: name, start, end, slice: text?.slice(start, end).replace(LONE_SURROGATE, '') };
  });
  const heads = got.slice(0, DEPTH).flatMap(({ file, start, slice }) => {
    return slice === undefined ? [] : [{ file, start, end: start + cut(slice, PASSAGE).length }];
  });
  const rank = heads.findIndex((head) =>
    gold.some(({ file, start, end }) => file === head.file && head.start < end && start < head.end),
  );
  const figures: Record<string, number> = {};
  for (const k of CUTOFFS) figures[`hit@${k}`] = Number(rank >= 0 && rank < k);
  figures['mrr'] = rank >= 0 ? 1 / (rank + 1) : 0;
  for (const budget of BUDGETS) {
    let left: number = budget;
    const shown: Passage[] = [];
    for (const { file, start, slice } of got) {
      if (left <= 0) break;
      if (slice === undefined) continue;
      const { length, used } = cut(slice, left);
      shown.push({ file, start, end: start + length });
      left -= used;
    }
    const { total, hit } = covered(gold, shown);
    figures[`recall@${budget}`] = total === 0 ? 0 : hit / total;
    figures[`full@${budget}`] = Number(total > 0 && hit === total);
  }
  return figures;
}

/** Means over the questions that have the figure, as score.py prints them, not rounded; `auroc` where it applies. */
export function scoreSet(
  questions: readonly Question[],
  results: ReadonlyMap<string, Result>,
  textOf: TextOf,
): Record<string, number> {
  const all = questions.map((question) => scoreQuestion(question, results.get(question.id) ?? {}, textOf));
  const out = means(all);
  const confidences = { true: [] as number[], false: [] as number[] };
  for (const { id, answerable } of questions) {
    const confidence = results.get(id)?.confidence;
    if (confidence !== undefined && answerable !== undefined)
      confidences[answerable ? 'true' : 'false'].push(confidence);
  }
  const area = auroc(confidences.true, confidences.false);
  return area === undefined ? out : { ...out, auroc: area };
}

/** The mean of each figure over the questions that have it. */
export function means(all: readonly Figures[]): Record<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const figures of all) {
    for (const [name, value] of Object.entries(figures)) {
      const entry = sums.get(name) ?? { sum: 0, count: 0 };
      entry.sum += value;
      entry.count++;
      sums.set(name, entry);
    }
  }
  return Object.fromEntries([...sums].map(([name, { sum, count }]) => [name, sum / count]));
}
