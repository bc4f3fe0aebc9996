// What the engine and the process that holds a device say to each other, over Node's IPC ('advanced' serialization).
import type { Provider } from '../../../protocol/devices.ts';
import type { GraphVariant } from './deviceGraph.ts';

/** A graph on a provider. */
export interface OpenRequest {
  readonly kind: 'open';
  readonly provider: Provider;
  /** Path of the graph: a derived one, or the shipped one to compare it with. */
  readonly graph: string;
  /** The folder with the word embeddings, which are the encoder's. */
  readonly embeddings: string;
  /** Where a profile is wanted: what its file's name begins with. */
  readonly profile?: string;
}

/** Asked one at a time: concurrent runs on WebGPU crash. */
export type DeviceRequest =
  /** Derives a graph (`deviceGraph.ts`) and keeps it in a file, unless it is there and its checksum is right. */
  | {
      readonly kind: 'derive';
      readonly encoder: string;
      readonly variant: GraphVariant;
      readonly file: string;
    }
  | OpenRequest
  /** Encodes texts in one run, each padded to `width` tokens; the shipped graph takes them one by one. */
  | { readonly kind: 'run'; readonly texts: readonly Int32Array[]; readonly width: number }
  /** Ends profiling and counts. */
  | { readonly kind: 'profile' };

export type DeviceAnswer =
  | { readonly kind: 'derived' }
  | { readonly kind: 'opened' }
  /** Unit vectors, one after the other. */
  | { readonly kind: 'vectors'; readonly vectors: Float32Array }
  | { readonly kind: 'profiled'; readonly nodes: Readonly<Record<string, number>> }
  | { readonly kind: 'failed'; readonly message: string };
