import { createWriteStream, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { CancelSignal } from '../../../core/ports.ts';
import type { PlannedFile } from '../../../protocol/encoderModels.ts';
import { RecollectError } from '../../../protocol/errors.ts';
import { sentence } from '../../../protocol/sentences.ts';
import { storeError } from '../../store/storeErrors.ts';
import type { Hub } from './hubAddress.ts';
import { hubError, hubFetch, refused } from './hubFetch.ts';
import { checksumOf } from './modelSource.ts';

/** How one file is fetched. */
export interface Download {
  readonly hub: Hub;
  readonly address: string;
  readonly planned: PlannedFile;
  /** Where it goes; while it comes it lies beside that with `.part` behind its name. */
  readonly target: string;
  readonly signal: CancelSignal | undefined;
  /** Bytes of it that are there. */
  readonly onBytes: (bytes: number) => void;
}

/** Tries without a byte more than before; each waits twice as long as the one before it, beginning with this, in ms. */
const TRIES = 4;
const FIRST_WAIT = 400;

/**
 * Fetches a file, from where it stopped the last time, and puts it in its place once its checksum is right; at once
 * where it is there already. Returns its SHA-256.
 *
 * @throws RecollectError `cancelled`, `endpoint-unreachable`, `endpoint-refused`, `endpoint-failed` (a checksum that is
 *   wrong: then nothing of it is kept), `disk-full` or `store-unusable`
 */
export async function download(job: Download): Promise<string> {
  const { planned, target, signal, onBytes } = job;
  const part = `${target}.part`;
  mkdirSync(path.dirname(target), { recursive: true });
  if (sizeOf(target) === planned.bytes) {
    onBytes(planned.bytes);
    const there = await checksumOf(target, signal);
    if (isRight(planned, there)) return there.sha256;
  }
  rmSync(target, { force: true });
  await fill(job, part);
  const found = await checksumOf(part, signal);
  if (!isRight(planned, found)) {
    rmSync(part, { force: true });
    throw new RecollectError('endpoint-failed', sentence('hub-checksum', planned.path));
  }
  renameSync(part, target);
  return found.sha256;
}

/** Whether a file is the one that was planned: at least one checksum is known of each, and all that are must agree. */
function isRight(
  planned: PlannedFile,
  found: { readonly bytes: number; readonly sha256: string; readonly git: string },
): boolean {
  if (planned.sha256 === undefined && planned.git === undefined) return false;
  return (
    found.bytes === planned.bytes &&
    (planned.sha256 === undefined || planned.sha256 === found.sha256) &&
    (planned.git === undefined || planned.git === found.git)
  );
}

/** Brings the part up to its whole length, over as many connections as it takes. */
async function fill(job: Download, part: string): Promise<void> {
  const { planned, hub, signal } = job;
  let idle = 0;
  for (;;) {
    let before = sizeOf(part) ?? 0;
    if (before > planned.bytes) {
      rmSync(part, { force: true });
      before = 0;
    }
    job.onBytes(before);
    if (before === planned.bytes && sizeOf(part) !== undefined) return;
    try {
      await append(job, part, before);
    } catch (error) {
      const told = isOfDisk(error) ? storeError(error, path.dirname(part)) : hubError(error, hub, signal);
      if (!(told instanceof RecollectError) || told.code !== 'endpoint-unreachable') throw told;
      idle = (sizeOf(part) ?? 0) > before ? 0 : idle + 1;
      if (idle >= TRIES) throw told;
      await pause(FIRST_WAIT * 2 ** idle, signal, hub);
    }
  }
}

/** One connection: what is missing is asked for, and what comes is written as it comes. */
async function append(
  { hub, address, planned, signal, onBytes }: Download,
  part: string,
  from: number,
): Promise<void> {
  if (planned.bytes === 0) return writeNothing(part);
  const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
  const { response, heard, done } = await hubFetch(hub, address, headers, signal);
  try {
    // A server that knows no ranges sends all of it again.
    const goesOn = response.status === 206 && rangeStart(response) === from;
    if (!response.ok || response.body === null || (response.status === 206 && !goesOn)) {
      await response.body?.cancel();
      throw refused(hub, address, response);
    }
    let there = goesOn ? from : 0;
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        heard();
        there += chunk.length;
        if (there > planned.bytes) {
          next(new RecollectError('endpoint-failed', sentence('hub-checksum', planned.path)));
          return;
        }
        onBytes(there);
        next(null, chunk);
      },
    });
    await pipeline(
      Readable.fromWeb(response.body),
      counted,
      createWriteStream(part, { flags: goesOn ? 'a' : 'w' }),
    );
  } finally {
    done();
  }
}

function writeNothing(part: string): Promise<void> {
  return pipeline(Readable.from([]), createWriteStream(part));
}

/** Where the bytes begin that an answer to a range holds. */
function rangeStart({ headers }: Response): number | undefined {
  const [, start] = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '') ?? [];
  return start === undefined ? undefined : Number(start);
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

/** Errors of the file system name the call that failed; those of a connection do not, or name another. */
function isOfDisk(error: unknown): boolean {
  return (
    error instanceof Error &&
    'syscall' in error &&
    (error.syscall === 'write' || error.syscall === 'open') &&
    'code' in error &&
    !String(error.code).startsWith('ECONN') &&
    error.code !== 'EPIPE'
  );
}

async function pause(milliseconds: number, signal: CancelSignal | undefined, hub: Hub): Promise<void> {
  for (let waited = 0; waited < milliseconds; waited += 100) {
    if (signal?.aborted === true) throw hubError(undefined, hub, signal);
    await delay(100);
  }
}
