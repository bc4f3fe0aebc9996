import { fold } from '../text/words.ts';
import { keywords } from './keywords.ts';

/** A term and what the sentence says that it is. Texts, as they stand. */
export interface Definition {
  readonly term: string;
  readonly meaning: string;
}

const QUOTED_TERM = '["“„«*_]{1,3}(?<term>[^"“”„«»*_\\n]{2,50}?):?["”«»*_]{1,3}';
const ENGLISH = [
  new RegExp(
    `^(?:[-*+] |\\(?[\\da-z]{1,3}[.)] )?(?:The terms? |the terms? )?${QUOTED_TERM} (?:shall mean|means?|refers to|denotes|is defined as|has the meaning|is the|is an?) (?<meaning>.+)$`,
    'u',
  ),
  /^(?:The |An? |the )?(?<term>\p{L}[\p{L}\p{N} '’-]{2,40}?) (?:is|are) defined (?:as|to be) (?<meaning>.+)$/u,
  /^(?:By |by )(?<term>\p{L}[\p{L}\p{N} '’-]{2,40}?),? we mean (?<meaning>.+)$/u,
];
const CHINESE = [
  /^(?:[-*+] |[（(]?[\d一二三四五六七八九十]{1,3}[）)、.] ?)?(?:本[^，。“”]{1,8}所称)?[“「『*"]{1,2}(?<term>[^“”「」『』*"\n，。]{2,20})[”」』*"]{1,2}[，：:]?(?:是指|系指|指的是|是|即|指)(?<meaning>.+)$/u,
  /^(?:本[^，。]{1,8}所称)?(?<term>[^，。；：“”（）()\s]{2,15})[，]?(?:是指|系指|指的是|定义为)(?<meaning>.+)$/u,
];
/** A list of terms: `- **Term**: meaning`. */
const GLOSSARY = [
  /^(?:[-*+] |\d+[.)] )?(?:\*\*|__)(?<term>[^*_\n:：]{2,40})[:：]?(?:\*\*|__) ?(?:[:：–—-] ?)?(?<meaning>.+)$/u,
];
/** `A pilot is a …` defines what it speaks of only where the heading names it. */
const NAMED = [
  /^(?:The |An? )?(?<term>\p{Lu}?[\p{L}\p{N} .'’-]{2,40}?) (?:is|are|was|were) (?:an? |the |one )(?<meaning>.+)$/u,
  /^(?<term>[^，。；：（）()\s]{2,15})(?:[（(][^）)]*[）)])?[，]?(?:是|为)(?<meaning>.+)$/u,
];
const POINTING =
  /^(?:this|that|these|those|it|he|she|they|there|here|what|which|who|one|both|each|such|note|example|yes|no|todo|他|她|它|这|那|其|此|我|你|该|本|注意|注|例如|例)/iu;
/** `"Gate B." means …`: the stop is the sentence's, or the list's, not the term's; that of `U.S.` is its own. */
const ENDS_TERM = /(?<!\.\p{L})[\s.,;:!?…。，；：！？、]+$/u;
/** A meaning of fewer words says nothing that could be asked for. */
const LEAST_WORDS = 3;

/**
 * The term that a sentence defines, or null. `headings` are those above it, the outermost first: of a plain "X is a
 * …" X must stand in the nearest one.
 */
export function definitionIn(sentence: string, headings: readonly string[]): Definition | null {
  for (const form of [...ENGLISH, ...CHINESE, ...GLOSSARY]) {
    const definition = definitionBy(form, sentence);
    if (definition !== null) return definition;
  }
  const nearest = fold(headings.at(-1) ?? '');
  for (const form of NAMED) {
    const definition = definitionBy(form, sentence);
    if (definition === null || !nearest.includes(fold(definition.term))) continue;
    // `The final was the first …` under `1967 European Cup final` says nothing of what a final is.
    if (definition.term.length * 2 >= nearest.length) return definition;
  }
  return null;
}

function definitionBy(form: RegExp, sentence: string): Definition | null {
  const { term = '', meaning = '' } = form.exec(sentence)?.groups ?? {};
  const name = term.trim().replace(ENDS_TERM, '');
  const said = meaning.trim();
  if (name.length < 2 || POINTING.test(name) || keywords(said).length < LEAST_WORDS) return null;
  return fold(said).includes(fold(name)) && said.length < 2 * name.length
    ? null
    : { term: name, meaning: said };
}
