import * as vscode from 'vscode';
import type { AttendedPassage } from '../../protocol/asking.ts';
import { isCancelled } from '../../protocol/errors.ts';
import { noFolder } from '../folderErrors.ts';
import { mergeAnswers, type InFolder } from '../../protocol/mergeAnswers.ts';
import { percent } from '../../protocol/numbers.ts';
import { nameParts } from '../places.ts';
import type { ShownPlaces } from '../shownPlaces.ts';
import type { WorkspaceMemory } from '../workspaceMemory.ts';
import { passageHere, type PassageHere } from './passageHere.ts';
import { showWords } from './showWords.ts';
import { elsewhere } from './treePlace.ts';

/** Of a longer text this much is looked for; UTF-16 units, some ten pages. */
const LONGEST = 24_000;
/** Passages that are listed, at most. */
const MOST = 20;

/** What similar passages are found and shown with. */
export interface SimilarPassagesParts {
  readonly memory: WorkspaceMemory;
  readonly places: Pick<ShownPlaces, 'shownFile'>;
}

interface PassageItem extends vscode.QuickPickItem {
  readonly passage: InFolder<AttendedPassage>;
}

/** Lists the passages most like the one that is selected, or that the cursor is in; each is seen as it is gone to. */
export async function findSimilar({ memory, places }: SimilarPassagesParts): Promise<void> {
  const here = await passageHere(memory);
  if (here === undefined) return;
  const pick = vscode.window.createQuickPick<PassageItem>();
  const asking = new AbortController();
  const back = editorNow();
  pick.title = vscode.l10n.t('Passages like “{0}”', opening(here.text, 50));
  pick.placeholder = vscode.l10n.t('Looking through the files…');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.busy = true;
  let accepted = false;
  const closed = new Promise<void>((resolve) => {
    pick.onDidHide(() => {
      asking.abort();
      resolve();
    });
  });
  pick.onDidChangeActive(([item]) => {
    if (item !== undefined) void showWords(item.passage, { preserveFocus: true, selected: true }, true);
  });
  pick.onDidAccept(() => {
    accepted = pick.activeItems.length > 0;
    pick.hide();
  });
  pick.show();
  try {
    const found = await similarTo(memory, here, asking.signal);
    pick.items = found.map((passage) => itemOf(passage, places.shownFile(passage)));
    pick.busy = false;
    pick.placeholder =
      found.length > 0
        ? vscode.l10n.t('Go through them with the arrow keys; Enter stays, Escape goes back')
        : vscode.l10n.t('Nothing else in these files is like it.');
    await closed;
    const [chosen] = pick.activeItems;
    if (accepted && chosen !== undefined)
      await showWords(chosen.passage, { preserveFocus: false, selected: true });
    else await back();
  } catch (error) {
    pick.hide();
    if (!isCancelled(error)) throw error;
  } finally {
    pick.dispose();
  }
}

/** The passages most like a text, best first, its own place left out. */
async function similarTo(
  memory: WorkspaceMemory,
  here: PassageHere,
  signal: AbortSignal,
): Promise<readonly InFolder<AttendedPassage>[]> {
  const folders = memory.askable;
  if (folders.length === 0) throw noFolder();
  // What is written behind an @ is text here, and chooses no files.
  const question = here.text.slice(0, LONGEST).replaceAll('@', ' ');
  const answers = await Promise.all(
    folders.map(async (asked) => ({
      folder: asked.folder,
      result: await asked.ask({ question, passagesOnly: true }, signal),
    })),
  );
  const own =
    here.file === undefined
      ? undefined
      : { ...here.file, range: here.remembered === undefined ? here.range : rangeWith(here) };
  return elsewhere(mergeAnswers(answers).passages, own).slice(0, MOST);
}

/** The range with the leaf that it stands in: that is no other passage. */
function rangeWith({ range, remembered }: PassageHere): { readonly start: number; readonly end: number } {
  const leaf = remembered?.place.leaf ?? range;
  return { start: Math.min(range.start, leaf.start), end: Math.max(range.end, leaf.end) };
}

function itemOf(passage: InFolder<AttendedPassage>, shownFile: string): PassageItem {
  const { label } = nameParts(shownFile);
  return {
    label: `$(file) ${[label, ...passage.headings.slice(-2)].join(' › ')}`,
    description: percent(passage.weight),
    detail: opening(passage.text, 240),
    passage,
  };
}

/** What brings the editor back to what it shows now. */
function editorNow(): () => Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return () => Promise.resolve();
  const { document, selection, viewColumn } = editor;
  return async () => {
    if (document.isClosed || document.uri.scheme === 'vscode-notebook-cell') return;
    await vscode.window.showTextDocument(document, {
      selection,
      ...(viewColumn === undefined ? {} : { viewColumn }),
    });
  };
}

function opening(text: string, length: number): string {
  const flat = text.replace(/\s+/gu, ' ').trim();
  return flat.length > length ? `${flat.slice(0, length).trimEnd()}…` : flat;
}
