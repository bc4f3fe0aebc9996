import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/engine/store/openStore.ts';
import { encodedText } from '../../src/engine/workspace/contentKey.ts';
import { updateMemory } from '../../src/engine/workspace/indexer.ts';
import { inLanes } from '../../src/engine/models/lanes.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { corpusFolder } from './corpus.ts';

/** What indexing a folder took beside what its tokens take the encoder alone. */
export interface IndexingFigures {
  readonly files: number;
  readonly leaves: number;
  /** As the encoder reads them: prefixes and headings are among them. */
  readonly tokens: number;
  readonly seconds: number;
  /** Of these, until all words were in. */
  readonly readingSeconds: number;
  /** Tokens a second: end to end, and of token ids through the encoder with nothing else done. */
  readonly rate: number;
  readonly bareRate: number;
  /** The first over the second. */
  readonly share: number;
}

/**
 * Indexes a folder of about so many tokens, and runs a tenth of its token ids (every tenth leaf) through the encoder
 * alone before and after: the mean of both is what the machine could do meanwhile.
 */
export async function measureIndexing(tokens: number): Promise<IndexingFigures> {
  const { folder, files } = corpusFolder(tokens);
  const encoder = await openEncoder();
  const store = mkdtempSync(join(tmpdir(), 'recollect-speed-'));
  try {
    const { tokenizer, pool } = await encoder.load();
    const memory = openStore(folder, { store });
    const ids = (text: string): Int32Array => tokenizer.ids(`passage: ${text}`, 512);
    // The words first, by themselves: the texts are known then, and the bare encoder can go before.
    const first = mkdtempSync(join(tmpdir(), 'recollect-speed-'));
    const words = openStore(folder, { store: first });
    await updateMemory({ root: folder, held: new Map(), store: words.store, encoder: null });
    const texts = new Set<string>();
    for (const { id } of words.store.documents()) {
      const { tree } = words.store.tree(id);
      const text = words.store.text(id);
      for (const leaf of tree.leaves.keys()) texts.add(encodedText(text, tree, leaf));
    }
    words.close();
    rmSync(first, { recursive: true });
    let total = 0;
    for (const text of texts) total += ids(text).length;
    const sample = [...texts].filter((_text, i) => i % 10 === 0).map(ids);
    const sampled = sample.reduce((sum, { length }) => sum + length, 0);
    const bare = async (): Promise<number> => {
      const started = performance.now();
      await inLanes(
        sample,
        pool.workers,
        () => {},
        (one) => pool.vector(one, false),
      );
      return (performance.now() - started) / 1000;
    };
    await bare();

    const before = await bare();
    const started = performance.now();
    let read = started;
    const { leaves } = await updateMemory({
      root: folder,
      held: new Map(),
      store: memory.store,
      encoder,
      onProgress: ({ phase }) => {
        if (phase === 'reading') read = performance.now();
      },
    });
    const seconds = (performance.now() - started) / 1000;
    const after = await bare();
    memory.close();
    const rate = total / seconds;
    const bareRate = (2 * sampled) / (before + after);
    return {
      files,
      leaves,
      tokens: total,
      seconds,
      readingSeconds: (read - started) / 1000,
      rate,
      bareRate,
      share: rate / bareRate,
    };
  } finally {
    await encoder.close();
    rmSync(store, { recursive: true });
  }
}
