import type { PanelSentence, TurnView } from '../protocol/panelMessages.ts';

/** What an answer is copied with. */
export interface AnswerTextWording {
  /** The file of a citation's id, as people read it. */
  readonly fileOf: (citation: string) => string;
  /** How it is called that one side is the later of two, or the latest of several. */
  readonly later: string;
  readonly latest: string;
  /** What stands over an answer that a model wrote, and over the files' own words below it. */
  readonly writtenBy: (model: string) => string;
  readonly ownWords: string;
  /** What is said of a sentence that is not, or not surely, supported. */
  readonly support: { readonly unsure: string; readonly unsupported: string };
}

/**
 * An answer as plain text with its sources: its sentences, items or sides with numbers in brackets, then a line a
 * number with file and quote. Undefined where the turn is no answer.
 */
export function answerText(turn: TurnView, wording: AnswerTextWording): string | undefined {
  if (turn.kind !== 'answered') return undefined;
  const { form, sentences, citations, written } = turn;
  const numbered = ({ text, citations: ids }: Pick<PanelSentence, 'text' | 'citations'>): string => {
    const numbers = ids.flatMap((id) => citations.filter((citation) => citation.id === id));
    return [flat(text), numbers.map(({ number }) => `[${number}]`).join('')]
      .filter((part) => part !== '')
      .join(' ');
  };
  const lines = sentences.map((sentence) => {
    switch (form) {
      case 'words':
      case 'sentences':
        return numbered(sentence);
      case 'items':
        return `- ${numbered(sentence).replace(/^[-*+•·]\s+/u, '')}`;
      case 'sides': {
        const [first] = sentence.citations;
        const { side } = sentence;
        const later = sentences.length > 2 ? wording.latest : wording.later;
        const head = [
          ...(first === undefined ? [] : [wording.fileOf(first)]),
          ...(side === null || side.date === null ? [] : [side.date]),
          ...(side?.latest === true ? [later] : []),
        ];
        return `${head.join(', ')}: ${numbered(sentence)}`;
      }
    }
  });
  const sources = citations.map(
    ({ id, number, quote }) => `[${number}] ${wording.fileOf(id)}: “${flat(quote)}”`,
  );
  const said = (written?.sentences ?? []).map(({ text, support, citations: ids }) => {
    // What the files do not say has no source.
    const cited = numbered({ text, citations: support === 'unsupported' ? [] : ids });
    return support === 'unsure' || support === 'unsupported'
      ? `${cited} (${wording.support[support]})`
      : cited;
  });
  const above =
    written === null || said.length === 0
      ? ''
      : `${wording.writtenBy(written.model)}\n${said.join(' ')}\n\n${wording.ownWords}\n`;
  return `${above}${lines.join(form === 'words' || form === 'sentences' ? ' ' : '\n')}\n\n${sources.join('\n')}\n`;
}

function flat(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
