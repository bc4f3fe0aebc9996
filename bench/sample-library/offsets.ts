/**
 * Writes questions.jsonl from every questions-*.source.json in this folder, and follow-ups.jsonl, two-in-one.jsonl,
 * contradictions.jsonl, others.jsonl and chains.jsonl from the source of that name: each quote becomes the place where it stands in
 * the sample library, in UTF-16 code units of the file as it is. Stops with a list of all faults, and writes nothing,
 * where a quote is missing or stands more than once, an id comes twice, or a question has not the evidence that it
 * should have.
 *
 *     node bench/sample-library/offsets.ts
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** A conversation: questions that go on from one another, each as it would be asked alone. */
type Chain = {
  readonly id: string;
  /** What it may be used for. */
  readonly half: 'tuning' | 'judged';
  /** `alone` is left out of the first, and is the question itself where the topic changes. */
  readonly turns: readonly (Pick<Question, 'question' | 'answers' | 'evidence'> & { readonly alone?: string })[];
};

type Question = {
  readonly id: string;
  readonly question: string;
  /** Questions asked before it, oldest first. */
  readonly history?: readonly string[];
  /** Short answers, any of which is right; empty where the library has none. */
  readonly answers: readonly string[];
  readonly evidence: readonly { readonly file: string; readonly quote: string }[];
  readonly answerable: boolean;
  /** What is asked for and stands nowhere, as the question has it. */
  readonly asked?: string;
};

const HERE = new URL('./', import.meta.url);
const LIBRARY = new URL('../../media/sample-library/', import.meta.url);

const faults: string[] = [];
const seen = new Set<string>();
const texts = new Map<string, string>();

function textOf(file: string): string {
  const known = texts.get(file);
  if (known !== undefined) return known;
  // Decoded by hand because a BOM counts as a unit, and the usual decoder would drop it.
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
    readFileSync(new URL(file, LIBRARY)),
  );
  texts.set(file, text);
  return text;
}

/** The one place of a quote, or a fault noted and `undefined`. */
function place(
  id: string,
  file: string,
  quote: string,
): { file: string; start: number; end: number } | undefined {
  let text: string;
  try {
    text = textOf(file);
  } catch (error) {
    faults.push(`${id}: ${file} cannot be read (${error instanceof Error ? error.message : String(error)})`);
    return undefined;
  }
  const start = quote === '' ? -1 : text.indexOf(quote);
  if (start < 0) {
    faults.push(`${id}: ${file} does not hold the quote "${quote}"`);
    return undefined;
  }
  if (text.includes(quote, start + 1)) {
    faults.push(`${id}: ${file} holds the quote more than once: "${quote}"`);
    return undefined;
  }
  return { file, start, end: start + quote.length };
}

function line(question: Question): string {
  const { id, answers, answerable } = question;
  if (seen.has(id)) faults.push(`${id}: two questions have this id`);
  seen.add(id);
  if (answerable !== question.evidence.length > 0) faults.push(`${id}: evidence and "answerable" disagree`);
  if (answerable !== answers.length > 0) faults.push(`${id}: answers and "answerable" disagree`);
  const evidence = question.evidence.flatMap(({ file, quote }) => place(id, file, quote) ?? []);
  const { history, asked } = question;
  if (asked !== undefined && !question.question.includes(asked))
    faults.push(`${id}: the question does not ask for "${asked}"`);
  return JSON.stringify({ id, history, question: question.question, answers, evidence, answerable, asked });
}

function linesOf(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const source: { readonly questions: readonly Question[] } = JSON.parse(
      readFileSync(new URL(name, HERE), 'utf8'),
    );
    return source.questions.map(line);
  });
}

/** A line a turn, with the questions before it. */
function chainLines(name: string): string[] {
  const { chains }: { readonly chains: readonly Chain[] } = JSON.parse(
    readFileSync(new URL(name, HERE), 'utf8'),
  );
  return chains.flatMap(({ id: chain, half, turns }) =>
    turns.map(({ question, alone = question, answers, evidence }, i) => {
      const id = `${chain}-${i + 1}`;
      if (seen.has(id)) faults.push(`${id}: two questions have this id`);
      seen.add(id);
      if (answers.length === 0 || evidence.length === 0) faults.push(`${id}: no answer or no evidence`);
      return JSON.stringify({
        id,
        chain,
        half,
        history: turns.slice(0, i).map((turn) => turn.question),
        question,
        alone,
        answers,
        evidence: evidence.flatMap(({ file, quote }) => place(id, file, quote) ?? []),
      });
    }),
  );
}

const sources = readdirSync(HERE)
  .filter((name) => /^questions-.+\.source\.json$/.test(name))
  .sort();
const files = new Map([
  ['questions.jsonl', linesOf(sources)],
  ['follow-ups.jsonl', linesOf(['follow-ups.source.json'])],
  ['two-in-one.jsonl', linesOf(['two-in-one.source.json'])],
  ['contradictions.jsonl', linesOf(['contradictions.source.json'])],
  ['others.jsonl', linesOf(['others.source.json'])],
  ['chains.jsonl', chainLines('chains.source.json')],
]);

if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n${faults.length} faults; nothing was written.\n`);
  process.exitCode = 1;
} else {
  for (const [name, lines] of files) {
    writeFileSync(new URL(name, HERE), `${lines.join('\n')}\n`);
    process.stdout.write(`${name}: ${lines.length} questions\n`);
  }
}
