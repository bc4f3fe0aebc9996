/**
 * Words as the full-text index counts them. Scripts that put no spaces between words are cut into pairs of
 * neighbouring characters (with the last character of a run alone, so that one character is still found by
 * prefix); identifiers are indexed whole and in parts; everything is folded (NFKC, lower case).
 */

/** Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese: written without spaces, or agglutinated. */
const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const RUN = new RegExp(`[${UNSPACED}ー々]+|[[\\p{L}\\p{N}\\p{M}_]--[${UNSPACED}ー々]]+`, 'gv');
const STARTS_UNSPACED = new RegExp(`^[${UNSPACED}ー々]`, 'u');
const SPLIT = /_+|(?<=\p{Ll}|\p{N})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
/** Latin, Greek and Cyrillic diacritics; the marks of other scripts carry the word and stay. */
const DIACRITIC = /[\u0300-\u036f]/g;

/** Lower case, compatibility forms unified, diacritics off: `Größe` and `GROSSE` stay apart, `é` and `e` meet. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(DIACRITIC, '').normalize('NFKC').toLowerCase();
}

/**
 * The terms of a text in reading order, repeats included. An identifier of several parts gives its parts and
 * then itself, joined: `parseHttpHeader` gives parse, http, header, parsehttpheader.
 */
export function terms(text: string): string[] {
  return cut(text, true);
}

/**
 * The terms that a question looks up: as `terms`, but without the single character that ends a run of an unspaced
 * script, unless it is all there is; it would match half of the files.
 */
export function questionTerms(text: string): string[] {
  return cut(text, false);
}

/** Whether the words hold the term, or a word of what looks like its stem (four letters at least in common). */
export function holdsTerm(words: ReadonlySet<string>, term: string): boolean {
  if (words.has(term)) return true;
  if (term.length < 5) return false;
  const stem = term.slice(0, Math.max(4, Math.ceil(term.length * 0.75)));
  for (const word of words)
    if (word.startsWith(stem) && Math.abs(word.length - term.length) <= 4) return true;
  return false;
}

function cut(text: string, lastAlone: boolean): string[] {
  const found: string[] = [];
  for (const [run] of text.matchAll(RUN)) {
    if (STARTS_UNSPACED.test(run)) pushPairs(fold(run), lastAlone, found);
    else pushWord(run, found);
  }
  return found;
}

function pushPairs(run: string, lastAlone: boolean, found: string[]): void {
  const characters = Array.from(run);
  for (let i = 0; i + 1 < characters.length; i++) found.push(`${characters[i]}${characters[i + 1]}`);
  const last = characters.at(-1);
  if (last !== undefined && (lastAlone || characters.length === 1)) found.push(last);
}

function pushWord(run: string, found: string[]): void {
  // Composed: a mark of its own would hide where a capital begins.
  const parts = run
    .normalize('NFC')
    .split(SPLIT)
    .filter((part) => part !== '');
  for (const part of parts) {
    const folded = fold(part);
    if (folded !== '') found.push(folded);
  }
  if (parts.length > 1) found.push(fold(parts.join('')));
}
