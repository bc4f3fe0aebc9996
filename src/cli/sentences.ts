import { isMarked } from '../core/answer/listing.ts';
import { spanWithin } from '../core/answer/spanWithin.ts';
import type { Range } from '../core/text/range.ts';
import type { AnswerSentence, Citation } from '../protocol/asking.ts';
import { harmless, harmlessLine } from './harmless.ts';
import { oneLine, wrap } from './layout.ts';
import type { Places } from './passages.ts';
import type { Style, Terminal } from './terminal.ts';

/** What an answer's sentences are printed with. */
export interface SentenceContext {
  readonly numberOf: (citation: Citation) => number;
  readonly places: Places;
}

/** Prints running text, a sentence after the other, the words that answer strong. */
export function printSentences(
  terminal: Terminal,
  sentences: readonly AnswerSentence[],
  context: SentenceContext,
): void {
  for (const sentence of sentences) printSentence(terminal, sentence, { ...context, lead: '  ' });
}

/** Prints a list with a source an item. */
export function printItems(
  terminal: Terminal,
  sentences: readonly AnswerSentence[],
  context: SentenceContext,
): void {
  for (const sentence of sentences)
    printSentence(terminal, withoutBullet(sentence), {
      ...context,
      lead: isMarked(sentence.text) ? '  ' : '  • ',
    });
}

/** Prints statements that do not agree: where each stands, since when, which is later, and its words. */
export function printSides(
  terminal: Terminal,
  sentences: readonly AnswerSentence[],
  context: SentenceContext,
): void {
  terminal.print(`  ${terminal.paint('warning', 'The sources do not agree:')}`);
  for (const sentence of sentences) {
    const { side, citations } = sentence;
    const [first] = citations;
    const head = [
      ...(first === undefined ? [] : [terminal.paint('strong', context.places(first.file, first))]),
      ...(side?.date === undefined ? [] : [harmlessLine(side.date)]),
      ...(side?.latest === true
        ? [terminal.paint('warning', sentences.length > 2 ? 'the latest' : 'the later one')]
        : []),
    ];
    terminal.print();
    terminal.print(`  ${head.join(', ')}`);
    if (side !== undefined && side.value !== '')
      terminal.print(`    ${terminal.paint('strong', oneLine(harmless(side.value)))}`);
    printSentence(terminal, sentence, { ...context, lead: '    ' });
  }
}

/** A bullet of the file's own, before an item that gets one. Numbers stay: they may be meant. */
function withoutBullet(sentence: AnswerSentence): AnswerSentence {
  return { ...sentence, text: sentence.text.replace(/^\s*[-*+•·]\s+/u, '') };
}

function printSentence(
  terminal: Terminal,
  { text, citations, span }: AnswerSentence,
  { numberOf, lead }: SentenceContext & { readonly lead: string },
): void {
  const marks = [...new Set(citations.map(numberOf))].map((number) => `[${number}]`).join('');
  const [first] = citations;
  const strong = first === undefined || span === undefined ? undefined : spanWithin(text, first, span);
  const flat = flattened(harmless(text), strong);
  const sentence = `${flat.text} ${marks}`.trimEnd();
  const styled: { readonly range: Range; readonly style: Style }[] = [
    { range: { start: sentence.length - marks.length, end: sentence.length }, style: 'accent' },
  ];
  if (flat.strong !== undefined) styled.unshift({ range: flat.strong, style: 'strong' });
  for (const [i, line] of wrap(sentence, terminal.columns - lead.length).entries()) {
    let painted = i === 0 ? lead : ' '.repeat(lead.length);
    let at = line.start;
    for (const { range, style } of styled) {
      const start = Math.max(at, Math.min(line.end, range.start));
      const end = Math.max(start, Math.min(line.end, range.end));
      painted += sentence.slice(at, start) + terminal.paint(style, sentence.slice(start, end));
      at = end;
    }
    terminal.print(painted + sentence.slice(at, line.end));
  }
}

/** The text on one line, and where its strong words are then. */
function flattened(
  text: string,
  strong: Range | undefined,
): { readonly text: string; readonly strong?: Range | undefined } {
  if (strong === undefined) return { text: oneLine(text) };
  const before = text.slice(0, strong.start).replace(/\s+/gu, ' ').trimStart();
  const words = text.slice(strong.start, strong.end).replace(/\s+/gu, ' ');
  const after = text.slice(strong.end).replace(/\s+/gu, ' ').trimEnd();
  return {
    text: before + words + after,
    strong: { start: before.length, end: before.length + words.length },
  };
}
