import { statSync } from 'node:fs';
import path from 'node:path';
import { CHUNKER_VERSION, chunk } from '../../core/memory/chunker.ts';
import type { Outline } from '../../core/memory/tree.ts';
import type { CancelSignal, DocumentRecord, Encoder, MemoryStore } from '../../core/ports.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { quotaBytes, VECTOR_QUOTA_MEGABYTES } from '../../protocol/vectorQuota.ts';
import type { IndexProgress, IndexReport } from '../../protocol/engineApi.ts';
import type { Sentence } from '../../protocol/sentences.ts';
import { contentKeys, encodedText, textHash } from './contentKey.ts';
import { FORMATS_VERSION, outlineOf } from '../formats/outline.ts';
import type { Pace } from '../power/pace.ts';
import { reasonByName } from './eligible.ts';
import { EncodingQueue } from './encodingQueue.ts';
import { isForgotten } from './forgotten.ts';
import { fileNote, isFromBefore, keptSentence } from './keptSentence.ts';
import { exclusion, type Exclusions, isLeftOut } from './leftOut.ts';
import { readDocument } from './readFile.ts';
import { walk } from './walk.ts';

export interface IndexerOptions extends Exclusions {
  readonly root: string;
  /** Texts that an editor holds, by file: they stand in for what is on disk. */
  readonly held: ReadonlyMap<string, string>;
  readonly store: MemoryStore;
  /** Null where there is no model: words are indexed all the same. */
  readonly encoder: Encoder | null;
  /** Bytes that vectors may take on disk; those of texts that are gone make room. {@link VECTOR_QUOTA} where left out. */
  readonly vectorQuota?: number | undefined;
  /** How fast texts may be encoded; as fast as it goes where left out. */
  readonly pace?: Pace | undefined;
  readonly signal?: CancelSignal | undefined;
  readonly onProgress?: ((progress: IndexProgress) => void) | undefined;
}

/** 1 GiB: vectors of some 2 million leaves, 250 million words. */
export const VECTOR_QUOTA = quotaBytes(VECTOR_QUOTA_MEGABYTES.usual);

/** Leaves that are encoded at once, on battery too: somebody has just written them. */
const AT_ANY_PACE = 64;
/** In front of a text's hash: what else its tree is made from. A document with another one is cut anew. */
const DERIVATION = `${CHUNKER_VERSION}.${FORMATS_VERSION}:`;
const RACY_MILLISECONDS = 2000;
/** A modification time that no file has. */
const NEVER = -1;

/**
 * Brings the memory up to date with the folder: Memory_t = Memory_{t-1} ⊕ Encoder(Input_t). First every changed
 * file's text and words, so that questions are answered from words at once, then the meaning, batch by batch.
 * Every step is one transaction; whatever is committed when the process dies is there the next time.
 */
export async function updateMemory(options: IndexerOptions): Promise<UpdateReport> {
  await updateTexts(options);
  const report = await finish(options);
  const { store, encoder, vectorQuota = VECTOR_QUOTA } = options;
  if (encoder !== null) store.prune(encoder.fingerprint, vectorQuota);
  return report;
}

/** The same for the files named alone; each is read from the editor's text where there is one, else from disk. */
export async function updateFiles(options: IndexerOptions, files: readonly string[]): Promise<UpdateReport> {
  const known = new Map(options.store.documents().map((document) => [document.file, document]));
  for (const file of files) {
    throwIfCancelled(options.signal);
    if (await isLeftOut(options.root, file, options)) {
      options.store.remove(file);
      options.store.unskip(file);
      continue;
    }
    const held = heldText(options.held, file);
    if (held !== undefined) await rememberHeld(options.store, file, held, known.get(file));
    else await updateFile(options.root, options.store, file, known.get(file));
  }
  return finish(options);
}

type UpdateReport = Omit<IndexReport, 'warnings' | 'anotherWriter'>;

async function finish(options: IndexerOptions): Promise<UpdateReport> {
  const { store } = options;
  const encoded = options.encoder === null ? 0 : await updateVectors(options, options.encoder);
  const { leaves } = store.counts(options.encoder?.fingerprint ?? '');
  const documents = store.documents();
  return {
    files: documents.length,
    leaves,
    encoded,
    reused: options.encoder === null ? 0 : leaves - encoded,
    skipped: store.skipped().map(fileNote),
    notes: documents
      .filter(({ note }) => note !== '')
      .map(({ file, note: reason }) => fileNote({ file, reason })),
  };
}

/** The text that an editor holds; none where the file's name alone says that it is not read, from wherever. */
function heldText(held: ReadonlyMap<string, string>, file: string): string | undefined {
  return reasonByName(file) === undefined ? held.get(file) : undefined;
}

async function updateTexts(options: IndexerOptions): Promise<void> {
  const { root, store, held, apart, signal, onProgress } = options;
  const listing = await walk(root, { apart: apart ?? [], ...(signal === undefined ? {} : { signal }) });
  const left = exclusion(options);
  const forgotten = isForgotten(options.forgotten ?? []);
  const files = listing.files.filter(({ file }) => !left(file));
  const known = new Map(store.documents().map((document) => [document.file, document]));
  const skippedBefore = new Map(store.skipped().map((skipped) => [skipped.file, skipped]));
  const seen = new Set<string>();
  for (const [done, file] of files.entries()) {
    throwIfCancelled(signal);
    onProgress?.({ phase: 'reading', done, total: files.length });
    seen.add(file.file);
    if (heldText(held, file.file) !== undefined) continue;
    const before = known.get(file.file);
    const same = before ?? skippedBefore.get(file.file);
    const isCutAsToday = before === undefined || before.hash.startsWith(DERIVATION);
    const isSaidAsToday = !isFromBefore(before?.note ?? skippedBefore.get(file.file)?.reason ?? '');
    if (same && isCutAsToday && isSaidAsToday && same.size === file.size && same.modified === file.modified)
      continue;
    await updateFile(root, store, file.file, before);
  }
  // Also what is not on disk, or not in this memory: another process may have written it, from the disk.
  const taken = new Set<string>();
  for (const file of held.keys()) {
    throwIfCancelled(signal);
    const text = heldText(held, file);
    if (text === undefined || (await isLeftOut(root, file, options))) continue;
    await rememberHeld(store, file, text, known.get(file));
    taken.add(file);
    seen.add(file);
  }
  for (const { file, reason } of listing.skipped) {
    if (taken.has(file) || forgotten(file)) continue;
    seen.add(file);
    const kept = keptSentence(reason);
    if (skippedBefore.get(file)?.reason !== kept) store.skip({ file, reason: kept, size: -1, modified: -1 });
  }
  for (const file of known.keys()) if (!seen.has(file)) store.remove(file);
  for (const file of skippedBefore.keys()) if (!seen.has(file)) store.unskip(file);
  onProgress?.({ phase: 'reading', done: files.length, total: files.length });
}

async function rememberHeld(
  store: MemoryStore,
  file: string,
  text: string,
  before: DocumentRecord | undefined,
): Promise<void> {
  remember(store, file, { text, outline: await outlineOf(file, text), note: null, size: -1 }, before);
}

async function updateFile(
  root: string,
  store: MemoryStore,
  file: string,
  before: DocumentRecord | undefined,
): Promise<void> {
  const read = await readDocument(root, file);
  if (read.kind === 'document') remember(store, file, read, before, read.modified);
  else if (statSync(path.join(root, file), { throwIfNoEntry: false }) === undefined) {
    store.remove(file);
    store.unskip(file);
  } else store.skip({ file, reason: keptSentence(read.reason), size: read.size, modified: read.modified });
}

/** What a text is remembered under: its own hash, and the rules that it is cut by. */
export function documentHash(text: string): string {
  return `${DERIVATION}${textHash(text)}`;
}

interface ReadText {
  readonly text: string;
  readonly outline: Outline;
  readonly note: Sentence | null;
  readonly size: number;
}

/** @param modified when the file last changed; left out for a text that is not on disk, which is never up to date */
function remember(
  store: MemoryStore,
  file: string,
  { text, outline, note: said, size }: ReadText,
  before: DocumentRecord | undefined,
  modified = NEVER,
): void {
  // Within one tick of its clock a file may change again unseen: such a one is read again the next time.
  const seen = Math.abs(Date.now() - modified) < RACY_MILLISECONDS ? NEVER : modified;
  const note = keptSentence(said);
  const hash = documentHash(text);
  store.unskip(file);
  if (before?.hash === hash && before.note === note) {
    store.touch(file, size, seen);
    return;
  }
  const tree = chunk(text, outline);
  store.put({ file, size, modified: seen, hash, note, text, tree, keys: contentKeys(text, tree) });
}

/** Encodes what has no vector yet; returns how many leaves that were. */
async function updateVectors(
  { store, signal, onProgress, pace }: IndexerOptions,
  encoder: Encoder,
): Promise<number> {
  const { leaves, encoded: before } = store.counts(encoder.fingerprint);
  const total = leaves - before;
  const tell = (done: number, waiting = false): void =>
    onProgress?.({ phase: 'encoding', done, total, ...(waiting ? { waiting: 'battery' } : {}) });
  if (total > 0) tell(0);
  const queue = new EncodingQueue({
    store,
    encoder,
    signal,
    pace: total > AT_ANY_PACE ? pace : undefined,
    onEncoded: tell,
    onWaiting: (done) => tell(done, true),
  });
  try {
    for (const id of store.incomplete(encoder.fingerprint)) {
      const { tree, keys } = store.tree(id);
      const text = store.text(id);
      const there = new Set([...store.known(keys, encoder.fingerprint), ...queue.under]);
      for (const [leaf, key] of keys.entries()) {
        if (there.has(key)) continue;
        there.add(key);
        throwIfCancelled(signal);
        await queue.add(key, encodedText(text, tree, leaf));
      }
    }
    throwIfCancelled(signal);
    await queue.finish();
  } finally {
    // Whoever stops closes the store next.
    await queue.settled();
  }
  return queue.done;
}

function throwIfCancelled(signal: CancelSignal | undefined): void {
  if (signal?.aborted)
    throw new RecollectError(
      'cancelled',
      'Indexing was stopped. What is indexed so far is kept; the next run goes on from there.',
    );
}
