import { overlaps } from '../core/text/range.ts';
import type { Answer, AnswerKind, AskResult, Citation } from '../protocol/asking.ts';
import { surenessOf, type Sureness } from '../protocol/sureness.ts';
import { harmlessLine } from './harmless.ts';
import { counted, oneLine, percent, wrap } from './layout.ts';
import { findPlaces, printPassage } from './passages.ts';
import type { Places } from './passages.ts';
import { printItems, printSentences, printSides } from './sentences.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

/** How an answer is printed. */
export interface AnswerView {
  readonly workspace: string;
  /** How many passages are shown at most; a cited one is shown in any case. */
  readonly passages: number;
  /** Passages of a smaller share (0 to 1) are shown only where cited or where nothing answers. */
  readonly share: number;
  /** How the reader gets to see the others, or empty. */
  readonly others: string;
}

/** Prints an answer as a person reads it: what the files say, then where, with each passage's share and heat. */
export async function printAnswer(session: Session, result: AskResult, view: AnswerView): Promise<void> {
  const { terminal } = session;
  const { nearMiss } = result;
  const declined = result.answer === null || result.abstained;
  const citations = declined
    ? nearMiss === undefined
      ? []
      : [nearMiss.citation]
    : (result.answer?.sentences ?? []).flatMap((sentence) => sentence.citations);
  const cites = (citation: Citation, index: number) => {
    const passage = result.passages[index];
    return passage !== undefined && passage.file === citation.file && overlaps(passage, citation);
  };
  const cited = new Set(
    citations.map((citation) => result.passages.findIndex((_passage, index) => cites(citation, index))),
  );
  // Where nothing answers, the nearest passages are shown however little they got.
  const least = result.answer === null ? 0 : view.share;
  const shown = result.passages
    .map((passage, index) => ({ passage, index }))
    .filter(({ passage, index }) => (index < view.passages && passage.weight >= least) || cited.has(index));
  // A citation outside the passages has a number of its own, after theirs.
  const outside = citations.filter(
    (citation, i) =>
      !result.passages.some((_passage, index) => cites(citation, index)) && citations.indexOf(citation) === i,
  );
  const places = await findPlaces(
    session,
    view.workspace,
    new Set([...shown.map(({ passage }) => passage.file), ...outside.map(({ file }) => file)]),
  );
  const numberOf = (citation: Citation) => {
    const index = result.passages.findIndex((_passage, at) => cites(citation, at));
    return index >= 0 ? index + 1 : result.passages.length + outside.indexOf(citation) + 1;
  };

  printQuestion(terminal, result.question);
  if (result.answer === null || result.abstained) printDeclined(terminal, result, numberOf);
  else {
    printAnswered(terminal, result.answer, { numberOf, places });
    terminal.print();
    terminal.print(terminal.paint('strong', 'Attended passages'));
  }
  const spans = (declined ? [] : (result.answer?.sentences ?? [])).flatMap(({ citations: [first], span }) =>
    first === undefined || span === undefined ? [] : [{ file: first.file, ...span }],
  );
  for (const { passage, index } of shown) {
    terminal.print();
    printPassage(terminal, {
      number: index + 1,
      passage,
      place: places(passage.file, passage),
      strong: citations.filter((citation) => cites(citation, index)),
      spans: spans.filter((span) => span.file === passage.file && overlaps(passage, span)),
    });
  }
  printOutside(terminal, outside, numberOf, places);
  printRest(terminal, result, new Set(shown.map(({ index }) => index)), view.others);
}

/** Prints what was asked. */
export function printQuestion(terminal: Terminal, question: string): void {
  for (const { start, end } of wrap(harmlessLine(question), terminal.columns)) {
    terminal.print(terminal.paint('strong', harmlessLine(question).slice(start, end)));
  }
  terminal.print();
}

/** Prints what the files answer, in the form that its kind asks for. */
export function printAnswered(
  terminal: Terminal,
  { kind = 'sentences', sentences }: Answer,
  cited: Parameters<typeof printSentences>[2],
): void {
  PRINTERS[kind](terminal, sentences, cited);
}

/** Says that nothing answers, and how near the files come. */
export function printDeclined(
  terminal: Terminal,
  result: AskResult,
  numberOf: (citation: Citation) => number,
): void {
  const { passages, nullWeight, nearMiss, confidence, calibrated, memory, scope } = result;
  terminal.print(`  ${terminal.paint('warning', 'Nothing in these files seems to answer this.')}`);
  if (nearMiss !== undefined) {
    const { found, asked, citation } = nearMiss;
    const why =
      found.length > 0
        ? `The nearest passage speaks of ${listed(found)}; nothing about ${asked}.`
        : `The nearest passage says nothing about ${asked}.`;
    printParagraph(terminal, `${oneLine(harmlessLine(why))} [${numberOf(citation)}]`);
  }
  const said: string[] = [];
  if (scope === null && memory.files > 0)
    said.push(`Looked at ${counted(memory.leaves, 'passage')} in ${counted(memory.files, 'file')}.`);
  if (calibrated === true)
    said.push(`By your own questions, ${percent(confidence)} likely to be answered here.`);
  if (passages.length > 0)
    said.push(
      `${percent(nullWeight)} of the attention went to "nothing relevant". The nearest passages, to judge for yourself:`,
    );
  if (said.length === 0) return;
  terminal.print();
  printParagraph(terminal, said.join(' '));
}

function printParagraph(terminal: Terminal, text: string): void {
  for (const { start, end } of wrap(text, terminal.columns - 2))
    terminal.print(`  ${text.slice(start, end)}`);
}

/** `2022`, `2022 and 2023`, `2021, 2022 and 2023`. */
function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

const PRINTERS = {
  words: printSentences,
  sentences: printSentences,
  items: printItems,
  sides: printSides,
} as const satisfies Record<AnswerKind, typeof printSentences>;

const SURENESS = {
  high: 'very likely answered in these files',
  medium: 'probably answered in these files',
  low: 'possibly answered in these files: check the sources',
} as const satisfies Record<Sureness, string>;

function printOutside(
  terminal: Terminal,
  outside: readonly Citation[],
  numberOf: (citation: Citation) => number,
  places: Places,
): void {
  if (outside.length > 0) terminal.print();
  for (const citation of outside) {
    const number = terminal.paint('accent', `[${numberOf(citation)}]`);
    terminal.print(` ${number} ${terminal.paint('strong', places(citation.file, citation))}`);
  }
}

function printRest(
  terminal: Terminal,
  { passages, nullWeight, answer, confidence, calibrated }: AskResult,
  shown: Set<number>,
  others: string,
): void {
  const rest = passages.filter((_passage, index) => !shown.has(index));
  const said: string[] = [];
  if (rest.length > 0) {
    const share = rest.reduce((sum, { weight }) => sum + weight, 0);
    said.push(`${counted(rest.length, 'more passage')} with ${percent(share)}${others}`);
  }
  if (answer !== null) {
    said.push(`nothing relevant: ${percent(nullWeight)}`);
    const figure = calibrated === true ? ` (${percent(confidence)}, by your own questions)` : '';
    said.push(`${SURENESS[surenessOf(confidence)]}${figure}`);
  }
  if (said.length === 0) return;
  terminal.print();
  const text = said.join('; ');
  for (const { start, end } of wrap(text, terminal.columns - 1))
    terminal.print(terminal.paint('faint', ` ${text.slice(start, end)}`));
}
