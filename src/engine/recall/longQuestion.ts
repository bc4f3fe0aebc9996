import { sentences } from '../../core/text/sentences.ts';
import { countTokens } from '../../core/text/tokens.ts';
import type { CancelSignal, Encoder } from '../../core/ports.ts';
import { encodeQuestion, type Query } from './meaning.ts';

/** Tokens, by estimate, that an encoder of 512 takes in with room to spare. */
const WINDOW = 360;
/** Windows that are encoded of a very long text, evenly spread; each takes 20 to 80 ms of one core. */
const MOST_WINDOWS = 6;

/**
 * The vector of a text of any length: one longer than the encoder reads (a pasted letter) is encoded in windows of
 * whole sentences, and their vectors are averaged. Rejects with `signal.reason` once aborted.
 */
export async function encodeLong(
  encoder: Encoder | null,
  text: string,
  signal?: CancelSignal,
): Promise<Query | null> {
  const windows = windowsOf(text);
  if (windows.length === 1) return encodeQuestion(encoder, text, signal);
  const queries = await Promise.all(windows.map((window) => encodeQuestion(encoder, window, signal)));
  const known = queries.filter((query) => query !== null);
  if (known.length === 0) return null;
  return {
    vector: mean(known.map(({ vector }) => vector)),
    centred: mean(known.map(({ centred }) => centred)),
  };
}

/** The text in pieces of `WINDOW` tokens at most, where its sentences allow; of more than fit some, evenly spread. */
export function windowsOf(text: string): string[] {
  if (countTokens(text) <= WINDOW) return [text];
  const windows: string[] = [];
  let start = 0;
  let end = 0;
  let held = 0;
  for (const sentence of sentences(text, { start: 0, end: text.length })) {
    const tokens = countTokens(text, sentence.start, sentence.end);
    if (held > 0 && held + tokens > WINDOW) {
      windows.push(text.slice(start, end));
      start = sentence.start;
      held = 0;
    }
    held += tokens;
    end = sentence.end;
  }
  windows.push(text.slice(start));
  if (windows.length <= MOST_WINDOWS) return windows;
  const step = (windows.length - 1) / (MOST_WINDOWS - 1);
  return Array.from({ length: MOST_WINDOWS }, (_, i) => windows[Math.round(i * step)] ?? '');
}

/** The mean of unit vectors, of unit length again. */
function mean(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (const [i, value] of vector.entries()) sum[i] = (sum[i] ?? 0) + value;
  const length = Math.hypot(...sum);
  return Float32Array.from(sum, (value) => (length > 0 ? value / length : 0));
}
