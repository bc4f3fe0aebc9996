import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { CancelSignal, DocumentRecord, Encoder, Logger } from '../../core/ports.ts';
import { ScriptSums, type ScriptSum } from '../../core/recall/centring.ts';
import { temporaryName } from '../store/atomicFile.ts';
import { LeafMatrix, MatrixRows } from './leafMatrix.ts';
import { LazyTree, LeafPack, packSize } from './leafPack.ts';
import { RememberedDocument, type HeldLeaves, type Snapshot } from './snapshot.ts';

/** Raised when the file below changes meaning; another one is not read. */
const FORMAT = 1;
/** Before the description: its length and the checksum of all that follows, 32-bit little-endian integers. */
const HEAD = 8;
/** Leaves from which on reading them from the database takes long enough to keep them. */
export const KEPT_FROM = 2000;
/**
 * Share of the leaves that may have changed since they were kept: writing all of them anew takes a while, as long as
 * adding a hundredth to the graph.
 */
export const LEFT_OUT = { settled: 0.01, more: 0.2 };
/** Bytes written, and read, at once. */
const AT_ONCE = 8 << 20;

/** What stands first in the file, as JSON. */
interface Description {
  readonly format: number;
  /** `SqliteStore.identity` and the encoder's fingerprint. */
  readonly stamp: string;
  readonly generation: number;
  readonly dimensions: number;
  readonly stride: number;
  /** By document: id, generation, leaves, passages, section groups, bytes of its outline. */
  readonly documents: readonly (readonly [number, number, number, number, number, number])[];
  readonly sums: readonly ScriptSum[];
}

/**
 * The leaves of a memory and their vectors as they lie in memory, in one file, so that a large memory opens in a
 * fraction of a second: reading the same from the database takes seconds. A cache (invariant 6): checksummed, only for
 * the memory and the encoder that it was made for; documents that have changed since are read from the database.
 */
export class LeafCache {
  readonly #from: number;
  readonly #logger: Logger | undefined;
  /** Generations of the documents in the file, by id. */
  #kept: ReadonlyMap<number, number> = new Map();

  /** @param from leaves from which on they are kept */
  constructor(from: number = KEPT_FROM, logger?: Logger) {
    this.#from = from;
    this.#logger = logger;
  }

  /** What was kept; undefined where it is not there or not right. */
  load(
    folder: string,
    identity: string,
    { fingerprint, dimensions }: Encoder,
    records: readonly DocumentRecord[],
  ): HeldLeaves | undefined {
    const file = leavesFile(folder, fingerprint);
    try {
      const held = read(file, { stamp: stampOf(identity, fingerprint), dimensions }, fingerprint, records);
      this.#kept = generationsOf(held.documents);
      return held;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
        this.#logger?.info(
          `The leaves of ${path.basename(folder)} are read from the database: ${error instanceof Error ? error.message : String(error)}.`,
        );
      return undefined;
    }
  }

  /**
   * Keeps the leaves of a snapshot where enough has changed since they were kept last.
   *
   * @param more whether further changes may follow soon
   */
  async keep(
    folder: string,
    identity: string,
    { fingerprint, held, table }: Snapshot,
    { more, signal }: { readonly more: boolean; readonly signal?: CancelSignal | undefined },
  ): Promise<void> {
    if (fingerprint === null || held.fingerprint !== fingerprint || table.size < this.#from) return;
    let changed = 0;
    for (const { id, record, leafIds } of held.documents)
      if (this.#kept.get(id) !== record.generation) changed += leafIds.length;
    const gone = Math.max(0, this.#kept.size - held.documents.length);
    if (changed + gone <= table.size * (more ? LEFT_OUT.more : LEFT_OUT.settled)) return;
    try {
      await write(leavesFile(folder, fingerprint), stampOf(identity, fingerprint), held, signal);
      this.#kept = generationsOf(held.documents);
    } catch (error) {
      if (signal?.aborted === true) throw error;
      this.#logger?.warn(
        `The leaves of ${path.basename(folder)} could not be kept: ${error instanceof Error ? error.message : String(error)}. The next start reads them from the database.`,
      );
    }
  }
}

/** The file that keeps the leaves under one fingerprint in a memory's folder. */
export function leavesFile(folder: string, fingerprint: string): string {
  return path.join(
    folder,
    `leaves-${createHash('sha256').update(fingerprint).digest('hex').slice(0, 16)}.bin`,
  );
}

function stampOf(identity: string, fingerprint: string): string {
  return `${identity} ${fingerprint}`;
}

function generationsOf(documents: readonly RememberedDocument[]): ReadonlyMap<number, number> {
  return new Map(documents.map(({ id, record }) => [id, record.generation]));
}

async function write(
  file: string,
  stamp: string,
  { generation, documents, matrix, sums }: HeldLeaves,
  signal: CancelSignal | undefined,
): Promise<void> {
  const outlines = documents.map(({ source }) => Buffer.from(source.outline));
  const description: Description = {
    format: FORMAT,
    stamp,
    generation,
    dimensions: matrix.dimensions,
    stride: matrix.stride,
    documents: documents.map(({ id, record, pack: { counts } }, d) => [
      id,
      record.generation,
      counts.leaves,
      counts.passages,
      counts.sections,
      outlines[d]?.length ?? 0,
    ]),
    sums: sums.entries(),
  };
  const temporary = temporaryName(file);
  const handle = await open(temporary, 'w');
  try {
    let checksum = 0;
    let buffer = Buffer.allocUnsafe(AT_ONCE);
    let filled = 0;
    let position = HEAD;
    const flush = async (): Promise<void> => {
      signal?.throwIfAborted();
      checksum = crc32(buffer.subarray(0, filled), checksum);
      await handle.write(buffer, 0, filled, position);
      position += filled;
      filled = 0;
    };
    const put = async (bytes: Uint8Array): Promise<void> => {
      if (bytes.length > buffer.length)
        buffer = Buffer.concat([buffer.subarray(0, filled), Buffer.allocUnsafe(bytes.length)]);
      if (filled + bytes.length > buffer.length) await flush();
      buffer.set(bytes, filled);
      filled += bytes.length;
    };
    const head = Buffer.from(JSON.stringify(description));
    await put(padded(head));
    for (const [d, { pack }] of documents.entries()) {
      await put(pack.bytes);
      await put(padded(outlines[d] ?? Buffer.alloc(0)));
    }
    const rows = Math.max(1, Math.floor(AT_ONCE / matrix.stride / 2));
    for (const { vectors, leafIds } of documents) {
      for (let leaf = 0; leaf < leafIds.length; leaf += rows) {
        // A copy: the matrix may grow while the file is written.
        await put(vectors.matrix.block(vectors.first + leaf, Math.min(rows, leafIds.length - leaf)).slice());
      }
    }
    await flush();
    const front = Buffer.alloc(HEAD);
    front.writeUInt32LE(head.length, 0);
    front.writeUInt32LE(checksum, 4);
    await handle.write(front, 0, HEAD, 0);
    await handle.close();
    await rename(temporary, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

/** @throws Error where the file is not there, not whole or not of this memory. */
function read(
  file: string,
  wanted: Pick<Description, 'stamp' | 'dimensions'>,
  fingerprint: string,
  records: readonly DocumentRecord[],
): HeldLeaves {
  const descriptor = openSync(file, 'r');
  try {
    let checksum = 0;
    let position = HEAD;
    const fill = (bytes: Uint8Array): void => {
      for (let from = 0; from < bytes.length; from += AT_ONCE) {
        const piece = bytes.subarray(from, from + AT_ONCE);
        if (readSync(descriptor, piece, 0, piece.length, position) !== piece.length)
          throw new Error('what was kept is cut short');
        checksum = crc32(piece, checksum);
        position += piece.length;
      }
    };
    const front = Buffer.alloc(HEAD);
    if (readSync(descriptor, front, 0, HEAD, 0) !== HEAD) throw new Error('what was kept is cut short');
    const head = Buffer.alloc(up(front.readUInt32LE(0)));
    if (head.length > MOST_DESCRIBED) throw new Error('what was kept is damaged');
    fill(head);
    const description = describedBy(head.toString('utf8', 0, front.readUInt32LE(0)), wanted);
    const { generation: held, documents, stride, dimensions, sums } = description;
    const packed = documents.reduce(
      (sum, [, , leaves, , , outline]) => sum + packSize(leaves) + up(outline),
      0,
    );
    const packs = new Uint8Array(packed);
    fill(packs);
    const rows = documents.reduce((sum, [, , leaves]) => sum + leaves, 0);
    const matrix = new LeafMatrix(dimensions, rows);
    if (matrix.stride !== stride) throw new Error('what was kept has rows of another length');
    matrix.add(rows);
    fill(matrix.block(0, rows));
    if (checksum !== front.readUInt32LE(4)) throw new Error('the checksum of what was kept is wrong');
    const known = new Map(records.map((record) => [record.id, record]));
    let at = 0;
    let first = 0;
    return {
      generation: held,
      fingerprint,
      matrix,
      sums: ScriptSums.from(dimensions, sums),
      documents: documents.map(([id, generation, leaves, passages, sections, outline]) => {
        const pack = new LeafPack({ leaves, passages, sections }, packs.subarray(at, at + packSize(leaves)));
        at += packSize(leaves);
        const source = new LazyTree(pack, Buffer.from(packs.buffer, at, outline).toString('utf8'));
        at += up(outline);
        const vectors = new MatrixRows(matrix, first);
        first += leaves;
        const record = known.get(id);
        // Of one that has changed only its leaves count, by their ids.
        const own = record?.generation === generation ? record : { ...NOTHING, id, generation };
        return new RememberedDocument(own, pack, source, vectors);
      }),
    };
  } finally {
    closeSync(descriptor);
  }
}

const NOTHING = { file: '', size: 0, modified: 0, hash: '', note: '' };

/** A longer description than that of a million documents is none. */
const MOST_DESCRIBED = 1 << 28;

/** @throws Error where it is not what was wanted. */
function describedBy(
  json: string,
  { stamp, dimensions }: Pick<Description, 'stamp' | 'dimensions'>,
): Description {
  const value: unknown = JSON.parse(json);
  if (!isDescription(value)) throw new Error('what was kept is of another format');
  if (value.stamp !== stamp || value.dimensions !== dimensions)
    throw new Error('what was kept is of another memory or model');
  return value;
}

function isDescription(value: unknown): value is Description {
  return (
    typeof value === 'object' &&
    value !== null &&
    'format' in value &&
    value.format === FORMAT &&
    'stamp' in value &&
    'generation' in value &&
    Number.isSafeInteger(value.generation) &&
    'dimensions' in value &&
    'stride' in value &&
    'documents' in value &&
    Array.isArray(value.documents) &&
    value.documents.every(
      (document: unknown) =>
        Array.isArray(document) &&
        document.length === 6 &&
        document.every((number) => Number.isSafeInteger(number) && number >= 0),
    ) &&
    'sums' in value &&
    Array.isArray(value.sums)
  );
}

/** Up to the next multiple of four. */
function up(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}

function padded(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 4 === 0) return bytes;
  const longer = new Uint8Array(up(bytes.length));
  longer.set(bytes);
  return longer;
}
