import type * as vscode from 'vscode';
import { isCancelled } from '../../protocol/errors.ts';
import { fill } from '../../protocol/fill.ts';
import type { MergedAnswer } from '../../protocol/mergeAnswers.ts';
import type { WriteProgress, WriteResult } from '../../protocol/writing.ts';
import { errorMessage, logError } from '../errorView.ts';
import { askTurns, writeTurns, type FolderQuestion } from '../folderQuestions.ts';
import type { Generating } from '../generate/generating.ts';
import { escaped } from '../threads/threadMarkdown.ts';
import { answerParts, writtenParts, type ChatPart, type ChatWording } from './chatParts.ts';

/** What an answer in the chat is written with. */
export interface WriteBelowParts {
  readonly generating: Pick<Generating, 'writer' | 'shell'>;
  readonly stream: vscode.ChatResponseStream;
  readonly signal: AbortSignal;
  readonly wording: ChatWording;
  readonly log: vscode.LogOutputChannel;
  readonly emit: (stream: vscode.ChatResponseStream, parts: readonly ChatPart[]) => void;
}

/**
 * Asks, and shows the answer in the files' own words. Where the user has chosen a language model for Recollect, what it
 * writes comes below, sentence by sentence as each is checked, and asked about before it is sent as ever.
 *
 * @returns the answer in the files' own words
 */
export async function writeBelow(
  turns: readonly FolderQuestion[],
  { generating, stream, signal, wording, log, emit }: WriteBelowParts,
): Promise<MergedAnswer> {
  const writer = await generating.writer().catch((error: unknown) => {
    // The model that was chosen is not there now: the files' own words are.
    logError(log, error);
    stream.markdown(`*${escaped(errorMessage(error))}*\n\n`);
    return undefined;
  });
  if (writer === undefined) {
    const answer = await askTurns(turns, signal);
    emit(stream, await answerParts(answer, wording));
    return answer;
  }
  const { strings } = wording;
  let found: MergedAnswer | undefined;
  // What is shown comes one after the other, however soon the next piece is there.
  let shown: Promise<void> = Promise.resolve();
  const show = (parts: () => Promise<readonly ChatPart[]>): void => {
    shown = shown.then(async () => {
      if (!signal.aborted) emit(stream, await parts());
    });
  };
  const text = (markdown: string) => Promise.resolve([{ kind: 'markdown' as const, text: markdown }]);
  let written = 0;
  const onProgress = (folder: string, progress: WriteProgress): void => {
    if (progress.kind !== 'sentence' || progress.index < written) return;
    if (written === 0) show(() => text(`\n\n**${escaped(fill(strings.writtenBy, writer.name))}**\n\n`));
    written = progress.index + 1;
    show(() => writtenParts(progress.sentence, folder, wording));
  };
  try {
    const { result } = await writeTurns(
      turns,
      {
        model: writer.model,
        redaction: writer.redaction,
        ...(writer.rewrites ? { rewrite: true } : {}),
      },
      {
        signal,
        shell: generating.shell,
        onAsked: (answer) => {
          if (found !== undefined) return;
          found = answer;
          show(() => answerParts(answer, wording));
        },
        onProgress,
      },
    );
    const unsaid = unwritten(result, wording);
    if (unsaid !== undefined) show(() => text(`\n\n*${escaped(unsaid)}*`));
  } catch (error) {
    // Before the passages are there, the question itself has failed.
    if (found === undefined || isCancelled(error) || signal.aborted) throw error;
    logError(log, error);
    show(() =>
      text(`\n\n*${escaped(`${fill(strings.writtenFailed, writer.name)} ${errorMessage(error)}`)}*`),
    );
  }
  await shown;
  if (found === undefined) throw new Error('It was written to and never answered.');
  return found;
}

/** Why nothing, or not all, was written. */
function unwritten({ written, unsent }: WriteResult, { strings }: ChatWording): string | undefined {
  if (written !== null) return written.cut ? strings.writtenCut : undefined;
  return unsent === 'not-approved' ? strings.writtenUnsent : undefined;
}
