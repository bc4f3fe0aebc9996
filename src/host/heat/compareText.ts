import type { PanelSentence, TurnView } from '../../protocol/panelMessages.ts';
import { escaped } from '../threads/threadMarkdown.ts';

/** What one of two files answers. */
export interface ComparedFile {
  /** As people read it. */
  readonly shownFile: string;
  readonly view: TurnView;
  /** A link to the words of a citation, and their line, by the citation's id. */
  readonly source: (id: string) => { readonly link: string; readonly line: number };
}

/** The words of a comparison, in one language. */
export interface CompareTexts {
  readonly declined: string;
  readonly nearest: string;
  readonly line: (line: number) => string;
}

/**
 * Two answers to one question, side by side, each with its sources, as Markdown. Words of documents and of people are
 * text: nothing in them becomes markup.
 */
export function compareText(question: string, files: readonly ComparedFile[], texts: CompareTexts): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return `${[
    `# ${escaped(question)}`,
    [
      row(files.map(({ shownFile }) => escaped(shownFile))),
      row(files.map(() => ':--')),
      row(files.map((file) => answerCell(file, texts))),
      row(files.map((file) => sourcesCell(file, texts))),
    ].join('\n'),
  ].join('\n\n')}\n`;
}

function answerCell({ view, source }: ComparedFile, texts: CompareTexts): string {
  if (view.kind === 'answered') {
    const number = (id: string): string => {
      const citation = view.citations.find((candidate) => candidate.id === id);
      return citation === undefined ? '' : ` [\\[${citation.number}\\]](${source(id).link})`;
    };
    const said = view.sentences.map((one) => `${sentence(one)}${one.citations.map(number).join('')}`);
    return said
      .join(view.form === 'items' || view.form === 'sides' ? '<br>• ' : ' ')
      .replace(/^(?=.*<br>• )/u, '• ');
  }
  const [nearest] = view.kind === 'declined' ? view.passages : [];
  const declined = `*${escaped(texts.declined)}*`;
  if (nearest === undefined) return declined;
  const { link } = source(nearest.id);
  return `${declined}<br><br>[${escaped(texts.nearest)}](${link}): ${escaped(opening(nearest.text))}`;
}

/** A sentence with the words in it that answer. */
function sentence({ text, strong }: PanelSentence): string {
  if (strong === null) return escaped(text);
  const [before, words, after] = [
    text.slice(0, strong.start),
    text.slice(strong.start, strong.end),
    text.slice(strong.end),
  ];
  const space = (side: string, at: RegExp): string => (at.test(side) ? ' ' : '');
  return `${escaped(before)}${space(before, /\s$/u)}**${escaped(words)}**${space(after, /^\s/u)}${escaped(after)}`;
}

function sourcesCell({ view, source }: ComparedFile, texts: CompareTexts): string {
  if (view.kind !== 'answered') return '';
  return view.citations
    .map(({ id, number, quote }) => {
      const { link, line } = source(id);
      return `${number}. [${escaped(texts.line(line))}](${link}): “${escaped(quote)}”`;
    })
    .join('<br>');
}

function opening(text: string): string {
  const flat = text.replace(/\s+/gu, ' ').trim();
  return flat.length > 240 ? `${flat.slice(0, 240).trimEnd()}…` : flat;
}
