import type { CancelSignal, Generated, GenerateOptions, ModelMessage } from '../core/ports.ts';
import type { Redacted } from '../core/redact/redacted.ts';
import type { CallOptions } from './engineApi.ts';
import type { AskParams, AskResult, Citation } from './asking.ts';
import type { Sentence } from './sentences.ts';

export type { Redacted, RedactedKind } from '../core/redact/redacted.ts';

/**
 * What crosses between a shell and the engine where a language model writes. The engine recalls, builds the prompt,
 * redacts, keeps the ledger and checks what comes back; the shell shows what is about to leave, and lends the
 * editor's own language models ({@link WritingShell}). Plain data but for that interface, which calls back.
 */

/** The model that the user chose. */
export type ModelChoice =
  | {
      /** An endpoint that speaks OpenAI's chat completions (Ollama, LM Studio, llama.cpp, vLLM, a provider's). */
      readonly kind: 'endpoint';
      /** Base address, as `http://127.0.0.1:11434/v1`. */
      readonly url: string;
      readonly model: string;
      /** Sent as the bearer; never kept, never logged. */
      readonly key?: string;
      /** Tokens that prompt and text may have together; asked of the endpoint, or 4,096, where left out. */
      readonly window?: number;
      /** Milliseconds until the first piece, and between pieces; 60,000 where left out. */
      readonly timeout?: number;
    }
  | {
      /** A model that the shell has (the editor's); written with through {@link WritingShell.generate}. */
      readonly kind: 'shell';
      readonly id: string;
      readonly name: string;
      readonly window: number;
    };

/** What is taken out before anything leaves. */
export interface RedactionChoice {
  /** Names of people and firms that are taken out beside what is found by its form. */
  readonly names?: readonly string[];
  /** True to send everything as it stands, which is what an endpoint on this machine gets where this is left out. */
  readonly off?: boolean;
}

/** Exactly what is about to leave. */
export interface Sending {
  /** The address that it is sent to, without keys, or the model's name where the shell sends it. */
  readonly to: string;
  /** Where the shell sends it its id of the model: several may have the same name. */
  readonly model?: string;
  /** True where the address is this machine's. */
  readonly local: boolean;
  /** The body, byte by byte: JSON for an endpoint, the messages for the shell's model. */
  readonly body: string;
  readonly messages: readonly ModelMessage[];
  readonly redacted: readonly Redacted[];
}

/** One thing that was sent: written down before its first byte left. */
export interface LedgerEntry {
  /** ISO 8601, UTC. */
  readonly time: string;
  /** HTTP's method, or `shell` where the shell's model was given it. */
  readonly method: string;
  readonly to: string;
  readonly local: boolean;
  readonly redacted: readonly Redacted[];
  /** Byte by byte as it left, in UTF-8; empty where only an address was asked (which models there are). */
  readonly body: string;
}

/** The workspace whose ledger is wanted. */
export interface LedgerParams {
  readonly workspace: string;
}

/** Everything that was sent for a workspace, and where that is written down. */
export interface LedgerResult {
  /** Absolute path. */
  readonly file: string;
  /** The oldest first. */
  readonly entries: readonly LedgerEntry[];
}

/** What the engine asks of the shell while it works on a call. */
export interface WritingShell {
  /**
   * Shows what is about to leave, where the user wants to see it. False: nothing is sent, and the call says so. The
   * signal tells that nobody waits for it any more.
   */
  approve(sending: Sending, signal?: CancelSignal): Promise<boolean>;
  /** Writes with the shell's model of that id. Left out where the shell has none. */
  generate?(id: string, messages: readonly ModelMessage[], options: GenerateOptions): Promise<Generated>;
}

/**
 * How a call that may send something is made. Without a shell only this machine's own endpoints are sent to: elsewhere
 * nothing leaves unseen, and the call rejects with `not-approved`.
 */
export interface WritingOptions<Progress> extends CallOptions<Progress> {
  readonly shell?: WritingShell;
}

/** An endpoint whose models are wanted. */
export interface ModelsParams {
  /** Base address, as `http://127.0.0.1:11434/v1`. */
  readonly url: string;
  readonly key?: string;
}

/** The models that an endpoint offers, in its own order. */
export interface ModelsResult {
  readonly models: readonly string[];
}

/**
 * Whether the attended passages say what a sentence says. `unsure`: neither is clear enough to be said. `no-claim`: it
 * says nothing that could be checked ("Here is what I found:").
 */
export type Support = 'supported' | 'unsure' | 'unsupported' | 'no-claim';

/** Why a sentence is not, or not surely, supported. */
export interface Doubt {
  /** A number, name or negation that is not there; words in another relation; or nothing of its meaning. */
  readonly kind: 'number' | 'name' | 'negation' | 'relation' | 'meaning';
  /** The words of the sentence that stand nowhere, or empty where it is the whole of it. */
  readonly words: string;
  /** What the nearest passage says in their place, where it says something. */
  readonly found?: string;
}

/** A sentence that a model wrote, with what it rests on: told by us, whatever the model said. */
export interface WrittenSentence {
  /** Plain text: the model's links, marks and citations are not taken over. */
  readonly text: string;
  readonly support: Support;
  /** Sentences of the attended passages that say it, best first; of one that is not supported the nearest, or none. */
  readonly citations: readonly Citation[];
  readonly doubts: readonly Doubt[];
}

/** A stretch of a file that a model was given. */
export interface GivenPassage extends Citation {
  /** What it was said to stand under; nothing where left out. */
  readonly headings?: readonly string[];
}

export interface WrittenAnswer {
  readonly sentences: readonly WrittenSentence[];
  /** Who wrote it. */
  readonly model: string;
  /** True where it ends at the limit of tokens. */
  readonly cut: boolean;
  /** Passages that the model was given, numbered from 1 in this order. */
  readonly given: readonly GivenPassage[];
  readonly redacted: readonly Redacted[];
}

export interface WriteParams extends AskParams {
  readonly model: ModelChoice;
  readonly redaction?: RedactionChoice;
  /** Tokens that the answer may have; 400 where left out. */
  readonly maxTokens?: number;
  /**
   * Let the model first put a question that goes on from earlier turns so that it stands alone: it is looked for as well.
   * One call of the model more, before the passages are there.
   */
  readonly rewrite?: boolean;
  /** Write also where the files do not seem to answer; else such a question is declined and nothing is sent. */
  readonly insist?: boolean;
}

/** In the order in which they come; the passages are there long before the model's first word. */
export type WriteProgress =
  | { readonly kind: 'asked'; readonly asked: AskResult }
  /** The sentence that is being written, as far as it is. */
  | { readonly kind: 'text'; readonly text: string }
  /** One that is written and checked. */
  | { readonly kind: 'sentence'; readonly index: number; readonly sentence: WrittenSentence };

export interface WriteResult {
  /** What the memory gives without the model: its passages are what was attended. */
  readonly asked: AskResult;
  /** Null where nothing was sent. */
  readonly written: WrittenAnswer | null;
  /** Why nothing was sent. */
  readonly unsent?: 'declined' | 'not-approved' | 'no-passages';
}

/** Which of the passages that a model was given it used for a sentence. */
export interface AttributeParams {
  readonly workspace: string;
  /** As the model was asked it: a follow-up in full, where it was. */
  readonly question: string;
  readonly model: ModelChoice;
  readonly redaction?: RedactionChoice;
  /** As {@link WrittenAnswer.given} has them. */
  readonly given: readonly GivenPassage[];
  /** The whole answer, and the sentence of it that is asked about. */
  readonly answer: readonly string[];
  readonly sentence: number;
}

export interface AttributeProgress {
  /** Runs of the model. */
  readonly done: number;
  readonly total: number;
}

export interface Attribution {
  /** Sentences of what was given, most used first; weights are above 0 and sum to 1. */
  readonly sources: readonly (Citation & { readonly weight: number })[];
  /** What the model's text was measured by. */
  readonly by: 'log-probability' | 'overlap';
  /** How often the model was run. */
  readonly runs: number;
  /**
   * How well the fitted weights foretell runs that they were not fitted on: their correlation, -1 to 1; 0 where too
   * little was given to tell, or the text came out the same whatever was left out.
   */
  readonly fit: number;
}

/** What is to be summarized: a file, a folder (a name that ends with `/`, or empty for the whole workspace), or a part of a file. */
export interface SummarizeParams {
  readonly workspace: string;
  readonly of: string;
  /** Only this part of the file, as UTF-16 offsets. */
  readonly range?: { readonly start: number; readonly end: number };
  /** What the summary is to be about; of everything where left out. */
  readonly question?: string;
  /** How long it is to be, 0 (a few sentences) to 1 (a few pages); .3 where left out. */
  readonly length?: number;
  /** Written by this model from the sentences that were chosen; made of them where left out. */
  readonly model?: ModelChoice;
  readonly redaction?: RedactionChoice;
}

export interface SummarizeProgress {
  readonly phase: 'reading' | 'writing';
  /** Sections. */
  readonly done: number;
  readonly total: number;
}

/** A sentence of a summary; where a model wrote it, with what checking it gave. */
export interface SummarySentence {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly support?: Support;
  readonly doubts?: readonly Doubt[];
}

export interface SummarySection {
  readonly file: string;
  readonly heading: string;
  readonly start: number;
  readonly end: number;
  readonly summary: readonly SummarySentence[];
}

/**
 * What became of a leaf: a cited sentence lies in it; it says much the same as a leaf that one lies in; or it is left
 * out.
 */
export type LeafCoverage = 'represented' | 'compressed' | 'left-out';

export interface CoveredLeaf {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly state: LeafCoverage;
  /** Similarity to the nearest leaf that is cited, 0 to 1; null where nothing could be compared. */
  readonly similarity: number | null;
}

export interface SummaryResult {
  readonly of: string;
  readonly summary: readonly SummarySentence[];
  /** In the order of the text; each has a citation at least. */
  readonly sections: readonly SummarySection[];
  /** Parts of the text's length (UTF-16 units without white space); they sum to 1. */
  readonly coverage: {
    readonly represented: number;
    readonly compressed: number;
    readonly leftOut: number;
  };
  /** Every leaf, in the order of the text. */
  readonly leaves: readonly CoveredLeaf[];
  /** Similarity from which on a leaf counts as compressed. */
  readonly threshold: number;
  /** Who wrote it, or null where its sentences are the text's own. */
  readonly model: string | null;
  /** Sections taken over from an earlier summary, since they have not changed. */
  readonly reused: number;
  readonly redacted: readonly Redacted[];
  /** What the user should know about the whole: a missing model, a memory that is being written. */
  readonly warnings: readonly Sentence[];
}
