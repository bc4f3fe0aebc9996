import type { AskParams, AskResult, AttendedPlace, EarlierTurn } from '../protocol/asking.ts';
import type { WriteParams, WriteProgress, WriteResult, WritingShell } from '../protocol/writing.ts';
import { RecollectError } from '../protocol/errors.ts';
import type { FolderMemory } from './folderMemory.ts';
import { mergeAnswers, type InFolder, type MergedAnswer } from '../protocol/mergeAnswers.ts';

/** A turn that a question may go on from, over all folders. */
export interface TurnBefore extends Omit<EarlierTurn, 'attended'> {
  readonly attended: readonly InFolder<AttendedPlace>[];
}

/** The turns as one folder is told of them: its own places, and the questions without its name. */
export function turnsIn(
  folder: string,
  turns: readonly TurnBefore[],
  questions: readonly string[],
): EarlierTurn[] {
  return turns.map(({ attended, ...turn }, i) => ({
    ...turn,
    question: questions[i] ?? turn.question,
    attended: attended
      .filter((place) => place.folder === folder)
      .map(({ file, start, end, weight }) => ({ file, start, end, weight })),
  }));
}

/** What one folder is asked. */
export interface FolderQuestion {
  readonly memory: Pick<FolderMemory, 'folder' | 'ask' | 'run'>;
  /** True where the question names the folder itself. */
  readonly named: boolean;
  readonly params: Omit<AskParams, 'workspace'>;
}

/**
 * Asks the folders and makes one answer of theirs; whatever one of them throws is thrown. One that is not remembered
 * yet, since it waits for the user's word, is no error where others answer.
 */
export async function askTurns(turns: readonly FolderQuestion[], signal: AbortSignal): Promise<MergedAnswer> {
  const answers = await Promise.all(
    turns.map(async ({ memory, named, params }) => {
      try {
        return { folder: memory.folder, named, result: await memory.ask(params, signal) };
      } catch (error) {
        if (error instanceof RecollectError && error.code === 'not-remembered') return error;
        throw error;
      }
    }),
  );
  signal.throwIfAborted();
  const held = answers.find((answer) => answer instanceof RecollectError);
  const given = answers.flatMap((answer) => (answer instanceof RecollectError ? [] : [answer]));
  if (given.length === 0 && held !== undefined) throw held;
  return mergeAnswers(given);
}

/** How an answer is written. */
export interface WritingCall {
  readonly signal: AbortSignal;
  readonly shell: WritingShell;
  /** What the memory gives, before anything is written. Comes again where the engine was lost meanwhile. */
  readonly onAsked: (answer: MergedAnswer) => void;
  /** @param folder the folder that is written from */
  readonly onProgress: (folder: string, progress: WriteProgress) => void;
}

/** What came of it. */
export interface WrittenTurns {
  /** Absolute path of the folder that was written from. */
  readonly folder: string;
  /** As the model was asked it: without the folder's name, and a follow-up as it was put in full. */
  readonly question: string;
  readonly result: WriteResult;
}

/**
 * Asks the folders and lets a model write from the passages of one: the only one, or the one that answers best, since
 * the engine knows one folder at a time.
 */
export async function writeTurns(
  turns: readonly FolderQuestion[],
  writing: Omit<WriteParams, keyof AskParams>,
  { signal, shell, onAsked, onProgress }: WritingCall,
): Promise<WrittenTurns> {
  const [only] = turns;
  let chosen = only;
  const merged = ({ memory, named }: FolderQuestion, result: AskResult): MergedAnswer =>
    mergeAnswers([{ folder: memory.folder, named, result }]);
  if (turns.length > 1) {
    const answer = await askTurns(turns, signal);
    onAsked(answer);
    const best = answer.sentences[0]?.citations[0]?.folder ?? answer.passages[0]?.folder;
    chosen = turns.find(({ memory }) => memory.folder === best) ?? only;
  }
  if (chosen === undefined) throw new Error('Nothing is asked, so nothing can be written.');
  const turn = chosen;
  const { folder } = turn.memory;
  const result = await turn.memory.run(
    (engine, workspace) =>
      engine.write(
        { ...turn.params, ...writing, workspace },
        {
          signal,
          shell,
          onProgress: (progress) => {
            if (progress.kind === 'asked' && turns.length === 1) onAsked(merged(turn, progress.asked));
            onProgress(folder, progress);
          },
        },
      ),
    signal,
  );
  return { folder, question: result.asked.followUp?.rewritten ?? turn.params.question, result };
}
