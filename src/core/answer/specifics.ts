import { scriptOf } from '../text/script.ts';
import { namedIn, stands, type Named } from './named.ts';

/** What a question asks about by its own name: a text that answers speaks of it. */
export interface Specifics {
  /** Numbers and years, digits alone: `1000` of '1,000', '１０００' and '1 000' alike. */
  readonly figures: readonly string[];
  /** Names and quotations. */
  readonly names: readonly Named[];
}

/** A thousands separator stands between digits only: '1,000', '1 000', "1'000". */
const SEPARATOR = /(?<=\p{Nd})[,'’\u0020\u00a0\u2009\u202f](?=\p{Nd}{3}(?!\p{Nd}))/gu;
const FIGURE = /\p{Nd}+(?:\.\p{Nd}+)?/gu;

/** Of a pasted text no more is looked at. */
const MOST_LOOKED_AT = 2000;

/** The numbers, names and quotations of a question. */
export function specificsOf(question: string): Specifics {
  const text = question.slice(0, MOST_LOOKED_AT);
  return {
    figures: [...figuresOf(text)],
    names: namedIn(text).filter(({ kind }) => kind === 'name' || kind === 'quoted'),
  };
}

/** The numbers of a text, each once. */
function figuresOf(text: string): Set<string> {
  return new Set(text.normalize('NFKC').replace(SEPARATOR, '').match(FIGURE) ?? []);
}

/** How much of a question's specifics a text says nothing of. */
export interface Mismatch {
  /** Share of the question's numbers that do not stand there, 0 to 1; 0 where it has none. */
  readonly figures: number;
  /** The same of its names, those in another script than the text left out: they are written otherwise there. */
  readonly names: number;
}

/** @param texts what may answer, with what it stands under */
export function mismatch({ figures, names }: Specifics, texts: readonly string[]): Mismatch {
  if (figures.length + names.length === 0) return { figures: 0, names: 0 };
  const text = texts.join('\n');
  const held = figures.length === 0 ? new Set<string>() : figuresOf(text);
  const script = scriptOf(text);
  return {
    figures: share(figures, (figure) => !held.has(figure)),
    names: share(
      names.filter((name) => scriptOf(name.text) === script),
      (name) => !stands(name, text),
    ),
  };
}

function share<T>(items: readonly T[], is: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(is).length / items.length;
}
