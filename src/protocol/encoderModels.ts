// Encoders beside the built-in one: how they are named, planned, fetched and chosen. Plain data, as all that crosses
// the process boundary (`engineApi.ts`). Nothing is fetched that was not planned, and a plan is for a person to see.

/** The name of the encoder that comes with Recollect. */
export const BUILT_IN = 'built-in';

/** The hub that is asked unless another is named. */
export const USUAL_HUB = 'https://huggingface.co';

/** How vectors are made with a model. */
export interface ModelRecipe {
  /** Over the states of all tokens, of the first or of the last. A graph that gives whole vectors needs none. */
  readonly pooling: 'mean' | 'cls' | 'last';
  /** Put before a text according to who reads it; never stored. */
  readonly prefixes: { readonly query: string; readonly passage: string };
  /** Tokens that are read of a text, the model's own among them. */
  readonly maxTokens: number;
  /** The graph's output that is read; found by its name and shape where left out. */
  readonly output?: string;
}

/** Where a model comes from. */
export type ModelOrigin =
  | { readonly kind: 'hub'; readonly address: string; readonly name: string; readonly commit: string }
  | { readonly kind: 'folder'; readonly folder: string };

/** A file as its hub lists it: at least one of the two checksums is there. */
export interface PlannedFile {
  /** Within the model's folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 in hex, where the hub tells it. */
  readonly sha256?: string;
  /** Git's own checksum of small files: SHA-1 of `blob`, the length and the content, in hex. */
  readonly git?: string;
}

/** What taking a model in would come to: shown before anything of it is fetched, and then fetched exactly so. */
export interface ModelPlan {
  /** What it is chosen by; see {@link PlanEncoderParams.model}. */
  readonly id: string;
  readonly origin: ModelOrigin;
  /** As the hub has it (an SPDX name, mostly); empty where it tells none. */
  readonly licence: string;
  readonly files: readonly PlannedFile[];
  /** Of all files together. */
  readonly bytes: number;
  /** The graph among the files. */
  readonly graph: string;
  /** Graphs that there are beside it, such as one in half precision: bytes with the weights beside it. */
  readonly otherGraphs: readonly { readonly path: string; readonly bytes: number }[];
  readonly recipe: ModelRecipe;
}

export interface PlanEncoderParams {
  /** `owner/name` as the hub has it, with `@revision` where not the newest is meant; or the absolute path of a folder. */
  readonly model: string;
  /** Address of the hub; {@link USUAL_HUB} where left out or empty. */
  readonly hub?: string;
  /** One of the graphs, where not the usual one (eight bits, made for processors) is meant. */
  readonly graph?: string;
  /** What is to hold in place of what is known of the model. */
  readonly recipe?: Partial<ModelRecipe>;
}

export interface FetchEncoderParams {
  readonly plan: ModelPlan;
}

/** Bytes that are there of all that are planned. */
export interface FetchProgress {
  readonly done: number;
  readonly total: number;
}

/** An encoder that is here. */
export interface EncoderModel {
  readonly id: string;
  /** Null for the built-in one. */
  readonly origin: ModelOrigin | null;
  readonly licence: string;
  readonly bytes: number;
  readonly dimensions: number;
  readonly fingerprint: string;
  /** True for the one that is chosen. */
  readonly chosen: boolean;
}

export interface EncoderModels {
  /** The built-in one first. */
  readonly models: readonly EncoderModel[];
  /** Where those that were fetched lie; absolute. */
  readonly folder: string;
}

export interface EncoderParams {
  /** As {@link EncoderModel.id}, or the beginning of one up to its colon; {@link BUILT_IN} for the built-in one. */
  readonly model: string;
}
