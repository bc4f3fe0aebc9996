import type { PanelCitation } from '../../protocol/turnView.ts';
import type { PanelSummarySentence, SummaryContent } from '../../protocol/summaryView.ts';

/** Words that a copied summary needs, in the user's language. */
export interface SummaryTextWording {
  readonly title: string;
  /** The file of a citation's id, as people read it. */
  readonly fileOf: (citation: string) => string;
  readonly coverage: string;
  readonly sources: string;
}

/** A summary as Markdown: the whole, the sections under their headings, how much it covers, and its sources. */
export function summaryText(
  { summary, sections, citations }: SummaryContent,
  { title, fileOf, coverage, sources }: SummaryTextWording,
): string {
  const told = sections.filter(({ sentences }) => sentences.length > 0);
  return `${[
    `# ${flat(title)}`,
    paragraph(summary, citations),
    ...told.flatMap(({ heading, file, sentences }) => [
      `## ${flat([file, heading].filter((part) => part !== '').join(' › '))}`,
      paragraph(sentences, citations),
    ]),
    `*${coverage}*`,
    `## ${sources}`,
    citations.map(({ id, number, quote }) => `${String(number)}. ${fileOf(id)}: “${flat(quote)}”`).join('\n'),
  ].join('\n\n')}\n`;
}

function paragraph(sentences: readonly PanelSummarySentence[], citations: readonly PanelCitation[]): string {
  return sentences
    .map(({ text, citations: ids }) => {
      const numbers = citations
        .filter(({ id }) => ids.includes(id))
        .map(({ number }) => `[${String(number)}]`);
      return [flat(text), numbers.join('')].filter((part) => part !== '').join(' ');
    })
    .join(' ');
}

function flat(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
