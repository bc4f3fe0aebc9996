import type { Heading, Outline } from '../../core/memory/tree.ts';
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
export const FORMATS_VERSION = 2;

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
  const { headings, breaks } =
    (await readSyntax(text, extension)) ??
    (READER_BY_EXTENSION.get(extension) ?? codeReaderFor(extension) ?? readPlain)(text);
  return { headings: inOrder(headings), breaks: ascending(breaks, text.length) };
}

/** Where two headings share a line the first one counts. */
function inOrder(headings: readonly Heading[]): Heading[] {
  const sorted = headings.toSorted((a, b) => a.start - b.start);
  return sorted.filter((heading, i) => i === 0 || heading.start !== sorted[i - 1]?.start);
}

function ascending(offsets: readonly number[], length: number): number[] {
  const sorted = offsets.filter((offset) => offset > 0 && offset < length).sort((a, b) => a - b);
  return sorted.filter((offset, i) => i === 0 || offset !== sorted[i - 1]);
}
