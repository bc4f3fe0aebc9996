import type { Range } from '../text/range.ts';
import type { RedactedKind } from './redacted.ts';

/** Something that is to be taken out, as offsets of the folded text (`folded.ts`) in which it was found. */
export interface Found extends Range {
  readonly kind: RedactedKind;
  /** Equal for what says the same, however it is written: digits alone, small letters, no spaces. */
  readonly value: string;
}

/** Stands in a text for what is not looked at: what was found already, and labels. No letter, digit, mark or space. */
export const TAKEN = '\ufffc';

/** What was found at `start`, as it is written there. */
export function found(kind: RedactedKind, start: number, written: string, value: string): Found {
  return { kind, start, end: start + written.length, value };
}
