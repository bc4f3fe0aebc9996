import path from 'node:path';
import * as vscode from 'vscode';

// A folder of the workspace is named by its absolute path where it is on disk, and by its URI where it is not: a
// virtual folder, which only VS Code can read.

/** A scheme in front: two letters at least, so that it is no drive. */
const VIRTUAL = /^[a-z][a-z\d+.-]+:/i;

/** The name of a workspace folder in this extension. */
export function folderKey(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString();
}

/** Whether a folder of that name is a virtual one. */
export function isVirtual(folder: string): boolean {
  return VIRTUAL.test(folder);
}

/** Where the folder is. */
export function folderUri(folder: string): vscode.Uri {
  return isVirtual(folder) ? vscode.Uri.parse(folder) : vscode.Uri.file(folder);
}

/** Where a file of the folder is. @param file relative to the folder, with `/` */
export function fileUri(folder: string, file: string): vscode.Uri {
  return isVirtual(folder)
    ? vscode.Uri.joinPath(vscode.Uri.parse(folder), file)
    : vscode.Uri.file(path.join(folder, file));
}

/** The file as the engine names it: relative to the folder, with `/`; empty for the folder itself. */
export function fileIn(folder: vscode.Uri, file: vscode.Uri): string {
  return folder.scheme === 'file'
    ? path.relative(folder.fsPath, file.fsPath).split(path.sep).join('/')
    : path.posix.relative(folder.path, file.path);
}

/** The folder's name, for people. */
export function folderName(folder: string): string {
  const { path: whole, authority } = folderUri(folder);
  return path.posix.basename(whole) || authority || folder;
}
