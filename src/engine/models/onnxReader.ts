import { createHash } from 'node:crypto';
import path from 'node:path';
import type { CancelSignal, Reader, SpanLogits } from '../../core/ports.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence } from '../../protocol/sentences.ts';
import { inLanes } from './lanes.ts';
import {
  checkFiles,
  incomplete,
  modelsDirectory,
  readReaderManifest,
  verifyFiles,
  type ReaderManifest,
} from './manifest.ts';
import { UnloadableModel } from './modelPool.ts';
import { stopIfAborted, type LoadedModels, type OnnxEncoder } from './onnxEncoder.ts';

/** Tokens of a question that are read; the model was trained so. */
const QUESTION = 60;
/** Tokens of question, window and the four around them; the model has seen no more at once. */
const WHOLE = 304;
/** `<s>`, two `</s>` between question and window, `</s>`. */
const AROUND = 4;

/**
 * The shipped reader: the encoder's body, fine-tuned to find the words of a window that answer a question. It reads
 * with the encoder's tokenizer, word embeddings and threads. Every window runs by itself, unpadded: int8 scales span
 * all that is in a run, so only so do its logits depend on the question and the window alone.
 */
export class OnnxReader implements Reader {
  readonly fingerprint: string;
  readonly #folder: string;
  readonly #manifest: ReaderManifest;
  readonly #graph: string;
  readonly #encoder: OnnxEncoder;
  #closed = false;
  /** Why it cannot be loaded: found with the first window, and not tried again. */
  #damaged: RecollectError | undefined;

  /**
   * Checks that the model is whole and loads nothing: a thread takes it in with the first window that it reads.
   * `models` is the folder that holds `reader/` and the encoder. Throws `model-incomplete` where a file is missing or
   * cut short.
   */
  constructor(encoder: OnnxEncoder, models?: string) {
    const folder = modelsDirectory(models);
    this.#folder = path.join(folder, 'reader');
    this.#manifest = readReaderManifest(this.#folder);
    checkFiles(this.#folder, this.#manifest);
    this.#graph = path.join(this.#folder, this.#manifest.model);
    this.#encoder = encoder;
    const hashes = this.#manifest.files.map(({ name, sha256 }) => `${name} ${sha256}`).sort();
    this.fingerprint = createHash('sha256')
      .update(JSON.stringify([...hashes, encoder.fingerprint, QUESTION, this.#limit]))
      .digest('hex')
      .slice(0, 16);
  }

  /**
   * Windows go before passages that wait to be encoded, as many at a time as there are threads. Rejects with
   * `cancelled` between two windows once aborted or closed, with `model-incomplete` where the model turns out to be
   * damaged.
   */
  async read(question: string, windows: readonly string[], signal?: CancelSignal): Promise<SpanLogits[]> {
    this.#stop(signal);
    if (windows.length === 0) return [];
    return this.#encoder.use((loaded) => {
      const asked = loaded.tokenizer.ids(question, QUESTION + 2).slice(0, -1);
      return inLanes(
        windows,
        loaded.pool.workers,
        () => this.#stop(signal),
        (window) => this.#one(loaded, asked, window),
      );
    });
  }

  /** Compares every file's checksum; see `verifyFiles`. Reads 22 MB. */
  verify(): string[] {
    return verifyFiles(this.#folder, this.#manifest);
  }

  /** What is read now is finished; the threads are the encoder's and stay. */
  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  get #limit(): number {
    return Math.min(WHOLE, this.#manifest.maxTokens);
  }

  /** @param asked `<s>` and the question's ids */
  async #one({ tokenizer, pool }: LoadedModels, asked: Int32Array, window: string): Promise<SpanLogits> {
    // With the `<s>` and `</s>` that the tokenizer puts around it; the first becomes the second `</s>` between them.
    const { ids, ranges } = tokenizer.tokens(window, this.#limit - AROUND - (asked.length - 1) + 2);
    const end = ids.at(-1) ?? 0;
    const first = asked.length + 2;
    const run = new Int32Array(first + ids.length - 1);
    run.set(asked);
    run.fill(end, asked.length, first);
    run.set(ids.subarray(1), first);
    const { starts, ends } = await pool.spans(run, this.#graph).catch((error: unknown) => {
      if (!(error instanceof UnloadableModel)) throw error;
      this.#damaged = incomplete('reader', sentence('model-unloadable', this.#graph, error.message), error);
      throw this.#damaged;
    });
    const last = run.length - 1;
    return {
      starts: starts.slice(first, last),
      ends: ends.slice(first, last),
      none: (starts[0] ?? 0) + (ends[0] ?? 0),
      ranges: ranges.slice(2, ranges.length - 2),
    };
  }

  #stop(signal: CancelSignal | undefined): void {
    stopIfAborted(signal);
    if (this.#damaged) throw this.#damaged;
    if (this.#closed) throw new RecollectError('cancelled', 'Stopped: the reader was closed.');
  }
}
