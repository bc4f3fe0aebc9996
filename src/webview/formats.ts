/** Numbers as a language writes them. */
export interface Formats {
  /** BCP 47 tag that the platform knows. */
  readonly locale: string;
  /** "1,204" */
  number(value: number): string;
  /** A share, 0 to 1, as whole percents; "<1%" for what is above 0 and would round to it. */
  percent(share: number): string;
  /** Which of two texts a number wants: that for one or that for many. */
  plural(value: number): 'One' | 'Many';
}

/** The formats of a language (a BCP 47 tag; English where the platform does not know it). */
export function formatsOf(language: string): Formats {
  const locale = Intl.NumberFormat.supportedLocalesOf(language).at(0) ?? 'en';
  const numbers = new Intl.NumberFormat(locale);
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const plurals = new Intl.PluralRules(locale);
  return {
    locale,
    number: (value) => numbers.format(value),
    percent: (share) => (share > 0 && share < 0.005 ? `<${percents.format(0.01)}` : percents.format(share)),
    plural: (value) => (plurals.select(value) === 'one' ? 'One' : 'Many'),
  };
}
