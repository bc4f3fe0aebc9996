import type { AskParams } from '../protocol/asking.ts';
import { printAnswer } from './answer.ts';
import { answerRecord } from './answerRecord.ts';
import { harmlessJson } from './harmless.ts';
import { refresh, scopesIn, warnOf } from './session.ts';
import type { Session } from './session.ts';
import type { ModelArguments } from './modelOptions.ts';
import { writeAnswer } from './writeCommand.ts';

/** How many passages are shown where not all are asked for. */
const shownPassages = 5;
const nearestPassages = 3;
const shownShare = 0.01;

/** What `recollect ask` was given. */
export interface AskArguments extends ModelArguments {
  /** Absolute path of the folder. */
  readonly workspace: string;
  readonly question: string;
  /** Files and folders, as typed; empty for all. */
  readonly scope: readonly string[];
  /** Questions asked before this one, oldest first. */
  readonly after: readonly string[];
  /** Files and folders, as typed, that come first where others answer as well. */
  readonly pin: readonly string[];
  readonly json: boolean;
  /** The share of questions that may get a wrong answer; the engine's own where left out. */
  readonly risk?: number | undefined;
  /** Show every passage, not the first few. */
  readonly all: boolean;
  /** Let a model write also where the files do not seem to answer. */
  readonly insist: boolean;
}

/** `recollect ask`: brings the folder's memory up to date and answers one question from it, or lets a model answer. */
export async function askCommand(session: Session, args: AskArguments): Promise<number> {
  const { workspace, question } = args;
  const warnings = await refresh(session, { workspace });
  const params: AskParams = {
    workspace,
    question,
    scopes: scopesIn(workspace, args.scope),
    history: args.after,
    use: { pinned: scopesIn(workspace, args.pin) },
    ...(args.risk === undefined ? {} : { risk: args.risk }),
  };
  const { model } = args;
  if (model !== undefined) {
    const passages = args.all ? Infinity : nearestPassages;
    return writeAnswer(session, { ...args, model, params, warnings, passages });
  }
  const result = await session.engine.ask(params, { signal: session.signal });
  warnOf(session, result.warnings, warnings);
  if (args.json) session.terminal.print(harmlessJson(answerRecord(result, warnings), 2));
  else {
    const passages = args.all ? Infinity : result.answer === null ? nearestPassages : shownPassages;
    await printAnswer(session, result, {
      workspace,
      passages,
      share: args.all ? 0 : shownShare,
      others: ' (--all shows them)',
    });
  }
  return 0;
}
