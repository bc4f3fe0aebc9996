import type { DocumentRecord, Encoder, MemoryStore } from '../../core/ports.ts';
import type {
  FilesParams,
  FilesResult,
  RememberedFile,
  SectionsResult,
} from '../../protocol/memoryReports.ts';
import type { SnapshotDocument } from '../recall/snapshot.ts';
import { fileNote, sentenceIn } from './keptSentence.ts';

/**
 * What is in the memory and what is not, or so much of it as was asked for: a shell that shows a large folder asks for
 * a page at a time. Reads no tree and no vector, so that it is quick while the folder is being indexed.
 */
export function listFiles(
  store: MemoryStore,
  encoder: Encoder | null,
  forgotten: readonly string[],
  { after, limit = Infinity }: Omit<FilesParams, 'workspace'>,
): FilesResult {
  const isAfter = ({ file }: { readonly file: string }): boolean => after === undefined || file > after;
  const listed = [
    ...store
      .documents()
      .filter(isAfter)
      .map((record) => ({ file: record.file, record })),
    ...store
      .skipped()
      .filter(isAfter)
      .map((skipped) => ({ file: skipped.file, skipped })),
  ].sort((a, b) => (a.file < b.file ? -1 : 1));
  const page = listed.slice(0, limit);
  const records = page.flatMap((entry) => ('record' in entry ? [entry.record] : []));
  const counts = store.countsOf(
    records.map(({ id }) => id),
    encoder?.fingerprint ?? '',
  );
  const next = page.length < listed.length ? page.at(-1)?.file : undefined;
  return {
    files: records.map((record, i) => remembered(record, counts[i] ?? { leaves: 0, encoded: 0 })),
    skipped: page.flatMap((entry) => ('skipped' in entry ? [fileNote(entry.skipped)] : [])),
    forgotten,
    ...(next === undefined ? {} : { next }),
  };
}

function remembered(
  { file, size, note }: DocumentRecord,
  counts: Pick<RememberedFile, 'leaves' | 'encoded'>,
): RememberedFile {
  const said = sentenceIn(note);
  return {
    file,
    ...counts,
    size,
    note: said?.text ?? note,
    ...(said === undefined ? {} : { sentence: said }),
  };
}

/** The sections of a remembered file with what each holds, without its text. */
export function listSections({ file, tree, encoded }: SnapshotDocument): SectionsResult {
  const leaves = new Uint32Array(tree.sections.length);
  const done = new Uint32Array(tree.sections.length);
  const ends = tree.sections.map(({ end }) => end);
  for (const [i, { passage }] of tree.leaves.entries()) {
    const section = tree.passages[passage]?.section ?? -1;
    if (leaves[section] === undefined || done[section] === undefined) continue;
    leaves[section]++;
    done[section] += encoded[i] ?? 0;
  }
  // Sections come after the one they stand in, so that from the end each is whole before it is added to its parent.
  for (let i = tree.sections.length - 1; i >= 0; i--) {
    const parent = tree.sections[i]?.parent ?? -1;
    if (leaves[parent] === undefined || done[parent] === undefined) continue;
    ends[parent] = Math.max(ends[parent] ?? 0, ends[i] ?? 0);
    leaves[parent] += leaves[i] ?? 0;
    done[parent] += done[i] ?? 0;
  }
  return {
    file,
    sections: tree.sections.map(({ parent, heading, start }, i) => ({
      parent,
      heading,
      start,
      end: ends[i] ?? start,
      leaves: leaves[i] ?? 0,
      encoded: done[i] ?? 0,
    })),
  };
}
