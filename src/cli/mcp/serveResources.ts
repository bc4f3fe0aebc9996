import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CompleteRequestSchema,
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { ReadResourceResult, Resource } from '@modelcontextprotocol/sdk/types.js';
import { Lines } from '../lines.ts';
import { addressed, addressTemplates, fileAddress, passageAddress, type Address } from './addresses.ts';
import type { Library, LibraryFile } from './library.ts';
import { pagesOf } from './pages.ts';
import { failure } from './serveTools.ts';

/** Files in one answer of a list; the next ones are behind its cursor. */
const LISTED = 100;
/** Names that are proposed at most: the protocol's own limit. */
const PROPOSED = 100;
/** "Resource not found", as the protocol has it. */
const NOT_FOUND = -32002;

/** Serves the remembered files, whole in pages or by lines, and proposes their names where one is to be typed. */
export function serveResources(server: Server, library: Library): void {
  server.setRequestHandler(ListResourcesRequestSchema, async ({ params }, { signal }) => {
    const after = params?.cursor === undefined ? '' : fromCursor(params.cursor);
    const files = (await library.files(signal)).filter(({ file }) => file > after);
    const shown = files.slice(0, LISTED);
    const last = shown.at(-1);
    return {
      resources: shown.map(resourceOf),
      ...(last === undefined || files.length <= LISTED ? {} : { nextCursor: toCursor(last.file) }),
    };
  });
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [
      {
        name: 'file',
        title: 'A remembered file',
        uriTemplate: addressTemplates.file,
        description: 'The text of a file as it is remembered; a long one page by page, from 1.',
      },
      {
        name: 'passage',
        title: 'Lines of a file',
        uriTemplate: addressTemplates.passage,
        description:
          'Lines of a file, from 1, both ends in it: `lines=12-18`. Citations have such addresses.',
      },
    ],
  }));
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params: { uri } }, { signal }) => {
    const address = addressed(uri);
    if (address === undefined)
      throw notFound(
        uri,
        `It is no address of Recollect's. They look like ${addressTemplates.file} and ${addressTemplates.passage}.`,
      );
    let text: string;
    try {
      ({ text } = await library.read(address.file, signal));
    } catch (error) {
      throw notFound(uri, failure(error));
    }
    return address.kind === 'file' ? pageOf(uri, text, address) : linesOf(uri, text, address);
  });
  server.setRequestHandler(CompleteRequestSchema, async ({ params: { argument } }, { signal }) => {
    if (!FILE_ARGUMENTS.has(argument.name)) return { completion: { values: [], total: 0, hasMore: false } };
    const names = proposed(
      (await library.files(signal)).map(({ file }) => file),
      argument.value,
    );
    return {
      completion: {
        values: names.slice(0, PROPOSED),
        total: names.length,
        hasMore: names.length > PROPOSED,
      },
    };
  });
}

/** Arguments of prompts and variables of templates that take the name of a file. */
const FILE_ARGUMENTS: ReadonlySet<string> = new Set(['file', 'files', 'first', 'second']);

/** Names that begin with what is typed, then those that hold it; upper and lower case are the same. */
export function proposed(names: readonly string[], typed: string): string[] {
  const wanted = typed.normalize('NFC').toLowerCase();
  const folded = (name: string): string => name.normalize('NFC').toLowerCase();
  const isFront = (name: string): boolean =>
    folded(name).startsWith(wanted) || folded(name.slice(name.lastIndexOf('/') + 1)).startsWith(wanted);
  const holding = names.filter((name) => folded(name).includes(wanted));
  return [...holding.filter(isFront), ...holding.filter((name) => !isFront(name))];
}

function pageOf(
  uri: string,
  text: string,
  { file, page }: Extract<Address, { kind: 'file' }>,
): ReadResourceResult {
  const pages = pagesOf(text);
  const range = pages[page - 1];
  if (range === undefined) throw notFound(uri, `${file} has ${pages.length} pages.`);
  const contents = [{ uri, mimeType: mimeTypeOf(file), text: text.slice(range.start, range.end) }];
  if (pages.length > 1) {
    const next = fileAddress(file, page + 1);
    const more = page < pages.length ? ` The next one is ${next}` : ' It is the last one.';
    contents.push({
      uri: page < pages.length ? next : uri,
      mimeType: 'text/plain',
      text: `This was page ${page} of ${pages.length}.${more}`,
    });
  }
  return { contents };
}

function linesOf(
  uri: string,
  text: string,
  { file, lines }: Extract<Address, { kind: 'passage' }>,
): ReadResourceResult {
  const range = new Lines(text).range(lines);
  if (range === undefined) throw notFound(uri, `${file} has fewer than ${lines.start} lines.`);
  // More than a page at once is what pages are for.
  const [{ end } = { end: 0 }] = pagesOf(text.slice(range.start, range.end));
  const contents = [{ uri, mimeType: mimeTypeOf(file), text: text.slice(range.start, range.start + end) }];
  if (range.start + end < range.end) {
    const from = new Lines(text).at(range.start + end);
    const next = passageAddress(file, from, lines.end);
    contents.push({ uri: next, mimeType: 'text/plain', text: `It goes on at ${next}` });
  }
  return { contents };
}

function resourceOf({ file, leaves }: LibraryFile): Resource {
  return {
    uri: fileAddress(file),
    name: file,
    title: file.slice(file.lastIndexOf('/') + 1),
    mimeType: mimeTypeOf(file),
    description: leaves === 1 ? '1 passage' : `${leaves} passages`,
  };
}

function mimeTypeOf(file: string): string {
  return /\.(?:md|markdown|mdown|mkd|mdx|qmd|rmd)$/iu.test(file) ? 'text/markdown' : 'text/plain';
}

function notFound(uri: string, why: string): McpError {
  return new McpError(NOT_FOUND, `${uri} cannot be read. ${why}`, { uri });
}

function toCursor(file: string): string {
  return Buffer.from(file, 'utf8').toString('base64url');
}

/** The name behind which a list goes on: also where that file is gone by now. */
function fromCursor(cursor: string): string {
  if (!/^[\w-]+$/u.test(cursor))
    throw new McpError(
      ErrorCode.InvalidParams,
      'That cursor is none of this list. Begin it anew, without one.',
    );
  return Buffer.from(cursor, 'base64url').toString('utf8');
}
