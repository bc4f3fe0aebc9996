import type { Redacted, RedactionChoice } from './writing.ts';

// What crosses between a shell and the engine where texts of documents are handed to a reader that is not the user:
// a language model of the editor's chat that calls a tool.

/** Texts that are to be handed over. */
export interface ReleaseParams {
  /** Absolute paths of the folders that the texts are from, one at least: each one's ledger tells of it. */
  readonly workspaces: readonly string[];
  /** Who gets them, as people know it. */
  readonly to: string;
  /** Under what a user's leave for good is kept, whatever the language of `to`. */
  readonly reader: string;
  /** In the order in which they are handed over. */
  readonly texts: readonly string[];
  readonly redaction?: RedactionChoice;
}

/** Texts that were approved and stand in the ledger: what may be handed over, and nothing else. */
export interface Released {
  /** In the order given, without what was taken out. */
  readonly texts: readonly string[];
  readonly redacted: readonly Redacted[];
}
