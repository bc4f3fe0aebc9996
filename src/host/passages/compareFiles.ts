import path from 'node:path';
import * as vscode from 'vscode';
import { inTheirWords } from '../errorView.ts';
import { mergeAnswers } from '../../protocol/mergeAnswers.ts';
import { nameParts } from '../places.ts';
import { textOf } from '../placeTracker.ts';
import type { ShownPlaces } from '../shownPlaces.ts';
import type { Threads } from '../threads/threads.ts';
import { answeredTurn, type AnsweredTurn } from '../turnView.ts';
import type { WorkspaceFile, WorkspaceMemory } from '../workspaceMemory.ts';
import { comparePage, type ComparedFile } from './comparePage.ts';
import type { EarlierHeat } from '../heat/earlierHeat.ts';
import { lineOf } from './explainPage.ts';
import type { ShownPage } from './shownPage.ts';
import { placeUri } from '../heat/untitled.ts';

/** What two files are compared with. */
export interface CompareFilesParts {
  readonly memory: WorkspaceMemory;
  readonly places: Pick<ShownPlaces, 'shownFile'>;
  readonly threads: Pick<Threads, 'open' | 'current'>;
  readonly page: ShownPage;
  /** Both answers are lit in their files. */
  readonly heat: Pick<EarlierHeat, 'show'>;
}

interface FileItem extends vscode.QuickPickItem {
  readonly file: WorkspaceFile;
}

/**
 * Asks two files the same question, each by itself, and shows both answers side by side.
 *
 * @param resource the file that the command was called on
 * @param selected those that were selected with it
 * @param question where a keybinding or another extension brings it along
 */
export async function compareFiles(
  parts: CompareFilesParts,
  resource: unknown,
  selected: unknown,
  question?: unknown,
): Promise<void> {
  const uris = Array.isArray(selected) && selected.length > 1 ? selected : [resource];
  const named = uris.flatMap((uri) => (uri instanceof vscode.Uri ? (parts.memory.fileOf(uri) ?? []) : []));
  const first = named[0] ?? (await pickFile(parts, vscode.l10n.t('Compare which file?'), []));
  if (first === undefined) return;
  const second =
    named[1] ?? (await pickFile(parts, vscode.l10n.t('Compare {0} with which file?', first.file), [first]));
  if (second === undefined) return;
  const text = typeof question === 'string' ? question : await askFor(parts, first, second);
  if (text === undefined || text.trim() === '') return;
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Asking both files…'),
      cancellable: true,
    },
    async (_progress, token) => {
      const asking = new AbortController();
      token.onCancellationRequested(() => asking.abort());
      await compare(parts, [first, second], text.trim(), asking.signal);
    },
  );
}

async function compare(
  { memory, places, page, heat }: CompareFilesParts,
  files: readonly WorkspaceFile[],
  question: string,
  signal: AbortSignal,
): Promise<void> {
  const turns = await Promise.all(
    files.map(async (file, i): Promise<AnsweredTurn> => {
      const result = await memory.memoryOf(file.folder).ask({ question, scope: file.file }, signal);
      return answeredTurn(
        { id: `compare${i + 1}`, question, scope: null, readAs: null },
        mergeAnswers([{ folder: file.folder, result }]),
        { shownFile: (place) => places.shownFile(place), worded: inTheirWords },
      );
    }),
  );
  signal.throwIfAborted();
  const compared = await Promise.all(
    turns.map(async ({ view, places: of }, i): Promise<ComparedFile> => {
      const file = files[i] ?? { folder: '', file: '' };
      const text = (await textOf(placeUri(file.folder, file.file))) ?? '';
      return {
        shownFile: places.shownFile(file),
        view,
        line: (id) => lineOf(text, of.find((place) => place.id === id)?.anchor.start ?? 0),
      };
    }),
  );
  const { l10n } = vscode;
  const all = turns.flatMap(({ places: of }) => of);
  await heat.show({
    id: `compare:${question}`,
    question,
    places: all.filter(({ kind }) => kind !== 'citation'),
  });
  page.show({
    title: files.map(({ file }) => nameParts(file).label).join(' – '),
    body: comparePage(question, compared, {
      declined: l10n.t('Nothing in this file seems to answer it.'),
      nearest: l10n.t('Nearest'),
      line: (line) => l10n.t('line {0}', String(line)),
    }),
    places: new Map(
      all.map(({ id, folder, file, anchor: { start, quote } }) => [id, { folder, file, start, text: quote }]),
    ),
  });
}

/** A file that is remembered, chosen by its name. */
async function pickFile(
  { memory, places }: CompareFilesParts,
  title: string,
  without: readonly WorkspaceFile[],
): Promise<WorkspaceFile | undefined> {
  const items = filesOf(memory).then((files) =>
    files
      .filter((file) => !without.some((other) => other.folder === file.folder && other.file === file.file))
      .map((file): FileItem => {
        const { label, folder } = nameParts(places.shownFile(file));
        return { label: `$(file) ${label}`, description: folder, file };
      }),
  );
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return picked?.file;
}

/** Files that are remembered, that of the editor first. */
async function filesOf(memory: WorkspaceMemory): Promise<readonly WorkspaceFile[]> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const now = uri === undefined ? undefined : memory.fileOf(uri);
  const lists = await Promise.all(
    memory.askable.map(async (asked) => {
      const { files } = await asked.run(
        (engine, workspace) => engine.files({ workspace }),
        new AbortController().signal,
      );
      return files.map(({ file }): WorkspaceFile => ({ folder: asked.folder, file }));
    }),
  );
  const isNow = ({ folder, file }: WorkspaceFile): boolean => folder === now?.folder && file === now.file;
  return lists.flat().sort((a, b) => Number(isNow(b)) - Number(isNow(a)));
}

async function askFor(
  { threads }: CompareFilesParts,
  first: WorkspaceFile,
  second: WorkspaceFile,
): Promise<string | undefined> {
  await threads.open();
  return vscode.window.showInputBox({
    title: vscode.l10n.t(
      'Compare {0} and {1}',
      path.posix.basename(first.file),
      path.posix.basename(second.file),
    ),
    prompt: vscode.l10n.t('A question that both files are asked, each by itself'),
    value: threads.current.turns.at(-1)?.question ?? '',
  });
}
