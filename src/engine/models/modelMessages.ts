// What the pool of model threads and its threads say to each other.

/** What the pool starts a thread with. */
export interface ModelWorkerData {
  /** Path of the encoder's ONNX graph. */
  readonly encoder: string;
  /** Shared Int32Array [stop, busy]; see `native`. */
  readonly state: SharedArrayBuffer;
  /** Set where the graph is not one of ours but as repositories of models have them. */
  readonly hub?: HubGraphUse;
}

/** How a text's vector is got out of a graph that repositories of models have. */
export interface HubGraphUse {
  /** Over the states of all tokens, of the first or of the last. */
  readonly pooling: 'mean' | 'cls' | 'last';
  /** The output that is read; found by its name and shape where left out. */
  readonly output?: string;
  /** Threads within one run. */
  readonly threads: number;
}

/**
 * What is wanted of a text: the encoder's vector of it or the states of its tokens, or the reader's logits of where
 * an answer begins and ends.
 */
export type ModelOutput = 'vector' | 'states' | 'spans';

export type ModelRun =
  | { readonly kind: 'run'; readonly ids: Int32Array; readonly output: 'vector' | 'states' }
  | {
      readonly kind: 'run';
      readonly ids: Int32Array;
      readonly output: 'spans';
      /** Path of the reader's ONNX graph: a thread loads it when it is first to run it. */
      readonly reader: string;
    };

export type ModelWorkerInput = ModelRun | { readonly kind: 'finish' };

/** Unit vectors a token, one after the other, and the length that each had. */
export interface UnitStates {
  readonly states: Float32Array;
  readonly lengths: Float32Array;
}

/** By token, `<s>` first: how likely an answer begins and ends there. */
export interface TokenLogits {
  readonly starts: Float32Array;
  readonly ends: Float32Array;
}

export type ModelWorkerOutput =
  | { readonly kind: 'ready' }
  | { readonly kind: 'vector'; readonly vector: Float32Array }
  | ({ readonly kind: 'states' } & UnitStates)
  | ({ readonly kind: 'spans' } & TokenLogits)
  /** `unloadable`: the model could not be loaded, so that no text can be run. */
  | { readonly kind: 'failed'; readonly message: string; readonly unloadable?: boolean };

/** Places in the shared state. */
export const STOP = 0;
export const BUSY = 1;
