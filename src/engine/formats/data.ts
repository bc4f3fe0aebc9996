import type { Heading, Outline } from '../../core/memory/tree.ts';
import type { Range } from '../../core/text/range.ts';
import { Lines } from './lines.ts';
import { tidyTitle } from './title.ts';

/** One record a line: every line that is not empty is kept whole. */
export function readDelimited(text: string): Outline {
  const lines = new Lines(text);
  const items: Range[] = [];
  for (let line = 0; line < lines.count; line++)
    if (lines.length(line) > 0) items.push({ start: lines.start(line), end: lines.start(line + 1) });
  return { headings: [], breaks: [], items };
}

/** INI, TOML and their like: `[section]` lines are headings, with the comment right above. */
export function readSettings(text: string): Outline {
  const lines = new Lines(text);
  const headings: Heading[] = [];
  for (let i = 0; i < lines.count; i++) {
    const name = /^\[{1,2}([^[\]]{1,200})\]{1,2}\s*(?:[#;].*)?$/.exec(lines.at(i))?.[1];
    if (name === undefined) continue;
    let first = i;
    while (/^[#;]/.test(lines.at(first - 1))) first--;
    headings.push({ start: lines.start(first), depth: 1, title: tidyTitle(name) });
  }
  return { headings, breaks: [] };
}
