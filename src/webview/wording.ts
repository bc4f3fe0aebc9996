import { fill } from '../protocol/fill.ts';
import type { PanelStrings } from '../protocol/panelStrings.ts';
import { formatsOf } from './formats.ts';

/** Puts numbers into the words of one language. */
export interface Wording {
  readonly strings: PanelStrings;
  /** "1,204" */
  number(value: number): string;
  /** "+0.62", "−1.40" */
  signed(value: number): string;
  /** A share, 0 to 1, as whole percents; "<1%" for what is above 0 and would round to it. */
  percent(share: number): string;
  /** The text for one or for many, with the number filled in. */
  count(kind: 'files' | 'passages' | 'skipped' | 'morePassages' | 'earlier', value: number): string;
  /** "6 May 2024" of an ISO date; a year and a month, or a year, as they are. What is none comes back as it is. */
  date(iso: string): string;
  /** "2022 and 2023" */
  list(parts: readonly string[]): string;
}

/** The wording of a language (a BCP 47 tag; English where the platform does not know it). */
export function wordingOf(language: string, strings: PanelStrings): Wording {
  const { locale, number, percent, plural } = formatsOf(language);
  const signed = new Intl.NumberFormat(locale, {
    signDisplay: 'always',
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const months = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  return {
    strings,
    number,
    percent,
    signed: (value) => signed.format(value),
    date: (iso) => {
      const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(iso) ?? [];
      if (year === undefined || month === undefined) return iso;
      const time = Date.parse(`${year}-${month}-${day ?? '01'}T00:00:00Z`);
      return Number.isNaN(time) ? iso : (day === undefined ? months : days).format(time);
    },
    list: (parts) => new Intl.ListFormat(locale).format(parts),
    count: (kind, value) => fill(strings[`${kind}${plural(value)}`], number(value)),
  };
}
