import type { Heading, Outline } from '../../core/memory/tree.ts';
import { listItems, tableRows } from './items.ts';
import { Lines } from './lines.ts';
import { readPlain } from './plain.ts';
import { plainMarkdown } from './title.ts';
import { turns } from './turns.ts';

/** Longer lines are paragraphs that happen to start with `#`. */
const LONGEST_HEADING = 300;
/** How far the end of front matter is looked for, in lines. */
const LONGEST_FRONT_MATTER = 200;

/**
 * Markdown: ATX and setext headings outside fences, comments and front matter. Breaks: list items, table rows,
 * fences, quotes, thematic breaks, speakers' turns. A file with no heading of Markdown's own is read as plain
 * text, which many files named .md are.
 */
export function readMarkdown(text: string): Outline {
  const lines = new Lines(text);
  const headings: Heading[] = [];
  const breaks: number[] = [];
  let fence: { readonly mark: string; readonly length: number } | undefined;
  let inComment = false;
  let inTable = false;
  /** The line that a setext underline would make a heading: the only one of its paragraph. */
  let paragraph = -1;
  let paragraphLines = 0;
  const front = frontMatterEnd(lines);
  const opaque = new Uint8Array(lines.count).fill(1, 0, front);

  for (let i = front; i < lines.count; i++) {
    const line = lines.at(i);
    const content = line.trimStart();
    const indent = line.length - content.length;
    if (fence !== undefined) {
      opaque[i] = 1;
      const close = /^(`{3,}|~{3,})\s*$/.exec(content)?.[1];
      if (indent <= 3 && close?.startsWith(fence.mark) === true && close.length >= fence.length) {
        fence = undefined;
        breaks.push(lines.start(i + 1));
      }
      continue;
    }
    if (inComment) {
      opaque[i] = 1;
      inComment = !endsComment(lines, i);
      continue;
    }
    const wasParagraph = paragraphLines;
    paragraphLines = 0;
    if (content === '') {
      inTable = false;
      continue;
    }
    // Code by indentation, unless it goes on with a list item or a paragraph.
    if (indent >= 4 && wasParagraph === 0) continue;
    const open = /^(`{3,}|~{3,})/.exec(content)?.[1];
    if (open !== undefined && !(open.startsWith('`') && content.slice(open.length).includes('`'))) {
      opaque[i] = 1;
      fence = { mark: open.charAt(0), length: open.length };
      breaks.push(lines.start(i));
      continue;
    }
    if (content.startsWith('<!--')) {
      opaque[i] = 1;
      inComment = !endsComment(lines, i);
      continue;
    }
    const atx = lines.length(i) <= LONGEST_HEADING ? /^(#{1,6})(?:[ \t\u3000]+(.*))?$/.exec(content) : null;
    if (atx !== null && indent <= 3) {
      const title = plainMarkdown((atx[2] ?? '').replace(/(?:^|[ \t]+)#+[ \t]*$/, ''));
      if (title !== '') headings.push({ start: lines.start(i), depth: atx[1]?.length ?? 1, title });
      continue;
    }
    const underline = indent <= 3 ? /^(=+|-+)\s*$/.exec(content)?.[1] : undefined;
    if (underline !== undefined && wasParagraph === 1 && lines.length(i) <= LONGEST_HEADING) {
      const above = lines.at(paragraph);
      if (isTitle(above, underline) && lines.length(paragraph) <= LONGEST_HEADING) {
        const depth = underline.startsWith('=') ? 1 : 2;
        headings.push({ start: lines.start(paragraph), depth, title: plainMarkdown(above) });
        continue;
      }
    }
    if (/^(?:[-*_][ \t]*){3,}$/.test(content)) {
      breaks.push(lines.start(i));
    } else if (content.startsWith('|') || (inTable && content.includes('|'))) {
      // The row below the header belongs to it, and so does the first row of values: they explain each other.
      if (inTable && !isRule(content) && !isRule(lines.at(i - 1).trim())) breaks.push(lines.start(i));
      inTable = true;
    } else if (indent <= 3 && /^(?:[-*+]|\d{1,9}[.)])[ \t]/.test(content)) {
      breaks.push(lines.start(i));
    } else if (content.startsWith('>')) {
      if (
        !lines
          .at(i - 1)
          .trimStart()
          .startsWith('>')
      )
        breaks.push(lines.start(i));
    } else {
      if (wasParagraph === 0) paragraph = i;
      paragraphLines = wasParagraph + 1;
    }
  }
  const isOpaque = (line: number): boolean => opaque[line] === 1;
  const items = [...turns(lines), ...listItems(lines, isOpaque), ...tableRows(lines, isOpaque)];
  if (headings.length > 0) return { headings, breaks, items };
  const plain = readPlain(text);
  return { headings: plain.headings, breaks: [...breaks, ...plain.breaks], items };
}

/** The first line behind `---` … `---` at the very top; 0 where there is no such block. */
function frontMatterEnd(lines: Lines): number {
  if (!/^---\s*$/.test(lines.at(0))) return 0;
  for (let i = 1; i < Math.min(lines.count, LONGEST_FRONT_MATTER); i++) {
    if (/^(?:---|\.\.\.)\s*$/.test(lines.at(i))) return i + 1;
    // A block of keys and values has no headings and no paragraphs with blank lines between.
    if (/^#{1,6} /.test(lines.at(i)) && lines.isBlank(i + 1)) return 0;
  }
  return 0;
}

/** Looks no further than the line: a comment without an end may have as many lines as the file. */
function endsComment(lines: Lines, line: number): boolean {
  return lines.text.slice(lines.start(line), lines.end(line)).includes('-->');
}

/** Whether a line over `---` was meant as a heading, and the dashes not as a rule below a paragraph. */
function isTitle(line: string, underline: string): boolean {
  return underline.startsWith('=') || (line.trim().length <= 100 && !/[.,;:。，；：!！]\s*$/.test(line));
}

/** The row of dashes below a table's header. */
function isRule(row: string): boolean {
  return row.includes('-') && /^[|:\- \t]+$/.test(row);
}
