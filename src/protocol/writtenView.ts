import type { ErrorView } from './turnView.ts';
import type { Doubt, RedactedKind, Support } from './writing.ts';

/**
 * What a language model wrote to a question, or is writing, beside the built-in reader's answer: part of a turn as the
 * panel shows it.
 */
export interface WrittenView {
  /** Who writes. */
  readonly model: string;
  readonly phase: WrittenPhase;
  /** Those that are written and checked, in order. */
  readonly sentences: readonly PanelWritten[];
  /** The one that is being written, as far as it is; else empty. */
  readonly text: string;
  /** What went wrong; else null. What is written stays. */
  readonly error: ErrorView | null;
  /** What was taken out of what was sent. */
  readonly redacted: readonly { readonly kind: RedactedKind; readonly count: number }[];
  /** Id of the sentence whose ground is shown, or null. */
  readonly chosen: string | null;
  /** Which passages the model used for it, where that was asked; else null. */
  readonly used: UsedView | null;
}

/** How far it is. */
export type WrittenPhase =
  /** The user is shown what is about to be sent, or the model has not begun. */
  | 'waiting'
  | 'writing'
  | 'done'
  /** It ends at the limit of tokens. */
  | 'cut'
  /** The user called it off: what was written until then stays. */
  | 'stopped'
  | 'failed'
  /** Nothing was sent, since the user did not want it. */
  | 'unsent'
  /** Nothing was sent, since the files do not seem to answer. The user may want it all the same. */
  | 'declined';

/** A sentence that a model wrote, with what we say of it. */
export interface PanelWritten {
  readonly id: string;
  readonly text: string;
  readonly support: Support;
  /** Ids of citations of the turn; of a sentence that is not supported the nearest, or none. */
  readonly citations: readonly string[];
  readonly doubts: readonly Doubt[];
}

/** Which sentences of what it was given the model used for a sentence. */
export type UsedView =
  | { readonly kind: 'working'; readonly done: number; readonly total: number }
  | { readonly kind: 'failed'; readonly error: ErrorView }
  | {
      readonly kind: 'found';
      /** Most used first. */
      readonly sources: readonly PanelUsed[];
      readonly by: 'log-probability' | 'overlap';
      /** How often the model was run. */
      readonly runs: number;
      /** How well the weights foretell runs that they were not fitted on (r, -1 to 1). */
      readonly fit: number;
    };

export interface PanelUsed {
  /** Opens it. */
  readonly id: string;
  /** File, and the title above where that is known. */
  readonly label: string;
  readonly quote: string;
  /** Its part of what the model used, above 0; they sum to 1. */
  readonly weight: number;
  /** Share of the attention of the passage that it stands in, 0 to 1; null where that is not listed. */
  readonly share: number | null;
}
