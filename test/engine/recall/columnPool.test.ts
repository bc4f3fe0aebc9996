import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FEATURES, featureOf } from '../../../src/core/recall/features.ts';
import { parseQuestion } from '../../../src/core/recall/question.ts';
import { encodeQuestion } from '../../../src/engine/recall/meaning.ts';
import { ColumnPool } from '../../../src/engine/recall/columnPool.ts';
import { recall, type Asked, type Recalled } from '../../../src/engine/recall/recall.ts';
import { takeSnapshot } from '../../../src/engine/recall/snapshot.ts';
import { openStore } from '../../../src/engine/store/openStore.ts';
import { updateMemory } from '../../../src/engine/workspace/indexer.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';
import { HASHING_ENCODER } from '../../support/hashingEncoder.ts';
import { prose } from '../../support/texts.ts';

test('A column is zeros when it is taken, and another one for each that takes one meanwhile', () => {
  const pool = new ColumnPool();
  const first = pool.lend(() => {
    const outer = pool.take(3).fill(1);
    const inner = pool.lend(() => pool.take(3).fill(2));
    assert.deepEqual([...outer], [1, 1, 1]);
    assert.notEqual(outer, inner);
    assert.equal(pool.take(3), inner, 'what was given back is taken again');
    return outer;
  });
  assert.equal(pool.take(3), first);
  assert.deepEqual([...first], [0, 0, 0]);
  assert.equal(pool.take(5).length, 5, 'of another size it is a new one');
});

test('A column is given back by whoever fails', () => {
  const pool = new ColumnPool();
  const taken: Float32Array[] = [];
  assert.throws(() =>
    pool.lend(() => {
      taken.push(pool.take(2));
      throw new Error('no');
    }),
  );
  assert.equal(pool.take(2), taken[0]);
});

test('What is recalled in shared columns is what is recalled in new ones, and stays it', async (t) => {
  const root = temporaryFolder(t);
  const { store, close } = openStore(root, { store: temporaryFolder(t) });
  t.after(close);
  writeFiles(root, {
    'lease.md': '# Lease\n\nThe notice period is six months. The rent is due on 1 March.\n\n保修期为两年。\n',
    'manual.md': '# Manual\n\nThe boiler is inspected each year by the tenant. 锅炉每年检查一次。\n',
    'prose.txt': prose('en', 400),
  });
  await updateMemory({ root, held: new Map(), store, encoder: HASHING_ENCODER });
  const ask = async (text: string): Promise<Asked> => ({
    question: parseQuestion(text),
    query: await encodeQuestion(HASHING_ENCODER, text),
  });
  const questions = ['How long is the notice period?', '保修期有多长？', 'Who inspects the boiler?'];
  const asked = await Promise.all(questions.map(ask));
  store.snapshot(() => {
    const snapshot = takeSnapshot(store, HASHING_ENCODER);
    const given = (columns: ColumnPool | undefined, one: Asked, parts: readonly Asked[]): Recalled =>
      recall({
        snapshot,
        lexical: store.lexical,
        textOf: ({ id }) => store.text(id),
        columns,
        parts,
        ...one,
      });
    const figures = ({ matrix, logits, attention, order, confidence }: Recalled) => ({
      features: order.map((leaf) => FEATURES.map((_, f) => featureOf(matrix, leaf, f))),
      ...{ logits, attention, order, confidence },
    });
    const columns = new ColumnPool();
    const all = asked.flatMap((one) => [
      { one, parts: [] },
      { one, parts: asked },
    ]);
    const shared = all.map(({ one, parts }) => given(columns, one, parts));
    for (const [i, { one, parts }] of all.entries())
      assert.deepEqual(figures(shared[i]!), figures(given(undefined, one, parts)));
  });
});
