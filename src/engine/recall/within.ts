import type { Range } from '../../core/text/range.ts';
import { VectorRows } from '../../core/recall/quantized.ts';
import type { FilePart } from '../../protocol/asking.ts';
import type { Snapshot, SnapshotDocument } from './snapshot.ts';

/** A memory of which, of some files, only parts are asked. */
export interface Within {
  readonly snapshot: Snapshot;
  /** A document's text, as long as it is, with nothing but line ends outside of what is asked. */
  readonly textOf: (document: SnapshotDocument) => string;
}

/**
 * The snapshot as one that is asked within parts of files sees it: of these files leaves that lie outside are not
 * there, leaves that reach over an end are cut there, and the text outside reads as empty lines, so that nothing of
 * it can be found, cited or shown to a model. How rare a word is still goes by the whole memory.
 */
export function within(
  snapshot: Snapshot,
  textOf: (document: SnapshotDocument) => string,
  parts: readonly FilePart[],
): Within {
  const rangesOf = Map.groupBy(parts, ({ file }) => file);
  const texts = new Map<number, string>();
  const inverseLengths = new Map(snapshot.inverseLengths);
  const documents = snapshot.documents.map((document) => {
    const ranges = rangesOf.get(document.file);
    if (ranges === undefined) return document;
    const text = blanked(textOf(document), ranges);
    texts.set(document.id, text);
    const kept = keptLeaves(document, text, ranges);
    const lengths = inverseLengths.get(document.id);
    if (lengths !== undefined)
      inverseLengths.set(
        document.id,
        Float32Array.from(kept, ({ at }) => lengths[at] ?? 1),
      );
    return withLeaves(document, kept);
  });
  return {
    snapshot: { ...snapshot, documents, inverseLengths },
    textOf: (document) => texts.get(document.id) ?? textOf(document),
  };
}

interface KeptLeaf extends Range {
  /** Its place among all leaves of the document. */
  readonly at: number;
}

function keptLeaves({ tree }: SnapshotDocument, text: string, ranges: readonly Range[]): KeptLeaf[] {
  return tree.leaves.flatMap((leaf, at): KeptLeaf[] => {
    const inside = ranges.filter(({ start, end }) => start < leaf.end && end > leaf.start && start < end);
    if (inside.length === 0) return [];
    const start = Math.max(leaf.start, Math.min(...inside.map((range) => range.start)));
    const end = Math.min(leaf.end, Math.max(...inside.map((range) => range.end)));
    return text.slice(start, end).trim() === '' ? [] : [{ at, start, end }];
  });
}

function withLeaves(document: SnapshotDocument, kept: readonly KeptLeaf[]): SnapshotDocument {
  const { id, file, record, tree: whole } = document;
  const vectors = new VectorRows(kept.length, document.vectors.dimensions);
  for (const [leaf, { at }] of kept.entries()) vectors.set(leaf, document.vectors.quantized(at));
  const encoded = Uint8Array.from(kept, ({ at }) => document.encoded[at] ?? 0);
  const tree = {
    ...whole,
    leaves: kept.map(({ at, start, end }) => ({ start, end, passage: whole.leaves[at]?.passage ?? -1 })),
  };
  return {
    id,
    file,
    record,
    tree,
    source: { tree },
    leafIds: Uint32Array.from(kept, ({ at }) => document.leafIds[at] ?? 0),
    keyOf: (leaf) => document.keyOf(kept[leaf]?.at ?? -1),
    scripts: Uint8Array.from(kept, ({ at }) => document.scripts[at] ?? 0),
    vectors,
    encoded,
    complete: encoded.every((flag) => flag === 1),
  };
}

/** The text with a line end in place of every unit outside the ranges: offsets stay what they are. */
function blanked(text: string, ranges: readonly Range[]): string {
  const pieces: string[] = [];
  let position = 0;
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const from = Math.min(text.length, Math.max(position, start));
    const to = Math.min(text.length, Math.max(from, end));
    pieces.push('\n'.repeat(from - position), text.slice(from, to));
    position = to;
  }
  return pieces.join('') + '\n'.repeat(text.length - position);
}
