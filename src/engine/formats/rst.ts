import type { Heading, Outline } from '../../core/memory/tree.ts';
import { listItems, tableRows } from './items.ts';
import { Lines } from './lines.ts';
import { displayWidth, ornamentOf } from './ornament.ts';
import { tidyTitle } from './title.ts';

/**
 * reStructuredText: a title is underlined, and may be overlined, with one punctuation mark at least as long as
 * it. Depths follow the order in which the styles of underline first come. Breaks: list items and directives.
 */
export function readRst(text: string): Outline {
  const lines = new Lines(text);
  const headings: Heading[] = [];
  const breaks: number[] = [];
  const styles: string[] = [];
  for (let i = 0; i < lines.count; i++) {
    const line = lines.at(i);
    const ornament = ornamentOf(lines.at(i + 1));
    if (ornament !== '' && line.trim() !== '' && ornamentOf(line) === '') {
      const over = ornamentOf(lines.at(i - 1)) === ornament;
      const length = lines.at(i + 1).trim().length;
      if (
        (over || /^\S/.test(line)) &&
        (over || lines.isBlank(i - 1)) &&
        length >= displayWidth(line.trim())
      ) {
        const style = over ? ornament + ornament : ornament;
        if (!styles.includes(style)) styles.push(style);
        const start = lines.start(over ? i - 1 : i);
        headings.push({
          start,
          depth: styles.indexOf(style) + 1,
          title: tidyTitle(line.replace(/`+|\*+/g, '')),
        });
        i++;
        continue;
      }
    }
    if (/^(?:[-*+•]|\d{1,3}\.|#\.|\.\.)\s/.test(line)) breaks.push(lines.start(i));
  }
  return { headings, breaks, items: [...listItems(lines), ...tableRows(lines)] };
}
