/** The ways in which a line of plain text is marked as a heading. */
export type HeadingKind =
  | 'title'
  | 'part'
  | 'chapter'
  | 'section'
  | 'capitals'
  | 'article'
  | 'han'
  | 'han-in-brackets'
  | 'roman'
  | 'number'
  | 'number-2'
  | 'number-3'
  | 'number-4'
  | 'number-5';

/** What stands around a line. */
export interface Surroundings {
  /** The line above is blank, an ornament, or ends a sentence. */
  readonly blankBefore: boolean;
  readonly blankAfter: boolean;
}

const HAN_NUMBER = '[一二三四五六七八九十百千零〇两\\d０-９]{1,6}';
/** 第三条, 第一章 … with its unit and what follows. */
const HAN_UNIT = new RegExp(`^第\\s?${HAN_NUMBER}\\s?([编編篇卷部章节節条條回集话話幕场場])(.*)$`, 'u');
const HAN_KINDS: Readonly<Record<string, HeadingKind>> = {
  编: 'part',
  編: 'part',
  篇: 'part',
  卷: 'part',
  部: 'part',
  章: 'chapter',
  节: 'section',
  節: 'section',
  回: 'chapter',
  集: 'chapter',
  话: 'chapter',
  話: 'chapter',
  幕: 'chapter',
  场: 'section',
  場: 'section',
  条: 'article',
  條: 'article',
};

const WORD_NUMBER =
  '(?:\\d{1,3}(?:\\.\\d{1,2}){0,3}[A-Z]?|[IVXLC]{1,7}|[A-Z]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)';
const WORD_UNIT = new RegExp(
  `^(part|teil|book|chapter|kapitel|chapitre|section|abschnitt|article|artikel|clause|schedule|annex|appendix|anhang|exhibit)\\s+${WORD_NUMBER}(?![\\p{L}\\p{N}])(.*)$`,
  'iu',
);
const WORD_KINDS: Readonly<Record<string, HeadingKind>> = {
  part: 'part',
  teil: 'part',
  book: 'part',
  chapter: 'chapter',
  kapitel: 'chapter',
  chapitre: 'chapter',
  section: 'section',
  abschnitt: 'section',
};

/** Units of novels and plays that are ordinary words as well: 第三回他来时… */
const OFTEN_PROSE = /[回集话話幕场場]/;

/** How a text goes on after the number of an article that it refers to. */
const REFERENCE = /^(?:[的中所之至和或及与與]|规定|規定|约定|約定|款|第)/;

/** The kind of numbered heading that a line is, its neighbours but in part left aside; undefined for none. */
export function numberedHeading(
  content: string,
  { blankBefore, blankAfter }: Surroundings,
): HeadingKind | undefined {
  const alone = blankBefore && blankAfter;
  const han = HAN_UNIT.exec(content);
  if (han !== null) {
    const kind = HAN_KINDS[han[1] ?? ''] ?? 'article';
    const rest = han[2] ?? '';
    // 第三条规定的… is a reference that a line happens to begin with; 第一章总则 is a title all the same.
    const apart =
      rest === '' ||
      /^[\s\u3000：:·.、—-]/.test(rest) ||
      (kind !== 'article' && kind !== 'part' && !OFTEN_PROSE.test(han[1] ?? '')) ||
      (alone && !REFERENCE.test(rest));
    return apart && isHanTitle(rest) ? kind : undefined;
  }
  const word = WORD_UNIT.exec(content);
  if (word !== null && /^\p{Lu}/u.test(content)) {
    const rest = (word[2] ?? '').replace(/^\s*[.:—–-]+/, '');
    if (!blankBefore || !(rest.trim() === '' || isLatinTitle(rest.trim()))) return undefined;
    return WORD_KINDS[(word[1] ?? '').toLowerCase()] ?? 'article';
  }
  const paragraph = /^§+\s*\d{1,4}[a-z]?(?:\.\d{1,3})*(.*)$/.exec(content);
  if (paragraph !== null) {
    const rest = (paragraph[1] ?? '').replace(/^[.:]/, '').trim();
    return blankBefore && (rest === '' || isLatinTitle(rest) || isHanTitle(rest)) ? 'article' : undefined;
  }
  const counted = /^([一二三四五六七八九十]{1,3})[、．.]\s*(.+)$/u.exec(content);
  if (counted !== null) return isHanTitle(counted[2] ?? '') ? 'han' : undefined;
  const bracketed = /^[（(][一二三四五六七八九十]{1,3}[)）]\s*(.+)$/u.exec(content);
  if (bracketed !== null) return isHanTitle(bracketed[1] ?? '') ? 'han-in-brackets' : undefined;
  return arabicHeading(content, blankBefore, blankAfter) ?? romanHeading(content, alone);
}

/** The number and unit that a heading begins with, in one form: the same in a table of contents and above its text. */
export function headingNumber(title: string): string | undefined {
  return /^(?:第\s?[^\s]{1,6}?[编編篇卷部章节節条條回集话話幕场場]|\p{L}+\s+[\dIVXLC]+(?![\p{L}\p{N}])|§+\s*\d+|\d{1,2}(?:\.\d{1,2})*|[一二三四五六七八九十]{1,3}[、．.])/u
    .exec(title)?.[0]
    .toLowerCase();
}

/** `1.2.3 Title`, `4. Title`, `4 Title`. */
function arabicHeading(content: string, blankBefore: boolean, blankAfter: boolean): HeadingKind | undefined {
  const found = /^(\d{1,2}(?:\.\d{1,2}){0,4})([.、．]?)(\s*)(\S.*)$/u.exec(content);
  if (found === null) return undefined;
  const [, number = '', dot = '', space = '', title = ''] = found;
  const groups = number.split('.');
  // 1.0.0 is a version and 10.0.0.1 an address.
  if (groups.some((group) => Number(group) === 0)) return undefined;
  const isHan = /^\p{Script=Han}/u.test(title);
  if (space === '' && !isHan) return undefined;
  if (!(isHan ? isHanTitle(title) : isLatinTitle(title) && blankBefore)) return undefined;
  if (groups.length > 1) return HEADING_BY_GROUPS[groups.length];
  // A lone number is a list item more often than not: it has to stand alone.
  if (dot === '' && !(space !== '' && blankBefore && blankAfter)) return undefined;
  if (isHan) return blankBefore || blankAfter ? 'number' : undefined;
  return blankBefore && blankAfter && title.length <= 60 && title.split(/\s+/).length <= 8
    ? 'number'
    : undefined;
}

const HEADING_BY_GROUPS: Readonly<Record<number, HeadingKind>> = {
  2: 'number-2',
  3: 'number-3',
  4: 'number-4',
  5: 'number-5',
};

/** `IV`, `IV. Title`: the parts of a story or a paper. */
function romanHeading(content: string, alone: boolean): HeadingKind | undefined {
  if (!alone) return undefined;
  const found = /^([IVXLC]{1,7})(?:\.?|\.\s+(\S.*))$/.exec(content);
  if (found === null || !/^(?:X{0,3}(?:IX|IV|V?I{0,3})|XL.*|LX*.*)$/.test(found[1] ?? '')) return undefined;
  return found[2] === undefined || isLatinTitle(found[2]) ? 'roman' : undefined;
}

/** Words that a line broken by its length ends with, and a title does not. */
const UNFINISHED =
  /\b(?:a|an|and|as|at|by|for|from|in|of|on|or|the|to|with|that|which|is|are|shall|will|und|der|die|das|et|de|la|le)$/i;

function isLatinTitle(title: string): boolean {
  if (title.length > 90 || title.split(/\s+/).length > 14) return false;
  if (/[.,;:!…]$/.test(title) || UNFINISHED.test(title)) return false;
  // Dotted leaders and page numbers: a line of a table of contents.
  if (/\.{3,}|(?: \.){3,}|…{2,}|\t\d+$| {3,}\d+$/.test(title)) return false;
  return /^["“'‘(]?[\p{Lu}\p{Script=Han}]/u.test(title);
}

function isHanTitle(rest: string): boolean {
  const title = rest.replace(/^[\s\u3000：:·.、—-]+/, '').trim();
  if (title.length > 40 || /[。；，、！,;!：:]/.test(title.slice(-1)) || /[。；！]/.test(title)) return false;
  return !/\.{3,}|…{1,}|·{3,}|\s\d{1,3}$/.test(title);
}

const ITEM = new RegExp(
  [
    '^(?:[-*+•●▪◦‣·–]|[(（]?(?:[a-z]|\\d{1,3})[)）.、]|[(（][ivx]{1,5}[)）])\\s',
    `^第\\s?${HAN_NUMBER}\\s?[编編篇卷部章节節条條](?![^\\s\\u3000：:])`,
    '^[一二三四五六七八九十]{1,3}[、．]',
    '^[（(](?:[一二三四五六七八九十]{1,3}|\\d{1,2})[)）]',
    '^\\d{1,2}[、．)）]',
    '^[①-⑳]',
    '^§+\\s?\\d',
  ].join('|'),
  'u',
);
/** What a line broken by its length may begin with as well. */
const CLAUSE =
  /^(?:\d{1,2}(?:\.\d{1,2}){1,4}[.、]?\s|(?:Article|Section|Clause|ARTICLE|SECTION|CLAUSE)\s+[\dIVX])/;

/**
 * True for a line that begins an item of a list, a numbered clause or an article.
 *
 * @param isFresh the line does not go on with the sentence of the one above
 */
export function startsItem(line: string, isFresh: boolean): boolean {
  const content = line.trimStart();
  return ITEM.test(content) || (isFresh && CLAUSE.test(content));
}
