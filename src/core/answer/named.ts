import { simplified } from '../text/simplified.ts';
import type { Range } from '../text/range.ts';
import { fold, questionTerms } from '../text/words.ts';
import { FUNCTION_UNSPACED, FUNCTION_WORDS } from '../recall/turns.ts';
import { datesIn } from './dates.ts';
import { numberOf } from './numerals.ts';

/** Something particular that a text names: an answer about another of its kind is no answer. */
export interface Named extends Range {
  /**
   * `date`: a year, month or day; `code`: letters and digits, or a noun with its number (E05, SQ-D12, Unit 7, 第三条);
   * `name`: capitalised or ending as Chinese names of places and bodies do; `quoted`.
   */
  readonly kind: 'date' | 'code' | 'name' | 'quoted';
  readonly text: string;
  /** What it is compared by, folded. */
  readonly key: string;
  /** Codes: what comes before the number, by which others of the kind are known. */
  readonly series: string;
}

const QUOTED =
  /"([^"\n]{2,80})"|“([^”\n]{2,80})”|「([^」\n]{1,60})」|『([^』\n]{1,60})』|《([^》\n]{1,60})》|`([^`\n]{1,60})`/gu;
const CODE =
  /(?<![\p{Script=Latin}\p{N}])(\p{Script=Latin}+(?:[-_./]\p{Script=Latin}+)*[-_.]?)([0-9]+)((?:[-./][0-9]+)*)(?![\p{Script=Latin}\p{N}])/gu;
const NUMBERED =
  /\b(unit|units|clause|section|part|schedule|chapter|article|appendix|table|figure|rule|rules|report|version|edition|volume|phase|step|question|paragraph|page|annex|amendment|line|room|building|gate|level|stage|grade|class|item|no\.?|number)\s+([0-9]+(?:\.[0-9]+)*|[IVX]+\b|[A-Z]\b)/giu;
const ORDINAL =
  /\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|[0-9]+(?:st|nd|rd|th))\s+(\p{L}+)/giu;
const ORDINALS = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');
const HAN_NUMBERED =
  /第\s*([0-9]+|[〇零一二三四五六七八九十百两]+)\s*(条|章|节|款|项|版|次会议|次|届|期|号|页|步|批|季|卷|回|轮)|([0-9]+)\s*(号楼|号机|号线|室|栋|号)/gu;
const CAPITALISED =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{M}’'-]+(?:\s+(?:(?:of|the|de|von|van|and)\s+)?\p{Lu}[\p{L}\p{M}’'-]+)*/gu;
const HAN_NAME =
  /[\p{Script=Han}A-Za-z0-9]{2,10}?(?:公司|集团|大学|学院|医院|银行|研究所|研究院|博物馆|委员会|管理局|(?<![城都超夜股])市|县|(?<!节)省|镇|街道)/gu;

/** What a text names, in order; of two that overlap the first found counts. */
export function namedIn(text: string): Named[] {
  const found: Named[] = [];
  const plain = simplified(text);
  const add = (kind: Named['kind'], start: number, end: number, key: string, series = ''): void => {
    if (found.some((other) => start < other.end && other.start < end)) return;
    found.push({ kind, start, end, text: text.slice(start, end), key, series });
  };
  for (const match of plain.matchAll(QUOTED)) {
    const inner = match.slice(1).find((group) => group !== undefined) ?? '';
    add('quoted', match.index, match.index + match[0].length, fold(inner));
  }
  for (const { start, end, key } of datesIn(plain)) add('date', start, end, key);
  for (const match of plain.matchAll(
    /(?<![\p{N}.,£$€-])(?:1[89]|20)[0-9]{2}(?![\p{N}]|[.,][0-9]|\s*(?:(?:m|km|kg)\b|[元块万千米公人名个户斤克吨次页]))/gu,
  ))
    add('date', match.index, match.index + match[0].length, match[0]);
  for (const match of plain.matchAll(CODE)) {
    const [whole, series = '', number = '', rest = ''] = match;
    add(
      'code',
      match.index,
      match.index + whole.length,
      fold(whole),
      `${fold(series)}${rest === '' ? '' : number}`,
    );
  }
  for (const match of plain.matchAll(NUMBERED)) {
    const [whole, noun = '', number = ''] = match;
    const series = fold(noun).replace(/s$/u, '');
    add('code', match.index, match.index + whole.length, `${series} ${fold(number)}`, series);
  }
  for (const match of plain.matchAll(ORDINAL)) {
    const [whole, nth = '', noun = ''] = match;
    if (
      !/^(?:amendment|edition|version|report|meeting|phase|quarter|chapter|part|schedule|annex|appendix|session|season|round|review)s?$/iu.test(
        noun,
      )
    )
      continue;
    const at = ORDINALS.indexOf(nth.toLowerCase());
    const number = at < 0 ? parseInt(nth, 10) : at + 1;
    add('code', match.index, match.index + whole.length, `${fold(noun)} ${number}`, fold(noun));
  }
  for (const match of plain.matchAll(HAN_NUMBERED)) {
    const [whole, nth, counter, digits, place] = match;
    const number = numberOf(nth ?? digits ?? '');
    if (number === null) continue;
    const series = nth === undefined ? (place ?? '') : `第${counter ?? ''}`;
    add('code', match.index, match.index + whole.length, `${series}${number}`, series);
  }
  for (const match of text.matchAll(CAPITALISED)) {
    const words = match[0].split(/\s+/u);
    // A word is capitalised at the head of a sentence whatever it is.
    const heads = /(?:^|[.!?:]\s*|["“(]\s*)$/u.test(text.slice(0, match.index));
    const kept = heads && (words.length === 1 || isFunctionWord(words[0])) ? words.slice(1) : words;
    const name = kept.join(' ').replace(/['’]s?$/u, '');
    if (name === '' || kept.every(isFunctionWord)) continue;
    // Between two words there may be more than one space.
    const start = text.indexOf(kept[0] ?? '', match.index);
    const end = match.index + match[0].replace(/['’]s?$/u, '').length;
    add('name', start, end, fold(name));
  }
  const spaced = plain.replaceAll(FUNCTION_UNSPACED, (word) => '　'.repeat(word.length));
  for (const match of spaced.matchAll(HAN_NAME))
    add('name', match.index, match.index + match[0].length, fold(match[0]));
  return found.sort((a, b) => a.start - b.start);
}

function isFunctionWord(word: string | undefined): boolean {
  return (
    word === undefined ||
    FUNCTION_WORDS.has(word.toLowerCase()) ||
    /^(?:the|list|name|tell|give|explain)$/iu.test(word)
  );
}

/** Whether a text speaks of what is named: a date within it, the code however written, a word of the name. */
export function stands({ kind, key, series }: Named, text: string): boolean {
  switch (kind) {
    case 'date':
      if (/^[0-9]{4}$/u.test(key) && new RegExp(`(?<![0-9])${key}(?![0-9])`, 'u').test(text)) return true;
      // A file's name has its date behind a slash.
      return datesIn(simplified(text.replaceAll('/', ' '))).some(
        (date) =>
          date.key.startsWith(key) ||
          key.startsWith(`${date.key}-`) ||
          (key.startsWith('--') && date.key.slice(5).startsWith(key.slice(2))),
      );
    case 'code':
      return fold(text).includes(key)
        ? new RegExp(`(?<![\\p{Script=Latin}\\p{N}])${escaped(key)}(?!\\p{N})`, 'u').test(fold(text)) ||
            namedIn(text).some((other) => other.key === key)
        : namedIn(text).some(
            (other) => other.key === key || (other.series === series && fold(other.text) === key),
          );
    case 'quoted':
      return fold(text).replace(/\s+/gu, '').includes(key.replace(/\s+/gu, ''));
    case 'name': {
      const words = new Set(questionTerms(text));
      const own = questionTerms(key).filter((word) => !FUNCTION_WORDS.has(word));
      return own.some((word) => words.has(word)) || fold(text).includes(key);
    }
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
