// Where the files of a model lie before they are ours: a repository of a hub, or a folder. Both are listed the same way.
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { CancelSignal } from '../../../core/ports.ts';
import type { ModelOrigin, PlannedFile } from '../../../protocol/encoderModels.ts';
import { RecollectError } from '../../../protocol/errors.ts';
import { isRecord } from '../../../protocol/isRecord.ts';
import { sentence } from '../../../protocol/sentences.ts';
import { fileAddress, type Hub } from './hubAddress.ts';
import { hubFetch, refused } from './hubFetch.ts';

/** A model as it is listed. */
export interface ModelSource {
  readonly origin: ModelOrigin;
  /** Empty where it is not told. */
  readonly licence: string;
  readonly files: readonly PlannedFile[];
  /** A small file's content; undefined where there is none. */
  read(file: string): Promise<string | undefined>;
  /** The file with its checksum, where listing did not tell it. */
  checked(file: PlannedFile): Promise<PlannedFile>;
}

/** Descriptions are a few kilobytes; a megabyte is no description. */
const LARGEST_DESCRIPTION = 1024 * 1024;
/** A listing of thousands of files is a few megabytes. */
const LARGEST_LISTING = 32 * 1024 * 1024;
/** Folders below a model's own. */
const DEEPEST = 3;

/** Lists a repository of a hub, at one commit: whatever is fetched of it later is of that. */
export async function hubSource(
  hub: Hub,
  name: string,
  revision: string,
  signal: CancelSignal | undefined,
): Promise<ModelSource> {
  const listing = `${hub.base}/api/models/${name}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const text = await bodyOf(hub, listing, LARGEST_LISTING, signal);
  if (text === undefined)
    throw new RecollectError('endpoint-refused', sentence('hub-unknown', hub.base, name));
  const json = parsed(text);
  const commit = isRecord(json) ? json['sha'] : undefined;
  const siblings = isRecord(json) ? json['siblings'] : undefined;
  if (
    !isRecord(json) ||
    typeof commit !== 'string' ||
    !/^[0-9a-f]{7,64}$/i.test(commit) ||
    !Array.isArray(siblings)
  )
    throw new RecollectError('endpoint-failed', sentence('hub-foreign', hub.base, 'no list of files'));
  return {
    origin: { kind: 'hub', address: hub.base, name, commit },
    licence: licenceIn(json),
    files: siblings.flatMap((sibling: unknown) => plannedFile(sibling) ?? []),
    read: (file) => bodyOf(hub, fileAddress(hub, name, commit, file), LARGEST_DESCRIPTION, signal),
    checked: (file) => Promise.resolve(file),
  };
}

/** Lists a folder in which somebody has put a model. Checksums take seconds a gigabyte: only what is taken is read. */
export async function folderSource(folder: string, signal: CancelSignal | undefined): Promise<ModelSource> {
  const names = await filesBelow(folder).catch((cause: unknown) => {
    throw new RecollectError('input-invalid', sentence('model-folder', folder), { cause });
  });
  return {
    origin: { kind: 'folder', folder },
    licence: licenceFile(folder),
    files: names.map((name) => ({
      path: name.split(path.sep).join('/'),
      bytes: statSync(path.join(folder, name)).size,
    })),
    read: (file) => {
      try {
        return Promise.resolve(readFileSync(path.join(folder, file), 'utf8'));
      } catch {
        return Promise.resolve(undefined);
      }
    },
    checked: async (file) => {
      const { bytes, sha256 } = await checksumOf(path.join(folder, file.path), signal);
      return { path: file.path, bytes, sha256 };
    },
  };
}

/** Length and SHA-256 of a file, and the checksum that Git has of it. */
export async function checksumOf(
  file: string,
  signal: CancelSignal | undefined,
): Promise<{ readonly bytes: number; readonly sha256: string; readonly git: string }> {
  const { size } = statSync(file);
  const sha256 = createHash('sha256');
  const git = createHash('sha1').update(`blob ${size}\0`);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    if (signal?.aborted === true)
      throw new RecollectError('cancelled', 'Stopped. What was finished is kept.');
    if (!Buffer.isBuffer(chunk)) continue;
    sha256.update(chunk);
    git.update(chunk);
  }
  return { bytes: size, sha256: sha256.digest('hex'), git: git.digest('hex') };
}

/** Files that a model may consist of: the graphs with what belongs to them, and its descriptions. */
const KINDS = /(?:\.onnx(?:[._-][\w.-]*)?|\.json|^licen[cs]e(?:\.\w+)?)$/i;

async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((name) => name.split(path.sep).length <= DEEPEST && KINDS.test(path.basename(name)))
    .filter((name) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.isFile() === true)
    .sort();
}

async function bodyOf(
  hub: Hub,
  address: string,
  most: number,
  signal: CancelSignal | undefined,
): Promise<string | undefined> {
  const { response, done } = await hubFetch(hub, address, {}, signal);
  try {
    // A hub that hides what it does not want to show says 401 for it.
    if ([401, 403, 404].includes(response.status)) return undefined;
    if (!response.ok) throw refused(hub, address, response);
    const text = await response.text();
    if (text.length > most)
      throw new RecollectError('endpoint-failed', sentence('hub-foreign', hub.base, 'a list without an end'));
    return text;
  } finally {
    done();
  }
}

/** A file of the listing; undefined for one that is not described or whose name leads out of the model's folder. */
function plannedFile(sibling: unknown): PlannedFile | undefined {
  if (!isRecord(sibling)) return undefined;
  const { rfilename, size, blobId, lfs } = sibling;
  if (typeof rfilename !== 'string' || !isPlainPath(rfilename)) return undefined;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined;
  const sha256 = isRecord(lfs) ? lfs['sha256'] : undefined;
  // Of a large file the blob is only a pointer to it.
  if (typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256))
    return { path: rfilename, bytes: size, sha256: sha256.toLowerCase() };
  return typeof blobId === 'string' && /^[0-9a-f]{40}$/i.test(blobId)
    ? { path: rfilename, bytes: size, git: blobId.toLowerCase() }
    : undefined;
}

/** A path below the model's folder, by names that are names on every system. */
export function isPlainPath(file: string): boolean {
  const parts = file.split('/');
  return parts.length <= DEEPEST && parts.every((part) => /^(?!\.{1,2}$)[\w.+-]{1,120}$/.test(part));
}

/** As the model's page has it, else as its tags do, else whose export it is. */
function licenceIn(json: Readonly<Record<string, unknown>>): string {
  const card = json['cardData'];
  const said = isRecord(card) ? card['license'] : undefined;
  if (typeof said === 'string') return said;
  const tags = Array.isArray(json['tags']) ? (json['tags'] as readonly unknown[]) : [];
  const tagged = tags.find((tag): tag is string => typeof tag === 'string' && tag.startsWith('license:'));
  return tagged?.slice('license:'.length) ?? '';
}

/** The first line of a folder's licence. */
function licenceFile(folder: string): string {
  for (const name of ['LICENSE', 'LICENSE.txt', 'LICENSE.md', 'LICENCE', 'LICENCE.txt']) {
    try {
      return readFileSync(path.join(folder, name), 'utf8').trimStart().split('\n')[0]?.trim() ?? '';
    } catch {
      continue; // It may have another name.
    }
  }
  return '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
