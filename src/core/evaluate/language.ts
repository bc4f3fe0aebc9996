import type { Script } from '../text/script.ts';

const names: Readonly<Record<Script, string>> = {
  latin: 'Latin script',
  cjk: 'Chinese or Japanese',
  hangul: 'Korean',
  cyrillic: 'Cyrillic',
  arabic: 'Arabic',
  hebrew: 'Hebrew',
  indic: 'Indic scripts',
  thai: 'Thai',
};

/** An outcome's language as a person reads it: `cjk > latin` is `Chinese or Japanese about Latin script`. */
export function languageName(language: string): string {
  return language
    .split(' > ')
    .map((script) => Object.entries(names).find(([name]) => name === script)?.[1] ?? script)
    .join(' about ');
}
