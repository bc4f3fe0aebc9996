import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const LIBRARY = join(import.meta.dirname, '../../media/sample-library');
const SOURCES = [
  'contracts/lease.md',
  'manual/freeze-dryer-sq-d12.md',
  'research/eels-and-tidal-turbines.md',
];
/** Words of a page. */
const PAGE = 500;

/** A Markdown file of so many pages: the sample library's texts as chapters, again and again, each saying which it is. */
export async function longFile(pages: number): Promise<string> {
  const texts = await Promise.all(SOURCES.map((file) => readFile(join(LIBRARY, file), 'utf8')));
  const parts: string[] = ['# The Collected Papers of the Mill\n'];
  for (let words = 0, chapter = 1; words < pages * PAGE; chapter++) {
    const text = texts[(chapter - 1) % texts.length] ?? '';
    const own = text.replace(/^(#+) (.*)$/gm, (_line, marks: string, title: string) =>
      marks === '#'
        ? `## Chapter ${String(chapter)}. ${title}`
        : `##${marks.slice(1)} ${title} (${String(chapter)})`,
    );
    parts.push(own);
    words += own.split(/\s+/).length;
  }
  return parts.join('\n\n');
}
