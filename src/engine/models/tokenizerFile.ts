/** A tokenizer's file and, apart from it, its vocabulary: piece and score, by id. */
export interface TokenizerFile {
  /** The file's JSON; of the vocabulary it holds the first pieces alone, the special ones among them. */
  readonly json: unknown;
  /** Undefined where the file holds all of it. */
  readonly vocabulary: Iterable<readonly [string, number]> | undefined;
}

const START = '"vocab":[[';
const END = ']]';
/** Between two pieces; within one the quotation mark would be escaped. */
const BETWEEN = '],["';
/** Characters of the vocabulary that are parsed at once. */
const STRIDE = 1 << 16;

/**
 * Reads a `tokenizer.json` with a vocabulary of 250,000 pieces a stretch at a time: in one piece it would become as many
 * little arrays, 60 MB that the engine's heap grows by and keeps. Any other JSON is read as it is; throws where it is
 * none.
 */
export function readTokenizerFile(text: string): TokenizerFile {
  const start = text.indexOf(START) + START.length - 1;
  const end = text.lastIndexOf(END) + 1;
  if (start < START.length - 1 || end <= start) return { json: JSON.parse(text), vocabulary: undefined };
  const first = stretchEnd(text, start, end);
  const json: unknown = JSON.parse(`${text.slice(0, first)}${text.slice(end)}`);
  return { json, vocabulary: { [Symbol.iterator]: () => pieces(text, start, end) } };
}

function* pieces(text: string, start: number, end: number): Generator<readonly [string, number]> {
  for (let from = start; from < end;) {
    const to = stretchEnd(text, from, end);
    const entries: readonly (readonly [string, number])[] = JSON.parse(`[${text.slice(from, to)}]`);
    yield* entries;
    from = to + 1;
  }
}

/** Where the entry ends that lies about a stride from `from`. */
function stretchEnd(text: string, from: number, end: number): number {
  const next = from + STRIDE < end ? text.indexOf(BETWEEN, from + STRIDE) : -1;
  return next < 0 || next >= end ? end : next + 1;
}
