import type { PanelStrings } from './panelStrings.ts';
import type { SummaryView } from './summaryView.ts';
import type { EarlierTurnView, ErrorView, TurnView } from './turnView.ts';

/**
 * The whole contract between the extension host and the panel. One message out, {@link PanelState}: everything the
 * panel shows, sent again whenever any of it changes (a hidden webview loses messages, so nothing is a delta). Few
 * messages in, {@link PanelMessage}, read by `parsePanelMessage`. Both name passages and citations by ids
 * that the host makes up and keeps; a path never crosses, so nothing that runs in the webview can name a file.
 */
export interface PanelState {
  readonly type: 'state';
  /** BCP 47 tag of the interface's language, for numbers, plurals and the page's `lang`. */
  readonly language: string;
  readonly strings: PanelStrings;
  readonly memory: MemoryView;
  /** True in Restricted Mode: the built-in models answer, and what settings name beyond them is off. */
  readonly restricted: boolean;
  readonly composer: ComposerView;
  /** The conversation that {@link PanelState.turn} belongs to, and what was asked in it before. */
  readonly thread: ThreadView;
  readonly turn: TurnView;
  /** The summary that is shown in place of question and answer, or null. */
  readonly summary: SummaryView | null;
  /** What each part of the score gave to the passages of {@link PanelState.turn}, or null where nobody wants to know. */
  readonly explanation: ExplanationView | null;
  /** Questions for a conversation in which nothing was asked yet. */
  readonly suggestions: readonly SuggestionView[];
  /** Name of the language model that answers are written by, or null for the built-in reader alone. */
  readonly writer: string | null;
  /** Id of the passage, citation or words that the editor shows now, or null. */
  readonly active: string | null;
}

/** A question that a document's own heading asks. */
export interface SuggestionView {
  readonly question: string;
  /** Name of the file. */
  readonly label: string;
}

/** Why the passages of a turn were found; `turn` is its id. */
export type ExplanationView =
  | { readonly kind: 'working'; readonly turn: string }
  | { readonly kind: 'failed'; readonly turn: string; readonly error: ErrorView }
  | { readonly kind: 'shown'; readonly turn: string; readonly passages: readonly ExplainedView[] };

/** A passage's score, taken apart. */
export interface ExplainedView {
  /** Id of the passage. */
  readonly passage: string;
  /** The strongest first; what takes away as well as what adds. */
  readonly parts: readonly ScoreView[];
  /** How many more parts gave next to nothing. */
  readonly silent: number;
  /** The words of the passage that the reader would answer with, or null. */
  readonly found: string | null;
}

/** A part of a score. */
export interface ScoreView {
  /** What it stands for, in the user's language. */
  readonly words: string;
  /** What it added to the passage's logit; below 0 where it took away. */
  readonly gave: number;
}

/** What there is to ask. In `indexing`, `paused` and `ready` questions are answered. */
export type MemoryView =
  /** No folder is open. */
  | { readonly kind: 'no-folder' }
  /** The engine is being started or the memory opened; a question waits for it. */
  | { readonly kind: 'starting' }
  /** Nothing in the folder can be read; `skipped` files were looked at and left out. */
  | { readonly kind: 'empty'; readonly skipped: number }
  /** Remembering a folder would take long, and waits for the user's word, or was put off by it (`declined`). */
  | {
      readonly kind: 'large';
      /** Of the folder. */
      readonly name: string;
      readonly files: number;
      /** "340 MB" and "about 20 minutes", in the user's language. */
      readonly size: string;
      readonly time: string;
      /** True where only some of its folders could be remembered. */
      readonly divisible: boolean;
      readonly declined: boolean;
    }
  /** `done` of `total` files read, or passages encoded. */
  | {
      readonly kind: 'indexing';
      readonly phase: 'reading' | 'encoding';
      readonly done: number;
      readonly total: number;
      /** There while it stands still until the machine is on mains power. */
      readonly waiting?: 'battery';
    }
  | { readonly kind: 'paused'; readonly done: number; readonly total: number }
  | {
      readonly kind: 'ready';
      readonly files: number;
      /** Leaves, which is what a person calls passages. */
      readonly passages: number;
      readonly skipped: number;
      /** Where the models run, in a word or two ("CPU"); null where there is no model. */
      readonly device: string | null;
    }
  /** The engine cannot be had; indexing and asking both fail until the user acts. */
  | { readonly kind: 'failed'; readonly error: ErrorView };

/**
 * What a question is asked of: all files of the workspace; the file in the editor, the folder that it lies in, or what
 * is selected in it; or what was picked with @.
 */
export type PanelScope = 'workspace' | 'folder' | 'file' | 'selection' | 'picked';

/** The ask box. The panel owns what is typed; the host can fill it. */
export interface ComposerView {
  /**
   * Grows by one when the host wants the box: the panel then takes over `scope` and `draft` and moves the focus
   * there. Anything else leaves what the user typed and chose alone.
   */
  readonly request: number;
  readonly scope: PanelScope;
  readonly draft: string;
  /** Name of the file in the editor, or null where there is none that could be asked. */
  readonly file: string | null;
  /** Name of the folder that it lies in, or null where that is the whole workspace. */
  readonly folder: string | null;
  /** What is selected in it, as people read it ("lease.md, lines 12 to 30"), or null. */
  readonly selection: string | null;
  /** What was picked; while there is something, it is asked and nothing else. */
  readonly picked: readonly PickedView[];
  /** Questions that were asked before, the last one first: the arrow keys bring them back. */
  readonly history: readonly string[];
  /** What there is to pick, for what was typed last; null where nothing was. */
  readonly offers: OffersView | null;
}

/** `part`: of a file. */
export type ScopeKind = 'file' | 'folder' | 'part';

/** A file, a folder or a part of a file that can be asked alone. */
export interface PickedView {
  readonly id: string;
  readonly kind: ScopeKind;
  readonly label: string;
  /** The folder that it is in, for people to read; empty at the top. */
  readonly folder: string;
}

/** Files and folders whose names fit what was typed. */
export interface OffersView {
  readonly typed: string;
  /** Best first; few enough to be seen at once. */
  readonly items: readonly PickedView[];
}

/** A conversation: the questions that a question may go on from. Kept with the workspace, across windows. */
export interface ThreadView {
  /** As the user named it, or its first question; empty where nothing was asked. */
  readonly title: string;
  /** What the user should know of how conversations are kept (a file that was damaged), or null. */
  readonly notice: string | null;
  /** Conversations that are kept, this one included once something was asked in it. */
  readonly kept: number;
  /** Turns before the present one, oldest first. */
  readonly earlier: readonly EarlierTurnView[];
  /** True where the user pinned the present turn; see {@link EarlierTurnView.pinned}. */
  readonly pinned: boolean;
  /** Whether the user found the present answer useful; null where they have not said. */
  readonly useful: boolean | null;
}

/** What the panel tells the host. `ready` asks for the state; it comes again whenever the webview is rebuilt. */
export type PanelMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'ask'; readonly text: string; readonly scope: PanelScope }
  /** Offer files and folders whose names fit what was typed. */
  | { readonly type: 'offer'; readonly typed: string }
  /** Ask what was offered under that id; or no longer ask what was picked under it. */
  | { readonly type: 'pick' | 'unpick'; readonly id: string }
  /** Ask the last question again, of what it was asked of. */
  | { readonly type: 'retry' }
  | { readonly type: 'cancel' }
  /** Show the passage, citation or words of that id in the editor. */
  | { readonly type: 'open'; readonly id: string }
  /** Copy the answer with its sources. */
  | { readonly type: 'copy' }
  /** Begin a new conversation; this one is kept. */
  | { readonly type: 'newThread' }
  /** Choose among the conversations that are kept. */
  | { readonly type: 'threads' }
  | { readonly type: 'renameThread' }
  | { readonly type: 'exportThread' }
  /** Forget the turn of that id: nothing goes on from it, and it is no longer kept. */
  | { readonly type: 'forget'; readonly id: string }
  /** Pin the turn of that id, or let it fade again. */
  | { readonly type: 'pin'; readonly id: string; readonly pinned: boolean }
  /** Keep that the answer of that id was useful, or was not, or no longer either. */
  | { readonly type: 'judge'; readonly id: string; readonly useful: boolean | null }
  /** Show what each part of the passages' scores gave, or no longer. */
  | { readonly type: 'explain'; readonly shown: boolean }
  /** Show the heat of the earlier turn of that id in the editor again, or no longer. */
  | { readonly type: 'heatOfTurn'; readonly id: string; readonly shown: boolean }
  /** Show what the written sentence of that id rests on; show the whole again where it is shown already. */
  | { readonly type: 'ground'; readonly id: string }
  /** Find out which passages the model used for the written sentence of that id. */
  | { readonly type: 'used'; readonly id: string }
  /** Let the model write although the files do not seem to answer. */
  | { readonly type: 'insist' }
  | { readonly type: 'chooseModel' }
  | { readonly type: 'showSent' }
  /** Make the summary anew, of that length, about that question (empty for everything), by the model or without it. */
  | {
      readonly type: 'summarize';
      readonly length: number;
      readonly question: string;
      readonly written: boolean;
    }
  | { readonly type: 'copySummary' }
  /** List what the summary leaves out and mark it in the editor, or no longer. */
  | { readonly type: 'leftOut'; readonly shown: boolean }
  /** Show question and answer again. */
  | { readonly type: 'closeSummary' }
  | { readonly type: 'index' }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'showLog' }
  | { readonly type: 'openFolder' }
  /** Open a copy of the sample library. */
  | { readonly type: 'openSample' }
  /** Remember the large folder that is asked about, parts of it that the user then chooses, or not now. */
  | { readonly type: 'remember'; readonly choice: 'all' | 'part' | 'later' }
  | { readonly type: 'manageTrust' };

/** UTF-16 units of what is typed of a name at most. */
export const TYPED_LIMIT = 80;

/** UTF-16 units of a question at most. */
export const QUESTION_LIMIT = 4000;
