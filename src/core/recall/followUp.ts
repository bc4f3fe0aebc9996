import { inBlocks } from './blocks.ts';
import type { FeatureColumn, FeatureMatrix } from './features.ts';
import { FUNCTION_UNSPACED, FUNCTION_WORDS, refersBack } from './turns.ts';

/**
 * Questions that go on from earlier ones. Put together with what was asked before, the earlier words drown the last
 * ones, and alone these say too little. So a question is scored in several readings, and the scores are averaged:
 * alone, after the questions before it, and with what the last turn was about, its answer included. Measured by
 * `bench/writing/followUps.ts`.
 */

/** An earlier turn, as far as words go. */
export interface Turn {
  readonly question: string;
  /** What was answered; undefined where nothing was, or where that is not known. */
  readonly answer?: string | undefined;
  /** It counts however long ago it was. */
  readonly pinned?: boolean | undefined;
}

/** What a question that goes on from others is read as beside its own words. */
export interface InContext {
  /** The questions before it, oldest first, and this one, as one text. */
  readonly together: string;
  /** What it takes over from the last turn, and this one, as one text. */
  readonly carrying: string;
  /** What that is, phrase by phrase: names, codes and subjects of the last question, words of its answer. */
  readonly carried: readonly string[];
}

/** Earlier questions that count, the last ones: what was asked before them is forgotten, unless it is pinned. */
const REMEMBERED = 4;
/** Pinned questions that count beside them, at most: the last ones. */
const PINNED = 3;
/** UTF-16 units of an answer that are carried: its beginning says what it is about. */
const ANSWER = 80;

/**
 * What a question is read as beside its own words; undefined where it stands alone.
 *
 * @param turns earlier turns, oldest first
 * @param first what it begins with, where it consists of several questions: that decides
 */
export function inContext(question: string, turns: readonly Turn[], first = question): InContext | undefined {
  const before = turns.filter((turn) => turn.question.trim() !== '');
  const last = before.at(-1);
  if (last === undefined || !refersBack(first)) return undefined;
  const pinned = before.slice(0, -REMEMBERED).filter((turn) => turn.pinned === true);
  const asked = [...pinned.slice(-PINNED), ...before.slice(-REMEMBERED)].map((turn) => turn.question);
  const carried = carriedFrom(last, question);
  return {
    together: [...asked, question].join(' '),
    carrying: [...carried, question].join(' '),
    carried,
  };
}

/** The phrases of a turn that a question about it takes over: those that it does not say itself. */
export function carriedFrom({ question, answer = '' }: Turn, following: string): string[] {
  const said = following.toLowerCase();
  const found = [...phrases(question), ...phrases(clipped(answer))];
  return [...new Set(found)].filter((phrase) => !said.includes(phrase.toLowerCase()));
}

const WORD = /[\p{L}\p{N}£$€][\p{L}\p{N}\p{M}'’.,/_-]*(?<![.,'’])/gu;
/** Words between two phrases, beside those that name nothing in a question. */
const BETWEEN = new Set(
  'under after before during between within into onto over above below than through against without per also only own while until since because'.split(
    ' ',
  ),
);
const HAN = /\p{Script=Han}/u;

/** Runs of words that name something, as they stand. */
function phrases(text: string): string[] {
  if (HAN.test(text))
    return (
      text
        .replaceAll(FUNCTION_UNSPACED, '\n')
        // What joins the parts of a code or a figure is no end.
        .split(/(?:\n|(?![-_./%])\p{P})+/u)
        .map((phrase) => phrase.trim())
        .filter((phrase) => phrase.length > 1)
    );
  const found: string[] = [];
  let end = -1;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const lower = word.toLowerCase();
    if (FUNCTION_WORDS.has(lower) || BETWEEN.has(lower)) continue;
    const joined = found.length > 0 && /^[^\S\n]?$/u.test(text.slice(end, index));
    if (joined) found[found.length - 1] += ` ${word}`;
    else found.push(word);
    end = index + word.length;
  }
  return found;
}

/** The beginning of an answer, cut between words. */
function clipped(answer: string): string {
  const flat = answer.replace(/\s+/gu, ' ').trim();
  if (flat.length <= ANSWER) return flat;
  const cut = flat.slice(0, ANSWER);
  return HAN.test(cut) ? cut : cut.replace(/\s+\S*$/u, '');
}

/** What alone counts beside what is read in context, which shares the rest. */
export const ALONE = 0.5;

/** A reading's features, and how much of the whole it is; the weights of a list sum to 1. */
export interface WeighedFeatures {
  readonly matrix: FeatureMatrix;
  readonly weight: number;
}

/**
 * The features of several readings of a question as one, by their weights: the logits, linear in them, are averaged
 * likewise, and so are of the size that the softmax was fitted for. One reading comes out as it went in.
 */
export function meanFeatures(readings: readonly WeighedFeatures[]): FeatureMatrix {
  const [first, ...others] = readings;
  if (first === undefined) return { rows: 0, columns: [] };
  if (others.length === 0) return first.matrix;
  const { rows, columns } = first.matrix;
  return {
    rows,
    columns: columns.map((_, f) =>
      meanColumn(
        rows,
        readings.map(({ matrix, weight }) => ({ column: matrix.columns[f] ?? null, weight })),
      ),
    ),
  };
}

function meanColumn(
  rows: number,
  readings: readonly { readonly column: FeatureColumn; readonly weight: number }[],
): FeatureColumn {
  if (readings.every(({ column }) => column === null)) return null;
  const sparse = readings.every(({ column }) => !(column instanceof Float32Array));
  const sums = sparse ? new Map<number, number>() : new Float32Array(rows);
  for (const { column, weight } of readings) {
    if (column instanceof Float32Array && sums instanceof Float32Array) {
      inBlocks(rows, { sums, column, weight }, addWeighed);
    } else if (column instanceof Map && sums instanceof Map) {
      for (const [leaf, value] of column) sums.set(leaf, Math.fround((sums.get(leaf) ?? 0) + value * weight));
    }
  }
  return sums;
}

function addWeighed(
  {
    sums,
    column,
    weight,
  }: { readonly sums: Float32Array; readonly column: Float32Array; readonly weight: number },
  from: number,
  to: number,
): void {
  for (let leaf = from; leaf < to; leaf++) sums[leaf] = (sums[leaf] ?? 0) + (column[leaf] ?? 0) * weight;
}
