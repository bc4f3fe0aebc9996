import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { SILENT_RUNTIME } from '../../../protocol/silentRuntime.ts';
import type { DeviceAnswer, DeviceRequest } from './deviceMessages.ts';

/** Why a device cannot be used, or no longer: for people, one line. */
export class DeviceFailed extends Error {}

/** The end of what a process wrote before it was lost, in characters. */
const LAST_WORDS = 2000;
/** Characters of a reason that are shown. */
const SHOWN = 240;

interface Asked {
  readonly resolve: (answer: DeviceAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** A forked process with at most one device in it, asked one thing at a time. */
export class DeviceProcess {
  readonly #child: ChildProcess;
  #asked: Asked | undefined;
  #lost: DeviceFailed | undefined;
  #said = '';
  readonly #exited: Promise<void>;

  constructor() {
    this.#child = fork(childFile(), [], {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // ONNX Runtime collects telemetry by default on some platforms. It must be off before the library loads.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...SILENT_RUNTIME },
    });
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
    this.#child.on('message', (answer: DeviceAnswer) => {
      this.#child.channel?.unref();
      this.#asked?.resolve(answer);
      this.#asked = undefined;
    });
    this.#child.on('error', (error) => this.#lose(error.message));
    this.#child.on('exit', (code, signal) =>
      this.#lose(
        `its process ended (${signal ?? `code ${String(code)}`})${this.#said === '' ? '' : `: ${this.#said}`}`,
      ),
    );
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-LAST_WORDS);
    });
    lowerPriority(this.#child.pid);
    // A process that has nothing else to do may end without closing this one, which ends with it.
    this.#child.unref();
    this.#child.channel?.unref();
    if (
      this.#child.stderr !== null &&
      'unref' in this.#child.stderr &&
      typeof this.#child.stderr.unref === 'function'
    )
      this.#child.stderr.unref();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Rejects with {@link DeviceFailed} where it says so, is lost or takes longer than `limit` ms; after the last two it
   * is gone. Never ask before it has answered.
   */
  async ask(request: DeviceRequest, limit: number): Promise<Exclude<DeviceAnswer, { kind: 'failed' }>> {
    if (this.#lost) throw this.#lost;
    const { promise, resolve, reject } = Promise.withResolvers<DeviceAnswer>();
    this.#asked = { resolve, reject };
    this.#child.channel?.ref();
    const late = setTimeout(() => {
      this.#lose(`it took longer than ${Math.round(limit / 1000)} s`);
      this.#child.kill('SIGKILL');
    }, limit);
    try {
      this.#child.send(request, (error) => {
        if (error) this.#lose(error.message);
      });
      const answer = await promise;
      if (answer.kind === 'failed') throw new DeviceFailed(line(answer.message));
      return answer;
    } finally {
      clearTimeout(late);
    }
  }

  /** Ends it; what it is asked now is rejected. Resolves when it is gone. */
  async end(): Promise<void> {
    this.#lose('it was closed');
    this.#child.ref();
    if (this.#child.connected) this.#child.disconnect();
    // In native code it hears nothing.
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 2000);
    await this.#exited;
    clearTimeout(late);
  }

  #lose(why: string): void {
    this.#lost ??= new DeviceFailed(line(why));
    this.#asked?.reject(this.#lost);
    this.#asked = undefined;
  }
}

/** One line for people: onnxruntime's places in its own sources say nothing to them. */
function line(message: string): string {
  const plain = message
    .replaceAll(/\S*onnxruntime_src\S*/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return plain.length > SHOWN ? `${plain.slice(0, SHOWN - 1)}…` : plain;
}

/** Beside this file: a TypeScript file among the sources, a bundle of its own in dist. */
function childFile(): string {
  const source = path.join(import.meta.dirname, 'deviceChild.ts');
  return existsSync(source) ? source : path.join(import.meta.dirname, 'deviceChild.cjs');
}

function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It is gone already, or the system forbids it: it then runs as everything else does.
  }
}
