// What the encoder's pool and its threads say to each other.

/** What the pool starts a thread with. */
export interface EncoderWorkerData {
  /** Path of the ONNX graph. */
  readonly model: string;
  /** Shared Int32Array [stop, busy]; see `native` in encoderWorker.ts. */
  readonly state: SharedArrayBuffer;
}

/** What is wanted of a text: its vector, or the states of its tokens. */
export type EncoderOutput = 'vector' | 'states';

export type EncoderWorkerInput =
  | { readonly kind: 'run'; readonly ids: Int32Array; readonly output: EncoderOutput }
  | { readonly kind: 'finish' };

/** Unit vectors a token, one after the other, and the length that each had. */
export interface UnitStates {
  readonly states: Float32Array;
  readonly lengths: Float32Array;
}

export type EncoderWorkerOutput =
  | { readonly kind: 'ready' }
  | { readonly kind: 'vector'; readonly vector: Float32Array }
  | ({ readonly kind: 'states' } & UnitStates)
  | { readonly kind: 'failed'; readonly message: string };

/** Places in the shared state. */
export const STOP = 0;
export const BUSY = 1;
