import { trimmed } from '../../core/text/sentences.ts';
import type { Range } from '../../core/text/range.ts';
import type { ExplainedPassage } from '../../protocol/asking.ts';
import type { InspectedNode } from '../../protocol/memoryReports.ts';
import { percent } from '../../protocol/numbers.ts';
import { placeLink, tag, type Html, type HtmlChild } from './html.ts';
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
  /** What its score is made of; undefined where that cannot be told. */
  readonly passage: ExplainedPassage | undefined;
  /** Its rank among the best, from 1, and how many these are; 0 where it is none of them and was asked by itself. */
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
  /** How a part of a score, how much it gave, and how that compares stand above their columns. */
  readonly columns: readonly [string, string, string];
  readonly nothing: (parts: number) => string;
  readonly found: (words: string) => string;
  readonly scoreWords: (name: string) => string;
}

/** Parts of the page that links lead to: offsets of the file's text, by id. */
export type ExplainedRanges = Map<string, Range>;

/** Neighbouring sections that are named, at most. */
const MOST_SIBLINGS = 15;
/** Of a neighbour's text this much is shown; UTF-16 units. */
const NEIGHBOUR = 400;

/**
 * A passage in its document as a page: the way to it, its place, what each part of its score gave for the question, and
 * what stands beside it.
 *
 * @param ranges takes what the page's links lead to
 */
export function explainPage(explained: ExplainedPlace, texts: ExplainTexts, ranges: ExplainedRanges): Html[] {
  const { shownFile, text, place } = explained;
  const { leaf, sections, number, leaves } = place;
  const link = (id: string, range: Range, ...children: readonly HtmlChild[]): Html => {
    ranges.set(id, trimmed(text, range));
    return placeLink(id, ...children);
  };
  const solid = trimmed(text, leaf);
  const [first, last] = [lineOf(text, solid.start), lineOf(text, Math.max(solid.start, solid.end - 1))];
  const title = sections.at(-1)?.heading ?? shownFile;
  const way = [shownFile, ...sections.slice(0, -1).map(({ heading }) => heading)];
  return [
    sections.length === 0 ? null : tag('p', { class: 'way' }, way.join(' › ')),
    tag('h1', {}, title),
    tag(
      'p',
      { class: 'dim' },
      link('here', leaf, texts.lines(first, last)),
      ' · ',
      texts.part(number, leaves),
    ),
    strip(leaf, text.length, texts.lines(first, last)),
    tag('blockquote', { class: 'here' }, text.slice(solid.start, solid.end)),
    ...askedParts(explained.asked, texts),
    tag('h2', {}, texts.where),
    outline(explained, texts, link),
    tag('h3', {}, texts.before),
    neighbour(text, place.before, texts.begins, (child) => link('before', place.before ?? leaf, child)),
    tag('h3', {}, texts.after),
    neighbour(text, place.after, texts.ends, (child) => link('after', place.after ?? leaf, child)),
  ].flatMap((part) => part ?? []);
}

/** What the parts of a score gave, as a table; bars of one scale, the strongest first. */
function askedParts(asked: AskedOfPlace | undefined, texts: ExplainTexts): Html[] {
  if (asked === undefined) return [tag('p', { class: 'dim' }, texts.unasked)];
  const head = tag('h2', {}, texts.asked(asked.question));
  const { passage, rank, of } = asked;
  const notAmong = tag('p', {}, texts.notAmong(of));
  if (passage === undefined) return [head, notAmong];
  const telling = passage.parts
    .filter(({ contribution }) => Math.abs(contribution) >= 0.005)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const scale = Math.max(1e-9, ...telling.map(({ contribution }) => Math.abs(contribution)));
  const silent = passage.parts.length - telling.length;
  const spans = (passage.reading?.spans ?? []).map((span) => `“${span.text.replace(/\s+/gu, ' ').trim()}”`);
  const [part, gave, compared] = texts.columns;
  return [
    head,
    rank === 0
      ? notAmong
      : tag(
          'p',
          {},
          tag('strong', {}, texts.share(percent(passage.weight), rank, of)),
          ` · ${texts.section(percent(passage.sectionWeight))}`,
        ),
    tag(
      'table',
      { class: 'parts' },
      tag(
        'thead',
        {},
        tag(
          'tr',
          {},
          tag('th', { scope: 'col' }, part),
          tag('th', { scope: 'col', class: 'figure' }, gave),
          tag('th', { scope: 'col' }, compared),
        ),
      ),
      tag(
        'tbody',
        {},
        telling.map(({ name, contribution }) =>
          tag(
            'tr',
            {},
            tag('td', {}, texts.scoreWords(name)),
            tag('td', { class: 'figure' }, signed(contribution)),
            tag('td', {}, bar(contribution / scale)),
          ),
        ),
      ),
    ),
    ...(silent > 0 ? [tag('p', { class: 'dim' }, texts.nothing(silent))] : []),
    ...(spans.length > 0 ? [tag('p', {}, texts.found(spans.join(' · ')))] : []),
  ];
}

/** Links to a range. */
type Link = (id: string, range: Range, ...children: readonly HtmlChild[]) => Html;

/** The sections around it, and those beside the innermost, as nested lists. */
function outline({ shownFile, place }: ExplainedPlace, texts: ExplainTexts, link: Link): Html {
  const { sections, siblings } = place;
  const inner = sections.at(-1);
  const all = siblings.length > 0 || inner === undefined ? siblings : [inner];
  const at = Math.max(0, inner === undefined ? 0 : all.indexOf(inner));
  const from = Math.max(0, Math.min(at - (MOST_SIBLINGS >> 1), all.length - MOST_SIBLINGS));
  const more = tag('li', { class: 'dim' }, '…');
  let list: Html | null =
    all.length === 0
      ? null
      : tag(
          'ul',
          {},
          from > 0 ? more : null,
          all
            .slice(from, from + MOST_SIBLINGS)
            .map((section, i) =>
              section === inner
                ? tag(
                    'li',
                    { 'aria-current': 'true' },
                    tag('strong', {}, section.heading),
                    ` ← ${texts.here}`,
                  )
                : tag('li', {}, link(`s${String(from + i)}`, section, section.heading)),
            ),
          from + MOST_SIBLINGS < all.length ? more : null,
        );
  for (const [depth, section] of [...sections.slice(0, -1).entries()].reverse())
    list = tag('ul', {}, tag('li', {}, link(`o${String(depth)}`, section, section.heading), list));
  return tag('ul', {}, tag('li', {}, link('top', { start: 0, end: 1 }, shownFile), list));
}

function neighbour(
  text: string,
  leaf: InspectedNode | undefined,
  none: string,
  linked: (child: HtmlChild) => Html,
): Html {
  if (leaf === undefined) return tag('p', { class: 'dim' }, none);
  const words = text.slice(leaf.start, leaf.end).trim();
  const shown = words.length > NEIGHBOUR ? `${words.slice(0, NEIGHBOUR).trimEnd()}…` : words;
  const [first = '', ...rest] = shown.split(/(?<=\n)/u);
  return tag('blockquote', {}, linked(first), rest.join(''));
}

/** Where a range lies in a text. */
function strip({ start, end }: Range, length: number, said: string): Html {
  const part = (offset: number): number => Math.round((offset / Math.max(1, length)) * 1000);
  return tag(
    'svg',
    { class: 'strip', viewBox: '0 0 1000 8', preserveAspectRatio: 'none', role: 'img', 'aria-label': said },
    tag('rect', { class: 'track', width: 1000, height: 8 }),
    tag('rect', { class: 'bar', x: part(start), width: Math.max(4, part(end) - part(start)), height: 8 }),
  );
}

/** @param part of the scale, -1 to 1 */
function bar(part: number): Html {
  return tag(
    'svg',
    { class: 'part', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    tag('rect', { class: 'track', width: 100, height: 10 }),
    tag('rect', {
      class: part < 0 ? 'less' : 'bar',
      width: Math.max(1, Math.round(Math.abs(part) * 100)),
      height: 10,
    }),
  );
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

/** The line of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\r|\n/u).length;
}
