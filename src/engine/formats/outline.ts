import type { Heading, Outline } from '../../core/memory/tree.ts';
import type { Range } from '../../core/text/range.ts';
import { extensionOf } from '../workspace/eligible.ts';
import { codeReaderFor } from './code.ts';
import { readDelimited, readSettings } from './data.ts';
import { readHtml } from './html.ts';
import { readLatex } from './latex.ts';
import { readMarkdown } from './markdown.ts';
import { readPlain } from './plain.ts';
import { readRst } from './rst.ts';
import { readSyntax } from './syntax.ts';

/** Part of what a document's tree is made from: files are cut anew where their outline would be another today. */
export const FORMATS_VERSION = 3;

/**
 * Finds a format's own structure in a text. Never throws, whatever the text holds, and takes time in
 * proportion to its length. Headings may be in any order with repeats: {@link outlineOf} puts them right.
 */
export type DocumentReader = (text: string) => Outline;

const READERS: readonly (readonly [reader: DocumentReader, extensions: string])[] = [
  [readMarkdown, 'md markdown mdown mkd mdx qmd rmd'],
  [readHtml, 'html htm xhtml'],
  [readLatex, 'tex ltx latex'],
  [readRst, 'rst rest'],
  [readDelimited, 'csv tsv jsonl ndjson'],
  [readSettings, 'ini toml cfg conf properties editorconfig'],
  [() => ({ headings: [], breaks: [] }), 'json xml svg yaml yml log lock map'],
];

const READER_BY_EXTENSION = new Map(
  READERS.flatMap(([reader, extensions]) =>
    extensions.split(' ').map((extension) => [extension, reader] as const),
  ),
);

/**
 * The outline of a file's text, by its extension; a name that says nothing is read as plain text.
 *
 * Headings are ascending, one a line at most, each at the start of its line; one without a title ends the
 * section above and says nothing of its own. Breaks are ascending, each inside the text. Offsets are UTF-16
 * units. A promise, since a language's grammar is loaded with its first file; the same text gives the same
 * outline always.
 *
 * @param file the file's name or path; only its extension counts
 */
export async function outlineOf(file: string, text: string): Promise<Outline> {
  const extension = extensionOf(file);
  const { headings, breaks, items } =
    (await readSyntax(text, extension)) ??
    (READER_BY_EXTENSION.get(extension) ?? codeReaderFor(extension) ?? readPlain)(text);
  const ordered = inOrder(headings);
  const whole = apart(items ?? [], ordered, text.length);
  return {
    headings: ordered,
    breaks: ascending([...breaks, ...whole.flatMap(({ start, end }) => [start, end])], text.length),
    ...(whole.length === 0 ? {} : { items: whole }),
  };
}

/** Where two headings share a line the first one counts. */
function inOrder(headings: readonly Heading[]): Heading[] {
  const sorted = headings.toSorted((a, b) => a.start - b.start);
  return sorted.filter((heading, i) => i === 0 || heading.start !== sorted[i - 1]?.start);
}

/** In order; of two that overlap the first and longer one counts: a list stands in a turn. A heading ends all. */
function apart(items: readonly Range[], headings: readonly Heading[], length: number): Range[] {
  const kept: Range[] = [];
  let next = 0;
  for (const item of items.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    while ((headings[next]?.start ?? Infinity) <= item.start) next++;
    const end = Math.min(item.end, headings[next]?.start ?? length);
    if (item.start >= (kept.at(-1)?.end ?? 0) && end > item.start) kept.push({ start: item.start, end });
  }
  return kept;
}

function ascending(offsets: readonly number[], length: number): number[] {
  const sorted = offsets.filter((offset) => offset > 0 && offset < length).sort((a, b) => a - b);
  return sorted.filter((offset, i) => i === 0 || offset !== sorted[i - 1]);
}
