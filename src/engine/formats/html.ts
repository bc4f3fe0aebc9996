import type { Heading, Outline } from '../../core/memory/tree.ts';
import { Lines } from './lines.ts';
import { decodeEntities, tidyTitle } from './title.ts';

/** A heading that is not closed within this many units is none. */
const LONGEST_HEADING = 2000;

/**
 * HTML as the text it is, tags included, so that offsets are those of the file: `<h1>` to `<h6>` are headings,
 * block elements that start a line are breaks.
 */
export function readHtml(text: string): Outline {
  const lines = new Lines(text);
  const headings: Heading[] = [];
  const breaks: number[] = [];
  const hidden = hiddenRanges(text);
  const closing = /<\/(h[1-6])/gi;
  let close = closing.exec(text);
  let next = 0;
  let line = 0;
  for (const found of text.matchAll(/<(h[1-6]|p|li|tr|section|article|dt|blockquote|pre|table)(?=[\s>])/gi)) {
    while ((hidden[next]?.end ?? Infinity) <= found.index) next++;
    if ((hidden[next]?.start ?? Infinity) <= found.index) continue;
    while (line + 1 < lines.count && lines.start(line + 1) <= found.index) line++;
    const tag = (found[1] ?? '').toLowerCase();
    if (!/^h\d$/.test(tag)) {
      const before = text.slice(lines.start(line), Math.min(found.index, lines.start(line) + 200));
      if (before.trim() === '') breaks.push(found.index);
      continue;
    }
    while (close !== null && close.index < found.index) close = closing.exec(text);
    if (close?.[1]?.toLowerCase() !== tag || close.index - found.index > LONGEST_HEADING) continue;
    const body = text.slice(found.index, close.index);
    const title = tidyTitle(decodeEntities(body.replace(/<[^<>]*>/g, ' ')));
    if (title !== '') headings.push({ start: lines.start(line), depth: Number(tag.charAt(1)), title });
  }
  return { headings, breaks };
}

/** Comments, scripts and styles, in order; one that is never closed hides nothing. */
function hiddenRanges(text: string): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  const closings: Record<string, RegExp> = { '!--': /-->/g, script: /<\/script/gi, style: /<\/style/gi };
  const opening = /<(!--|script|style)/gi;
  for (let found = opening.exec(text); found !== null; found = opening.exec(text)) {
    const closing = closings[(found[1] ?? '').toLowerCase()];
    if (closing === undefined) continue;
    closing.lastIndex = opening.lastIndex;
    const close = closing.exec(text);
    if (close === null) break;
    ranges.push({ start: found.index, end: close.index });
    opening.lastIndex = close.index;
  }
  return ranges;
}
