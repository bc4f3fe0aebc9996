import { createHash } from 'node:crypto';
import type { Encoder, EncodingRole, TokenStates } from '../../../../src/core/ports.ts';
import type { VectorSource } from '../../vectors.ts';
import type { PassageTexts } from '../flat.ts';

/** Chunks of a file that are encoded together, about 12 windows: their vectors depend on nothing beyond them. */
const GROUP = 48;
/** Chunks handed to the encoder at a time: more than it reads. */
const READ = 12;
/** Groups encoded side by side, so that the encoder's threads do not wait. */
const LANES = 3;

/**
 * Late chunking (Günther et al., 2024, jinaai/late-chunking): a long text goes through the encoder whole, and the
 * states of a chunk's tokens are averaged after that, so that they have seen what stands around them. Theirs: means
 * of the chunk's own states; with texts beyond the model's limit, windows that overlap ("long late chunking"). The
 * model here is ours, trained on 512 tokens (theirs on 8,192), so a window is the chunks that fit in 512, the first of
 * them, already encoded in the window before, for context alone.
 */
export class LateEncoder implements VectorSource {
  readonly fingerprint: string;
  readonly dimensions: number;
  readonly #encoder: Encoder;
  /** Text of each group of chunks by the start of their keys. */
  readonly #groups = new Map<string, readonly string[]>();
  /** The groups encoded last: their chunks may be asked for in two calls. */
  #last = new Map<string, Float32Array[]>();

  /** @param encoder ours; questions are encoded by it as ever. It stays open. */
  constructor(encoder: Encoder) {
    this.#encoder = encoder;
    this.fingerprint = `late chunking ${GROUP} ${READ} ${encoder.fingerprint}`;
    this.dimensions = encoder.dimensions;
  }

  /**
   * What to hand to {@link encode} for the chunks of files: a key a chunk, not its text. Each file's chunks follow each
   * other and tile it.
   */
  readonly keys: PassageTexts = (windows) =>
    [...Map.groupBy(windows, ({ file }) => file).values()].flatMap((own) => {
      const keys: string[] = [];
      for (let from = 0; from < own.length; from += GROUP) {
        const texts = own.slice(from, from + GROUP).map(({ text }) => text);
        const group = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
        this.#groups.set(group, texts);
        keys.push(...texts.map((_, i) => `${group}#${i}`));
      }
      return keys;
    });

  /** Passages are the {@link keys} of chunks. */
  async encode(texts: readonly string[], role: EncodingRole): Promise<Float32Array[]> {
    if (role === 'query') return this.#encoder.encode(texts, role);
    const wanted = new Set(texts.map((key) => key.split('#')[0] ?? ''));
    const encoded = new Map([...this.#last].filter(([group]) => wanted.has(group)));
    const rest = [...wanted].filter((group) => !encoded.has(group)).values();
    const lane = async (): Promise<void> => {
      for (const group of rest) {
        const chunks = this.#groups.get(group);
        if (chunks === undefined) throw new Error(`No chunk has a key that starts with ${group}.`);
        encoded.set(group, await this.#encodeGroup(chunks));
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    this.#last = encoded;
    return texts.map((key) => {
      const [group = '', index] = key.split('#');
      return encoded.get(group)![Number(index)]!;
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #encodeGroup(chunks: readonly string[]): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    while (vectors.length < chunks.length) {
      const next = vectors.length;
      const before = vectors.length;
      for (const context of next > 0 ? [1, 0] : [0]) {
        const read = chunks.slice(next - context, next - context + READ);
        const [states] = await this.#encoder.tokenStates([read.join('')], 'passage');
        if (states === undefined) throw new Error('The encoder gave no token states.');
        vectors.push(...whole(read, states, this.dimensions, context === 0).slice(context));
        if (vectors.length > before) break;
      }
    }
    return vectors;
  }
}

/**
 * The means of the chunks that the encoder has read to their end, in order. With `one` there is at least one: a chunk
 * that is longer than the encoder reads is what was read of it.
 */
function whole(
  chunks: readonly string[],
  { ranges, states, lengths }: TokenStates,
  dimensions: number,
  one: boolean,
): Float32Array[] {
  let reach = 0;
  for (let t = 0; t < lengths.length; t++) reach = Math.max(reach, ranges[2 * t + 1]!);
  const vectors: Float32Array[] = [];
  let start = 0;
  for (const chunk of chunks) {
    const end = start + chunk.trimEnd().length;
    if (end > reach && !(one && vectors.length === 0)) break;
    const sum = new Float64Array(dimensions);
    for (let t = 0; t < lengths.length; t++) {
      const [from, to] = [ranges[2 * t]!, ranges[2 * t + 1]!];
      if (from < start || from >= end || to <= from) continue;
      for (let d = 0; d < dimensions; d++) sum[d]! += states[t * dimensions + d]! * lengths[t]!;
    }
    const length = Math.hypot(...sum);
    vectors.push(Float32Array.from(sum, (value) => (length > 0 ? value / length : 0)));
    start += chunk.length;
  }
  return vectors;
}
