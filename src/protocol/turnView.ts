import type { AnswerKind } from './asking.ts';
import type { Sureness } from './sureness.ts';
import type { Support } from './writing.ts';
import type { WrittenView } from './writtenView.ts';

// What the panel shows of a question and of what became of it.

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
