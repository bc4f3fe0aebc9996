import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isRecord } from '../../protocol/isRecord.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence } from '../../protocol/sentences.ts';
import { writeAtomically } from '../store/atomicFile.ts';
import { storeError } from '../store/storeErrors.ts';

// Which files the user had forgotten. Kept beside the memory, so that every window, command and server that indexes
// the folder leaves them out, and so that a memory that is built anew does.

const FILE = 'forgotten.json';
const FORMAT = 1;

/** Files, and folders with a `/` at their end, that are kept out of the memory in this folder; in order. */
export function readForgotten(folder: string): string[] {
  const file = path.join(folder, FILE);
  if (!existsSync(file)) return [];
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw error instanceof SyntaxError ? damaged(file) : storeError(error, file);
  }
  const files = isRecord(content) && content['format'] === FORMAT ? content['files'] : undefined;
  if (!Array.isArray(files)) throw damaged(file);
  return files.filter((name) => typeof name === 'string');
}

/** What was to be kept out must not come back because the list of it cannot be read. */
function damaged(file: string): RecollectError {
  return new RecollectError('store-unusable', sentence('forgotten-damaged', file));
}

/** Adds files to what is kept out, or takes them back. @returns all that are kept out now, in order */
export function keepForgotten(folder: string, files: readonly string[], forgotten: boolean): string[] {
  const before = readForgotten(folder);
  const after = forgotten
    ? [...new Set([...before, ...files])].sort()
    : before.filter((name) => !files.includes(name));
  const file = path.join(folder, FILE);
  try {
    if (after.length === 0) rmSync(file, { force: true });
    else writeAtomically(file, `${JSON.stringify({ format: FORMAT, files: after }, null, 1)}\n`);
  } catch (error) {
    throw storeError(error, file);
  }
  return after;
}

/** Whether a file is one of those, or lies in a folder that is. */
export function isForgotten(forgotten: readonly string[]): (file: string) => boolean {
  const files = new Set(forgotten);
  return (file) => {
    if (files.size === 0) return false;
    if (files.has(file)) return true;
    for (let slash = file.indexOf('/'); slash >= 0; slash = file.indexOf('/', slash + 1))
      if (files.has(file.slice(0, slash + 1))) return true;
    return false;
  };
}
