import type { Sentence } from './sentences.ts';
import type { Level } from '../core/memory/tree.ts';

// What is asked of a memory, and what comes of it.

/** What is known of the files before a question is asked: of two that answer as well, the one in use comes first. */
export interface DocumentsInUse {
  /** By file: how often passages of it were opened from an answer. */
  readonly opened?: Readonly<Record<string, number>>;
  /** Files, and folders with all that is in them, that the user put first. */
  readonly pinned?: readonly string[];
}

/** A turn of a conversation, as a later question may go on from it. */
export interface EarlierTurn {
  readonly question: string;
  /** What was answered, in words; left out where nothing was, or where that is not known. */
  readonly answer?: string;
  /** What was attended for it: its best passages with their shares, 0 to 1. */
  readonly attended?: readonly AttendedPlace[];
  /** True where it counts however long ago it was. */
  readonly pinned?: boolean;
}

/** A place that was attended, at the time when it was; UTF-16 offsets. */
export interface AttendedPlace {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly weight: number;
}

/** A range of a file: UTF-16 offsets of the file as read, half-open. */
export interface FilePart {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface AskParams {
  readonly workspace: string;
  /** Files and folders that it names with @ (`@lease.md`, `@contracts/`, `@"My lease.md"`) are its scope. */
  readonly question: string;
  /** Only this file or folder is asked, and what `scopes` names beside it. */
  readonly scope?: string;
  /** Files and folders that are asked; `@` in the question chooses among them, or others in their place. */
  readonly scopes?: readonly string[];
  /**
   * Parts of files, such as what is selected in an editor: their files are asked, beside what `scope` and `scopes`
   * name, and of each of these files nothing but its parts is found, cited or written from.
   */
  readonly within?: readonly FilePart[];
  /**
   * Questions asked before this one, oldest first: what it refers back to ("and the second one?"). Where it does, and
   * no files are named in it or beside it, those that they named with @ are asked.
   */
  readonly history?: readonly string[];
  /**
   * The same turns with what was answered and attended, oldest first; in place of `history`, which is without that.
   * A question that stands alone is answered as if there were none.
   */
  readonly earlier?: readonly EarlierTurn[];
  /** The question as a model put it so that it stands alone; scored beside the question, never in its place. */
  readonly rewritten?: string;
  /** What favours a file before it is read, beside the time of its last change. */
  readonly use?: DocumentsInUse;
  /** Passages and shares alone: nothing is read, nothing composed, `answer` is null. */
  readonly passagesOnly?: boolean;
  /**
   * The share of questions that may get a wrong answer, 0 to 1: the smaller, the more are declined; at 1 none is of
   * which the files say anything. The engine's own where left out.
   */
  readonly risk?: number;
  /** Judge by the constants as shipped, also where `calibrate` has fitted others: what it fits to. */
  readonly uncalibrated?: boolean;
  /** Look by words alone or by meaning alone: what each of the two gives without the other. */
  readonly leg?: 'words' | 'meaning';
  /** Compare meaning with every leaf, also where the memory has a graph: what the graph is measured against. */
  readonly exact?: boolean;
}

export interface Citation {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** The file's text between `start` and `end`. */
  readonly quote: string;
}

export interface AnswerSentence {
  readonly text: string;
  readonly citations: readonly Citation[];
  /** The words of the first citation that answer; offsets of its file. */
  readonly span?: { readonly start: number; readonly end: number };
  /** In an answer of kind `sides`: what this side says, and since when where its document tells. */
  readonly side?: AnswerSide;
}

/** One of several statements that do not agree. */
export interface AnswerSide {
  /** What it says where the others say something else, as it stands in the text. */
  readonly value: string;
  /** ISO date of its document or statement, where one is told. */
  readonly date?: string;
  /** True for the latest of dated sides. */
  readonly latest?: boolean;
}

/**
 * How an answer is made: `words` of one sentence (a short fact; `text` is these words alone), whole `sentences`,
 * `items` of a list, or `sides`: statements of several places that do not agree.
 */
export type AnswerKind = 'words' | 'sentences' | 'items' | 'sides';

export interface Answer {
  readonly text: string;
  readonly sentences: readonly AnswerSentence[];
  /** `sentences` where left out. */
  readonly kind?: AnswerKind;
}

/** Why the nearest passage is no answer: it is about something that the question does not ask for. */
export interface NearMiss {
  /** What was asked for and stands nowhere beside it, as the question has it ('2024'). */
  readonly asked: string;
  /** What stands there in its place ('2023'), where something does. */
  readonly found: readonly string[];
  readonly citation: Citation;
}

/** A piece of the memory that the question attended to. */
export interface AttendedPassage {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** Share of the attention, 0 to 1; with `nullWeight` and what is not shown the shares sum to 1. */
  readonly weight: number;
  /** Share of the section that it stands in, under the nearest heading, with all that stands below that. */
  readonly sectionWeight: number;
  readonly level: Level;
  readonly text: string;
  /** That it stands under, from the title down. */
  readonly headings: readonly string[];
}

/** The attention on one file: the shares of all its leaves, also of those that are not listed. */
export interface DocumentShare {
  readonly file: string;
  /** 0 to 1. */
  readonly weight: number;
}

/** A word of a heated sentence; offsets are of the file. */
export interface HeatedWord {
  readonly start: number;
  readonly end: number;
  /** Its part of its sentence's weight: the words of a sentence sum to it. */
  readonly weight: number;
}

/** A sentence that the answer rests on, for the editor's heat. */
export interface HeatedSentence {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** Its part of its passage's share: the sentences of a passage sum to the passage's weight. */
  readonly weight: number;
  readonly text: string;
  /**
   * The words that the reader takes for the answer: offsets of the file.
   */
  readonly span?: { readonly start: number; readonly end: number };
  /**
   * Its words in order, heavier where the answer is likely to stand: beside what the question asks about, and not
   * said by the question itself. Only for the hottest sentences, and only where meaning could be compared.
   */
  readonly words?: readonly HeatedWord[];
}

export interface AskResult {
  readonly question: string;
  /** Null where the question is declined or only passages were wanted. */
  readonly answer: Answer | null;
  /** True where nothing in the files answers. */
  readonly abstained: boolean;
  /**
   * The probability that the files answer, 0 to 1. Fitted on public questions, so that it orders questions and holds on
   * average; a figure to be shown only where it is `calibrated`.
   */
  readonly confidence: number;
  /** True where `confidence` was fitted to this workspace's own questions (`calibrate`). */
  readonly calibrated?: boolean;
  /** Where it is declined though something near was found. */
  readonly nearMiss?: NearMiss;
  /** Share of the attention that went to 'nothing relevant'. */
  readonly nullWeight: number;
  /** Best first, without overlap. */
  readonly passages: readonly AttendedPassage[];
  /**
   * The files that were asked, best first; with `nullWeight` their shares sum to 1. Of more than 200 files the last
   * ones are left out where they have less than .0001 together.
   */
  readonly documents: readonly DocumentShare[];
  /** Sentences of the best passages, strongest first; empty where only passages were wanted. */
  readonly heat: readonly HeatedSentence[];
  /** The words that were looked up. */
  readonly terms: readonly LookedUpTerm[];
  /** The files, and folders with a `/` at their end, that were asked; null for all. */
  readonly scope: readonly string[] | null;
  /** Where the question goes on from earlier ones: what it was read as beside its own words. */
  readonly followUp?: FollowUp;
  /** How far the memory was when it was asked. */
  readonly memory: MemoryState;
  readonly warnings: readonly Sentence[];
}

/** How a question that goes on from earlier ones was understood. */
export interface FollowUp {
  /** What earlier turns add to it: names, codes and subjects, as they stood there; empty where there are none. */
  readonly carried: readonly string[];
  /** As a model put it, where one was asked. */
  readonly rewritten?: string;
}

/** A word of a question, folded as the full-text index has it. */
export interface LookedUpTerm {
  readonly term: string;
  /** How many leaves of the whole memory hold it. */
  readonly leaves: number;
  /** Its inverse document frequency, 0 and up: how much it tells. */
  readonly rarity: number;
}

/** How much is remembered: where `encoded` is below `leaves`, the rest was found by its words alone. */
export interface MemoryState {
  readonly files: number;
  readonly leaves: number;
  readonly encoded: number;
  /** True where meaning was looked up through the graph (HNSW); else it was compared with every leaf. */
  readonly graph?: boolean;
}

/** One feature of a leaf and what it added to the leaf's logit. */
export interface ScorePart {
  readonly name: string;
  readonly value: number;
  readonly contribution: number;
}

/** What the reader found in a passage. */
export interface PassageReading {
  /** The words that it would answer with, best first; offsets of the file. */
  readonly spans: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  /** Logit of the best of them less that of 'no answer here': above 0, the reader would rather say it than nothing. */
  readonly gap: number;
}

export interface ExplainedPassage extends AttendedPassage {
  readonly logit: number;
  readonly parts: readonly ScorePart[];
  /** Where it was read. */
  readonly reading?: PassageReading;
}

export interface ExplainResult {
  readonly question: string;
  /** The words that were looked up. */
  readonly terms: readonly LookedUpTerm[];
  readonly nullLogit: number;
  readonly nullParts: readonly ScorePart[];
  readonly nullWeight: number;
  readonly confidence: number;
  readonly passages: readonly ExplainedPassage[];
  readonly warnings: readonly Sentence[];
}
