import { DeviceFailed, type DeviceProcess } from './deviceProcess.ts';

interface Job {
  readonly ids: Int32Array;
  readonly resolve: (vector: Float32Array) => void;
  readonly reject: (error: DeviceFailed) => void;
}

/** Lengths that texts are padded to: a device compiles and plans for each, and padding is work for nothing. */
const WIDTHS = [16, 32, 48, 64, 96, 128, 160, 192, 256, 320, 384, 448, 512] as const;
/** Tokens of one run, padding included. */
const TOKENS = 8192;
/** Texts times the square of their width: attention's logits are 48 bytes of each, which a buffer must hold. */
const SQUARES = 2 ** 20;
/** How long one run may take, in ms. */
const RUNNING = 60_000;

/** Texts that fill a run of short ones: how many should be on their way at a time. */
export const TEXTS_AT_A_TIME = 256;

/**
 * Gathers texts into runs of one padded length and gives them to a device, one run at a time. Once it has failed, all
 * texts that wait and all later ones are rejected with {@link DeviceFailed}, and none is lost.
 */
export class DeviceLane {
  readonly #device: DeviceProcess;
  readonly #waiting: Job[] = [];
  #running = false;
  #failed: DeviceFailed | undefined;

  /** @param device with its graph open; ends with {@link DeviceLane.close} */
  constructor(device: DeviceProcess) {
    this.#device = device;
  }

  /** The unit vector of one text, `<s>` and `</s>` among its ids. */
  vector(ids: Int32Array): Promise<Float32Array> {
    if (this.#failed) return Promise.reject(this.#failed);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ids, resolve, reject });
      if (this.#running) return;
      this.#running = true;
      // What is handed in within the same turn goes into the same run.
      setImmediate(() => void this.#work());
    });
  }

  get idle(): boolean {
    return !this.#running;
  }

  async close(): Promise<void> {
    this.#fail(new DeviceFailed('it was closed'));
    await this.#device.end();
  }

  async #work(): Promise<void> {
    for (let run = this.#next(); run !== undefined; run = this.#next()) {
      const { jobs, width } = run;
      try {
        const texts = jobs.map(({ ids }) => ids);
        const answer = await this.#device.ask({ kind: 'run', texts, width }, RUNNING);
        if (answer.kind !== 'vectors') throw new DeviceFailed('it answered something else');
        const dimensions = answer.vectors.length / jobs.length;
        // Copies: a vector that is kept must not hold on to those of its neighbours.
        for (const [row, { resolve }] of jobs.entries())
          resolve(answer.vectors.slice(row * dimensions, (row + 1) * dimensions));
      } catch (error) {
        const failed = error instanceof DeviceFailed ? error : new DeviceFailed(String(error));
        for (const { reject } of jobs) reject(failed);
        this.#fail(failed);
      }
    }
    this.#running = false;
  }

  /** The oldest text and those that are padded to the same length, as many as a run holds. */
  #next(): { readonly jobs: readonly Job[]; readonly width: number } | undefined {
    const [oldest] = this.#waiting;
    if (oldest === undefined) return undefined;
    const width = paddedTo(oldest.ids.length);
    const most = textsAt(width);
    const jobs: Job[] = [];
    const rest = this.#waiting.splice(0);
    for (const job of rest) {
      if (jobs.length < most && paddedTo(job.ids.length) === width) jobs.push(job);
      else this.#waiting.push(job);
    }
    return { jobs, width };
  }

  #fail(reason: DeviceFailed): void {
    this.#failed ??= reason;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failed);
  }
}

/** The least of the lengths that holds a text; a longer text is a length of its own. */
export function paddedTo(tokens: number): number {
  return WIDTHS.find((width) => width >= tokens) ?? tokens;
}

/** How many texts of a padded length one run holds. */
export function textsAt(width: number): number {
  return Math.max(1, Math.min(Math.floor(TOKENS / width), Math.floor(SQUARES / width ** 2)));
}
