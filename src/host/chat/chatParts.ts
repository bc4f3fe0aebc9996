import { fill } from '../../protocol/fill.ts';
import type { AttendedPassage } from '../../protocol/asking.ts';
import type { MergedAnswer, MergedSentence } from '../../protocol/mergeAnswers.ts';
import type { PanelStrings } from '../../protocol/panelStrings.ts';
import { surenessOf } from '../../protocol/sureness.ts';
import type { Sentence } from '../../protocol/sentences.ts';
import type { SummaryResult, WrittenSentence } from '../../protocol/writing.ts';
import { percent } from '../../protocol/numbers.ts';
import { escaped } from '../threads/threadMarkdown.ts';
import type { WordLines } from '../tools/shownLines.ts';

/** A place in a file as the editor has it. */
export interface ChatPlace extends WordLines {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Relative to it, with `/`. */
  readonly file: string;
}

/** A piece of a response in the chat. */
export type ChatPart =
  | { readonly kind: 'markdown'; readonly text: string }
  /** A link to a place, in the line of the text. */
  | { readonly kind: 'anchor'; readonly place: ChatPlace; readonly title: string }
  /** A place that the response used, listed beside it. */
  | { readonly kind: 'reference'; readonly place: ChatPlace };

/** A range of a file with its words. */
export interface ChatQuote {
  readonly folder: string;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
}

/** What an answer is put into parts with. */
export interface ChatWording {
  readonly strings: PanelStrings;
  /** A sentence of the engine in the user's language. */
  readonly worded: (sentence: Sentence) => string;
  /** Where words stand in the editor's text. */
  readonly placed: (quote: ChatQuote) => Promise<ChatPlace>;
  /** A file's path as people read it. */
  readonly shownFile: (file: { readonly folder: string; readonly file: string }) => string;
}

/** Passages that a command lists, at most; and those that stand below a question that is declined. */
const MOST = { listed: 8, nearest: 3 };
/** A passage with a smaller share says nothing. */
const LEAST_SHARE = 0.01;
/** UTF-16 units of a passage that are shown. */
const SHOWN = 700;

/**
 * An answer for the chat: its sentences, each with links to what it rests on, how sure it is, and what the user should
 * know. Words of documents are text: nothing in them becomes markup.
 */
export async function answerParts(answer: MergedAnswer, wording: ChatWording): Promise<ChatPart[]> {
  const { strings, worded } = wording;
  if (answer.abstained || answer.sentences.length === 0) return declinedParts(answer, wording);
  const parts = new Parts(wording);
  const listed = answer.kind === 'items' || answer.kind === 'sides';
  if (answer.kind === 'sides') parts.text(`${escaped(strings.sidesTitle)}\n\n`);
  const several = answer.sentences.length > 2;
  for (const sentence of answer.sentences) {
    if (listed) parts.text('- ');
    parts.text(`${sideOf(sentence, several, strings)}${escaped(withoutBullet(sentence.text))} `);
    await parts.cite(sentence.citations);
    parts.text(listed ? '\n' : ' ');
  }
  const sureness = {
    high: strings.confidenceHigh,
    medium: strings.confidenceMedium,
    low: strings.confidenceLow,
  }[surenessOf(answer.confidence)];
  parts.text(`\n\n*${escaped(sureness)}*`);
  parts.notes(partly(answer, strings), answer.warnings.map(worded));
  return parts.all;
}

/** Passages with their shares, best first: each a link, its headings and its words. */
export async function passagesParts(
  answer: Pick<MergedAnswer, 'passages' | 'memory' | 'warnings'>,
  wording: ChatWording,
  most: number = MOST.listed,
): Promise<ChatPart[]> {
  const { strings, worded } = wording;
  const parts = new Parts(wording);
  const passages = answer.passages.filter(({ weight }, i) => i === 0 || weight >= LEAST_SHARE).slice(0, most);
  for (const [i, passage] of passages.entries()) {
    parts.text(`${String(i + 1)}. `);
    await parts.cite([{ ...passage, quote: passage.text }]);
    parts.text(` · ${escaped(fill(strings.share, percent(passage.weight)))}`);
    if (passage.headings.length > 0) parts.text(` · ${passage.headings.map(escaped).join(' › ')}`);
    parts.text(`\n\n${quoted(passage)}\n\n`);
  }
  if (passages.length === 0) parts.text(escaped(strings.declinedNothing));
  parts.notes(partly(answer, strings), answer.warnings.map(worded));
  return parts.all;
}

/** A summary: the whole, then each section under its heading, every sentence with its source; and what it covers. */
export async function summaryParts(
  title: string,
  folder: string,
  { summary, sections, coverage, warnings }: SummaryResult,
  wording: ChatWording,
): Promise<ChatPart[]> {
  const { strings, worded } = wording;
  const parts = new Parts(wording);
  const told = async (sentences: SummaryResult['summary']): Promise<void> => {
    for (const { text, citations } of sentences) {
      parts.text(`${escaped(text)} `);
      await parts.cite(citations.map((citation) => ({ ...citation, folder })));
      parts.text(' ');
    }
  };
  parts.text(`**${escaped(fill(strings.summaryOf, title))}**\n\n`);
  if (summary.length === 0) parts.text(escaped(strings.summaryEmpty));
  await told(summary);
  const shown = sections.filter((section) => section.summary.length > 0);
  // One section says what its whole says.
  for (const section of shown.length > 1 ? shown : []) {
    parts.text(`\n\n**${escaped(section.heading === '' ? strings.sectionUntitled : section.heading)}**\n\n`);
    await told(section.summary);
  }
  if (summary.length > 0) {
    const { represented, compressed, leftOut } = coverage;
    const covered = [
      fill(strings.coverageRepresented, percent(represented)),
      fill(strings.coverageCompressed, percent(compressed)),
      fill(strings.coverageLeftOut, percent(leftOut)),
    ];
    parts.text(`\n\n*${escaped(covered.join(' · '))}*`);
  }
  parts.notes(undefined, warnings.map(worded));
  return parts.all;
}

/** A sentence that a language model wrote, with what checking it gave. */
export async function writtenParts(
  { text, support, citations }: WrittenSentence,
  folder: string,
  wording: ChatWording,
): Promise<ChatPart[]> {
  const { saidUnsure, saidUnsupported } = wording.strings;
  const parts = new Parts(wording);
  parts.text(`${escaped(text)} `);
  if (support === 'unsure') parts.text(`*(${escaped(saidUnsure)})* `);
  // What the files do not say has no source.
  if (support === 'unsupported') parts.text(`*(${escaped(saidUnsupported)})* `);
  else await parts.cite(citations.map((citation) => ({ ...citation, folder })));
  parts.text(' ');
  return parts.all;
}

async function declinedParts(answer: MergedAnswer, wording: ChatWording): Promise<ChatPart[]> {
  const { strings } = wording;
  const { nearMiss } = answer;
  const parts = new Parts(wording);
  parts.text(`**${escaped(strings.declinedTitle)}**\n\n`);
  if (nearMiss !== undefined) {
    const { asked, found, citation } = nearMiss;
    const said =
      found.length === 0
        ? fill(strings.nearMissNothing, asked)
        : fill(strings.nearMissFound, found.join(', '), asked);
    parts.text(`${escaped(said)} `);
    await parts.cite([citation]);
    parts.text('\n\n');
  }
  if (answer.passages.length > 0) parts.text(`${escaped(strings.declinedBody)}\n\n`);
  return [...parts.all, ...(await passagesParts(answer, wording, MOST.nearest))];
}

/** Parts in their order; texts that follow each other are one. */
class Parts {
  readonly all: ChatPart[] = [];
  readonly #wording: ChatWording;
  readonly #referenced = new Set<string>();

  constructor(wording: ChatWording) {
    this.#wording = wording;
  }

  text(text: string): void {
    const last = this.all.at(-1);
    if (last?.kind === 'markdown') this.all[this.all.length - 1] = { ...last, text: last.text + text };
    else this.all.push({ kind: 'markdown', text });
  }

  /** Links to the places, and lists each of them once. */
  async cite(quotes: readonly ChatQuote[]): Promise<void> {
    for (const quote of quotes) {
      const place = await this.#wording.placed(quote);
      const first = place.start.line + 1;
      const last = place.end.line + 1;
      const lines = first === last ? String(first) : `${String(first)}-${String(last)}`;
      const title = `${this.#wording.shownFile(place)}:${lines}`;
      if (!this.#referenced.has(title)) this.all.push({ kind: 'reference', place });
      this.#referenced.add(title);
      this.all.push({ kind: 'anchor', place, title });
    }
  }

  notes(state: string | undefined, warnings: readonly string[]): void {
    for (const note of [...(state === undefined ? [] : [state]), ...warnings])
      this.text(`\n\n*${escaped(note)}*`);
  }
}

function sideOf({ side }: MergedSentence, several: boolean, { later, latest }: PanelStrings): string {
  if (side === undefined) return '';
  const said = [side.date ?? '', side.latest === true ? (several ? latest : later) : ''].filter(Boolean);
  return said.length === 0 ? '' : `*${escaped(said.join(', '))}:* `;
}

function partly(
  { memory }: Pick<MergedAnswer, 'memory'>,
  { partly: text }: PanelStrings,
): string | undefined {
  const { encoded, leaves } = memory;
  return encoded < leaves ? fill(text, String(encoded), String(leaves)) : undefined;
}

function withoutBullet(text: string): string {
  return text.replace(/^\s*[-*+•·]\s+/u, '');
}

/** A passage as a quotation below its item, a paragraph a line; the heading that it begins with is told already. */
function quoted({ text, headings }: Pick<AttendedPassage, 'text' | 'headings'>): string {
  const shown = text.trim();
  const cut = shown.length > SHOWN ? `${shown.slice(0, SHOWN).trimEnd()}…` : shown;
  const paragraphs = cut
    .split(/(?:\r\n?|\n)\s*(?:\r\n?|\n)/u)
    .filter((paragraph, i) => i > 0 || paragraph.replace(/^#+\s*/u, '').trim() !== headings.at(-1)?.trim());
  return paragraphs.map((paragraph) => `   > ${escaped(paragraph)}`).join('\n   >\n');
}
