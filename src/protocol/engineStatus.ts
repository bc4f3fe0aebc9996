import type { Provider } from './devices.ts';
import type { Sentence } from './sentences.ts';

// How the engine stands: what it runs on, its models and, where one is named, a folder's memory. Quick, for a shell to
// show at any time; `doctor` looks closer. Plain data, as all that crosses the process boundary (`engineApi.ts`).

export interface StatusParams {
  readonly workspace?: string;
}

export interface EngineStatus {
  readonly device: DeviceFacts;
  readonly encoder: ModelFacts;
  readonly reader: ModelFacts;
  /** The folder that holds all memories; absolute. */
  readonly memories: string;
  /** Of the folder that was named. */
  readonly memory?: MemoryFacts;
}

/** What documents are encoded with, and why with that; questions are always the processor's. */
export interface DeviceFacts {
  readonly kind: Provider;
  /** The device's name, as the system tells it; empty where it does not. */
  readonly name: string;
  /** Of the processor. */
  readonly cores: number;
  readonly reason: Sentence;
  /** What came of each device that was tried, and what the processor lacks. */
  readonly tried: readonly Sentence[];
}

export interface ModelFacts {
  /** What people call it; the built-in encoder `built-in`. */
  readonly name?: string;
  /** Null where it cannot be used. */
  readonly fingerprint: string | null;
  /** What is the matter with it, where something is. */
  readonly fault?: Sentence;
}

export interface MemoryFacts {
  /** Where it lies; absolute. */
  readonly folder: string;
  /** On disk, with all that is kept beside it. */
  readonly bytes: number;
  readonly files: number;
  readonly leaves: number;
  /** Leaves that have a vector. */
  readonly encoded: number;
  readonly skipped: number;
  readonly forgotten: number;
  /** Vectors that are kept, those of texts that are gone included. */
  readonly vectors: number;
  readonly unused: number;
  /** Set while it is encoded anew: the encoder whose vectors serve, and the one that `encoded` counts those of. */
  readonly changing?: { readonly from: string; readonly to: string };
  /** The process that writes to it, where that is another one; then it is only read here. */
  readonly writer?: { readonly pid: number; readonly host: string };
}
