import { found, judge, type Outcome, type Said } from '../core/evaluate/outcome.ts';
import { evaluate, type Evaluation } from '../core/evaluate/report.ts';
import { isCancelled } from '../protocol/errors.ts';
import type { AskParams, AskResult } from '../protocol/asking.ts';
import { EvalFiles } from './evalFiles.ts';
import { readGivenQuestions, type Unusable } from './evalQuestions.ts';
import { printEvaluation } from './evalReport.ts';
import { foreignTo, locateQuestions, makeQuestions, type AskedQuestion } from './evalSources.ts';
import { harmlessJson } from './harmless.ts';
import { count } from './layout.ts';
import type { Progress } from './progress.ts';
import { progressOf, refresh } from './session.ts';
import type { Session } from './session.ts';

/** What `recollect eval` was given. */
export interface EvalArguments {
  /** Absolute path of the folder. */
  readonly workspace: string;
  /** File of questions; made from the folder's files where left out. */
  readonly questions?: string | undefined;
  /** How many are asked at most; 60 made ones, or all that the file holds. */
  readonly count?: number | undefined;
  readonly seed: number;
  readonly json: boolean;
}

/** What `eval --json` prints; `results` has a line a question. */
export interface EvalRecord extends Evaluation {
  /** Grows when a field changes its meaning or goes. */
  readonly version: 1;
  /** True where it was stopped before every question was asked. */
  readonly partial: boolean;
  readonly questions: {
    /** The file they are from; null for questions made from the folder's files. */
    readonly from: string | null;
    readonly seed: number;
    readonly asked: number;
    /** How many were to be asked. */
    readonly planned: number;
    /** Of these, questions that no file answers. */
    readonly unanswerable: number;
    /** Files that they are about. */
    readonly files: number;
    /** Questions that could not be asked, or failed. */
    readonly unusable: readonly Unusable[];
  };
  readonly memory: {
    readonly files: number;
    readonly leaves: number;
    readonly encoded: number;
    readonly skipped: number;
  };
  readonly warnings: readonly string[];
  readonly results: readonly EvalResult[];
}

/** How one question went, as `--json` has it. */
export interface EvalResult extends Omit<Outcome, 'question' | 'first'> {
  readonly id: string;
  readonly kind: Outcome['question']['kind'];
  readonly question: string;
  readonly answers: readonly string[];
  readonly evidence: Outcome['question']['evidence'];
  readonly scope: readonly string[];
  readonly history: readonly string[];
  readonly answerable: boolean | null;
  /** Whether at least half of the evidence was found. */
  readonly found: boolean | null;
  /** Where the first passage stands. */
  readonly first: { readonly file: string; readonly start: number; readonly end: number } | null;
}

const MADE = 60;
/** Foreign questions: a quarter of the others, but enough of them to say anything. */
const FOREIGN = { share: 0.25, least: 8 } as const;

/**
 * `recollect eval`: how well the memory of a folder answers, by questions with known answers, and what would help.
 * Stopped from the keyboard it reports on the questions that were asked by then, and ends with 130.
 */
export async function evalCommand(session: Session, args: EvalArguments): Promise<number> {
  const { workspace, seed } = args;
  const { terminal, engine } = session;
  const given = args.questions === undefined ? undefined : readGivenQuestions(args.questions);
  const warnings = await refresh(session, { workspace });
  const remembered = await engine.files({ workspace });
  const progress = progressOf(session);
  const files = new EvalFiles(session, workspace);
  const sources = { session, workspace, files, remembered, progress };
  try {
    const set =
      given === undefined
        ? await makeQuestions(sources, { count: args.count ?? MADE, seed })
        : await locateQuestions(sources, given, { count: args.count, seed });
    const asked = set.questions.length;
    const enough = set.questions.some(({ question }) => question.answerable === false);
    const foreign =
      enough || remembered.files.length === 0
        ? []
        : await foreignTo(sources, {
            count: Math.max(FOREIGN.least, Math.round(Math.min(asked, MADE) * FOREIGN.share)),
            seed,
            chinese: set.chinese,
          });
    const all = interleaved(set.questions, foreign);
    const { outcomes, failed, partial } = await askAll(session, workspace, all, progress);
    const leaves = remembered.files.reduce((sum, file) => sum + file.leaves, 0);
    const encoded = remembered.files.reduce((sum, file) => sum + file.encoded, 0);
    const facts = {
      files: remembered.files.length,
      leaves,
      encoded,
      skipped: remembered.skipped,
      withoutModel: leaves > 0 && encoded === 0,
      shapes: files.shapes,
    };
    const record: EvalRecord = {
      version: 1,
      partial,
      questions: {
        from: args.questions ?? null,
        seed,
        asked: outcomes.length,
        planned: all.length,
        unanswerable: outcomes.filter(({ question }) => question.answerable === false).length,
        files: set.files,
        unusable: [...set.unusable, ...failed],
      },
      memory: { files: facts.files, leaves, encoded, skipped: remembered.skipped.length },
      ...evaluate(outcomes, facts),
      warnings,
      results: outcomes.map(resultOf),
    };
    if (args.json) terminal.print(harmlessJson(record, 2));
    else await printEvaluation(session, workspace, record);
    if (partial) {
      terminal.note(`Stopped after ${count(outcomes.length)} of ${count(all.length)} questions.`);
      return 130;
    }
    return record.questions.unusable.length > 0 ? 1 : 0;
  } finally {
    progress.end();
  }
}

interface Asked {
  readonly outcomes: Outcome[];
  readonly failed: Unusable[];
  readonly partial: boolean;
}

/** Asks the questions one after the other; an interrupt ends it with what there is. */
async function askAll(
  session: Session,
  workspace: string,
  questions: readonly AskedQuestion[],
  progress: Progress,
): Promise<Asked> {
  const outcomes: Outcome[] = [];
  const failed: Unusable[] = [];
  const [warming] = questions;
  for (const [done, { question, quotes }] of questions.entries()) {
    progress.show({ work: 'Asking', unit: 'questions', done, total: questions.length });
    const { scope: scopes, history } = question;
    const params = { workspace, question: question.question, scopes, history };
    try {
      // The first question of a process opens the model; nobody waits for that again.
      if (question === warming?.question)
        await session.engine.ask({ ...params, passagesOnly: true }, { signal: session.signal });
      outcomes.push(judge(question, await ask(session, params), quotes));
    } catch (error) {
      if (isCancelled(error)) {
        progress.end();
        // Nothing to report on yet: stopped as any command is.
        if (outcomes.length === 0) throw error;
        return { outcomes, failed, partial: true };
      }
      failed.push({ id: question.id, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  progress.end();
  return { outcomes, failed, partial: false };
}

async function ask({ engine, signal, now }: Session, params: AskParams): Promise<Said> {
  const start = now();
  const result = await engine.ask(params, { signal });
  const milliseconds = now() - start;
  const passages = async (how: Partial<AskParams>): Promise<AskResult['passages']> =>
    (await engine.ask({ ...params, ...how, passagesOnly: true }, { signal })).passages;
  return {
    passages: result.passages,
    words: await passages({ leg: 'words' }),
    // Without a vector nothing is told apart by meaning.
    meaning: result.memory.encoded === 0 ? null : await passages({ leg: 'meaning' }),
    search:
      result.memory.graph === true
        ? { graph: await passages({}), exact: await passages({ exact: true }) }
        : null,
    declined: result.abstained,
    answer: result.answer?.text ?? '',
    confidence: result.confidence,
    milliseconds,
  };
}

/** The foreign questions spread evenly among the others, so that a run that is stopped has had some of each. */
function interleaved(own: readonly AskedQuestion[], foreign: readonly AskedQuestion[]): AskedQuestion[] {
  const placed = [
    ...own.map((question, i) => ({ question, at: (i + 0.5) / own.length })),
    ...foreign.map((question, i) => ({ question, at: (i + 1) / foreign.length })),
  ];
  return placed.sort((a, b) => a.at - b.at).map(({ question }) => question);
}

function resultOf(outcome: Outcome): EvalResult {
  const { question, first, ...figures } = outcome;
  return {
    id: question.id,
    kind: question.kind,
    question: question.question,
    answers: question.answers,
    evidence: question.evidence,
    scope: question.scope,
    history: question.history,
    answerable: question.answerable,
    found: found(outcome),
    ...figures,
    first: first === null ? null : { file: first.file, start: first.start, end: first.end },
  };
}
