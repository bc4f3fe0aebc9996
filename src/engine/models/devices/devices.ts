import type { Logger } from '../../../core/ports.ts';
import type { WantedDevice } from '../../../protocol/devices.ts';
import type { DeviceFacts } from '../../../protocol/engineStatus.ts';
import { sentence, type Sentence } from '../../../protocol/sentences.ts';
import { type Candidate, candidates } from './candidates.ts';
import { choose, keepChoice, readChoice, type Choice } from './choice.ts';
import { DerivedGraphs } from './derivedGraphs.ts';
import { DeviceFailed, DeviceProcess } from './deviceProcess.ts';
import { DeviceLane, TEXTS_AT_A_TIME } from './deviceLane.ts';
import { factsOf, label } from './facts.ts';
import { machine, machineKey, type Machine } from './machine.ts';
import { isHopeless, refer, tryOut, type Trial } from './trial.ts';
import { packageVersion, productVersion } from '../../versions.ts';

export interface DeviceOptions {
  /** Where choices and derived graphs are kept. */
  readonly folder: string;
  readonly wanted: WantedDevice;
  readonly logger?: Logger | undefined;
  /** New texts after which devices are tried for the first time; {@link TRIED_AFTER} where left out. */
  readonly triedAfter?: number;
}

/** The model that devices are to run. */
export interface DeviceModel {
  /** Path of the shipped graph. */
  readonly graph: string;
  /** The folder with the word embeddings. */
  readonly embeddings: string;
  readonly fingerprint: string;
  /** Threads that the processor runs it with. */
  readonly threads: number;
  /** Texts to try devices on, as ids. */
  readonly sample: () => Promise<readonly Int32Array[]>;
}

/** Trying costs about ten seconds of one core; fewer texts than these are encoded by then. */
export const TRIED_AFTER = 512;
/** Opening takes a second and graphics memory, which a file that is saved is not worth. */
const OPENED_AFTER = 64;
/** Opening a device and compiling what it runs, in ms. */
const OPENING = 60_000;
/** A device is let go when nothing was encoded for so long, in ms. */
const IDLE = 60_000;
/** A device that fails is opened once more (machines that wake up lose theirs), then left alone. */
const FAILURES = 2;

/**
 * What encodes documents in bulk: the processor, until a device was found that gives the same vectors faster. Questions
 * and what is read for them stay with the processor, whose threads are near and free then.
 */
export class Devices {
  readonly #model: DeviceModel;
  readonly #options: DeviceOptions;
  readonly #graphs: DerivedGraphs;
  #lane: DeviceLane | undefined;
  /** What is under way: finding out, or opening. */
  #work: Promise<void> | undefined;
  /** Texts that came, and how many must have come before something is done about it. */
  #seen = 0;
  #due: number;
  #failures = 0;
  #told: Sentence | undefined;
  #idle: NodeJS.Timeout | undefined;
  #choice: Choice | undefined;
  /** Settled once what is timed now has been: the processor's rate is taken with its threads at rest. */
  #quiet: Promise<void> | undefined;
  readonly #closing = new AbortController();

  constructor(model: DeviceModel, options: DeviceOptions) {
    this.#model = model;
    this.#options = options;
    this.#graphs = new DerivedGraphs(options.folder, model.graph, model.fingerprint);
    this.#due =
      options.wanted === 'cpu' ? Infinity : Math.min(OPENED_AFTER, options.triedAfter ?? TRIED_AFTER);
  }

  /** What runs now beside the processor; undefined where nothing does. */
  get provider(): Candidate['provider'] | undefined {
    return this.#lane === undefined ? undefined : this.#choice?.chosen?.provider;
  }

  /** How many texts should be on their way at a time; 0 while no device runs. */
  get texts(): number {
    return this.#lane === undefined ? 0 : TEXTS_AT_A_TIME;
  }

  /**
   * The vector of one of many texts; undefined where the processor is to make it, also where a device has just failed.
   * Never rejects.
   */
  async vector(ids: Int32Array): Promise<Float32Array | undefined> {
    if (this.#closing.signal.aborted) return undefined;
    this.#seen++;
    const lane = this.#lane;
    if (lane === undefined) {
      await this.#quiet;
      if (this.#seen >= this.#due && this.#work === undefined) this.#start(() => this.#prepare());
      return undefined;
    }
    this.#idle?.refresh();
    try {
      return await lane.vector(ids);
    } catch (error) {
      this.#lose(lane, error);
      return undefined;
    }
  }

  /** Tries all of them now, whatever is remembered. A trial that is under way is waited for. */
  async tryAgain(): Promise<DeviceFacts> {
    await this.#work;
    await this.#release();
    this.#failures = 0;
    this.#start(async () => {
      const { of, key } = await this.#machine();
      await this.#try(of, key);
    });
    await this.#work;
    return this.facts();
  }

  async facts(): Promise<DeviceFacts> {
    const { of, key } = await this.#machine();
    return factsOf({
      of,
      wanted: this.#options.wanted,
      candidates: candidates(of, this.#options.wanted),
      choice: readChoice(this.#options.folder, key),
      triedAfter: this.#options.triedAfter ?? TRIED_AFTER,
    });
  }

  /** What failed since this was asked last, for people. */
  takeFailure(): Sentence | undefined {
    const told = this.#told;
    this.#told = undefined;
    return told;
  }

  /** Trials that are under way end without a result. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#release();
  }

  /** One thing at a time; what goes wrong costs speed, never work. */
  #start(work: () => Promise<void>): void {
    this.#due = Infinity;
    this.#work = work()
      .catch((error: unknown) => {
        if (this.#closing.signal.aborted) return;
        const why = error instanceof Error ? error.message : String(error);
        this.#options.logger?.warn(`Devices could not be tried: ${why}. The processor encodes.`);
      })
      .finally(() => (this.#work = undefined));
  }

  /** Texts that come meanwhile wait, half a second or so; those that a thread is at are done by then. */
  async #quietly<T>(timing: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#quiet = promise;
    try {
      return await timing();
    } finally {
      this.#quiet = undefined;
      resolve();
    }
  }

  /** Opens what was chosen, or finds out once there is enough to encode. */
  async #prepare(): Promise<void> {
    const { of, key } = await this.#machine();
    const choice = readChoice(this.#options.folder, key);
    if (choice !== undefined) {
      if (choice.chosen !== null) await this.#open(choice.chosen, choice);
      return;
    }
    if (candidates(of, this.#options.wanted).length === 0) return;
    const after = this.#options.triedAfter ?? TRIED_AFTER;
    if (this.#seen < after) this.#due = after;
    else await this.#try(of, key);
  }

  async #try(of: Machine, key: string): Promise<void> {
    const { folder, wanted, logger } = this.#options;
    const tried: Trial[] = [];
    const list = candidates(of, wanted);
    if (list.length > 0) {
      const { graph: shipped, embeddings, sample, threads } = this.#model;
      const graphs = { shipped, embeddings, derived: this.#graphs.get.bind(this.#graphs) };
      const reference = await refer(graphs, {
        texts: await sample(),
        threads,
        signal: this.#closing.signal,
        quietly: (timing) => this.#quietly(timing),
      });
      for (const candidate of list) {
        // A device that is hopeless (one that is emulated) is so with every graph.
        if (tried.some((trial) => trial.provider === candidate.provider && isHopeless(trial))) continue;
        tried.push(await tryOut(candidate, graphs, reference, this.#closing.signal));
        if (this.#closing.signal.aborted) return;
      }
    }
    const chosen = choose(tried, wanted !== 'auto');
    this.#graphs.keep(chosen?.variant);
    const choice: Choice = { key, chosen, tried, date: new Date().toISOString() };
    if (tried.length > 0) keepChoice(folder, choice);
    const facts = await this.facts();
    logger?.info([facts.reason, ...facts.tried].map(({ text }) => text).join(' '));
    if (chosen !== null) await this.#open(chosen, choice);
  }

  async #open(candidate: Candidate, choice: Choice): Promise<void> {
    const device = new DeviceProcess();
    try {
      const graph = await this.#graphs.get(candidate.variant, device);
      const { provider } = candidate;
      await device.ask({ kind: 'open', provider, graph, embeddings: this.#model.embeddings }, OPENING);
    } catch (error) {
      await device.end();
      this.#failed(error, choice);
      return;
    }
    if (this.#closing.signal.aborted) {
      await device.end();
      return;
    }
    this.#choice = choice;
    this.#lane = new DeviceLane(device);
    this.#idle = setInterval(() => {
      if (this.#lane?.idle === true) void this.#release();
    }, IDLE).unref();
  }

  /** The lane's texts go to the processor; the first to hear of it tells. */
  #lose(lane: DeviceLane, error: unknown): void {
    if (this.#lane !== lane || this.#closing.signal.aborted) return;
    this.#lane = undefined;
    clearInterval(this.#idle);
    void lane.close();
    this.#failed(error, this.#choice);
  }

  #failed(error: unknown, choice: Choice | undefined): void {
    if (choice === undefined || choice.chosen === null) return;
    const why = error instanceof DeviceFailed ? error.message : String(error);
    this.#failures++;
    this.#told = sentence('device-failed', label(choice.chosen), why);
    this.#options.logger?.warn(this.#told.text);
    if (this.#failures < FAILURES) this.#due = this.#seen + OPENED_AFTER;
    else keepChoice(this.#options.folder, { ...choice, chosen: null, failed: why });
  }

  async #release(): Promise<void> {
    const lane = this.#lane;
    this.#lane = undefined;
    clearInterval(this.#idle);
    this.#due = this.#seen + OPENED_AFTER;
    await lane?.close();
  }

  /** The machine and what its choice is remembered under: another version of anything is tried anew. */
  async #machine(): Promise<{ readonly of: Machine; readonly key: string }> {
    const of = await machine();
    const { wanted } = this.#options;
    return {
      of,
      key: machineKey(of, [
        productVersion(),
        packageVersion('onnxruntime-node'),
        this.#model.fingerprint,
        wanted,
      ]),
    };
  }
}
