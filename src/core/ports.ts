/**
 * What core needs from the world, as small interfaces. Core calls them and never knows who is behind;
 * the engine implements them with native code and files.
 */

/** Who reads a text: a question and the text it is matched with are encoded differently. */
export type EncodingRole = 'query' | 'passage';

/** Turns texts into unit vectors whose dot product is their similarity. */
export interface Encoder {
  /** Names everything a vector depends on beside its text: model, tokenizer, pooling, prefix, length limit. */
  readonly fingerprint: string;
  readonly dimensions: number;
  /**
   * One L2-normalised vector a text, in the same order; each depends on its own text alone.
   * Texts longer than the model reads are cut at its limit. Rejects with `signal.reason` once aborted.
   */
  encode(texts: readonly string[], role: EncodingRole, signal?: AbortSignal): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** A label (the leaf's id in the store) and how well it matched; higher is better. */
export interface Hit {
  readonly label: number;
  readonly score: number;
}

/** Nearest neighbours by dot product of unit vectors. Labels are unsigned 32-bit integers. */
export interface VectorIndex {
  readonly size: number;
  /** Replaces the vector where the label is known. The vector is copied. */
  add(label: number, vector: Float32Array): void;
  /** Unknown labels are ignored. */
  remove(label: number): void;
  /** The best `k` labels, best first; fewer where the index holds fewer. */
  search(query: Float32Array, k: number): Hit[];
}

/** Full-text search over leaves. */
export interface LexicalIndex {
  /** Replaces the text where the label is known. */
  add(label: number, text: string): void;
  remove(label: number): void;
  /** Every label that shares a term with the text, with its BM25 score (above 0), best first. */
  search(terms: readonly string[], limit: number): Hit[];
  /** How many labels hold the term. */
  frequency(term: string): number;
}

/** Milliseconds since the epoch; a port, so that tests own the time. */
export interface Clock {
  now(): number;
}

export interface Logger {
  info(message: string): void;
  warn(message: string): void;
}
