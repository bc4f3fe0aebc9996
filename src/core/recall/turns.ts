/**
 * Whether a question goes on from another. "And the second one?" says nothing alone; "How many receivers were moored?"
 * says it all, and what was asked before it would only lead it astray.
 */

/** Pronouns; "that" and "this" only where they stand for something. */
const PRONOUN =
  /\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|these|those|ones?|former|latter|same|there|then|else|instead)\b|\b(?:this|that)(?=\s*(?:[?.,!;]|$)|\s+(?:is|was|one|case|way|mean|happen|work|night|day|time|period)\b)|[它他她]|其[中它余]|上述|前者|后者|两者|刚才|这(?!里)|此|该|那(?!里)/iu;
/** Beginnings, and in Chinese an end, that need something before them. */
const GOES_ON =
  /^\s*(?:(?:and|but|or|so|also|then|what about|how about|why not|what if|what else|who else|anything)\b|那|还有|然后|另外|接着|以及|为什么不)|呢\s*[？?]?\s*$/iu;

/** Pronouns that stand for a thing or a person: with nothing before them that they could stand for, for an earlier one. */
const STANDS_FOR =
  /\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers)\b|[它他她]|其(?![中它余他实])/iu;
/** "What is hepcidin?" asks for the meaning of a word, and needs nothing but the word. */
const DEFINES =
  /^\s*(?:what|who)\s+(?:is|are|was|were)\s+(?!(?:the|a|an|my|your|our|this|that)\b)[\p{L}\p{N}][^\s?]*(?:\s+[\p{L}\p{N}][^\s?]*){0,2}\s*\??\s*$|^\s*什么是.{2,}$|^.{2,}是(?:什么|谁)(?:意思)?\s*[?？]?\s*$/iu;

/** Words that name nothing by themselves. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    'a an the and or but so of in on at to for from by with about as is are was were be been do does did has have had ' +
    'can could may might must shall should will would who whom whose what when where which why how much many long ' +
    'it its they them their he him his she her this that these those there then not no if any some more one ones ' +
    'i we you me us my our your please tell say said get got give make take mean happen need know find out up'
  ).split(' '),
);
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’_-]*/gu;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** The same in Chinese, question words among them. */
export const FUNCTION_UNSPACED =
  /什么|怎么样|怎么|怎样|为什么|多少|多久|多大|多长|哪里|哪儿|哪个|哪些|时候|一般|最后|通常|后来|需要|应该|可以|可不可以|能不能|是不是|有没有|[的了是在有和与及或也都还又就才再要会能吗呢吧啊哪谁几这那个些把被给对从到由为先去来做说请问]/gu;

/** How much a text names: a word that means something by itself counts 2, a Chinese character 1. */
export function substance(text: string): number {
  const unspaced = text.replaceAll(FUNCTION_UNSPACED, '').match(UNSPACED)?.length ?? 0;
  const words = (text.replaceAll(UNSPACED, ' ').match(WORD) ?? []).filter(
    (word) => !FUNCTION_WORDS.has(word.toLowerCase()),
  );
  return unspaced + 2 * words.length;
}

/** Of less substance than this a question hardly stands alone. */
const STANDS_ALONE = 5;
/** From this on a question says what it is about, and a pronoun stands for something in itself. */
const SAYS_ITSELF = 9;

/** A pronoun with less than this before it has nothing in the question to stand for. */
const ANTECEDENT = 5;

/**
 * Whether a question looks as if it went on from another: by how it begins, by a pronoun for something that it does
 * not name, or by saying very little.
 */
export function refersBack(question: string): boolean {
  const named = substance(question);
  const pronoun = STANDS_FOR.exec(question);
  if (named >= SAYS_ITSELF)
    return pronoun !== null && substance(question.slice(0, pronoun.index)) < ANTECEDENT;
  if (GOES_ON.test(question) || PRONOUN.test(question)) return true;
  return named < STANDS_ALONE && !DEFINES.test(question);
}

/** Two words that mean something, or three characters, name what an answer is to be about. */
const NAMES_ITS_OWN = 3;

/**
 * Whether a question that goes on from another says by itself what it asks ("Why did the pump stop?"): what came before
 * tells where to look, and would be answered once more if the answer were made for it as well.
 */
export function asksForItself(question: string): boolean {
  return substance(question) >= NAMES_ITS_OWN && !GOES_ON.test(question) && !PRONOUN.test(question);
}
