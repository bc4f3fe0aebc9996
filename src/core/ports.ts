import type { ChunkTree } from './memory/tree.ts';
import type { Centres } from './recall/centring.ts';
import type { QuantizedVector } from './recall/quantized.ts';

/**
 * What core needs from the world, as small interfaces. Core calls them and never knows who is behind;
 * the engine implements them with native code and files.
 */

/** The part of the platform's AbortSignal that core uses. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
}

/** Who reads a text: a question and the text it is matched with are encoded differently. */
export type EncodingRole = 'query' | 'passage';

/**
 * What the encoder makes of a text token by token, in context: the last hidden states of which a text's vector is
 * the mean. Every token is there in order, also those that are no part of the text (begin, end, the role's prefix).
 */
export interface TokenStates {
  /** By token two UTF-16 offsets of the text, start and end, without white space; an empty range for no part of it. */
  readonly ranges: Int32Array;
  /** A unit vector of `dimensions` numbers a token, one after the other. */
  readonly states: Float32Array;
  /** By token the length that its state had. */
  readonly lengths: Float32Array;
}

/** Turns texts into unit vectors whose dot product is their similarity. */
export interface Encoder {
  /** Names everything a vector depends on beside its text: model, tokenizer, pooling, prefix, length limit. */
  readonly fingerprint: string;
  readonly dimensions: number;
  /** Means of its vectors, where they were measured; see `core/recall/centring.ts`. */
  readonly centres?: Centres | undefined;
  /** Texts that keep it busy just now, over all calls; left out where a few do. A graphics device takes hundreds. */
  readonly textsAtOnce?: number | undefined;
  /**
   * The encoder that words and sentences are compared with, where that is another one: what is fitted to one encoder
   * (which words answer, what a written sentence rests on) stays with it, whichever finds the passages.
   */
  readonly words?: Encoder | undefined;
  /**
   * One L2-normalised vector a text, in the same order; each depends on its own text alone.
   * Texts longer than the model reads are cut at its limit. Rejects with `signal.reason` once aborted.
   */
  encode(texts: readonly string[], role: EncodingRole, signal?: CancelSignal): Promise<Float32Array[]>;
  /**
   * The token states of each text, in the same order, under the same conditions as {@link Encoder.encode}. About
   * 1.5 KB a token: ask for a few texts at a time.
   */
  tokenStates(texts: readonly string[], role: EncodingRole, signal?: CancelSignal): Promise<TokenStates[]>;
  close(): Promise<void>;
}

/** What a reader makes of one window, token by token: how likely the answer begins and ends there. */
export interface SpanLogits {
  readonly starts: Float32Array;
  readonly ends: Float32Array;
  /** Logit of 'no answer here': start and end at the first token of all. */
  readonly none: number;
  /** By token two UTF-16 offsets into the window, start and end; an empty range for a token that is no part of it. */
  readonly ranges: Int32Array;
}

/** Finds the words of a text that answer a question. */
export interface Reader {
  /** Names everything that logits depend on beside question and window. */
  readonly fingerprint: string;
  /**
   * The logits of each window, in the same order; each depends on the question and its own window alone. What is
   * longer than the model reads is cut at its limit. Rejects with `signal.reason` once aborted.
   */
  read(question: string, windows: readonly string[], signal?: CancelSignal): Promise<SpanLogits[]>;
  close(): Promise<void>;
}

/** One message to a language model. Documents are quoted in the user's message, never in the system's. */
export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** How a text is to be written. */
export interface GenerateOptions {
  /** Tokens at most. */
  readonly maxTokens: number;
  /** 0 for the likeliest text; 0 where left out. */
  readonly temperature?: number;
  readonly signal?: CancelSignal | undefined;
  /** Called with each further piece of the text as it is written. */
  readonly onText?: ((piece: string) => void) | undefined;
}

/** What a language model wrote, and whether it came to an end or to the limit of tokens. */
export interface Generated {
  readonly text: string;
  readonly finish: 'stop' | 'length';
}

/** A language model that the user chose: writes a text after messages. */
export interface Generator {
  /** Who writes, as people know it. */
  readonly name: string;
  /** Tokens that messages and text may have together. */
  readonly window: number;
  /** Rejects with `signal.reason` once aborted, with a RecollectError that says what to do where it cannot write. */
  generate(messages: readonly ModelMessage[], options: GenerateOptions): Promise<Generated>;
  /**
   * Natural logarithm of the probability that the model writes `text` after the messages; undefined where it does not
   * tell, which is where the method is left out as well.
   */
  logProbability?(
    messages: readonly ModelMessage[],
    text: string,
    options?: ProbabilityOptions,
  ): Promise<number | undefined>;
}

/** After what a text's probability is asked. */
export interface ProbabilityOptions {
  /** What the model has written after the messages already; the space that parts it from the text is the text's. */
  readonly begun?: string;
  readonly signal?: CancelSignal | undefined;
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

export interface Logger {
  info(message: string): void;
  warn(message: string): void;
}

/** A document as the store lists it. */
export interface DocumentRecord {
  readonly id: number;
  /** Relative to the workspace, with `/`. */
  readonly file: string;
  /** Bytes on disk and modification time (ms since the epoch) when it was read: a hint that it is unchanged. */
  readonly size: number;
  readonly modified: number;
  /** SHA-256 of the text, hex. */
  readonly hash: string;
  /** What there is to say about the file (a guessed encoding), or empty. */
  readonly note: string;
  /** The store's generation when this document last changed. */
  readonly generation: number;
}

/** A document to remember. */
export interface DocumentContent extends Omit<DocumentRecord, 'id' | 'generation'> {
  readonly text: string;
  readonly tree: ChunkTree;
  /** A leaf each, in order: the content key of what the encoder reads for it (hex, 32 digits). */
  readonly keys: readonly string[];
}

/** A document's tree with the store's id and content key of each leaf, in leaf order. */
export interface StoredTree {
  readonly tree: ChunkTree;
  readonly leafIds: readonly number[];
  readonly keys: readonly string[];
}

/** A leaf as the store has it. */
export interface StoredLeaf {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly passage: number;
  /** Its content key, 16 bytes. */
  readonly key: Uint8Array;
}

/** A document's leaves in order, and the rest of its tree as the store has it, unread. */
export interface StoredLeaves {
  readonly outline: string;
  readonly leaves: readonly StoredLeaf[];
}

/** A file that is not remembered, and why. Size and time tell when it is worth another look. */
export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
  readonly size: number;
  readonly modified: number;
}

/** How many vectors a store keeps by content. */
export interface KeptVectors {
  readonly vectors: number;
  /** Of these, how many no leaf uses: they are kept for texts that may come back. */
  readonly unused: number;
  /** About what they take on disk. */
  readonly bytes: number;
}

/**
 * Text, trees and vectors of one workspace: the truth (invariant 6). One writer, many readers. Every mutation
 * is one transaction; a process killed at any point leaves the state before or after it. Writing methods throw
 * on a store opened for reading.
 */
export interface MemoryStore {
  /** Grows by one with every change of documents or vectors, by whatever process. */
  generation(): number;
  documents(): DocumentRecord[];
  /**
   * Adds or replaces the document of that name. Leaves whose key was in the old version keep their id, so the
   * full-text index and the vector index are touched for changed leaves only.
   */
  put(content: DocumentContent): DocumentRecord;
  /** The file was seen again with the same text: only size and time change. Not a change of the memory. */
  touch(file: string, size: number, modified: number): void;
  /** Forgets the document and its leaves; vectors stay, by content, until pruned. */
  remove(file: string): void;
  /** Lists the file as not remembered; forgets its document where there was one. */
  skip(skipped: SkippedFile): void;
  /** Takes the file off the list of skipped ones. */
  unskip(file: string): void;
  skipped(): SkippedFile[];
  /** The text exactly as it was put, lone surrogates included. */
  text(documentId: number): string;
  tree(documentId: number): StoredTree;
  /** The same for whoever keeps many of them. */
  leaves(documentId: number): StoredLeaves;
  /** Ids of documents with a leaf that has no vector under the fingerprint, in id order. */
  incomplete(fingerprint: string): number[];
  /** Vectors of a document's leaves, in leaf order; undefined where there is none yet. */
  vectors(documentId: number, fingerprint: string): (QuantizedVector | undefined)[];
  /** The vector of each key; undefined where there is none yet. */
  vectorsOf(keys: readonly string[], fingerprint: string): (QuantizedVector | undefined)[];
  /** By key the vectors that were put after that generation. */
  vectorsSince(generation: number, fingerprint: string): Map<string, QuantizedVector>;
  /** Which of the keys have a vector. */
  known(keys: readonly string[], fingerprint: string): Set<string>;
  /** Keeps them in bytes (`core/recall/quantized.ts`). */
  putVectors(vectors: ReadonlyMap<string, Float32Array>, fingerprint: string): void;
  /** What is kept of vectors, also of texts that are gone. */
  kept(fingerprint: string): KeptVectors;
  /**
   * Deletes vectors until they take no more than `quota` bytes: those of texts that are gone, longest gone first. What
   * a leaf uses under the fingerprint stays whatever the quota. Returns the bytes freed.
   */
  prune(fingerprint: string, quota: number): number;
  /** How many leaves there are, and how many have a vector under the fingerprint. */
  counts(fingerprint: string): { readonly leaves: number; readonly encoded: number };
  /** The same of each of the documents. */
  countsOf(
    documentIds: readonly number[],
    fingerprint: string,
  ): { readonly leaves: number; readonly encoded: number }[];
  /** Leaf texts by leaf id; kept in step by put, remove and skip. */
  readonly lexical: LexicalIndex;
  /** Runs `read` in one read transaction: everything it reads is of one snapshot (invariant 7). */
  snapshot<T>(read: () => T): T;
  close(): void;
}
