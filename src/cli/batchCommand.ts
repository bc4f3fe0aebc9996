import { closeSync, openSync, realpathSync, statSync, writeSync } from 'node:fs';
import { isCancelled, RecollectError } from '../protocol/errors.ts';
import { answerRecord } from './answerRecord.ts';
import type { AnswerRecord } from './answerRecord.ts';
import { count, duration } from './layout.ts';
import { readQuestions } from './questions.ts';
import type { QuestionLine } from './questions.ts';
import { progressOf, refresh, scopesIn } from './session.ts';
import type { Session } from './session.ts';

/** What `recollect batch` was given. */
export interface BatchArguments {
  /** Absolute path of the folder. */
  readonly workspace: string;
  readonly questions: string;
  readonly out: string;
  readonly passagesOnly: boolean;
  /** Files and folders, as typed, that come first where others answer as well. */
  readonly pin: readonly string[];
  /** The share of questions that may get a wrong answer; the engine's own where left out. */
  readonly risk?: number | undefined;
}

/** A line of the results. */
type ResultLine =
  | ({ readonly id: string | number } & AnswerRecord)
  | { readonly id: string | number | null; readonly question: string | null; readonly error: string };

/**
 * `recollect batch`: answers a file of questions, each result written as soon as it is there, so that a crash
 * loses none. A question that fails has a line with the error; then the exit code is 1.
 */
export async function batchCommand(session: Session, args: BatchArguments): Promise<number> {
  const { terminal, now } = session;
  const { total, lines } = await openQuestions(args.questions);
  const out = openOutput(args);
  const progress = progressOf(session);
  const tally = { answered: 0, declined: 0, failed: 0 };
  try {
    const warnings = await refresh(session, { workspace: args.workspace });
    const start = now();
    let done = 0;
    for await (const line of lines) {
      session.signal.throwIfAborted();
      progress.show({ work: 'Answering', unit: 'questions', done, total });
      const result = await answer(session, args, line, warnings);
      if ('error' in result) tally.failed++;
      else if (result.abstained) tally.declined++;
      else tally.answered++;
      // A line that JSON.stringify made holds no line break; written whole, at once.
      writeLine(out, args.out, JSON.stringify(result));
      progress.show({ work: 'Answering', unit: 'questions', done: ++done, total });
    }
    progress.end();
    const parts = [`${count(tally.answered)} answered`, `${count(tally.declined)} declined`];
    if (args.passagesOnly) parts.splice(0, 2, `${count(tally.answered + tally.declined)} with passages`);
    if (tally.failed > 0) parts.push(`${count(tally.failed)} failed (see "error" in their lines)`);
    const seconds = (now() - start) / 1000;
    terminal.note(`${args.out}: ${parts.join(', ')}, in ${duration(seconds)}.`);
    return tally.failed > 0 ? 1 : 0;
  } finally {
    progress.end();
    closeSync(out);
  }
}

async function answer(
  { engine, signal }: Session,
  { workspace, passagesOnly, risk, pin }: BatchArguments,
  line: QuestionLine,
  warnings: readonly string[],
): Promise<ResultLine> {
  const { id, question } = line;
  if (line.error !== undefined) return { id, question, error: line.error };
  if (line.question.trim() === '') return { id: line.id, ...nothingAsked(line.question, warnings) };
  try {
    const result = await engine.ask(
      {
        workspace,
        question: line.question,
        passagesOnly,
        scopes: scopesIn(workspace, line.scope),
        history: line.history,
        use: { pinned: scopesIn(workspace, pin) },
        ...(risk === undefined ? {} : { risk }),
      },
      { signal },
    );
    return { id: line.id, ...answerRecord(result, warnings) };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return { id, question, error: error instanceof Error ? error.message : String(error) };
  }
}

/** An empty question asks nothing, so nothing is found; it is no reason to fail where a thousand others stand. */
function nothingAsked(question: string, warnings: readonly string[]): AnswerRecord {
  return {
    question,
    answer: null,
    abstained: true,
    confidence: 0,
    nullWeight: 1,
    passages: [],
    documents: [],
    warnings: [...warnings, 'The question is empty, so nothing was looked for.'],
  };
}

/** The questions, and how many there are: a file is read twice, what can be read once only is held. */
async function openQuestions(
  file: string,
): Promise<{ total: number; lines: AsyncIterable<QuestionLine> | QuestionLine[] }> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) {
    const lines: QuestionLine[] = [];
    for await (const line of readQuestions(file)) lines.push(line);
    return { total: lines.length, lines };
  }
  let total = 0;
  const counting = readQuestions(file);
  while ((await counting.next()).done !== true) total++;
  return { total, lines: readQuestions(file) };
}

/** Opens the results file, empty; never the file that the questions are read from. */
function openOutput({ questions, out }: BatchArguments): number {
  try {
    if (realpathSync(questions) === realpathSync(out)) {
      throw new RecollectError('input-invalid', `${out} holds the questions. Give --out another name.`);
    }
  } catch (error) {
    if (error instanceof RecollectError) throw error;
    // It is not there yet, as it should be.
  }
  try {
    return openSync(out, 'w');
  } catch (error) {
    throw new RecollectError(
      'input-invalid',
      `The results cannot be written to ${out}: ${error instanceof Error ? error.message : String(error)}. ` +
        'Check that the folder exists and that you may write there.',
      { cause: error },
    );
  }
}

function writeLine(out: number, name: string, line: string): void {
  const bytes = Buffer.from(`${line}\n`, 'utf8');
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(out, bytes, at);
  } catch (error) {
    const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    throw new RecollectError(
      full ? 'disk-full' : 'internal',
      full
        ? `The disk is full, so ${name} ends before its time. Make room and run the batch again.`
        : `${name} could not be written: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
