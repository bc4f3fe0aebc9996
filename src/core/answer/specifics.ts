import { scriptOf } from '../text/script.ts';
import { fold, holdsTerm, questionTerms } from '../text/words.ts';

/** What a question asks about by its own name: a text that answers speaks of it. */
export interface Specifics {
  /** Numbers and years, digits alone: `1000` of '1,000', '１０００' and '1 000' alike. */
  readonly figures: readonly string[];
  /** Names (words in capitals or that begin with one inside the sentence), titles and quotations, as they stand. */
  readonly names: readonly string[];
}

/** A thousands separator stands between digits only: '1,000', '1 000', "1'000". */
const SEPARATOR = /(?<=\p{Nd})[,'’   ](?=\p{Nd}{3}(?!\p{Nd}))/gu;
const FIGURE = /\p{Nd}+(?:\.\p{Nd}+)?/gu;
const QUOTED =
  /"([^"\n]{2,80})"|“([^”\n]{2,80})”|„([^“”\n]{2,80})[“”]|«([^»\n]{2,80})»|「([^」\n]{1,80})」|『([^』\n]{1,80})』|《([^》\n]{1,80})》/gu;
/** Not the first word of a sentence, which has its capital from there; an abbreviation counts anywhere. */
const NAME =
  /(?<=[\p{L}\p{N}\p{Pe}\p{Pf},;]\s+)\p{Lu}[\p{L}\p{M}\p{N}'’-]+|(?<![\p{L}\p{N}])\p{Lu}{2,}(?![\p{L}])/gu;

/** The numbers, names and quotations of a question, each once. */
export function specificsOf(question: string): Specifics {
  const text = question.normalize('NFKC');
  const names = new Set<string>();
  const rest = text.replace(QUOTED, (quoted: string) => {
    names.add(quoted.slice(1, -1).trim());
    return ' ';
  });
  for (const [name] of rest.matchAll(NAME)) names.add(name);
  return { figures: [...figuresOf(text)], names: [...names].filter((name) => name !== '') };
}

/** The numbers of a text, digits alone. */
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
  const comparable = names.filter((name) => scriptOf(name) === script);
  const folded = comparable.length === 0 ? '' : fold(text);
  const words = new Set(comparable.length === 0 ? [] : questionTerms(text));
  const said = (name: string): boolean =>
    folded.includes(fold(name)) || questionTerms(name).every((term) => holdsTerm(words, term));
  return {
    figures: share(figures, (figure) => !held.has(figure)),
    names: share(comparable, (name) => !said(name)),
  };
}

function share<T>(items: readonly T[], is: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(is).length / items.length;
}
