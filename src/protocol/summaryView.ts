import type { ErrorView, PanelCitation } from './turnView.ts';
import type { Doubt, RedactedKind, Support } from './writing.ts';

/** A summary as the panel shows it, in place of question and answer until it is closed. */
export interface SummaryView {
  /** Unique in this window. */
  readonly id: string;
  readonly kind: 'file' | 'section' | 'folder' | 'selection';
  /** Name of what is summarized: a file, a section's title, a folder; empty for the whole workspace. */
  readonly title: string;
  /** Name of the file that a section or selection is of; else empty. */
  readonly file: string;
  /** What it is to be about; empty for everything. */
  readonly question: string;
  /** How long it is to be, 0 to 1. */
  readonly length: number;
  /** True where the chosen language model is to write it. */
  readonly written: boolean;
  /** Set while it is being made: what is there from before stays meanwhile. */
  readonly progress: {
    readonly phase: 'reading' | 'writing';
    /** Sections. */
    readonly done: number;
    readonly total: number;
  } | null;
  /** True where the user called it off. */
  readonly stopped: boolean;
  readonly error: ErrorView | null;
  readonly result: SummaryContent | null;
}

export interface SummaryContent {
  /** Another one with every run. */
  readonly run: number;
  readonly summary: readonly PanelSummarySentence[];
  /** In the order of the text. */
  readonly sections: readonly PanelSummarySection[];
  readonly citations: readonly PanelCitation[];
  /** Parts of the text; they sum to 1. */
  readonly coverage: {
    readonly represented: number;
    readonly compressed: number;
    readonly leftOut: number;
  };
  readonly strip: CoverageStrip;
  /** Who wrote it, or null where its sentences are the text's own. */
  readonly model: string | null;
  /** Sections that were taken over from an earlier summary. */
  readonly reused: number;
  readonly redacted: readonly { readonly kind: RedactedKind; readonly count: number }[];
  /** Sentences for the user, in their language. */
  readonly warnings: readonly string[];
  /** What is left out, once the user asked for it; else null. */
  readonly leftOut: LeftOutView | null;
}

/**
 * What became of each leaf, in the order of the text. Told in few words, since a long file has thousands: the id of
 * leaf i is `${leaf}${i}`.
 */
export interface CoverageStrip {
  /** What ids of leaves begin with. */
  readonly leaf: string;
  /** A letter a leaf: `r` represented, `c` compressed, `o` left out. */
  readonly states: string;
  /** How long each is, in UTF-16 units. */
  readonly lengths: readonly number[];
  /** The sections that leaves stand in: the first leaf of each, and its title. Ascending. */
  readonly sections: readonly { readonly from: number; readonly title: string }[];
}

export interface PanelSummarySentence {
  readonly text: string;
  /** Ids of {@link SummaryContent.citations}. */
  readonly citations: readonly string[];
  /** Where a model wrote it; else null. */
  readonly support: Support | null;
  readonly doubts: readonly Doubt[];
}

export interface PanelSummarySection {
  readonly id: string;
  readonly heading: string;
  /** Of a folder's summary the file that it is of; else empty. */
  readonly file: string;
  readonly sentences: readonly PanelSummarySentence[];
}

export interface LeftOutView {
  /** Stretches of leaves that are left out, longest first, with how many there are in all. */
  readonly stretches: readonly {
    /** Opens it. */
    readonly id: string;
    /** Title above it, or the file's name. */
    readonly label: string;
    /** How it begins. */
    readonly text: string;
    readonly leaves: number;
  }[];
  readonly all: number;
}
