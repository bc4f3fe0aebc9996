import type { ExplainedPassage } from '../../protocol/engineApi.ts';
import type { InspectedNode } from '../../protocol/memoryReports.ts';
import { percent } from '../numbers.ts';
import { escaped } from '../threads/threadMarkdown.ts';
import type { TreePlace } from './treePlace.ts';

/** A passage with what is known of it. */
export interface ExplainedPlace {
  /** The file as people read it. */
  readonly shownFile: string;
  /** Its text, and the tree of it. */
  readonly text: string;
  readonly place: TreePlace;
  /** The question that it is explained for; undefined where none was asked yet. */
  readonly asked: AskedOfPlace | undefined;
}

/** What a question made of it. */
export interface AskedOfPlace {
  readonly question: string;
  /** Undefined where it is not among those that were taken apart. */
  readonly passage: ExplainedPassage | undefined;
  /** Its rank among them, from 1, and how many there are. */
  readonly rank: number;
  readonly of: number;
}

/** The words that a passage is explained with, in one language. */
export interface ExplainTexts {
  readonly lines: (first: number, last: number) => string;
  readonly part: (number: number, of: number) => string;
  readonly where: string;
  readonly before: string;
  readonly after: string;
  readonly begins: string;
  readonly ends: string;
  readonly here: string;
  readonly asked: (question: string) => string;
  readonly unasked: string;
  readonly share: (share: string, rank: number, of: number) => string;
  readonly section: (share: string) => string;
  readonly notAmong: (of: number) => string;
  readonly columns: readonly [string, string, string];
  readonly nothing: (parts: number) => string;
  readonly found: (words: string) => string;
  readonly scoreWords: (name: string) => string;
}

/** What links lead to. @param offset of the file's text */
export type LinkTo = (offset: number) => string;

const BAR = 16;
const STRIP = 48;
/** Neighbouring sections that are named, at most. */
const MOST_SIBLINGS = 15;
/** Of a neighbour's text this much is shown; UTF-16 units. */
const NEIGHBOUR = 400;

/**
 * A passage in its document as Markdown: the way to it, its place, what stands beside it, and what each part of its
 * score gave for the question. Words of documents and of people are text: nothing in them becomes markup.
 */
export function explainText(explained: ExplainedPlace, texts: ExplainTexts, linkTo: LinkTo): string {
  const { shownFile, text, place } = explained;
  const { leaf, sections, number, leaves } = place;
  const [first, last] = [lineOf(text, leaf.start), lineOf(text, endOf(text, leaf))];
  const way = [shownFile, ...sections.map(({ heading }) => heading)].map(escaped).join(' › ');
  return `${[
    `# ${way}`,
    quoted(text.slice(leaf.start, leaf.end)),
    `[${escaped(texts.lines(first, last))}](${linkTo(leaf.start)}) · ${escaped(texts.part(number, leaves))}`,
    `\`${strip(leaf, text.length)}\``,
    ...askedParts(explained.asked, texts),
    `## ${escaped(texts.where)}`,
    outline(explained, texts, linkTo),
    `### ${escaped(texts.before)}`,
    neighbour(text, place.before, texts.begins, linkTo),
    `### ${escaped(texts.after)}`,
    neighbour(text, place.after, texts.ends, linkTo),
  ].join('\n\n')}\n`;
}

/** What the parts of a score gave, as a table; bars of one scale, the strongest first. */
function askedParts(asked: AskedOfPlace | undefined, texts: ExplainTexts): string[] {
  if (asked === undefined) return [`*${escaped(texts.unasked)}*`];
  const head = `## ${escaped(texts.asked(asked.question))}`;
  const { passage, rank, of } = asked;
  if (passage === undefined) return [head, escaped(texts.notAmong(of))];
  const telling = passage.parts
    .filter(({ contribution }) => Math.abs(contribution) >= 0.005)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const scale = Math.max(1e-9, ...telling.map(({ contribution }) => Math.abs(contribution)));
  const silent = passage.parts.length - telling.length;
  const spans = (passage.reading?.spans ?? []).map((span) => `“${span.text.replace(/\s+/gu, ' ').trim()}”`);
  return [
    head,
    `**${escaped(texts.share(percent(passage.weight), rank, of))}** · ${escaped(texts.section(percent(passage.sectionWeight)))}`,
    [
      `| ${texts.columns.map(escaped).join(' | ')} |`,
      '|:--|--:|:--|',
      ...telling.map(
        ({ name, contribution }) =>
          `| ${escaped(texts.scoreWords(name))} | ${signed(contribution)} | \`${bar(contribution / scale)}\` |`,
      ),
    ].join('\n'),
    ...(silent > 0 ? [`*${escaped(texts.nothing(silent))}*`] : []),
    ...(spans.length > 0 ? [escaped(texts.found(spans.join(' · ')))] : []),
  ];
}

/** The sections around it, and those beside the innermost, as a nested list. */
function outline({ shownFile, text, place }: ExplainedPlace, texts: ExplainTexts, linkTo: LinkTo): string {
  const { sections, siblings } = place;
  const inner = sections.at(-1);
  const around = [
    `- [${escaped(shownFile)}](${linkTo(0)})`,
    ...sections
      .slice(0, -1)
      .map((section, depth) => `${'  '.repeat(depth + 1)}- ${sectionLink(section, text, linkTo)}`),
  ];
  const at = Math.max(0, inner === undefined ? 0 : siblings.indexOf(inner));
  const from = Math.max(0, Math.min(at - (MOST_SIBLINGS >> 1), siblings.length - MOST_SIBLINGS));
  const beside = (siblings.length > 0 ? siblings : inner === undefined ? [] : [inner]).slice(
    from,
    from + MOST_SIBLINGS,
  );
  const indent = '  '.repeat(Math.max(1, sections.length));
  return [
    ...around,
    ...(from > 0 ? [`${indent}- …`] : []),
    ...beside.map((section) =>
      section === inner
        ? `${indent}- **${sectionLink(section, text, linkTo)}** ← ${escaped(texts.here)}`
        : `${indent}- ${sectionLink(section, text, linkTo)}`,
    ),
    ...(from + MOST_SIBLINGS < siblings.length ? [`${indent}- …`] : []),
  ].join('\n');
}

function sectionLink({ heading, start }: InspectedNode, text: string, linkTo: LinkTo): string {
  const white = text.slice(start).search(/\S/u);
  return `[${escaped(heading)}](${linkTo(start + Math.max(0, white))})`;
}

function neighbour(text: string, leaf: InspectedNode | undefined, none: string, linkTo: LinkTo): string {
  if (leaf === undefined) return `*${escaped(none)}*`;
  const words = text.slice(leaf.start, leaf.end).trim();
  const shown = words.length > NEIGHBOUR ? `${words.slice(0, NEIGHBOUR).trimEnd()}…` : words;
  return `${quoted(shown)}\n\n[↗](${linkTo(leaf.start)})`;
}

/** A text as a quotation, its lines kept. */
function quoted(text: string): string {
  const lines = text.trim().split(/\r\n|\r|\n/u);
  return lines.map((line) => `> ${escaped(line)}${line.trim() === '' ? '' : '  '}`).join('\n');
}

/** Where a range lies in a text, as a strip. */
function strip({ start, end }: InspectedNode, length: number): string {
  const from = Math.min(STRIP - 1, Math.floor((start / Math.max(1, length)) * STRIP));
  const to = Math.max(from + 1, Math.round((end / Math.max(1, length)) * STRIP));
  return Array.from({ length: STRIP }, (_, i) => (i >= from && i < to ? '█' : '░')).join('');
}

/** @param part of the scale, -1 to 1; what takes away is hatched */
function bar(part: number): string {
  const filled = Math.max(1, Math.round(Math.abs(part) * BAR));
  return (part < 0 ? '▒' : '█').repeat(filled) + '░'.repeat(BAR - filled);
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

function endOf(text: string, { start, end }: InspectedNode): number {
  return Math.max(start, start + text.slice(start, end).trimEnd().length - 1);
}

/** The line of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\r|\n/u).length;
}
