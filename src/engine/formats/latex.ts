import type { Heading, Outline } from '../../core/memory/tree.ts';
import { Lines } from './lines.ts';
import { tidyTitle } from './title.ts';

const DEPTHS: Readonly<Record<string, number>> = {
  title: 1,
  part: 1,
  chapter: 2,
  section: 3,
  subsection: 4,
  subsubsection: 5,
  paragraph: 6,
};

/** LaTeX: sectioning commands that start a line. Breaks: environments and items. */
export function readLatex(text: string): Outline {
  const lines = new Lines(text);
  const headings: Heading[] = [];
  const breaks: number[] = [];
  for (let i = 0; i < lines.count; i++) {
    const line = lines.at(i).trimStart();
    if (!line.startsWith('\\')) continue;
    const found =
      /^\\(title|part|chapter|section|subsection|subsubsection|paragraph)\*?\s*(?:\[[^\]]*\])?\{(.*)/.exec(
        line,
      );
    if (found !== null) {
      const title = tidyTitle(plainLatex(braced(found[2] ?? '')));
      if (title !== '') headings.push({ start: lines.start(i), depth: DEPTHS[found[1] ?? ''] ?? 3, title });
    } else if (/^\\(?:begin|item)\b/.test(line)) breaks.push(lines.start(i));
  }
  return { headings, breaks };
}

/** Up to the brace that closes the one before the text, or all of it. */
function braced(text: string): string {
  let depth = 1;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\') i++;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return text.slice(0, i);
  }
  return text;
}

function plainLatex(title: string): string {
  return title
    .replace(/\\(?:label|footnote|index)\{[^}]*\}/g, '')
    .replace(/\\[a-zA-Z]+\*?/g, ' ')
    .replace(/\\([&%$#_{}])/g, '$1')
    .replace(/[{}$]/g, '')
    .replace(/~/g, ' ');
}
