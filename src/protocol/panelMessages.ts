import type { AnswerKind } from './engineApi.ts';
import type { PanelStrings } from './panelStrings.ts';
import type { SummaryView } from './summaryView.ts';
import type { Sureness } from './sureness.ts';
import type { Support } from './writing.ts';
import type { WrittenView } from './writtenView.ts';

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

/**
 * A turn that is over. Its places are not followed through edits: each is found again by its words when it is opened,
 * and says from then on how it stands.
 */
export interface EarlierTurnView extends Question {
  /** How the answer is made; `sentences` where there is none. */
  readonly form: AnswerKind;
  /** Empty where nothing in the files answered. */
  readonly sentences: readonly PanelSentence[];
  readonly citations: readonly PanelCitation[];
  /** What a language model wrote to it, or null. */
  readonly written: {
    readonly model: string;
    readonly sentences: readonly EarlierWritten[];
  } | null;
  /** True where questions go on from it however long ago it was. */
  readonly pinned: boolean;
}

/** A sentence that a model wrote to a turn that is over. */
export interface EarlierWritten {
  readonly text: string;
  readonly support: Support;
  /** Ids of citations of the turn. */
  readonly citations: readonly string[];
}

/** The question that was asked last, and what became of it. */
export type TurnView =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'pending' } & Question)
  /** The user called it off. Says so: cancelled is never shown as nothing found (invariant 9). */
  | ({ readonly kind: 'cancelled' } & Question)
  | ({ readonly kind: 'failed'; readonly error: ErrorView } & Question)
  | ({
      readonly kind: 'answered';
      /** Words of a sentence, whole sentences, items of a list, or sides that do not agree. */
      readonly form: AnswerKind;
      readonly sentences: readonly PanelSentence[];
      readonly citations: readonly PanelCitation[];
      readonly confidence: Sureness;
      /** How likely the files answer, 0 to 1, where that was calibrated; else null, and words alone say it. */
      readonly probability: number | null;
      /** What a language model writes to it, or null where none is chosen. */
      readonly written: WrittenView | null;
    } & Question &
      Attended)
  /** Nothing in the files answers; `passages` are the nearest ones. */
  | ({
      readonly kind: 'declined';
      /** Why the nearest passage is no answer, where that is known. */
      readonly nearMiss: PanelNearMiss | null;
      /** Of the near miss, or empty. */
      readonly citations: readonly PanelCitation[];
      /** As of an answer. */
      readonly probability: number | null;
      readonly written: WrittenView | null;
    } & Question &
      Attended);

export interface Question {
  /** Unique in this window: tells one asking of the same words from the next. */
  readonly id: string;
  readonly question: string;
  /** Name of the file that alone was asked, or null for the workspace. */
  readonly scope: string | null;
  /** What it was also read as, where it goes on from earlier turns: what they add to it, or as a model put it. */
  readonly readAs: string | null;
}

export interface PanelSentence {
  readonly text: string;
  /** Ids of citations in {@link TurnView}, in the order in which they are shown. */
  readonly citations: readonly string[];
  /** The words in it that answer, as offsets of `text`, or null. */
  readonly strong: PanelWords | null;
  /** Of an answer in sides what this one says; else null. */
  readonly side: PanelSide | null;
}

/** A range of words, as half-open UTF-16 offsets into the text that it is of. Its id opens it. */
export interface PanelWords {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly standing: Standing;
}

/** One of several statements that do not agree. */
export interface PanelSide {
  /** What it says where the others say something else. */
  readonly value: string;
  /** ISO date (2024-05-06, or a part of it), or null where none is told. */
  readonly date: string | null;
  readonly latest: boolean;
}

/** What the nearest passage speaks of in place of what was asked. */
export interface PanelNearMiss {
  readonly asked: string;
  readonly found: readonly string[];
  /** Id of its citation. */
  readonly citation: string;
}

/** Whether the quoted words are where they were: at their place, elsewhere, or nowhere (invariant 12). */
export type Standing = 'stands' | 'moved' | 'gone';

/** As {@link Standing}; `changed`: part of the passage still stands, and part of it does not. */
export type PassageStanding = Standing | 'changed';

export interface PanelCitation {
  readonly id: string;
  /** The number shown, counted from 1 by first use in the answer. */
  readonly number: number;
  /** The file's name, or its path where another file of that name is cited beside it. */
  readonly label: string;
  readonly quote: string;
  readonly standing: Standing;
  /** The quoted words in their place; left out where it was not looked at, as of turns that are over. */
  readonly place?: CitedPlace;
}

/** Where quoted words stand. */
export interface CitedPlace {
  /** Titles above them, outermost first. */
  readonly headings: readonly string[];
  /** The lines that hold them and three on each side; empty while the file was not looked at. */
  readonly lines: readonly CitedLine[];
}

/** A line of a file; long ones are cut. */
export interface CitedLine {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** What is quoted of it, as offsets of `text`, or null. */
  readonly quote: { readonly start: number; readonly end: number } | null;
}

/** What the attention went to. */
export interface Attended {
  /** Best first. */
  readonly passages: readonly PanelPassage[];
  /** What was looked at, and how far the memory was: where `encoded` is below `leaves`, the rest was found by words alone. */
  readonly remembered: { readonly files: number; readonly encoded: number; readonly leaves: number };
  /** Sentences for the user, in their language. */
  readonly warnings: readonly string[];
}

export interface PanelPassage {
  readonly id: string;
  /** The file's name. */
  readonly label: string;
  /** The folder it is in, for people to read; empty at the top. */
  readonly folder: string;
  /** Titles above it, outermost first. */
  readonly headings: readonly string[];
  /** Share of the attention, 0 to 1. */
  readonly share: number;
  /** Share of the section that it stands in, 0 to 1; null where that has nothing else. */
  readonly sectionShare: number | null;
  /** Share of its file, 0 to 1; null where no other file is attended. */
  readonly fileShare: number | null;
  /** The passage as it stands in the file. */
  readonly text: string;
  /** Attended sentences, ascending, without overlap. */
  readonly marks: readonly PanelMark[];
  /** Where it lies in its file, as parts of the file's length (0 to 1); null where that is not known. */
  readonly place: { readonly start: number; readonly end: number } | null;
  /** Numbers of the citations whose words stand in it, ascending. */
  readonly numbers: readonly number[];
  readonly standing: PassageStanding;
}

/** A range of a passage's text, as half-open UTF-16 offsets into that text. */
export interface PanelMark {
  readonly start: number;
  readonly end: number;
  /** Its part of the passage's share. */
  readonly weight: number;
  readonly id: string;
  /** One that is gone rests on words that were there when the answer was given. */
  readonly standing: Standing;
  /** The words in it that answer, as offsets of the passage's text, or null. */
  readonly span: PanelWords | null;
}

/** What went wrong, what it means and what to do, with the buttons that do it. */
export interface ErrorView {
  readonly message: string;
  readonly actions: readonly ErrorAction[];
}

/** `retry` asks the same question again. */
export type ErrorAction = 'retry' | 'index' | 'showLog';

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
