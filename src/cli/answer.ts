import { overlaps } from '../core/text/range.ts';
import type { AskResult, AttendedPassage, Citation } from '../protocol/engineApi.ts';
import { harmless, harmlessLine } from './harmless.ts';
import { counted, oneLine, percent, wrap } from './layout.ts';
import { findPlaces, printPassage } from './passages.ts';
import type { Places } from './passages.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

/** What `ask --json` prints and, after an id, a line of `batch`. */
export type AnswerRecord = Pick<
  AskResult,
  'question' | 'answer' | 'abstained' | 'confidence' | 'nullWeight'
> & {
  readonly passages: readonly Omit<AttendedPassage, 'headings'>[];
  readonly documents: AskResult['documents'];
  readonly warnings: readonly string[];
};

/**
 * The record of a result, its fields in the order of the format.
 *
 * @param before warnings of the index run before it
 */
export function answerRecord(result: AskResult, before: readonly string[] = []): AnswerRecord {
  const { question, answer, abstained, confidence, nullWeight, passages, documents, warnings } = result;
  return {
    question,
    answer: answer && {
      text: answer.text,
      sentences: answer.sentences.map(({ text, citations }) => ({
        text,
        citations: citations.map(({ file, start, end, quote }) => ({ file, start, end, quote })),
      })),
    },
    abstained,
    confidence,
    nullWeight,
    passages: passages.map(({ file, start, end, weight, sectionWeight, level, text }) => ({
      file,
      start,
      end,
      weight,
      sectionWeight,
      level,
      text,
    })),
    documents: documents.map(({ file, weight }) => ({ file, weight })),
    warnings: [...new Set([...before, ...warnings.map(({ text }) => text)])],
  };
}

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
  const citations = (result.answer?.sentences ?? []).flatMap((sentence) => sentence.citations);
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
  if (result.answer === null || result.abstained) printDeclined(terminal, result);
  else {
    for (const { text, citations: own } of result.answer.sentences) {
      const numbers = [...new Set(own.map(numberOf))];
      printSentence(terminal, text, numbers);
    }
    terminal.print();
    terminal.print(terminal.paint('strong', 'Attended passages'));
  }
  for (const { passage, index } of shown) {
    terminal.print();
    printPassage(terminal, {
      number: index + 1,
      passage,
      place: places(passage.file, passage),
      strong: citations.filter((citation) => cites(citation, index)),
    });
  }
  printOutside(terminal, outside, numberOf, places);
  printRest(terminal, result, new Set(shown.map(({ index }) => index)), view.others);
}

function printQuestion(terminal: Terminal, question: string): void {
  for (const { start, end } of wrap(harmlessLine(question), terminal.columns)) {
    terminal.print(terminal.paint('strong', harmlessLine(question).slice(start, end)));
  }
  terminal.print();
}

function printDeclined(terminal: Terminal, { passages, nullWeight }: AskResult): void {
  terminal.print(`  ${terminal.paint('warning', 'Not found in these files.')}`);
  if (passages.length === 0) return;
  terminal.print();
  const said = `${percent(nullWeight)} of the attention went to "nothing relevant". The nearest passages, to judge for yourself:`;
  for (const { start, end } of wrap(said, terminal.columns - 2))
    terminal.print(`  ${said.slice(start, end)}`);
}

function printSentence(terminal: Terminal, text: string, numbers: readonly number[]): void {
  const marks = numbers.map((number) => `[${number}]`).join('');
  const sentence = `${oneLine(harmless(text))} ${marks}`.trimEnd();
  const from = sentence.length - marks.length;
  for (const { start, end } of wrap(sentence, terminal.columns - 2)) {
    const words = sentence.slice(start, Math.max(start, Math.min(end, from)));
    const rest = sentence.slice(Math.max(start, Math.min(end, from)), end);
    terminal.print(`  ${words}${terminal.paint('accent', rest)}`);
  }
}

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
  { passages, nullWeight, answer }: AskResult,
  shown: Set<number>,
  others: string,
): void {
  const rest = passages.filter((_passage, index) => !shown.has(index));
  const said: string[] = [];
  if (rest.length > 0) {
    const share = rest.reduce((sum, { weight }) => sum + weight, 0);
    said.push(`${counted(rest.length, 'more passage')} with ${percent(share)}${others}`);
  }
  if (answer !== null) said.push(`nothing relevant: ${percent(nullWeight)}`);
  if (said.length === 0) return;
  terminal.print();
  terminal.print(terminal.paint('faint', ` ${said.join('; ')}`));
}
