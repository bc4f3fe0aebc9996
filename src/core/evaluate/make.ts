import type { Range } from '../text/range.ts';
import { scriptOf } from '../text/script.ts';
import { sentences, trimmed } from '../text/sentences.ts';
import { fold } from '../text/words.ts';
import { keyPhrase } from './cloze.ts';
import { definitionIn } from './definitions.ts';
import { documentedFunctions } from './functions.ts';
import { holdsKey, keywords, queryWords } from './keywords.ts';
import type { MadeQuestion, Material, MaterialPassage } from './question.ts';
import { sample, seeded } from './random.ts';

/** Questions are looked for in so many passages of a document at most, drawn: a book gives enough of them. */
const MOST_PASSAGES = 80;
/** Source text that is looked through for documented functions, in units. */
const MOST_SOURCE = 200_000;
/** Words that a made question has, beside a heading: fewer say too little, more would copy the sentence. */
const WORDS = { least: 3, most: 4, besideHeading: 2 } as const;
/** A sentence of fewer words says too little to be asked for; a longer one is a list or a table. */
const SENTENCE = { leastWords: 5, most: 400 } as const;
/** Units that the marks and the number of a heading take. */
const MARKS = 12;
const LATIN = 0;
const CJK = 1;
// Tables, fences, markup, links, paths, formulas: what Markdown and its kin hold beside prose.
const NO_PROSE = /^\s*(?:[|<{}[\]$\\]|```|~~~|#+\s|---|import |@)|\||https?:|[{}=<>\\]{2}|\]\(/u;
const CODE =
  /\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|c|cc|cpp|cxx|h|hpp|cs|rb|php|swift|scala|lua|sh|pl|r|jl|dart|zig|sql)$/iu;
const DATA = /\.(?:json[lc5]?|ya?ml|toml|ini|csv|tsv|xml|lock|svg|properties|env)$/iu;

/**
 * The questions that a document's own text allows, of all kinds, without judging which are best. Deterministic for
 * a seed. None holds its key, and every key stands in its evidence.
 */
export function questionsFrom(material: Material, seed: number): MadeQuestion[] {
  const random = seeded(seed);
  const found = CODE.test(material.file)
    ? fromSource(material, random)
    : DATA.test(material.file)
      ? []
      : sample(material.passages, MOST_PASSAGES, random).flatMap((passage) =>
          fromPassage(material, passage, random),
        );
  return found.filter(({ question, key, evidence: [{ start, end }] }) => {
    return !holdsKey(question, key) && holdsKey(material.text.slice(start, end), key);
  });
}

function fromPassage({ file, text }: Material, passage: MaterialPassage, random: () => number) {
  const found: MadeQuestion[] = [];
  let opening = passage.opens;
  for (const range of sentences(text, passage)) {
    const place = trimmed(text, range);
    const sentence = text.slice(place.start, place.end);
    const heading = passage.headings.at(-1) ?? '';
    // The heading's own line comes first, with its marks.
    if (
      opening &&
      (sentence === '' || (holdsKey(sentence, heading) && sentence.length <= heading.length + MARKS))
    )
      continue;
    const definition = prose(sentence) ? definitionIn(sentence, passage.headings) : null;
    if (definition !== null)
      found.push(made(file, place, 'definition', ask(definition.term, random), definition.meaning));
    if (prose(sentence) && keywords(sentence).length >= SENTENCE.leastWords) {
      const phrase = keyPhrase(sentence);
      const cloze = phrase === null ? null : clozeOf(sentence, phrase, random);
      if (cloze !== null) found.push(made(file, place, 'cloze', cloze.question, cloze.key));
      const below = opening ? belowHeading(sentence, heading, random) : null;
      if (below !== null) found.push(made(file, place, 'section', below, sentence));
    }
    opening = false;
  }
  return found;
}

function prose(sentence: string): boolean {
  return sentence.length <= SENTENCE.most && !NO_PROSE.test(sentence);
}

function clozeOf(sentence: string, phrase: Range, random: () => number) {
  const key = sentence.slice(phrase.start, phrase.end);
  const words = queryWords(sentence, { left: phrase, key, most: WORDS.most, random });
  return words.length < WORDS.least ? null : { question: words.join(' '), key };
}

function belowHeading(sentence: string, heading: string, random: () => number): string | null {
  const said = plain(heading.replace(/^[\d.§\s]+|^第[\d一二三四五六七八九十百]+[章节条款]\s*/u, ''));
  const names = keywords(said);
  if (names.length < 2 && !(scriptOf(said) === CJK && said.length >= 4)) return null;
  const known = new Set(names.map(({ text }) => fold(text)));
  const words = queryWords(sentence, {
    left: { start: 0, end: 0 },
    key: '',
    most: Infinity,
    random,
  })
    .filter((word) => !known.has(fold(word)))
    .slice(0, WORDS.besideHeading);
  return words.length === 0 ? null : [said, ...words].join(' ');
}

/** Without what a question gives a meaning of its own: quotation marks (a literal), @ (a scope). */
function plain(words: string): string {
  return words
    .replace(/["“”「」『』`@]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

function ask(name: string, random: () => number): string {
  const term = plain(name);
  const forms =
    scriptOf(term) === LATIN && /\p{Script=Latin}/u.test(term)
      ? [`What is meant by ${term}?`, `What does ${term} mean?`, `How is ${term} defined?`]
      : [`什么是${term}？`, `${term}是什么意思？`, `${term}指的是什么？`];
  return forms[Math.floor(random() * forms.length)] ?? term;
}

function fromSource({ file, text }: Material, random: () => number): MadeQuestion[] {
  const found: MadeQuestion[] = [];
  for (const { name, comment, declaration } of documentedFunctions(text.slice(0, MOST_SOURCE))) {
    const words = queryWords(comment, {
      left: { start: 0, end: 0 },
      key: name,
      most: WORDS.most,
      random,
    }).filter((word) => !holdsKey(word, name));
    if (words.length >= WORDS.least) found.push(made(file, declaration, 'code', words.join(' '), name));
  }
  return found;
}

function made(
  file: string,
  { start, end }: Range,
  kind: MadeQuestion['kind'],
  question: string,
  key: string,
): MadeQuestion {
  return {
    id: `${kind}:${file}:${start}`,
    kind,
    question,
    key,
    answers: kind === 'cloze' ? [key] : [],
    evidence: [{ file, start, end }],
    scope: [],
    history: [],
    answerable: true,
  };
}
