/**
 * Porter's stemmer for English, as in M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980,
 * with the two changes of the author's own later program (`bli` for `abli`, and `logi`): the stems under which the
 * full-text index (FTS5's `porter`) keeps its words.
 */

const CONSONANT = '[^aeiou]';
const VOWEL = '[aeiouy]';
const CONSONANTS = '[^aeiou][^aeiouy]*';
const VOWELS = '[aeiouy][aeiou]*';
const HAS_MEASURE = new RegExp(`^(${CONSONANTS})?${VOWELS}${CONSONANTS}`);
const MEASURE_ONE = new RegExp(`^(${CONSONANTS})?${VOWELS}${CONSONANTS}(${VOWELS})?$`);
const MEASURE_TWO = new RegExp(`^(${CONSONANTS})?(${VOWELS}${CONSONANTS}){2}`);
const HAS_VOWEL = new RegExp(`^(${CONSONANTS})?${VOWEL}`);
const SHORT_END = new RegExp(`^${CONSONANTS}${VOWEL}[^aeiouwxy]$`);
// The mark of a first y is in upper case.
const DOUBLE_END = new RegExp(`(${CONSONANT})\\1$`, 'i');

/** Longest first where one suffix ends another, as the algorithm takes the longest match of a step. */
const STEP_2: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['ization', 'ize'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['tional', 'tion'],
  ['biliti', 'ble'],
  ['entli', 'ent'],
  ['ousli', 'ous'],
  ['ation', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['alli', 'al'],
  ['ator', 'ate'],
  ['logi', 'log'],
  ['bli', 'ble'],
  ['eli', 'e'],
];
const STEP_3: readonly (readonly [string, string])[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
];
const STEP_4 =
  /^(.+?)(ement|ance|ence|able|ible|ment|ant|ent|ism|ate|iti|ous|ive|ize|al|er|ic|ou|(?<=[st])ion)$/;

/** The stem of a lower-case English word; other words come back unchanged. */
export function stem(word: string): string {
  return word.length < 3 || !/^[a-z]+$/.test(word) ? word : stripped(word);
}

/** Longer words, in bytes, are kept as they are by the full-text index; so are those of one or two. */
const LONGEST_INDEXED = 64;

/**
 * What FTS5's `porter` makes of any folded word: it takes every byte that is no English vowel for a consonant, also
 * where a word is of another script or has digits in it.
 */
export function indexedStem(word: string): string {
  // All of its rules begin with one of these at the end.
  if (!/[a-z]$/.test(word)) return word;
  const bytes = utf8Length(word);
  return bytes < 3 || bytes > LONGEST_INDEXED ? word : stripped(word);
}

function utf8Length(word: string): number {
  let bytes = 0;
  for (const character of word) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function stripped(word: string): string {
  // A y at the start is a consonant; marked so that the vowel patterns leave it alone.
  const first = word.startsWith('y');
  let w = first ? `Y${word.slice(1)}` : word;
  w = step1(w);
  w = replaceSuffix(w, STEP_2);
  w = replaceSuffix(w, STEP_3);
  const fourth = STEP_4.exec(w);
  if (fourth?.[1] !== undefined && MEASURE_TWO.test(fourth[1])) w = fourth[1];
  w = step5(w);
  return first ? `y${w.slice(1)}` : w;
}

function step1(word: string): string {
  let w = word;
  if (w.endsWith('sses') || w.endsWith('ies')) w = w.slice(0, -2);
  else if (w.endsWith('s') && !w.endsWith('ss')) w = w.slice(0, -1);
  if (w.endsWith('eed')) {
    if (HAS_MEASURE.test(w.slice(0, -3))) w = w.slice(0, -1);
  } else {
    const past = /^(.+)(?:ed|ing)$/.exec(w);
    if (past?.[1] !== undefined && HAS_VOWEL.test(past[1])) w = afterPast(past[1]);
  }
  if (w.endsWith('y') && HAS_VOWEL.test(w.slice(0, -1))) w = `${w.slice(0, -1)}i`;
  return w;
}

function afterPast(stemmed: string): string {
  if (/(?:at|bl|iz)$/.test(stemmed)) return `${stemmed}e`;
  if (DOUBLE_END.test(stemmed) && !/[lsz]$/.test(stemmed)) return stemmed.slice(0, -1);
  return SHORT_END.test(stemmed) ? `${stemmed}e` : stemmed;
}

function replaceSuffix(word: string, rules: readonly (readonly [string, string])[]): string {
  const rule = rules.find(([suffix]) => word.endsWith(suffix));
  if (rule === undefined) return word;
  const rest = word.slice(0, -rule[0].length);
  return HAS_MEASURE.test(rest) ? rest + rule[1] : word;
}

function step5(word: string): string {
  let w = word;
  if (w.endsWith('e')) {
    const rest = w.slice(0, -1);
    if (MEASURE_TWO.test(rest) || (HAS_MEASURE.test(rest) && !MEASURE_ONE.test(rest))) w = rest;
    else if (MEASURE_ONE.test(rest) && !SHORT_END.test(rest)) w = rest;
  }
  return w.endsWith('ll') && MEASURE_TWO.test(w) ? w.slice(0, -1) : w;
}
