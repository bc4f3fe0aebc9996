import type { Encoder, MemoryStore } from '../../core/ports.ts';
import type { IndexReport } from '../../protocol/engineApi.ts';
import type { MemoryState } from '../../protocol/asking.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence, type Sentence } from '../../protocol/sentences.ts';
import type { Snapshot } from '../recall/snapshot.ts';
import { fileNote, sentenceIn } from './keptSentence.ts';

/** How far the memory is, where another process writes to it and this one changed nothing. */
export function reportAsItStands(
  store: MemoryStore,
  encoder: Encoder | null,
  warnings: readonly Sentence[],
): IndexReport {
  const { leaves, encoded } = store.counts(encoder?.fingerprint ?? '');
  const skipped = store.skipped().map(fileNote);
  return {
    files: store.documents().length,
    leaves,
    encoded: 0,
    reused: encoded,
    skipped,
    notes: [],
    warnings,
    anotherWriter: true,
  };
}

/** The error for a file that is asked and not remembered: with the reason, where it is known. */
export function unknownFile(store: MemoryStore, file: string, root: string): RecollectError {
  const skipped = store.skipped().find((candidate) => candidate.file === file);
  return new RecollectError(
    'file-unknown',
    skipped === undefined
      ? sentence('file-unknown', file, root)
      : sentence('file-skipped', file, sentenceIn(skipped.reason) ?? skipped.reason),
  );
}

/** The warning that another process writes to the memory. */
export function beingWritten(holder: { readonly pid: number } | undefined): Sentence {
  return holder === undefined ? sentence('being-written') : sentence('being-written-by', String(holder.pid));
}

/** How far a snapshot is; `graph` says that a question was compared through the graph. */
export function memoryState({ documents, table }: Snapshot, graph: boolean): MemoryState {
  const encoded = documents.reduce(
    (sum, { complete, encoded: flags }) =>
      sum + (complete ? flags.length : flags.reduce((count, flag) => count + flag, 0)),
    0,
  );
  return { files: documents.length, leaves: table.size, encoded, ...(graph ? { graph } : {}) };
}
