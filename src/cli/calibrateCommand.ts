import path from 'node:path';
import type { CalibrationQuestion } from '../core/answer/calibration.ts';
import { holdsKey } from '../core/evaluate/keywords.ts';
import type { EvalQuestion } from '../core/evaluate/question.ts';
import { overlaps } from '../core/text/range.ts';
import type { AskResult } from '../protocol/asking.ts';
import type { CalibrateReport, FilesResult } from '../protocol/memoryReports.ts';
import { RecollectError } from '../protocol/errors.ts';
import { EvalFiles } from './evalFiles.ts';
import { readGivenQuestions, type Unusable } from './evalQuestions.ts';
import {
  foreignTo,
  locateQuestions,
  makeQuestions,
  type AskedQuestion,
  type QuestionSet,
} from './evalSources.ts';
import { harmlessJson, harmlessLine } from './harmless.ts';
import { count, counted, percent, wrap } from './layout.ts';
import { progressOf, refresh } from './session.ts';
import type { Session } from './session.ts';

/** What `recollect calibrate` was given. */
export interface CalibrateArguments {
  /** Absolute path of the folder. */
  readonly workspace: string;
  /** File of questions; made from the folder's files where left out. */
  readonly questions?: string | undefined;
  readonly count?: number | undefined;
  readonly seed: number;
  /** Forget what was fitted. */
  readonly reset: boolean;
  readonly json: boolean;
}

/** What `calibrate --json` prints. */
interface CalibrateRecord extends CalibrateReport {
  /** Grows when a field changes its meaning or goes. */
  readonly version: 1;
  readonly unusable: readonly Unusable[];
}

const MADE = 80;
/** Foreign questions, beside those that are asked of the other files; and how many of all must have no answer. */
const FOREIGN = 24;
/** Of the made questions, every so many-th is also asked of all files but its own, which hold no answer to it. */
const ELSEWHERE = 2;
/** More files than this are not listed as a scope. */
const MOST_LISTED = 400;

/**
 * `recollect calibrate`: fits how probable an answer is held to be, and from where on questions are declined, to the
 * folder's own questions. Stopped from the keyboard it changes nothing.
 */
export async function calibrateCommand(session: Session, args: CalibrateArguments): Promise<number> {
  const { terminal, engine } = session;
  const { workspace } = args;
  if (args.reset) {
    const report = await engine.calibrate({ workspace, questions: null });
    if (args.json)
      terminal.print(harmlessJson({ version: 1, ...report, unusable: [] } satisfies CalibrateRecord, 2));
    else
      terminal.print(
        report.changed
          ? 'What was fitted to this folder is forgotten: confidence is as shipped again.'
          : 'Nothing had been fitted to this folder, so there was nothing to forget.',
      );
    return 0;
  }
  const { questions, unusable } = await questionsFor(session, args);
  const judged: CalibrationQuestion[] = [];
  const progress = progressOf(session);
  try {
    for (const [done, asked] of questions.entries()) {
      progress.show({ work: 'Asking', unit: 'questions', done, total: questions.length });
      judged.push(await judge(session, workspace, asked));
    }
  } finally {
    progress.end();
  }
  session.signal.throwIfAborted();
  const from = args.questions === undefined ? '' : path.basename(args.questions);
  const report = await engine.calibrate({ workspace, questions: judged, from });
  if (args.json)
    terminal.print(harmlessJson({ version: 1, ...report, unusable } satisfies CalibrateRecord, 2));
  else print(session, report, unusable);
  return unusable.length > 0 ? 1 : 0;
}

/** Questions that the files answer, and ones that they do not. */
async function questionsFor(
  session: Session,
  { workspace, questions: file, count: most, seed }: CalibrateArguments,
): Promise<Pick<QuestionSet, 'questions' | 'unusable'>> {
  const given = file === undefined ? undefined : readGivenQuestions(file);
  await refresh(session, { workspace });
  const remembered = await session.engine.files({ workspace });
  if (remembered.files.length === 0)
    throw new RecollectError(
      'input-invalid',
      `Nothing is remembered of ${workspace}, so there is nothing to ask about. Put documents there, or name another folder.`,
    );
  const files = new EvalFiles(session, workspace);
  const sources = { session, workspace, files, remembered, progress: progressOf(session) };
  const set =
    given === undefined
      ? await makeQuestions(sources, { count: most ?? MADE, seed })
      : await locateQuestions(sources, given, { count: most, seed });
  const known = set.questions.filter(({ question }) => question.answerable !== null);
  if (given !== undefined && known.some(({ question }) => question.answerable === false))
    return { questions: known, unusable: set.unusable };
  const elsewhere =
    given === undefined ? known.flatMap((asked, i) => askedElsewhere(asked, i, remembered)) : [];
  const foreign = await foreignTo(sources, { count: FOREIGN, seed, chinese: set.chinese });
  return { questions: [...known, ...elsewhere, ...foreign], unusable: set.unusable };
}

/** A question about one file, asked of all the others: near to what they say, and not answered there. */
function askedElsewhere(
  { question, quotes }: AskedQuestion,
  index: number,
  { files }: FilesResult,
): AskedQuestion[] {
  const own = question.evidence[0]?.file;
  const scope = files.map(({ file }) => file).filter((file) => file !== own);
  if (index % ELSEWHERE !== 0 || own === undefined || scope.length === 0 || scope.length > MOST_LISTED)
    return [];
  return [{ question: { ...question, evidence: [], scope, answerable: false }, quotes }];
}

async function judge(
  { engine, signal }: Session,
  workspace: string,
  { question, quotes }: AskedQuestion,
): Promise<CalibrationQuestion> {
  const { scope: scopes, history } = question;
  const result = await engine.ask(
    { workspace, question: question.question, scopes, history, risk: 1, uncalibrated: true },
    { signal },
  );
  const answerable = question.answerable === true || copied(question, result, quotes);
  return { confidence: result.confidence, answerable, wrong: !answerable || !right(question, result) };
}

/** A question that is asked of the other files only, and one of them holds the same sentence. */
function copied(
  { answerable, kind }: EvalQuestion,
  { passages }: AskResult,
  quotes: readonly string[],
): boolean {
  return (
    answerable === false &&
    kind !== 'given' &&
    quotes.some((quote) => passages.some(({ text }) => text.includes(quote)))
  );
}

/** Whether the answer says what is known of it, or cites where it stands; it is believed where neither is known. */
function right({ answers, evidence }: EvalQuestion, { answer }: AskResult): boolean {
  if (answer === null) return false;
  if (answers.length === 0 && evidence.length === 0) return true;
  const citations = answer.sentences.flatMap((sentence) => sentence.citations);
  return (
    answers.some((known) => holdsKey(answer.text, known)) ||
    evidence.some((place) =>
      citations.some((citation) => citation.file === place.file && overlaps(citation, place)),
    )
  );
}

function print({ terminal }: Session, { fitted }: CalibrateReport, unusable: readonly Unusable[]): void {
  const paragraph = (text: string): void => {
    for (const { start, end } of wrap(text, terminal.columns)) terminal.print(text.slice(start, end));
  };
  if (fitted === null) return;
  const { questions, unanswerable, wrong, errorBefore, errorAfter, answered } = fitted;
  paragraph(
    `Fitted to ${counted(questions, 'question')}, ${count(unanswerable)} of them without an answer in the files. ` +
      `Without declining, ${count(wrong)} would be answered wrongly. ` +
      `How sure it says it is was off by ${percent(errorBefore)} on average, and is by ${percent(errorAfter)} now.`,
  );
  for (const { risk, share } of answered)
    paragraph(
      share === null
        ? `  --risk ${risk}: too few questions to promise this; everything is declined.`
        : `  --risk ${risk}: ${percent(share)} of the questions that the files answer are answered.`,
    );
  paragraph('It is used from now on. "recollect calibrate DIR --reset" forgets it.');
  for (const { id, reason } of unusable) terminal.warn(harmlessLine(`${id}: ${reason}`));
}
