import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { modelsDirectory, readEncoderManifest } from '../../../../src/engine/models/manifest.ts';
import { TextTokenizer } from '../../../../src/engine/models/tokenizer.ts';
import { meanState } from './minilm.ts';
import type { EncodingRole } from '../../../../src/core/ports.ts';
import type { VectorSource } from '../../vectors.ts';
import type { PassageTexts } from '../flat.ts';

/** Chunks of a file that are encoded together, about 12 windows: their vectors depend on nothing beyond them. */
const GROUP = 48;

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
  readonly #queries: VectorSource;
  readonly #session: InferenceSession;
  readonly #tokenizer: TextTokenizer;
  readonly #limit: number;
  readonly #prefix: Int32Array;
  /** Text of each group of chunks by the start of their keys. */
  readonly #groups = new Map<string, readonly string[]>();
  /** The group encoded last: its chunks may be asked for in two calls. */
  #last: { readonly group: string; readonly vectors: Float32Array[] } = { group: '', vectors: [] };

  private constructor(
    queries: VectorSource,
    session: InferenceSession,
    tokenizer: TextTokenizer,
    { limit, prefix }: { limit: number; prefix: string },
  ) {
    this.#queries = queries;
    this.#session = session;
    this.#tokenizer = tokenizer;
    this.#limit = limit;
    this.#prefix = tokenizer.ids(prefix.trimEnd(), limit);
    this.fingerprint = `late ${limit} ${GROUP} ${queries.fingerprint}`;
    this.dimensions = queries.dimensions;
  }

  /** @param queries our encoder, which encodes the questions as ever */
  static async open(queries: VectorSource): Promise<LateEncoder> {
    const folder = join(modelsDirectory(), 'encoder');
    const manifest = readEncoderManifest(folder);
    const session = await InferenceSession.create(join(folder, manifest.model), {
      intraOpNumThreads: 1,
      enableMemPattern: false,
      logSeverityLevel: 3,
    });
    const tokenizer = TextTokenizer.load(join(folder, manifest.tokenizer));
    return new LateEncoder(queries, session, tokenizer, {
      limit: manifest.maxTokens,
      prefix: manifest.prefixes.passage,
    });
  }

  /** What to hand to {@link encode} for the chunks of files, each file's in order: a key a chunk, not its text. */
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
    if (role === 'query') return this.#queries.encode(texts, role);
    const vectors: Float32Array[] = [];
    for (const key of texts) {
      const [group = '', index] = key.split('#');
      const chunks = this.#groups.get(group);
      if (chunks === undefined) throw new Error(`No chunk has the key ${key}.`);
      if (this.#last.group !== group) this.#last = { group, vectors: await this.#encodeGroup(chunks) };
      vectors.push(this.#last.vectors[Number(index)]!);
    }
    return vectors;
  }

  async close(): Promise<void> {
    await this.#session.release();
  }

  async #encodeGroup(chunks: readonly string[]): Promise<Float32Array[]> {
    const start = this.#prefix.subarray(0, -1);
    const end = this.#prefix.subarray(-1);
    const room = this.#limit - this.#prefix.length;
    const ids = chunks.map((chunk) => this.#tokenizer.ids(chunk, room + 2).subarray(1, -1));
    const vectors: Float32Array[] = [];
    while (vectors.length < chunks.length) {
      const next = vectors.length;
      const before = ids[next - 1];
      const own = ids[next]!;
      const context = before !== undefined && before.length + own.length <= room ? [before] : [];
      const inside = [own];
      let held = own.length + (context[0]?.length ?? 0);
      for (const more of ids.slice(next + 1)) {
        if (held + more.length > room) break;
        inside.push(more);
        held += more.length;
      }
      const states = await this.#states([start, ...context, ...inside, end].flatMap((part) => [...part]));
      let at = start.length + (context[0]?.length ?? 0);
      for (const part of inside) {
        vectors.push(meanState(states, this.dimensions, at, at + part.length));
        at += part.length;
      }
    }
    return vectors;
  }

  async #states(ids: readonly number[]): Promise<Float32Array> {
    const input = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
    const { token_states: output } = await this.#session.run({ input_ids: input }, ['token_states']);
    const states = output?.data;
    if (!(states instanceof Float32Array)) throw new Error('The encoder gave no token states.');
    return states;
  }
}
