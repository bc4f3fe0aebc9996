import { FUNCTION_UNSPACED, FUNCTION_WORDS, substance } from '../../src/core/recall/turns.ts';

/** How a question was made to lean on the one before it. */
export type Elision = 'pronoun' | 'left out';

/** A question that leaned on nothing, as it would be asked after the other. */
export interface Elided {
  readonly kind: Elision;
  readonly question: string;
  /** What both name, as the later question has it. */
  readonly shared: string;
}

/** Less than this, in `substance`, is no question once what is shared has gone. */
const LEAST = 2;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’_-]*/gu;
const HAN = /\p{Script=Han}/u;
const PREPOSITION =
  /(?:\s+(?:of|in|on|at|by|for|from|to|with|about|during|under|against|within|through|over|into))+(?:\s+(?:the|a|an))?\s*$/iu;
/** Characters of a Chinese name that name nothing by themselves at its edge. */
const EDGE =
  /^[的了是在有和与及或被把对从到由为于中里上下时后前]+|[的了是在有和与及或被把对从到由为于中里上下时后前]+$/gu;

/**
 * The later question as a follow-up: the longest words that both name give way to a pronoun, or are left out. By
 * program, so the grammar may limp where a person's would not; the kinds are what people do. Undefined where the two
 * name nothing together, or nothing would be left to ask.
 */
export function elided(question: string, before: string, kind: Elision): Elided | undefined {
  return HAN.test(question) ? elidedChinese(question, before, kind) : elidedEnglish(question, before, kind);
}

function elidedEnglish(question: string, before: string, kind: Elision): Elided | undefined {
  const words = [...question.matchAll(WORD)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    stem: stemOf(match[0]),
  }));
  const other = ` ${[...before.matchAll(WORD)].map(([word]) => stemOf(word)).join(' ')} `;
  const found = longest(words, (from, to) => {
    const run = words.slice(from, to).map(({ stem }) => stem);
    return !edges(run) && other.includes(` ${run.join(' ')} `) && run.join('').length > 3;
  });
  if (found === undefined) return undefined;
  let { start } = found;
  const { end } = found;
  const shared = question.slice(start, end);
  start -= /(?:\b(?:the|a|an|this|that|these|those)\s+)*$/iu.exec(question.slice(0, start))?.[0].length ?? 0;
  const head = question.slice(0, start);
  const tail = question.slice(end);
  if (kind === 'left out') {
    const preposition = PREPOSITION.exec(head);
    if (preposition === null) return undefined;
    return made(kind, `${head.slice(0, preposition.index)}${tail.replace(/^['’]s?/u, '')}`, shared);
  }
  const owned = /^['’]s?\b|^['’]/u.exec(tail);
  const many = /[^s]s$/iu.test(shared);
  if (owned !== null)
    return made(kind, `${head}${many ? 'their' : 'its'}${tail.slice(owned[0].length)}`, shared);
  const object = PREPOSITION.test(head) || tail.trim().replace(/[?.!]/gu, '') === '';
  return made(kind, `${head}${many ? (object ? 'them' : 'they') : 'it'}${tail}`, shared);
}

function elidedChinese(question: string, before: string, kind: Elision): Elided | undefined {
  const characters = [...question].map((text, i, all) => ({
    start: all.slice(0, i).join('').length,
    end: all.slice(0, i + 1).join('').length,
    text,
  }));
  const found = longest(characters, (from, to) => {
    const run = question.slice(characters[from]?.start, characters[to - 1]?.end);
    return (
      before.includes(run) &&
      run.length >= 3 &&
      !/[\p{P}\s]/u.test(run) &&
      run.replaceAll(FUNCTION_UNSPACED, '').length >= 2 &&
      run === run.replaceAll(EDGE, '')
    );
  });
  if (found === undefined) return undefined;
  const shared = question.slice(found.start, found.end);
  const head = question.slice(0, found.start);
  const tail = question.slice(found.end);
  if (kind === 'pronoun') return made(kind, `${head}它${tail}`, shared);
  return made(kind, `${head}${head === '' ? tail.replace(/^(?:的|在|中|里)/u, '') : tail}`, shared);
}

function made(kind: Elision, text: string, shared: string): Elided | undefined {
  const question = text
    .replace(/\s+/gu, ' ')
    .replace(/\s+([?,.!])/gu, '$1')
    .trim();
  return substance(question) < LEAST ? undefined : { kind, question, shared };
}

/** The longest run of items that fits, by the characters that it takes. */
function longest(
  items: readonly { readonly start: number; readonly end: number }[],
  fits: (from: number, to: number) => boolean,
): { readonly start: number; readonly end: number } | undefined {
  let best: { readonly start: number; readonly end: number } | undefined;
  for (let from = 0; from < items.length; from++)
    for (let to = items.length; to > from; to--) {
      const start = items[from]?.start ?? 0;
      const end = items[to - 1]?.end ?? 0;
      if (best !== undefined && end - start <= best.end - best.start) break;
      if (fits(from, to)) best = { start, end };
    }
  return best;
}

/** Whether a run begins or ends with a word that names nothing. */
function edges(run: readonly string[]): boolean {
  return [run[0], run.at(-1)].some((word) => word === undefined || FUNCTION_WORDS.has(word));
}

function stemOf(word: string): string {
  return word.toLowerCase().replace(/['’]s?$/u, '');
}
