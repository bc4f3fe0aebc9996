import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { lstat, open, realpath, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Outline } from '../../core/memory/tree.ts';
import type { CancelSignal } from '../../core/ports.ts';
import { sentence, type Sentence } from '../../protocol/sentences.ts';
import { outlineOf } from '../formats/outline.ts';
import { decode, looksBinary } from './decode.ts';
import { extensionOf, reasonByName } from './eligible.ts';
import { codeOf, formatBytes, systemReason } from './reasons.ts';
import { isInside, kindReason } from './walk.ts';

/** A file's text with its structure. */
export interface ReadText {
  readonly kind: 'document';
  /** Exactly the file's characters: byte order mark and carriage returns included. */
  readonly text: string;
  readonly outline: Outline;
  /** What there is to say about how it was read (a guessed encoding), or null. */
  readonly note: Sentence | null;
  /** Bytes, and whole milliseconds since the epoch, of the version that was read. */
  readonly size: number;
  readonly modified: number;
}

/** A file that is not remembered. */
export interface ReadSkip {
  readonly kind: 'skipped';
  /** A sentence for the user: what is wrong and, where something helps, what to do. */
  readonly reason: Sentence;
  /** Of the file as it was last seen; 0 where it was not. */
  readonly size: number;
  /** As for a text; {@link UNSETTLED} where the file itself is not at fault, so that it is tried again each time. */
  readonly modified: number;
}

/** A modification time that no file has: rights, a drive that answers again, a pause leave none in the file. */
const UNSETTLED = -1;

export interface ReadOptions {
  /** Larger files are refused unread. Bytes; {@link READ_LIMIT} where left out. */
  readonly limit?: number;
  readonly signal?: CancelSignal;
  /** Called after a file was looked at and before its bytes are read: where others may change it meanwhile. */
  readonly onLooked?: () => void | Promise<void>;
}

/** Bytes of a file at most. 32 MB: some 10 million Chinese characters or 5 million English words. */
export const READ_LIMIT = 32 * 1024 * 1024;

/** Of a file that is remembered and cannot answer anything. */
const EMPTY_NOTE = sentence('note-empty');

/** Longer than any word, address or formula: what has no space for as long is not written to be read. */
const UNBROKEN = 2000;
/** Less of it is not worth a reason. */
const LEAST_UNBROKEN = 20_000;
/** Kinds that people write and that may hold pictures as text: a few words beside one are worth keeping. */
const PROSE = new Set('md markdown mdown mkd mdx qmd rmd html htm xhtml rst rest tex latex ipynb'.split(' '));

/**
 * Whether more than half of a text stands in runs of {@link UNBROKEN} printable ASCII characters or more. Scripts
 * that put no spaces between words are not ASCII.
 */
function isUnbroken(text: string): boolean {
  if (text.length < LEAST_UNBROKEN) return false;
  let unbroken = 0;
  let run = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 0;
    if (code > 0x20 && code < 0x7f) {
      run++;
      continue;
    }
    if (run >= UNBROKEN) unbroken += run;
    run = 0;
  }
  return unbroken > text.length / 2;
}

/** Read first, so that a large binary file costs this much and no more. */
const HEAD = 64 * 1024;
/** Bytes between two looks at the signal. */
const STRIDE = 4 * 1024 * 1024;

/** A pipe put in the file's place since it was looked at must not hold the reader, nor a link lead it away. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/**
 * Reads one file of a workspace. Whatever is wrong with the file comes back as a reason; only an abort throws
 * (`signal.reason`). A file that changes or goes while it is read is tried once more.
 *
 * @param root the workspace folder, absolute
 * @param file relative to it, with `/`; a file that lies outside, by `..` or by a link, is not read
 */
export async function readDocument(
  root: string,
  file: string,
  options: ReadOptions = {},
): Promise<ReadText | ReadSkip> {
  let result = await attempt(root, file, options);
  if (result === 'changed') result = await attempt(root, file, options);
  if (result !== 'changed') return result;
  const seen = await stat(join(root, file)).catch(() => undefined);
  return seen === undefined
    ? { kind: 'skipped', reason: sentence('file-deleted'), size: 0, modified: 0 }
    : {
        kind: 'skipped',
        reason: sentence('file-restless'),
        size: seen.size,
        modified: UNSETTLED,
      };
}

async function attempt(
  root: string,
  file: string,
  options: ReadOptions,
): Promise<ReadText | ReadSkip | 'changed'> {
  const { signal, limit = READ_LIMIT } = options;
  signal?.throwIfAborted();
  let found: Stats | undefined;
  try {
    const realRoot = await realpath(root);
    const path = await realpath(join(realRoot, ...file.split('/')));
    if (!isInside(realRoot, path)) {
      return {
        kind: 'skipped',
        reason: sentence('is-outside'),
        size: 0,
        modified: 0,
      };
    }
    found = await lstat(path);
    if (found.isDirectory()) return skipped(sentence('is-folder'), found);
    if (!found.isFile()) return skipped(kindReason(found), found);
    const known = reasonByName(path.split(sep).join('/'));
    if (known !== undefined) return skipped(known, found);
    if (found.size > limit) {
      return skipped(sentence('is-too-large', formatBytes(found.size), formatBytes(limit)), found);
    }
    await options.onLooked?.();
    const bytes = await readBytes(path, found, signal);
    if (bytes === 'changed') return 'changed';
    if (bytes === 'binary') return skipped(sentence('bytes-binary'), found);
    const decoded = decode(bytes);
    if (decoded.kind === 'binary') return skipped(decoded.reason, found);
    signal?.throwIfAborted();
    const { text } = decoded;
    if (!PROSE.has(extensionOf(file)) && isUnbroken(text)) return skipped(sentence('text-unbroken'), found);
    const note = text.trim() === '' ? EMPTY_NOTE : decoded.note;
    return {
      kind: 'document',
      text,
      outline: await outlineOf(file, text),
      note,
      size: found.size,
      modified: Math.floor(found.mtimeMs),
    };
  } catch (error) {
    signal?.throwIfAborted();
    // Gone after it was seen, or replaced by something that is not a file: worth another look.
    if (found !== undefined && ['ENOENT', 'ENXIO', 'ELOOP', 'ENOTDIR'].includes(codeOf(error)))
      return 'changed';
    return {
      kind: 'skipped',
      reason: systemReason(error, 'file'),
      size: found?.size ?? 0,
      modified: UNSETTLED,
    };
  }
}

/** The whole file, if it is the one that was looked at, before and after. */
async function readBytes(
  path: string,
  looked: Stats,
  signal: CancelSignal | undefined,
): Promise<Uint8Array | 'changed' | 'binary'> {
  await using handle = await open(path, OPEN_FLAGS);
  if (!isSame(looked, await handle.stat())) return 'changed';
  const bytes = new Uint8Array(looked.size);
  let at = await fill(handle, bytes, 0, Math.min(HEAD, bytes.length));
  if (looksBinary(bytes.subarray(0, at))) return 'binary';
  while (at < bytes.length) {
    signal?.throwIfAborted();
    const end = await fill(handle, bytes, at, Math.min(at + STRIDE, bytes.length));
    if (end === at) return 'changed';
    at = end;
  }
  return isSame(looked, await handle.stat()) && isSame(looked, await lstat(path)) ? bytes : 'changed';
}

/** Reads until `to` or the file's end; how far it came. */
async function fill(handle: FileHandle, bytes: Uint8Array, from: number, to: number): Promise<number> {
  let at = from;
  while (at < to) {
    const { bytesRead } = await handle.read(bytes, at, to - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return at;
}

function isSame(a: Stats, b: Stats): boolean {
  return b.isFile() && a.size === b.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino;
}

function skipped(reason: Sentence, { size, mtimeMs }: Stats): ReadSkip {
  return { kind: 'skipped', reason, size, modified: Math.floor(mtimeMs) };
}
