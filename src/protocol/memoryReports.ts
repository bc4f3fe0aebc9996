import type { CalibrationQuestion } from '../core/answer/calibration.ts';
import type { Level } from '../core/memory/tree.ts';

// What the engine tells, beside answers, of a memory and of the machine: files, trees, calibration, health. Plain data,
// as all that crosses the process boundary (`engineApi.ts`).

/** A file and what there is to say about it. */
export interface FileNote {
  readonly file: string;
  readonly reason: string;
}

export interface FilesParams {
  readonly workspace: string;
}

/** A file in the memory. */
export interface RememberedFile {
  /** Relative to the workspace, with `/`. */
  readonly file: string;
  readonly leaves: number;
  /** Leaves that have a vector; the others are found by their words alone. */
  readonly encoded: number;
  /** What there is to say about it, such as a guessed encoding, or empty. */
  readonly note: string;
}

export interface FilesResult {
  /** In order of their names (UTF-16). */
  readonly files: readonly RememberedFile[];
  /** Files that are not in the memory, each with the reason. */
  readonly skipped: readonly FileNote[];
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
