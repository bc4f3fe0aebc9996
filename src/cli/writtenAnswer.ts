import { overlaps } from '../core/text/range.ts';
import type { Citation } from '../protocol/asking.ts';
import type { Doubt, Support, WriteResult, WrittenSentence } from '../protocol/writing.ts';
import { harmlessLine } from './harmless.ts';
import { oneLine, wrap } from './layout.ts';
import type { Places } from './passages.ts';
import type { Style, Terminal } from './terminal.ts';

interface Mark {
  readonly sign: string;
  readonly words: string;
  readonly style: Style;
}

const MARKS = {
  supported: { sign: '✓', words: 'supported', style: 'good' },
  unsure: { sign: '?', words: 'not surely supported', style: 'warning' },
  unsupported: { sign: '✗', words: 'not supported', style: 'bad' },
  'no-claim': { sign: '·', words: 'says nothing to check', style: 'faint' },
} as const satisfies Record<Support, Mark>;

const DOUBTS = {
  number: 'the number',
  name: 'the name',
  negation: 'what is denied or affirmed',
  relation: 'who does what',
  meaning: 'what it says',
} as const satisfies Record<Doubt['kind'], string>;

/** What a written sentence is printed with. */
export interface WrittenContext {
  /** Numbers of passages, given out as they are cited; the same place keeps its number. */
  readonly numberOf: (citation: Citation) => number;
  readonly places: Places;
}

/** Prints a sentence with its mark, in a sign and in words, and what it rests on. */
export function printWritten(
  terminal: Terminal,
  { text, support, citations, doubts }: WrittenSentence,
  { numberOf, places }: WrittenContext,
): void {
  const { sign, words, style } = MARKS[support];
  const cited = [...new Map(citations.map((citation) => [numberOf(citation), citation])).entries()];
  const numbers = support === 'supported' ? cited.map(([number]) => ` [${number}]`).join('') : '';
  const said = `${oneLine(harmlessLine(text))}${numbers}`;
  for (const [i, { start, end }] of wrap(said, terminal.columns - 4).entries())
    terminal.print(`  ${i === 0 ? terminal.paint(style, sign) : ' '} ${said.slice(start, end)}`);
  const where = cited
    .map(([number, citation]) => `[${number}] ${places(citation.file, citation)}`)
    .join(', ');
  const told = [
    support === 'supported' && where !== '' ? `${words} by ${where}` : words,
    ...doubts.map(doubtful),
    ...(support !== 'supported' && where !== '' ? [`nearest: ${where}`] : []),
  ].join('; ');
  for (const { start, end } of wrap(told, terminal.columns - 4))
    terminal.print(`    ${terminal.paint('faint', told.slice(start, end))}`);
}

function doubtful({ kind, words, found }: Doubt): string {
  const what = words === '' ? DOUBTS[kind] : `${DOUBTS[kind]} "${oneLine(harmlessLine(words))}"`;
  return found === undefined
    ? `${what} is not in the passages`
    : `${what}: the passages have "${oneLine(harmlessLine(found))}"`;
}

/** What is said in place of a written answer. */
export const UNSENT = {
  declined:
    'Nothing in these files seems to answer this, so nothing was sent to a model. --insist has it write all the same.',
  'not-approved': 'Nothing was sent.',
  'no-passages': 'There is no passage that fits into what the model takes, so nothing was sent.',
} as const satisfies Record<NonNullable<WriteResult['unsent']>, string>;

/** Numbers places: a passage of the list has its place there, others come after it. */
export function numbering(
  passages: readonly { file: string; start: number; end: number }[],
): (citation: Citation) => number {
  const outside: Citation[] = [];
  return (citation) => {
    const index = passages.findIndex(
      (passage) => passage.file === citation.file && overlaps(passage, citation),
    );
    if (index >= 0) return index + 1;
    let at = outside.findIndex(
      ({ file, start, end }) => file === citation.file && start === citation.start && end === citation.end,
    );
    if (at < 0) at = outside.push(citation) - 1;
    return passages.length + at + 1;
  };
}
