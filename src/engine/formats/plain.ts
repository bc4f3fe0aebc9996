import type { Heading, Outline } from '../../core/memory/tree.ts';
import { listItems, tableRows } from './items.ts';
import { Lines } from './lines.ts';
import { type HeadingKind, headingNumber, numberedHeading, startsItem } from './numbering.ts';
import { displayWidth, ornamentOf } from './ornament.ts';
import { tidyTitle } from './title.ts';
import { isTurn, turns } from './turns.ts';

/** A line that may be a heading, before its neighbours are asked. */
interface Candidate {
  readonly line: number;
  readonly kind: HeadingKind;
  readonly title: string;
}

/** How high a kind stands; kinds that a text does not use are passed over, so depths have no gaps. */
const RANKS: readonly HeadingKind[] = [
  'title', 'part', 'chapter', 'section', 'capitals', 'article', 'han', 'han-in-brackets', 'roman', 'number',
  'number-2', 'number-3', 'number-4', 'number-5',
]; // prettier-ignore

/**
 * Text without markup. A heading is a short line that stands alone: a title at the top, an underlined or
 * all-capitals line between blank ones, a numbered chapter, article or clause with text of its own below it.
 * Numbered items of a list, entries of a table of contents and running page heads are not; where in doubt there
 * is no heading, as a false one costs more than a missed one. Breaks: clauses, list items, speakers' turns.
 */
export function readPlain(text: string): Outline {
  const lines = new Lines(text);
  const spoken = turns(lines);
  const candidates: Candidate[] = [];
  const breaks: number[] = [];
  const first = firstLine(lines);
  for (let i = first; i < lines.count; i++) {
    const line = lines.at(i);
    if (line === '' || lines.isBlank(i)) continue;
    if (startsItem(line, endsSentence(lines.at(i - 1)) || lines.isBlank(i - 1))) breaks.push(lines.start(i));
    // Numbered lines one below the other are a table of contents: all of them, or none.
    const follows = i > 0 && candidates.at(-1)?.line === i - 1 && isNumbered(candidates.at(-1)?.kind);
    const candidate = candidateAt(lines, i, { first, hasTurns: spoken.length > 0, follows });
    if (candidate !== undefined) candidates.push(candidate);
  }
  const items = [...spoken, ...listItems(lines), ...tableRows(lines)];
  return { headings: withDepths(lines, chosen(lines, candidates)), breaks, items };
}

function firstLine(lines: Lines): number {
  let line = 0;
  while (line < lines.count && lines.isBlank(line)) line++;
  return line;
}

function isNumbered(kind: HeadingKind | undefined): boolean {
  return kind !== undefined && kind !== 'title' && kind !== 'capitals';
}

interface Around {
  /** The first line that is not blank. */
  readonly first: number;
  /** The text is a conversation. */
  readonly hasTurns: boolean;
  /** The line above is a numbered candidate. */
  readonly follows: boolean;
}

function candidateAt(
  lines: Lines,
  line: number,
  { first, hasTurns, follows }: Around,
): Candidate | undefined {
  const content = lines.at(line).trim();
  if (displayWidth(content) > 120 || lines.length(line) > 300) return undefined;
  const blankBefore = lines.isBlank(line - 1) || ornamentOf(lines.at(line - 1)) !== '';
  const blankAfter = lines.isBlank(line + 1);
  const numbered = numberedHeading(content, {
    blankBefore: blankBefore || follows || endsSentence(lines.at(line - 1)),
    blankAfter,
  });
  if (numbered !== undefined) return { line, kind: numbered, title: content };
  if (hasTurns && isTurn(content)) return undefined;
  const underline = ornamentOf(lines.at(line + 1));
  if (blankBefore && underline !== '' && isUnderlined(content, lines.at(line + 1).trim())) {
    return { line, kind: line === first || underline === '=' ? 'title' : 'capitals', title: content };
  }
  if (line === first && isTitle(content, blankAfter) && line + 1 < lines.count) {
    return { line, kind: 'title', title: content };
  }
  if (
    blankBefore &&
    blankAfter &&
    (isCapitals(content) || STOCK.test(content.replace(/[\s\u3000]+(?=\p{Script=Han}$)/u, '')))
  ) {
    // The line after 'by' is a name.
    const above = lines.at(previousText(lines, line)).trim();
    return /^by:?$/i.test(above) ? undefined : { line, kind: 'capitals', title: content };
  }
  return undefined;
}

/** Titles that stand alone in reports, papers and contracts, in whatever case. */
const STOCK =
  /^(?:(?:executive )?summary|abstract|introduction|background|preamble|recitals|definitions|(?:materials and )?methods|methodology|results(?: and discussion)?|discussion|conclusions?|acknowledge?ments?|references|bibliography|glossary|preface|foreword|appendix|epilogue|prologue|agenda|attendees|decisions|action items|next steps|目录|楔子|序章|序幕|尾声|后记|番外|摘要|前言|引言|序言|绪论|背景|概述|正文|结论|总结|结语|致谢|参考文献|附录|附则|总则|会议纪要|会议记录|待办事项|行动项)[:：]?$/i;

function endsSentence(line: string): boolean {
  return /[.!?。！？;；:：]["'”’)）]*\s*$/.test(line);
}

function previousText(lines: Lines, line: number): number {
  let above = line - 1;
  while (above >= 0 && lines.isBlank(above) && line - above < 6) above--;
  return above;
}

function isUnderlined(title: string, underline: string): boolean {
  if (!/[=\-~*_]/.test(underline.charAt(0)) || ornamentOf(title) !== '') return false;
  if (/\S {3,}\S|\t/.test(title) || /[。，,;；]$/.test(title)) return false;
  const width = displayWidth(title);
  return (
    width <= 100 &&
    underline.length >= Math.min(width * 0.5, 20) &&
    underline.length <= Math.max(width * 2, 80)
  );
}

/** The first line of a text, where it reads like a name and not like a sentence. */
function isTitle(content: string, blankAfter: boolean): boolean {
  if (/[.,;:。，；：、！!…]$/.test(content) || /^["“「『([{<]/.test(content) || /[=<>{};|\\]/.test(content))
    return false;
  if (/^\p{Script=Han}/u.test(content)) {
    return (
      content.length <= 40 &&
      (blankAfter ||
        /(?:合同|协议|协议书|契約|合約|纪要|记录|報告|报告|办法|规定|条例|章程|制度|手册|说明书|通知|方案|规划|指南|法|說明書)(?:（[^（）]{1,20}）)?$/.test(
          content,
        ))
    );
  }
  return blankAfter && content.length <= 100 && /^[\p{Lu}\p{N}]/u.test(content) && /\p{L}{3}/u.test(content);
}

function isCapitals(content: string): boolean {
  if (content.length > 70 || /[.,;:!…]$/.test(content) || /^["“'(]/.test(content)) return false;
  if (/^(?:(?:the )?end|by .*)$/i.test(content) || /[=<>{}|\\_/@]/.test(content)) return false;
  const letters = content.match(/\p{L}/gu) ?? [];
  const small = letters.filter((letter) => !/\p{Lu}/u.test(letter)).length;
  return letters.length >= 4 && small === 0 && content.split(/\s+/).length <= 12;
}

/** Keeps the candidates that have text of their own and do not repeat as page heads do. */
function chosen(lines: Lines, candidates: readonly Candidate[]): Candidate[] {
  const times = new Map<string, number>();
  for (const { title } of candidates) times.set(title, (times.get(title) ?? 0) + 1);
  const kept: Candidate[] = [];
  for (const run of runsWithoutText(lines, candidates)) {
    const counts = new Map<HeadingKind, number>();
    for (const { kind } of run) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    for (const [i, candidate] of run.entries()) {
      const together = counts.get(candidate.kind) ?? 1;
      const weak = isWeak(candidate.kind);
      // Equals with nothing between them are a list, a table of contents or a block of signatures.
      if (together >= 3 || (weak && together === 2)) continue;
      if (run.length >= 4 && together === 2) continue;
      if ((times.get(candidate.title) ?? 0) >= 3) continue;
      if (weak && i === run.length - 1 && !hasText(lines, candidate.line + 1)) continue;
      kept.push(candidate);
    }
  }
  return kept;
}

/** Kinds that number the items of lists as well. */
function isWeak(kind: HeadingKind): boolean {
  return /^(?:number|roman|han)/.test(kind);
}

/** Groups candidates between which nothing else stands. */
function* runsWithoutText(lines: Lines, candidates: readonly Candidate[]): Generator<Candidate[]> {
  let run: Candidate[] = [];
  const numbers = new Set<string>();
  let last = -1;
  for (const candidate of candidates) {
    const number = isWeak(candidate.kind) ? undefined : headingNumber(candidate.title);
    if (number !== undefined && numbers.has(number)) {
      // A number for the second time: the contents are over, the text begins.
      yield run;
      run = [];
      numbers.clear();
    } else if (run.length > 0) {
      let line = last + 1;
      while (line < candidate.line && (lines.isBlank(line) || ornamentOf(lines.at(line)) !== '')) line++;
      if (line < candidate.line) {
        yield run;
        run = [];
        numbers.clear();
      }
    }
    run.push(candidate);
    if (number !== undefined) numbers.add(number);
    last = candidate.line;
  }
  if (run.length > 0) yield run;
}

function hasText(lines: Lines, from: number): boolean {
  for (let line = from; line < lines.count; line++) if (!lines.isBlank(line)) return true;
  return false;
}

function withDepths(lines: Lines, candidates: readonly Candidate[]): Heading[] {
  // Lines in capitals are peers of whatever else the text is divided by: RECITALS, then ARTICLE 1.
  const numbered = RANKS.find(
    (kind) => kind !== 'title' && kind !== 'capitals' && candidates.some((c) => c.kind === kind),
  );
  const kindOf = ({ kind }: Candidate): HeadingKind => (kind === 'capitals' ? (numbered ?? kind) : kind);
  const used = RANKS.filter((kind) => candidates.some((candidate) => kindOf(candidate) === kind));
  return candidates.map((candidate) => ({
    start: lines.start(candidate.line),
    depth: used.indexOf(kindOf(candidate)) + 1,
    title: tidyTitle(candidate.title),
  }));
}
