import { Bm25 } from './bm25.ts';
import type { Encoder } from '../../../src/core/ports.ts';
import type { Window } from './windows.ts';
/** Vectors of a workspace's windows, one after the other. */
export interface Dense {
  readonly dimensions: number;
  readonly vectors: Float32Array;
}
/** Windows, words and vectors of the workspace at hand, made once and shared by the flat systems. */
export declare class FlatWorkspaces {
  #private;
  /** Without a cache of vectors only the lexical side works. */
  constructor(cache: Encoder | undefined);
  windows(workspace: string): readonly Window[];
  lexical(workspace: string): Bm25;
  /** Encodes what the cache does not hold. */
  dense(workspace: string): Promise<Dense>;
  /** Cosine of every window with the question. */
  cosines(workspace: string, question: string): Promise<Float64Array>;
}
