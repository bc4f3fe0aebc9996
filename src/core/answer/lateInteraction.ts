import type { TokenStates } from '../ports.ts';
import type { Range } from '../text/range.ts';

/**
 * Late interaction of a question with a passage (after ColBERT, Khattab & Zaharia 2020): both are encoded once, the
 * passage as a whole and in context, and their tokens compared one by one. Where ColBERT sums each question token's
 * best match, here each question token spreads its attention over the passage by softmax; what a stretch of the
 * passage gathers says how much of the match stands there.
 */
export interface Interaction {
  /** The passage's own tokens in order: where each stands in the passage's text. */
  readonly tokens: readonly Range[];
  /** By token: cosine with the token of the question that is most like it, background taken out. */
  readonly likeness: Float32Array;
  /** By token: its share of the question's attention; they sum to 1. Punctuation gets none. */
  readonly shares: Float32Array;
  /** Cosine of the question's vector with the mean state of the tokens that stand in a range; null where none does. */
  similarity(range: Range): number | null;
}

/** A question as it enters. */
export interface InteractingQuestion {
  readonly text: string;
  readonly tokens: TokenStates;
  /** The vector of the whole question. */
  readonly vector: Float32Array;
}

/** A passage as it enters: encoded with what it stands under, of which `prefix` units are no part of its text. */
export interface InteractingPassage {
  readonly text: string;
  readonly tokens: TokenStates;
  readonly prefix: number;
}

/** Cosines of token states lie within a few hundredths of each other; a softer spread says nothing. */
const TEMPERATURE = 0.01;
/** So many tokens' worth of the background is the question as a whole, so that one word's question has a background. */
const PRIOR_TOKENS = 2;
/** Of a longer question so many tokens are compared, evenly spread: a page that is pasted must not cost a second. */
const MOST_TOKENS = 64;
const WORD = /[\p{L}\p{N}]/u;

/** Lets the question attend to the tokens of the passage. */
export function interact(
  question: InteractingQuestion,
  { text, tokens, prefix }: InteractingPassage,
): Interaction {
  const width = question.vector.length;
  const own: { readonly row: number; readonly range: Range; readonly word: boolean }[] = [];
  for (const row of tokens.lengths.keys()) {
    const start = (tokens.ranges[2 * row] ?? 0) - prefix;
    const end = (tokens.ranges[2 * row + 1] ?? 0) - prefix;
    if (start >= 0 && end > start)
      own.push({ row, range: { start, end }, word: WORD.test(text.slice(start, end)) });
  }
  const asked = questionRows(question);
  const likeness = new Float32Array(own.length);
  const similarities = asked.map((q) =>
    Float32Array.from(own, ({ row }) =>
      dot(question.tokens.states, q * width, tokens.states, row * width, width),
    ),
  );
  for (const [t, { row }] of own.entries()) {
    // What a token has in common with every question token (its language, its register) matches nothing in particular.
    let background = PRIOR_TOKENS * dot(question.vector, 0, tokens.states, row * width, width);
    for (const rowOfOne of similarities) background += rowOfOne[t] ?? 0;
    background /= similarities.length + PRIOR_TOKENS;
    let best = -1;
    for (const rowOfOne of similarities) {
      const value = (rowOfOne[t] ?? 0) - background;
      rowOfOne[t] = value;
      if (value > best) best = value;
    }
    likeness[t] = best;
  }
  return {
    tokens: own.map(({ range }) => range),
    likeness,
    shares: attention(
      similarities,
      own.map(({ word }) => word),
    ),
    similarity: (range) => {
      const rows = own.filter((token) => inside(token.range, range)).map(({ row }) => row);
      return meanSimilarity(question.vector, tokens, rows);
    },
  };
}

/** Whether a token belongs to a range: by its start, so that every token belongs to one sentence. */
export function inside(token: Range, { start, end }: Range): boolean {
  return token.start >= start && token.start < end;
}

/** The question's tokens that are words (all where none is), as rows of its states. */
function questionRows({ text, tokens }: InteractingQuestion): number[] {
  const own: number[] = [];
  const words: number[] = [];
  for (const row of tokens.lengths.keys()) {
    const [start = 0, end = 0] = tokens.ranges.subarray(2 * row, 2 * row + 2);
    if (end <= start) continue;
    own.push(row);
    if (WORD.test(text.slice(start, end))) words.push(row);
  }
  const rows = words.length > 0 ? words : own;
  const step = Math.max(1, rows.length / MOST_TOKENS);
  return Array.from(
    { length: Math.min(rows.length, MOST_TOKENS) },
    (_, i) => rows[Math.floor(i * step)] ?? 0,
  );
}

/** The mean over question tokens of their softmax over the passage's words (over all its tokens where it has none). */
function attention(similarities: readonly Float32Array[], word: readonly boolean[]): Float32Array {
  const shares = new Float32Array(word.length);
  const wordless = !word.includes(true);
  const counts = (t: number): boolean => wordless || word[t] === true;
  for (const row of similarities) {
    const best = row.reduce((most, value, t) => (counts(t) && value > most ? value : most), -Infinity);
    const masses = row.map((value, t) => (counts(t) ? Math.exp((value - best) / TEMPERATURE) : 0));
    const sum = masses.reduce((total, mass) => total + mass, 0);
    for (const [t, mass] of masses.entries()) shares[t] = (shares[t] ?? 0) + mass / sum / similarities.length;
  }
  return shares;
}

function meanSimilarity(
  vector: Float32Array,
  { states, lengths }: TokenStates,
  rows: readonly number[],
): number | null {
  if (rows.length === 0) return null;
  const width = vector.length;
  const mean = new Float64Array(width);
  for (const row of rows) {
    const length = lengths[row] ?? 0;
    for (let i = 0; i < width; i++) mean[i] = (mean[i] ?? 0) + (states[row * width + i] ?? 0) * length;
  }
  let product = 0;
  let squares = 0;
  for (const [i, value] of mean.entries()) {
    product += value * (vector[i] ?? 0);
    squares += value * value;
  }
  return squares > 0 ? product / Math.sqrt(squares) : null;
}

function dot(a: Float32Array, atA: number, b: Float32Array, atB: number, width: number): number {
  let first = 0;
  let second = 0;
  // Two sums: the additions do not wait for each other. The length of every model's vectors is even.
  for (let i = 0; i < width; i += 2) {
    first += (a[atA + i] ?? 0) * (b[atB + i] ?? 0);
    second += (a[atA + i + 1] ?? 0) * (b[atB + i + 1] ?? 0);
  }
  return first + second;
}
