import { existsSync } from 'node:fs';
import { chunk } from '../../core/memory/chunker.ts';
import type { CancelSignal, Encoder } from '../../core/ports.ts';
import type { FolderPart, LookParams, LookResult } from '../../protocol/memoryReports.ts';
import { locateStore, storeRoot } from '../store/location.ts';
import { databaseFile } from '../store/openStore.ts';
import { encodedText } from './contentKey.ts';
import { reasonByName } from './eligible.ts';
import { ENCODED_AT_ONCE } from './encodingQueue.ts';
import { exclusion } from './leftOut.ts';
import { readDocument, READ_LIMIT } from './readFile.ts';
import { walk, type WalkedFile } from './walk.ts';

/** What a look needs beside its parameters. */
export interface LookOptions {
  readonly root: string;
  /** Folder of all memories, as the engine was given it. */
  readonly store: string | undefined;
  /** Null where there is no model: only reading is tried then, and nothing else would be done. */
  readonly encoder: Encoder | null;
  readonly signal?: CancelSignal | undefined;
}

/** Larger files are not read for a sample: one of them would be all of it. Bytes. */
const LARGEST_SAMPLED = 1024 * 1024;
/** (√5 - 1) / 2: steps of that part of a length spread evenly over it, however many are taken. */
const GOLDEN = 0.618_033_988_749_895;

/**
 * Walks the folder, counts what would be remembered and, where that is much, reads and encodes some of it to tell how
 * long the whole would take. Remembers nothing and writes nothing. Writing to the store is not in the estimate; it
 * takes a few hundredths of what encoding does.
 */
export async function look(
  { exclude, sample, sampleFrom = 0 }: Omit<LookParams, 'workspace'>,
  options: LookOptions,
): Promise<LookResult> {
  const { root, signal } = options;
  const { folder } = locateStore(root, storeRoot(options.store));
  const listing = await walk(root, {
    apart: [storeRoot(options.store), folder],
    ...(signal === undefined ? {} : { signal }),
  });
  const left = exclusion({ exclude });
  const files = listing.files.filter(
    ({ file, size }) => !left(file) && reasonByName(file) === undefined && size <= READ_LIMIT,
  );
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const wanted = sample > 0 && bytes > 0 && bytes >= sampleFrom;
  return {
    files: files.length,
    bytes,
    parts: partsOf(files),
    seconds: wanted ? (await rateOf(files, sample, options)) * bytes : null,
    hasMemory: existsSync(databaseFile(folder)),
  };
}

/** What stands in each folder at the top, the largest first; files at the top themselves under ''. */
function partsOf(files: readonly WalkedFile[]): FolderPart[] {
  const parts = new Map<string, { files: number; bytes: number }>();
  for (const { file, size } of files) {
    const end = file.indexOf('/');
    const name = end < 0 ? '' : file.slice(0, end);
    const part = parts.get(name) ?? { files: 0, bytes: 0 };
    part.files++;
    part.bytes += size;
    parts.set(name, part);
  }
  return [...parts]
    .map(([name, part]) => ({ name, ...part }))
    .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
}

/** Seconds a byte, from so many milliseconds of reading and encoding. */
async function rateOf(
  files: readonly WalkedFile[],
  limit: number,
  { root, encoder, signal }: LookOptions,
): Promise<number> {
  // The first text loads the model: that is done once, however large the folder is.
  await encoder?.encode(['A sentence to begin with.'], 'passage', signal);
  const tried = { reading: 0, bytes: 0, leaves: 0, encoding: 0, encoded: 0 };
  const end = performance.now() + limit;
  for (const { file, size } of spread(files)) {
    signal?.throwIfAborted();
    const began = performance.now();
    const document = await readDocument(root, file, signal === undefined ? {} : { signal });
    const text = document.kind === 'document' ? document.text : '';
    const tree = document.kind === 'document' ? chunk(text, document.outline) : undefined;
    tried.reading += performance.now() - began;
    tried.bytes += size;
    if (tree !== undefined && encoder !== null) {
      tried.leaves += tree.leaves.length;
      const texts = tree.leaves.slice(0, ENCODED_AT_ONCE).map((_leaf, leaf) => encodedText(text, tree, leaf));
      const before = performance.now();
      await encoder.encode(texts, 'passage', signal);
      tried.encoding += performance.now() - before;
      tried.encoded += texts.length;
    }
    if (performance.now() >= end) break;
  }
  const { reading, bytes, leaves, encoding, encoded } = tried;
  if (bytes === 0) return 0;
  return (reading + (encoded === 0 ? 0 : (leaves * encoding) / encoded)) / bytes / 1000;
}

/** The files in an order in which the first few stand for all: a byte of any file is as likely to come up first. */
function* spread(files: readonly WalkedFile[]): Generator<WalkedFile> {
  const small = files.filter(({ size }) => size > 0 && size <= LARGEST_SAMPLED);
  const candidates = small.length > 0 ? small : files.toSorted((a, b) => a.size - b.size).slice(0, 1);
  const ends: number[] = [];
  for (const { size } of candidates) ends.push((ends.at(-1) ?? 0) + size);
  const all = ends.at(-1) ?? 0;
  const seen = new Set<number>();
  // By then the sample is over, or every file but a few tiny ones has come up.
  for (let i = 1; i <= 4 * candidates.length && seen.size < candidates.length; i++) {
    const at = ((i * GOLDEN) % 1) * all;
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    const file = candidates[low];
    if (file === undefined || seen.has(low)) continue;
    seen.add(low);
    yield file;
  }
}
