import path from 'node:path';
import * as vscode from 'vscode';
import { isCancelled, RecollectError } from '../../protocol/errors.ts';
import { askToolInput, passagesToolInput, summarizeToolInput } from '../../protocol/toolInput.ts';
import { askToolOutput, passagesToolOutput, summarizeToolOutput } from '../../protocol/toolOutput.ts';
import type { ToolKey } from '../../protocol/tools.ts';
import type { RedactionChoice, WritingShell } from '../../protocol/writing.ts';
import { errorMessage, logError } from '../errorView.ts';
import { askTurns } from '../folderQuestions.ts';
import { noFolder } from '../folderErrors.ts';
import type { ReliableEngine } from '../reliableEngine.ts';
import type { Settings } from '../settings.ts';
import type { WorkspaceMemory } from '../workspaceMemory.ts';
import { namedIn, shownIn } from './namedInWorkspace.ts';
import { longestWithin, type TokenBudget, type Versions } from './toolBudget.ts';
import { editorLines, toolPlacing } from './toolPlacing.ts';
import { askedPlaces, summarizedPlace, turnsBefore } from './toolQuestions.ts';
import { askVersions, passagesVersions, summarizeVersions, tooLittleRoom } from './toolVersions.ts';

/** What the tools work with: the same engine and memory as the panel. */
export interface LanguageToolsParts {
  readonly memory: WorkspaceMemory;
  readonly engine: ReliableEngine;
  /** Asks whether something may leave. */
  readonly shell: WritingShell;
  readonly settings: () => Settings;
  readonly log: vscode.LogOutputChannel;
}

/** Under which a user's leave for good to hand texts to the chat's models is kept. */
const READER = 'language-model-tools';

/** The part of a budget that is filled before anything is taken out. */
const FOR_LABELS = 0.97;

/** What a tool found, before it is handed over. */
interface Found {
  readonly versions: Versions;
  /** Absolute paths of the folders that it is from. */
  readonly folders: readonly string[];
}

/** The tools that models of the editor's chat may call. Nothing is opened before one is called. */
export function languageTools(
  parts: LanguageToolsParts,
): Readonly<Record<ToolKey, Required<vscode.LanguageModelTool<unknown>>>> {
  const { l10n } = vscode;
  return {
    ask: {
      prepareInvocation: ({ input }) => ({
        invocationMessage: l10n.t('Asking your documents: {0}', askToolInput(input).question),
      }),
      invoke: (options, token) =>
        called(parts, options, token, (signal) => ask(parts, options.input, signal)),
    },
    passages: {
      prepareInvocation: ({ input }) => ({
        invocationMessage: l10n.t('Looking for passages: {0}', passagesToolInput(input).question),
      }),
      invoke: (options, token) =>
        called(parts, options, token, (signal) => findPassages(parts, options.input, signal)),
    },
    summarize: {
      prepareInvocation: ({ input }) => ({
        invocationMessage: l10n.t('Summarizing {0}', summarizeToolInput(input).file),
      }),
      invoke: (options, token) =>
        called(parts, options, token, (signal) => summarize(parts, options.input, signal)),
    },
  };
}

async function ask(parts: LanguageToolsParts, value: unknown, signal: AbortSignal): Promise<Found> {
  const input = askToolInput(value);
  const { memory } = parts;
  const places = await askedPlaces(input.files, namedIn(memory));
  const answer = await memory.ask(input.question, places, turnsBefore(input), signal);
  const output = await askToolOutput(input.question, answer, toolPlacing(editorLines(), shownIn(memory)));
  const sources = [...answer.passages, ...answer.sentences.flatMap(({ citations }) => citations)];
  return { versions: askVersions(output), folders: foldersOf(sources, memory) };
}

async function findPassages(parts: LanguageToolsParts, value: unknown, signal: AbortSignal): Promise<Found> {
  const input = passagesToolInput(value);
  const { memory } = parts;
  const places = await askedPlaces(input.files, namedIn(memory));
  const turns = memory.turns(input.question, places, turnsBefore(input));
  const answer = await askTurns(
    turns.map((turn) => ({ ...turn, params: { ...turn.params, passagesOnly: true } })),
    signal,
  );
  const placing = toolPlacing(editorLines(), shownIn(memory));
  const output = await passagesToolOutput(input.question, answer, { placing, count: input.count });
  return { versions: passagesVersions(output), folders: foldersOf(answer.passages, memory) };
}

async function summarize(parts: LanguageToolsParts, value: unknown, signal: AbortSignal): Promise<Found> {
  const { file, question, length } = summarizeToolInput(value);
  const { memory } = parts;
  const place = await summarizedPlace(file, namedIn(memory));
  if (place === undefined) throw noFolder();
  const { folder } = place;
  const result = await memory.memoryOf(folder).run(
    (engine, workspace) =>
      engine.summarize(
        {
          workspace,
          of: place.file,
          ...(question === undefined ? {} : { question }),
          ...(length === undefined ? {} : { length }),
        },
        { signal },
      ),
    signal,
  );
  const shownFile = shownIn(memory);
  const placing = toolPlacing(editorLines(), shownFile);
  const of = place.file === '' ? `${path.basename(folder)}/` : shownFile(place);
  const output = await summarizeToolOutput(of, result, (where) => placing({ ...where, folder }));
  return { versions: summarizeVersions(output), folders: [folder] };
}

/** Finds, lets the user see what is about to be handed over, and hands over what they approved. */
async function called(
  { engine, shell, settings, log }: LanguageToolsParts,
  { tokenizationOptions }: vscode.LanguageModelToolInvocationOptions<unknown>,
  token: vscode.CancellationToken,
  find: (signal: AbortSignal) => Promise<Found>,
): Promise<vscode.LanguageModelToolResult> {
  const controller = new AbortController();
  const listening = token.onCancellationRequested(() => controller.abort());
  if (token.isCancellationRequested) controller.abort();
  const { signal } = controller;
  const budget: TokenBudget | undefined =
    tokenizationOptions === undefined
      ? undefined
      : {
          // What is taken out leaves a label, which may have a token more than what stood there.
          tokens: Math.floor(tokenizationOptions.tokenBudget * FOR_LABELS),
          count: (text) => tokenizationOptions.countTokens(text, token),
        };
  try {
    const { versions, folders } = await find(signal);
    const text = await longestWithin(versions, budget);
    if (text === undefined) return textResult(tooLittleRoom(budget?.tokens ?? 0));
    const { texts } = await engine.run(
      (api) =>
        api.release(
          {
            workspaces: folders,
            to: vscode.l10n.t('the language model of the chat'),
            reader: READER,
            texts: [text],
            redaction: redactionOf(settings()),
          },
          { shell, signal },
        ),
      signal,
    );
    return textResult(texts.join('\n\n'));
  } catch (error) {
    if (isCancelled(error) || signal.aborted) throw new vscode.CancellationError();
    if (!(error instanceof RecollectError)) logError(log, error);
    // The caller is a model, or shows it to a person: both read what happened and what to do.
    throw new Error(errorMessage(error), { cause: error });
  } finally {
    listening.dispose();
  }
}

function textResult(text: string): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}

/** What is taken out of what is handed over: where the chat's model runs, nobody here knows. */
function redactionOf({ redaction: { enabled, names } }: Settings): RedactionChoice {
  return { names, ...(enabled ? {} : { off: true }) };
}

/** The folders that something is from; all of them where nothing was found. */
function foldersOf(sources: readonly { readonly folder: string }[], memory: WorkspaceMemory): string[] {
  const all = sources.length > 0 ? sources : memory.memories;
  return [...new Set(all.map(({ folder }) => folder))];
}
