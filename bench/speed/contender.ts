import { fork, type ChildProcess } from 'node:child_process';

/** What a contender's process is told. */
export type ContenderInput =
  | {
      readonly kind: 'load';
      readonly settings: Readonly<Record<string, unknown>>;
      readonly texts: readonly string[];
    }
  | { readonly kind: 'round' };

/** What it answers: that it is ready, or what a round took. */
export type ContenderOutput =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly ms: number; readonly amount: number }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * A process that holds something loaded and does the same work whenever it is told to: several take turns, so that
 * whatever else the machine does falls on all of them.
 */
export class Contender {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #load: ContenderInput;

  constructor(
    name: string,
    script: string,
    {
      texts = [],
      settings = {},
    }: { texts?: readonly string[]; settings?: Readonly<Record<string, unknown>> } = {},
  ) {
    this.name = name;
    this.#child = fork(script, [], {
      serialization: 'advanced',
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    });
    this.#load = { kind: 'load', settings, texts };
  }

  /** Loads what it needs and does its work once, unmeasured. */
  async load(): Promise<void> {
    await this.#say(this.#load);
    await this.round();
  }

  /** Milliseconds and units of work of one round. */
  async round(): Promise<{ readonly ms: number; readonly amount: number }> {
    const answer = await this.#say({ kind: 'round' });
    if (answer.kind !== 'done') throw new Error(`${this.name} answered ${answer.kind}`);
    return answer;
  }

  close(): void {
    this.#child.kill();
  }

  async #say(message: ContenderInput): Promise<ContenderOutput> {
    const { promise, resolve, reject } = Promise.withResolvers<ContenderOutput>();
    const gone = (code: number | null): void => reject(new Error(`${this.name} ended with ${code}`));
    this.#child.once('exit', gone);
    this.#child.once('message', (answer: ContenderOutput) => {
      if (answer.kind === 'failed') reject(new Error(`${this.name}: ${answer.message}`));
      else resolve(answer);
    });
    this.#child.send(message);
    try {
      return await promise;
    } finally {
      this.#child.removeAllListeners('message');
      this.#child.off('exit', gone);
    }
  }
}

/** Serves a contender in its own process: `load` makes the work, which gives how much it did. */
export function serveContender(
  load: (
    texts: readonly string[],
    settings: Readonly<Record<string, unknown>>,
  ) => Promise<() => Promise<number>>,
): void {
  let work: (() => Promise<number>) | undefined;
  const send = (answer: ContenderOutput): void => void process.send?.(answer);
  const serve = async (message: ContenderInput): Promise<ContenderOutput> => {
    if (message.kind === 'load') {
      work = await load(message.texts, message.settings);
      return { kind: 'ready' };
    }
    const started = performance.now();
    const amount = (await work?.()) ?? 0;
    return { kind: 'done', ms: performance.now() - started, amount };
  };
  process.on('message', (message: ContenderInput) => {
    serve(message).then(send, (error: unknown) =>
      send({
        kind: 'failed',
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    );
  });
  process.on('disconnect', () => process.exit());
}
