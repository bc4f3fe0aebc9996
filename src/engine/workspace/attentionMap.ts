import type { ChunkTree } from '../../core/memory/tree.ts';
import type { CancelSignal } from '../../core/ports.ts';
import type {
  AttentionParams,
  AttentionResult,
  DocumentAttention,
  PackedLeaves,
} from '../../protocol/attentionMap.ts';
import { ask } from './asking.ts';
import type { AttendedTree, WholeAttention } from './lastAttention.ts';
import type { OpenMemory } from './openMemory.ts';
import type { AskedModels } from './recallAndRead.ts';

/** The memory that attends to nothing, since nothing was asked. */
const UNASKED: WholeAttention = { nullWeight: 1, scope: null, documents: [] };

/**
 * The attention of an answer over every remembered file, level by level. Files that were asked are as they were then,
 * whatever has become of them since; the others as they stand.
 *
 * @throws as `recallQuestion`, where the answer is no longer kept and is given again
 */
export async function attentionMap(
  memory: OpenMemory,
  { asked, workspace }: AttentionParams,
  models: AskedModels,
  signal?: CancelSignal,
): Promise<AttentionResult> {
  let whole: WholeAttention | undefined = UNASKED;
  if (asked !== undefined) {
    whole = memory.lastAttention.of(asked);
    if (whole === undefined) {
      await ask(memory, { ...asked, workspace }, models, signal);
      whole = memory.lastAttention.of(asked) ?? UNASKED;
    }
  }
  signal?.throwIfAborted();
  const attended = new Map(whole.documents.map((document) => [document.file, document]));
  const now = await memory.use(({ store }) =>
    store.snapshot(() =>
      memory.snapshot(store, models.encoder).documents.map(({ file, tree }) => ({ file, tree })),
    ),
  );
  const others = now.filter(({ file }) => !attended.has(file));
  const trees = new Map(now.map(({ file, tree }) => [file, tree]));
  return {
    nullWeight: whole.nullWeight,
    scope: whole.scope,
    documents: [
      ...whole.documents.map((document) => documentOf(uncut(document, trees.get(document.file)), true)),
      ...others.map(({ file, tree }) =>
        documentOf(
          { file, tree, share: 0, sections: [], leaves: new Float32Array(tree.leaves.length) },
          false,
        ),
      ),
    ].sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

/**
 * A document of which only parts were asked has only their leaves, some of them cut: here it is with all of them, those
 * outside without a share. One that has changed since stays as it was asked.
 */
function uncut(attended: AttendedTree, tree: ChunkTree | undefined): AttendedTree {
  if (tree === undefined || tree === attended.tree || tree.sections !== attended.tree.sections)
    return attended;
  const leaves = new Float32Array(tree.leaves.length);
  let at = 0;
  for (const [i, { start, end }] of attended.tree.leaves.entries()) {
    while (at < leaves.length && (tree.leaves[at]?.end ?? 0) < end) at++;
    if ((tree.leaves[at]?.start ?? Infinity) > start) return attended;
    leaves[at] = (leaves[at] ?? 0) + (attended.leaves[i] ?? 0);
  }
  return { ...attended, tree, leaves };
}

function documentOf(
  { file, tree, share, sections, leaves }: AttendedTree,
  asked: boolean,
): DocumentAttention {
  return {
    file,
    asked,
    share,
    sections: tree.sections.map(({ heading, parent }, i) => ({ heading, parent, share: sections[i] ?? 0 })),
    leaves: packed(tree, leaves),
  };
}

function packed({ leaves, passages }: AttendedTree['tree'], shares: Float32Array): PackedLeaves {
  const bounds = [...leaves.map(({ start }) => start), leaves.at(-1)?.end ?? 0];
  return {
    count: leaves.length,
    bounds: base64(bounds, (view, at, value) => view.setUint32(at, value, true)),
    sections: base64(
      leaves.map(({ passage }) => passages[passage]?.section ?? 0),
      (view, at, value) => view.setUint32(at, value, true),
    ),
    shares: base64(shares, (view, at, value) => view.setFloat32(at, value, true)),
  };
}

function base64(values: ArrayLike<number>, set: (view: DataView, at: number, value: number) => void): string {
  const bytes = Buffer.alloc(values.length * 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < values.length; i++) set(view, i * 4, values[i] ?? 0);
  return bytes.toString('base64');
}
