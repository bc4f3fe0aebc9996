import { fill } from '../protocol/fill.ts';
import type { PanelStrings } from '../protocol/panelStrings.ts';

/** Puts numbers into the words of one language. */
export interface Wording {
  readonly strings: PanelStrings;
  /** "1,204" */
  number(value: number): string;
  /** A share, 0 to 1, as whole percents; "<1%" for what is above 0 and would round to it. */
  percent(share: number): string;
  /** The text for one or for many, with the number filled in. */
  count(kind: 'files' | 'passages' | 'skipped' | 'morePassages', value: number): string;
}

/** The wording of a language (a BCP 47 tag; English where the platform does not know it). */
export function wordingOf(language: string, strings: PanelStrings): Wording {
  const locale = Intl.NumberFormat.supportedLocalesOf(language).at(0) ?? 'en';
  const numbers = new Intl.NumberFormat(locale);
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const plurals = new Intl.PluralRules(locale);
  return {
    strings,
    number: (value) => numbers.format(value),
    percent: (share) => (share > 0 && share < 0.005 ? `<${percents.format(0.01)}` : percents.format(share)),
    count: (kind, value) =>
      fill(strings[`${kind}${plurals.select(value) === 'one' ? 'One' : 'Many'}`], numbers.format(value)),
  };
}
