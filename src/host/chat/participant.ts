import path from 'node:path';
import * as vscode from 'vscode';
import { fileUri } from '../folderUri.ts';
import { isCancelled, RecollectError } from '../../protocol/errors.ts';
import type { MergedAnswer } from '../../protocol/mergeAnswers.ts';
import { translatedPanelStrings } from '../../protocol/panelStrings.ts';
import { errorMessage, inTheirWords, logError } from '../errorView.ts';
import { askTurns } from '../folderQuestions.ts';
import type { Generating } from '../generate/generating.ts';
import type { ScopePart } from '../scopes/askScope.ts';
import { namedIn, shownIn } from '../tools/namedInWorkspace.ts';
import { editorLines } from '../tools/toolPlacing.ts';
import { summarizedPlace } from '../tools/toolQuestions.ts';
import type { WorkspaceMemory } from '../workspaceMemory.ts';
import { chatMemory, keptAnswer, turnsOf, type ChatMemory } from './chatHistory.ts';
import { passagesParts, summaryParts, type ChatPart, type ChatPlace, type ChatWording } from './chatParts.ts';
import { chatTarget, mention } from './chatTarget.ts';
import { writeBelow } from './writeBelow.ts';

/** What the participant answers with: the same memory as the panel. */
export interface ParticipantParts {
  readonly memory: WorkspaceMemory;
  /** The language model that the user chose for Recollect; the one that the chat has chosen is sent nothing. */
  readonly generating: Pick<Generating, 'writer' | 'shell'>;
  readonly log: vscode.LogOutputChannel;
}

/** A request and where its response goes. */
interface Asked {
  readonly request: vscode.ChatRequest;
  readonly context: vscode.ChatContext;
  readonly stream: vscode.ChatResponseStream;
  readonly signal: AbortSignal;
  readonly wording: ChatWording;
}

/** Answers a request of the chat; what is returned is kept with it (`chatHistory.ts`). */
export async function respond(
  parts: ParticipantParts,
  asked: Pick<Asked, 'request' | 'context' | 'stream'>,
  token: vscode.CancellationToken,
): Promise<vscode.ChatResult> {
  const controller = new AbortController();
  const listening = token.onCancellationRequested(() => controller.abort());
  const { signal } = controller;
  try {
    const wording = wordingOf(parts.memory);
    asked.stream.progress(wording.strings.pending);
    const act = asked.request.command === 'summarize' ? summarize : answer;
    return { metadata: await act(parts, { ...asked, signal, wording }) };
  } catch (error) {
    // What was called off says so itself, in the chat's own words.
    if (isCancelled(error) || signal.aborted) return {};
    logError(parts.log, error);
    return { errorDetails: { message: errorMessage(error) } };
  } finally {
    listening.dispose();
  }
}

/** Answers, or lists passages alone. */
async function answer(
  { memory, generating, log }: ParticipantParts,
  { request, context, stream, signal, wording }: Asked,
): Promise<ChatMemory> {
  const question = request.prompt.trim();
  const scope = await scopeOf(memory, request);
  const before = turnsOf(
    context.history.flatMap((turn) =>
      turn instanceof vscode.ChatResponseTurn ? [turn.result.metadata] : [],
    ),
  );
  const turns = memory.turns(question, scope, before);
  const kept = (found: MergedAnswer): ChatMemory => keptAnswer(question, found, bestFile(found, wording));
  if (request.command === 'passages') {
    const only = turns.map((turn) => ({ ...turn, params: { ...turn.params, passagesOnly: true } }));
    const found = await askTurns(only, signal);
    emit(stream, await passagesParts(found, wording));
    return { ...kept(found), kind: 'passages' };
  }
  const found = await writeBelow(turns, { generating, stream, signal, wording, log, emit });
  if (scope === null)
    stream.button({
      command: 'recollect.ask',
      title: vscode.l10n.t('Show in the Panel and Light the Sources'),
      arguments: [question],
    });
  return kept(found);
}

async function summarize(
  { memory }: ParticipantParts,
  { request, stream, signal, wording }: Asked,
): Promise<ChatMemory> {
  const { name, about } = chatTarget(request.prompt);
  const [attached] = (await scopeOf(memory, request)) ?? [];
  const place =
    name === undefined ? (attached ?? fileNow(memory)) : await summarizedPlace(name, namedIn(memory));
  if (place === undefined) throw nothingOpen();
  const { folder, file } = place;
  const result = await memory
    .memoryOf(folder)
    .run(
      (engine, workspace) =>
        engine.summarize({ workspace, of: file, ...(about === '' ? {} : { question: about }) }, { signal }),
      signal,
    );
  const title = file === '' ? `${path.basename(folder)}/` : wording.shownFile(place);
  emit(stream, await summaryParts(title, folder, result, wording));
  return { kind: 'summary', question: about, answer: '', attended: [], file: title };
}

/** Begins the ids of what the editor attaches by itself: the file that happens to be open, what is selected in it. */
const IMPLICIT = 'vscode.implicit';

/** What alone is asked: the file in the editor for `/file`, else what the user has attached to the request. */
async function scopeOf(
  memory: WorkspaceMemory,
  { command, references }: vscode.ChatRequest,
): Promise<readonly ScopePart[] | null> {
  if (command === 'file') {
    const file = fileNow(memory);
    if (file === undefined) throw nothingOpen();
    return [file];
  }
  const parts: ScopePart[] = [];
  for (const { id, value } of references) {
    const uri = value instanceof vscode.Location ? value.uri : value;
    if (id.startsWith(IMPLICIT) || !(uri instanceof vscode.Uri)) continue;
    const file = memory.fileOf(uri);
    if (file === undefined) continue;
    if (!(value instanceof vscode.Location) || value.range.isEmpty) {
      parts.push(file);
      continue;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    const { start, end } = value.range;
    parts.push({ ...file, range: { start: document.offsetAt(start), end: document.offsetAt(end) } });
  }
  return parts.length === 0 ? null : parts;
}

function fileNow(memory: WorkspaceMemory): ScopePart | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri === undefined ? undefined : memory.fileOf(uri);
}

function nothingOpen(): RecollectError {
  return new RecollectError(
    'input-invalid',
    vscode.l10n.t('No file of the workspace is open in the editor. Open one, attach one, or name it with @.'),
  );
}

function wordingOf(memory: WorkspaceMemory): ChatWording {
  const lines = editorLines();
  return {
    strings: translatedPanelStrings((english) => vscode.l10n.t(english)),
    worded: inTheirWords,
    placed: async (quote) => ({ folder: quote.folder, file: quote.file, ...(await lines.of(quote)) }),
    shownFile: shownIn(memory),
  };
}

/** The file that an answer rests on most, as people read its name. */
function bestFile({ abstained, sentences, passages }: MergedAnswer, { shownFile }: ChatWording): string {
  const cited = abstained ? undefined : sentences[0]?.citations[0];
  const best = cited ?? passages[0];
  return best === undefined ? '' : shownFile(best);
}

function emit(stream: vscode.ChatResponseStream, parts: readonly ChatPart[]): void {
  for (const part of parts)
    switch (part.kind) {
      case 'markdown':
        stream.markdown(part.text);
        break;
      case 'anchor':
        stream.anchor(locationOf(part.place), part.title);
        break;
      case 'reference':
        stream.reference(locationOf(part.place));
        break;
    }
}

function locationOf({ folder, file, start, end }: ChatPlace): vscode.Location {
  return new vscode.Location(
    fileUri(folder, file),
    new vscode.Range(start.line, start.character, end.line, end.character),
  );
}

/** What may be asked after the response that this was kept with. */
export function followups(metadata: unknown): vscode.ChatFollowup[] {
  const memory = chatMemory(metadata);
  if (memory === undefined) return [];
  const { l10n } = vscode;
  const { kind, question, file } = memory;
  const passages = { prompt: question, command: 'passages', label: l10n.t('Which passages speak of it?') };
  const answered = { prompt: question, label: l10n.t('Answer it') };
  const summary =
    file === ''
      ? []
      : [
          {
            prompt: mention(file),
            command: 'summarize',
            label: l10n.t('Summarize {0}', path.posix.basename(file)),
          },
        ];
  switch (kind) {
    case 'answered':
    case 'declined':
      return [passages, ...summary];
    case 'passages':
      return [answered, ...summary];
    case 'summary':
      return [];
  }
}
