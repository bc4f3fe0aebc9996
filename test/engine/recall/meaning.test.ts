import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuestion } from '../../../src/core/recall/question.ts';
import { encodeQuestion } from '../../../src/engine/recall/meaning.ts';
import { recall } from '../../../src/engine/recall/recall.ts';
import { takeSnapshot } from '../../../src/engine/recall/snapshot.ts';
import { openStore } from '../../../src/engine/store/openStore.ts';
import { updateMemory } from '../../../src/engine/workspace/indexer.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';
import { HASHING_ENCODER } from '../../support/hashingEncoder.ts';

test('Where no leaf that is asked has a vector yet, words answer, and every figure is one', async (t) => {
  const root = temporaryFolder(t);
  const { store, close } = openStore(root, { store: temporaryFolder(t) });
  t.after(close);
  const remember = (files: Readonly<Record<string, string>>, encoder: typeof HASHING_ENCODER | null) => {
    writeFiles(root, files);
    return updateMemory({ root, held: new Map(), store, encoder });
  };
  const text = 'How long is the notice period?';
  const query = await encodeQuestion(HASHING_ENCODER, text);
  const figures = (files?: ReadonlySet<string>): void =>
    store.snapshot(() => {
      const { confidence, attention, order, logits } = recall({
        snapshot: takeSnapshot(store, HASHING_ENCODER),
        lexical: store.lexical,
        question: parseQuestion(text),
        query,
        files,
        textOf: ({ id }) => store.text(id),
      });
      const sum = attention.weights.reduce((all, weight) => all + weight, attention.nullWeight);
      assert.ok(Math.abs(sum - 1) < 1e-5, `the shares sum to ${sum}`);
      assert.ok(confidence > 0 && confidence < 1, `as sure as ${confidence}`);
      assert.deepEqual([...order].sort(), [...logits.keys()]);
    });
  await remember({ 'lease.md': 'The notice period is six months.' }, null);
  figures();
  await remember({}, HASHING_ENCODER);
  await remember({ 'second.md': 'The notice period of the second lease is a year.' }, null);
  figures();
  figures(new Set(['second.md']));
});
