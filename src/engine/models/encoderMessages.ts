// What the encoder's pool and its threads say to each other.

/** What the pool starts a thread with. */
export interface EncoderWorkerData {
  /** Path of the ONNX graph. */
  readonly model: string;
  /** Shared Int32Array [stop, busy]; see `native` in encoderWorker.ts. */
  readonly state: SharedArrayBuffer;
}

export type EncoderWorkerInput =
  { readonly kind: 'run'; readonly ids: Int32Array } | { readonly kind: 'finish' };

export type EncoderWorkerOutput =
  | { readonly kind: 'ready' }
  | { readonly kind: 'vector'; readonly vector: Float32Array }
  | { readonly kind: 'failed'; readonly message: string };

/** Places in the shared state. */
export const STOP = 0;
export const BUSY = 1;
