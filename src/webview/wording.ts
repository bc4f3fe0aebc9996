import { fill } from '../protocol/fill.ts';
import type { PanelStrings } from '../protocol/panelStrings.ts';
import { formatsOf, type Formats } from './formats.ts';

/** Puts numbers into the words of one language. */
export interface Wording extends Omit<Formats, 'plural'> {
  readonly strings: PanelStrings;
  /** The text for one or for many, with the number filled in. */
  count(kind: 'files' | 'passages' | 'skipped' | 'morePassages' | 'earlier', value: number): string;
}

/** The wording of a language (a BCP 47 tag; English where the platform does not know it). */
export function wordingOf(language: string, strings: PanelStrings): Wording {
  const formats = formatsOf(language);
  const { number, plural } = formats;
  return {
    ...formats,
    strings,
    count: (kind, value) => fill(strings[`${kind}${plural(value)}`], number(value)),
  };
}
