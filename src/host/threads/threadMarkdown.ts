import type { Support } from '../../protocol/writing.ts';
import { titleOf, type KeptCitation, type KeptThread, type KeptTurn } from './keptThread.ts';

/** Where quoted words stand now. */
export interface FoundWords {
  /** Counted from 1; undefined where they stand nowhere. */
  readonly line: number | undefined;
}

/** What an exported conversation is put into words with. */
export interface ThreadMarkdownWording {
  /** A file's path as people read it. */
  readonly shownFile: (citation: KeptCitation) => string;
  /** Where a citation's words stand now. */
  readonly found: (citation: KeptCitation) => FoundWords;
  /** A day, of milliseconds since the epoch. */
  readonly date: (time: number) => string;
  readonly texts: ThreadMarkdownTexts;
}

/** The words of an export in one language; `{0}` is filled in. */
export interface ThreadMarkdownTexts {
  readonly exported: (date: string) => string;
  readonly askedOf: (file: string) => string;
  readonly declined: string;
  readonly writtenBy: (model: string) => string;
  readonly line: (line: number) => string;
  readonly gone: string;
  readonly sources: string;
  readonly support: Readonly<Record<Exclude<Support, 'supported' | 'no-claim'>, string>>;
}

/**
 * A conversation as Markdown: a heading a question, the answer with numbers in brackets, then each source with file,
 * line and quote. Words of documents, of people and of models are text: nothing in them becomes markup.
 */
export function threadMarkdown(thread: KeptThread, wording: ThreadMarkdownWording): string {
  const { texts, date } = wording;
  const parts = [
    `# ${escaped(titleOf(thread))}`,
    `*${escaped(texts.exported(date(thread.changed)))}*`,
    ...thread.turns.flatMap((turn, i) => turnParts(turn, i + 1, wording)),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** One question with its answer as Markdown, for another document: the question strong, then as in an export. */
export function turnMarkdown(turn: KeptTurn, wording: ThreadMarkdownWording): string {
  return `${[`**${escaped(turn.question)}**`, ...answerParts(turn, wording)].join('\n\n')}\n`;
}

function turnParts(turn: KeptTurn, number: number, wording: ThreadMarkdownWording): string[] {
  return [`## ${number}. ${escaped(turn.question)}`, ...answerParts(turn, wording)];
}

function answerParts(turn: KeptTurn, wording: ThreadMarkdownWording): string[] {
  const { texts } = wording;
  const { form, sentences, written, citations } = turn;
  const numbered = (text: string, cited: readonly number[]): string =>
    [escaped(text), cited.map((at) => `[${at + 1}]`).join('')].filter((part) => part !== '').join(' ');
  const said = sentences.map((sentence) => {
    const head = form === 'sides' && sentence.side?.date ? `${sentence.side.date}: ` : '';
    return `${head}${numbered(sentence.text.replace(/^\s*[-*+•·]\s+/u, ''), sentence.citations)}`;
  });
  const listed = form === 'items' || form === 'sides';
  const model = (written?.sentences ?? []).map(({ text, support, citations: cited }) => {
    const doubt =
      support === 'unsure' || support === 'unsupported' ? ` *(${escaped(texts.support[support])})*` : '';
    return `${numbered(text, cited)}${doubt}`;
  });
  const parts = [
    ...(turn.scopeName === null ? [] : [`*${escaped(texts.askedOf(turn.scopeName))}*`]),
    ...(written === null ? [] : [`*${escaped(texts.writtenBy(written.model))}*`, model.join(' ')]),
    ...(said.length > 0
      ? [listed ? said.map((text) => `- ${text}`).join('\n') : said.join(' ')]
      : written === null
        ? [escaped(texts.declined)]
        : []),
  ];
  if (citations.length === 0) return parts;
  return [
    ...parts,
    `${escaped(texts.sources)}`,
    citations.map((one, at) => source(one, at, wording)).join('\n'),
  ];
}

/** A line a source: its number, file, line and quote. */
function source(
  citation: KeptCitation,
  at: number,
  { shownFile, found, texts }: ThreadMarkdownWording,
): string {
  const { line } = found(citation);
  const where = line === undefined ? texts.gone : texts.line(line);
  return `${at + 1}. ${code(shownFile(citation))}, ${escaped(where)}: “${escaped(citation.quote)}”`;
}

/** A text on one line, with every sign that could be read as markup taken as it stands. */
export function escaped(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[\\`*_[\]<>#|~&!$]/gu, '\\$&')
    .replace(/^([-+=]|\d+(?=[.)]\s))/u, (first) => (/\d/u.test(first) ? first : `\\${first}`))
    .replace(/^(\d+)([.)])(?=\s)/u, '$1\\$2')
    .replace(/(https?|ftp):\/\//giu, '$1\\://')
    .replace(/\bwww\./giu, 'www\\.');
}

/** A path as code, whatever signs are in it. */
function code(path: string): string {
  const longest = Math.max(0, ...(path.match(/`+/gu) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const pad = path.startsWith('`') || path.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${path.replace(/\s+/gu, ' ')}${pad}${fence}`;
}
