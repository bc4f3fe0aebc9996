import type { Range } from '../../core/text/range.ts';

/** UTF-16 units of a page at most: some 10,000 tokens. */
const PAGE = 40_000;

/**
 * A text in pages: they tile it, each ends with a line where one ends in its second half, and none splits a character.
 * An empty text is one empty page.
 */
export function pagesOf(text: string, most: number = PAGE): Range[] {
  const pages: Range[] = [];
  let start = 0;
  do {
    const end = pageEnd(text, start, most);
    pages.push({ start, end });
    start = end;
  } while (start < text.length);
  return pages;
}

function pageEnd(text: string, start: number, most: number): number {
  const limit = start + most;
  if (limit >= text.length) return text.length;
  const line = text.lastIndexOf('\n', limit - 1) + 1;
  if (line > start + most / 2) return line;
  const code = text.charCodeAt(limit);
  return code >= 0xdc00 && code <= 0xdfff && limit - 1 > start ? limit - 1 : limit;
}
