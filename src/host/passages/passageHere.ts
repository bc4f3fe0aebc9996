import * as vscode from 'vscode';
import type { Range } from '../../core/text/range.ts';
import { RecollectError } from '../../protocol/errors.ts';
import type { InspectResult } from '../../protocol/memoryReports.ts';
import type { WorkspaceFile, WorkspaceMemory } from '../workspaceMemory.ts';
import { placeInTree, type TreePlace } from './treePlace.ts';

/** What is selected in the editor, or the passage that the cursor is in. */
export interface PassageHere {
  readonly document: vscode.TextDocument;
  readonly text: string;
  /** Offsets of the document. */
  readonly range: Range;
  /** The file that it is of; undefined for what is in no folder of the workspace. */
  readonly file: WorkspaceFile | undefined;
  /** Its place in the memory; undefined where its file is not remembered. */
  readonly remembered: { readonly file: InspectResult; readonly place: TreePlace } | undefined;
}

/** The passage that a command is about; undefined, which is then said, where there is no text. */
export async function passageHere(memory: WorkspaceMemory): Promise<PassageHere | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return nothing();
  const { document, selection } = editor;
  const file = memory.fileOf(document.uri);
  const inspected = file === undefined ? undefined : await inspect(memory, file);
  const selected = {
    start: document.offsetAt(selection.start),
    end: document.offsetAt(selection.end),
  };
  // A byte order mark counts in the file and is not there in the editor.
  const shift =
    inspected?.text.startsWith('\uFEFF') === true && !document.getText(FIRST).startsWith('\uFEFF') ? 1 : 0;
  const place =
    inspected && placeInTree(inspected.tree, { start: selected.start + shift, end: selected.end + shift });
  const range = selection.isEmpty
    ? place === undefined
      ? paragraphAt(document, selection.active)
      : { start: Math.max(0, place.leaf.start - shift), end: place.leaf.end - shift }
    : selected;
  const text = document.getText(
    new vscode.Range(document.positionAt(range.start), document.positionAt(range.end)),
  );
  if (text.trim() === '') return nothing();
  const remembered = inspected === undefined || place === undefined ? undefined : { file: inspected, place };
  return { document, text, range, file, remembered };
}

const FIRST = new vscode.Range(0, 0, 0, 1);

function nothing(): undefined {
  void vscode.window.showInformationMessage(
    vscode.l10n.t('There is no text here. Put the cursor into a passage, or select one, and try again.'),
  );
  return undefined;
}

async function inspect(
  memory: WorkspaceMemory,
  { folder, file }: WorkspaceFile,
): Promise<InspectResult | undefined> {
  try {
    return await memory
      .memoryOf(folder)
      .run((engine, workspace) => engine.inspect({ workspace, file }), new AbortController().signal);
  } catch (error) {
    // What is not remembered has its text all the same.
    if (error instanceof RecollectError && error.code === 'file-unknown') return undefined;
    throw error;
  }
}

/** The lines around a position up to the next empty ones. */
function paragraphAt(document: vscode.TextDocument, { line }: vscode.Position): Range {
  let [first, last] = [line, line];
  if (!document.lineAt(line).isEmptyOrWhitespace) {
    while (first > 0 && !document.lineAt(first - 1).isEmptyOrWhitespace) first--;
    while (last < document.lineCount - 1 && !document.lineAt(last + 1).isEmptyOrWhitespace) last++;
  }
  return {
    start: document.offsetAt(new vscode.Position(first, 0)),
    end: document.offsetAt(document.lineAt(last).range.end),
  };
}
