import type { Range } from '../text/range.ts';

/** A place in a file of the workspace; `file` is relative, with `/`, offsets are UTF-16 units of its text. */
export interface Place extends Range {
  readonly file: string;
}

/**
 * Where a question comes from. `given`: a person's, out of a file. The others are made: `cloze`, a sentence's words
 * without its key phrase; `definition`, what a defined term means; `section`, a heading with words of what stands
 * below it; `code`, what a function's comment says of it; `foreign`, general knowledge that the files do not hold.
 */
export const QUESTION_KINDS = ['given', 'cloze', 'definition', 'section', 'code', 'foreign'] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** A question whose answer is known, to measure the memory with. */
export interface EvalQuestion {
  readonly id: string;
  readonly kind: QuestionKind;
  readonly question: string;
  /** What a right answer holds one of; empty where it is not known. */
  readonly answers: readonly string[];
  /** Where the answer stands; empty where that is not known or nothing answers. */
  readonly evidence: readonly Place[];
  /** The files and folders that are asked; empty for all. */
  readonly scope: readonly string[];
  /** Questions asked before it, oldest first. */
  readonly history: readonly string[];
  /** False where no file answers; null where nobody says. */
  readonly answerable: boolean | null;
}

/** A question made from a file. */
export interface MadeQuestion extends EvalQuestion {
  /** The words that the question leaves out and the evidence holds. */
  readonly key: string;
  readonly evidence: readonly [Place];
}

/** A stretch of a document, about 512 tokens, within one section. */
export interface MaterialPassage extends Range {
  /** Headings above it, the outermost first. */
  readonly headings: readonly string[];
  /** True for the first one below its heading. */
  readonly opens: boolean;
}

/** A document that questions are made from. */
export interface Material {
  readonly file: string;
  readonly text: string;
  readonly passages: readonly MaterialPassage[];
}
