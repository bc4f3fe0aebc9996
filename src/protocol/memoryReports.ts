import type { CalibrationQuestion } from '../core/answer/calibration.ts';
import type { Level } from '../core/memory/tree.ts';
import type { Sentence } from './sentences.ts';

// What the engine tells, beside answers, of a memory and of the machine: files, trees, calibration, health. Plain data,
// as all that crosses the process boundary (`engineApi.ts`).

/** A file and what there is to say about it. */
export interface FileNote {
  readonly file: string;
  /** In English. */
  readonly reason: string;
  /** The same for a shell of another language; missing where an older Recollect wrote it. */
  readonly sentence?: Sentence;
}

export interface FilesParams {
  readonly workspace: string;
  /** Only files whose names come after this one. */
  readonly after?: string;
  /** How many files at most, remembered and left out together; all where left out. */
  readonly limit?: number;
}

export interface LookParams {
  /** Absolute path of the folder. */
  readonly workspace: string;
  /** As of `index`. */
  readonly exclude?: readonly string[];
  /** Milliseconds, about, for which reading and encoding are tried; 0 only counts. */
  readonly sample: number;
  /** Nothing is tried where there are fewer bytes than that; 0 where left out. */
  readonly sampleFrom?: number;
}

/** What remembering a folder would come to. */
export interface LookResult {
  /** Files that would be read: neither left out nor of a kind that is no text, nor too large. */
  readonly files: number;
  readonly bytes: number;
  /** The folders at the top with what would be read of each, the largest first; files at the top under ''. */
  readonly parts: readonly FolderPart[];
  /** Seconds that all of it would take on this machine; null where that was not tried. */
  readonly seconds: number | null;
  /** True where there is a memory of the folder already, finished or not. */
  readonly hasMemory: boolean;
}

/** A folder at the top of a workspace. */
export interface FolderPart {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
}

/** A file in the memory. */
export interface RememberedFile {
  /** Relative to the workspace, with `/`. */
  readonly file: string;
  readonly leaves: number;
  /** Leaves that have a vector; the others are found by their words alone. */
  readonly encoded: number;
  /** Bytes on disk when it was read; -1 for a text that an editor holds. */
  readonly size: number;
  /** What there is to say about it in English, such as a guessed encoding, or empty. */
  readonly note: string;
  /** The same for a shell of another language. */
  readonly sentence?: Sentence;
}

export interface FilesResult {
  /** In order of their names (UTF-16). */
  readonly files: readonly RememberedFile[];
  /** Files that could not be taken into the memory, each with the reason. */
  readonly skipped: readonly FileNote[];
  /** Files, and folders with a `/` at their end, that were forgotten (`forget`): all of them, in order. */
  readonly forgotten: readonly string[];
  /** What to go on after for the rest; missing where this was all. */
  readonly next?: string;
}

export interface SectionsParams {
  readonly workspace: string;
  readonly file: string;
}

/** A section of a remembered file. Offsets are UTF-16 units. */
export interface RememberedSection {
  /** Its place in the list that it comes with, before this one; -1 for the file itself. */
  readonly parent: number;
  /** Empty for what stands before the first heading. */
  readonly heading: string;
  /** With all sections in it. */
  readonly start: number;
  readonly end: number;
  readonly leaves: number;
  readonly encoded: number;
}

export interface SectionsResult {
  readonly file: string;
  /** In the order of the file, each after the section that it stands in. */
  readonly sections: readonly RememberedSection[];
}

export interface ForgetParams {
  readonly workspace: string;
  /** Relative to the workspace, with `/`; a folder with all that is in it has a `/` at its end. */
  readonly files: readonly string[];
  /** True to keep them out of the memory until they are taken back, false to take them back. */
  readonly forgotten: boolean;
}

export interface ForgetResult {
  /** All that are forgotten now, in order. */
  readonly forgotten: readonly string[];
  /** False where another process writes to this memory, which lets go of them when it next looks at the folder. */
  readonly removed: boolean;
}

export interface FindParams {
  readonly workspace: string;
  /** What was typed of a file's or folder's name; empty for those nearest to the top. */
  readonly typed: string;
  /** Paths that come back, at most. */
  readonly most: number;
}

export interface FindResult {
  /** Remembered files, and folders of such ending with `/`, best first; see `searchPaths`. */
  readonly paths: readonly string[];
}

export interface InspectParams {
  readonly workspace: string;
  readonly file: string;
}

export interface InspectedNode {
  readonly level: Level;
  readonly start: number;
  readonly end: number;
  readonly heading: string;
  /** True for a leaf whose vector is in the store. */
  readonly encoded: boolean;
  readonly children: readonly InspectedNode[];
}

export interface InspectResult {
  readonly file: string;
  readonly hash: string;
  readonly text: string;
  readonly tree: InspectedNode;
}

export interface CalibrateParams {
  readonly workspace: string;
  /** Judged as shipped (`AskParams.uncalibrated`, risk 1); null forgets what was fitted. */
  readonly questions: readonly CalibrationQuestion[] | null;
  /** Where the questions are from, for `doctor`: a file's name, or empty for questions made from the files. */
  readonly from?: string;
}

/** What was fitted. */
export interface CalibrateReport {
  /** False where there was nothing to forget. */
  readonly changed: boolean;
  /** Null where it was forgotten. */
  readonly fitted: CalibrationFacts | null;
}

/** What is told of a calibration. */
export interface CalibrationFacts {
  readonly questions: number;
  readonly unanswerable: number;
  readonly wrong: number;
  /** Expected calibration error on these questions, as shipped and as fitted, 0 to 1. */
  readonly errorBefore: number;
  readonly errorAfter: number;
  /** By risk, the share of answerable questions that are answered; null for risks that so few questions cannot keep. */
  readonly answered: readonly { readonly risk: number; readonly share: number | null }[];
}

export interface DoctorParams {
  readonly workspace?: string;
}

export interface DoctorCheck {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'error';
  /** What was found and, where something is wrong, what to do about it. */
  readonly detail: string;
}

export interface DoctorReport {
  readonly checks: readonly DoctorCheck[];
}
