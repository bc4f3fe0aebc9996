import { grouped, percent, signed } from '../protocol/numbers.ts';

/** Numbers, dates and lists as a language writes them. */
export interface Formats {
  /** "1,204" */
  readonly number: typeof grouped;
  readonly signed: typeof signed;
  readonly percent: typeof percent;
  /** Which of two texts a number wants: that for one or that for many. */
  plural(value: number): 'One' | 'Many';
  /** "6 May 2024" of an ISO date; a year and a month, or a year, as they are. What is none comes back as it is. */
  date(iso: string): string;
  /** "2022 and 2023" */
  list(parts: readonly string[]): string;
}

const known = new Map<string, Formats>();

/** The formats of a language (a BCP 47 tag; English where the platform does not know it). */
export function formatsOf(language: string): Formats {
  const before = known.get(language);
  if (before !== undefined) return before;
  const formats = newFormats([language, 'en']);
  known.set(language, formats);
  return formats;
}

function newFormats(locale: readonly string[]): Formats {
  const plurals = once(() => new Intl.PluralRules(locale));
  const dates = (options: Intl.DateTimeFormatOptions) =>
    once(() => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }));
  const months = dates({ year: 'numeric', month: 'long' });
  const days = dates({ dateStyle: 'long' });
  const lists = once(() => new Intl.ListFormat(locale));
  return {
    number: grouped,
    signed,
    percent,
    plural: (value) => (plurals().select(value) === 'one' ? 'One' : 'Many'),
    date: (iso) => {
      const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(iso) ?? [];
      if (year === undefined || month === undefined) return iso;
      const time = Date.parse(`${year}-${month}-${day ?? '01'}T00:00:00Z`);
      return Number.isNaN(time) ? iso : (day === undefined ? months() : days()).format(time);
    },
    list: (parts) => lists().format(parts),
  };
}

/** Makes it when it is first asked for: each of Intl's takes milliseconds, and the first picture can do without. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
