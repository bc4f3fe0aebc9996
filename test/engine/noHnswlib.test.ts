import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { test } from 'node:test';
import { Engine } from '../../src/engine/engine.ts';
import { graphFault } from '../../src/engine/store/hnswIndex.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { prose } from '../support/texts.ts';

// As on Windows, where a package holds no binding of hnswlib: here it cannot be found either.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'hnswlib-node')
      throw Object.assign(new Error("Cannot find module 'hnswlib-node'"), { code: 'MODULE_NOT_FOUND' });
    return next(specifier, context);
  },
});

test('without hnswlib a memory that would have a graph is asked all the same, and doctor says so', async (t) => {
  const workspace = temporaryFolder(t);
  writeFiles(workspace, {
    'lease.md': '# Lease\n\nThe lease ends on 30 June 2026.\n\n# Keys\n\nThe keys hang behind the clock.\n',
    'long.txt': prose('en', 400, 1),
  });
  const said: string[] = [];
  const note = (text: string): void => void said.push(text);
  const engine = new Engine({
    store: temporaryFolder(t),
    graphFrom: 1,
    logger: { info: note, warn: note },
  });
  t.after(() => engine.close());

  assert.match(graphFault() ?? '', /hnswlib-node/);
  await engine.index({ workspace });
  const ask = async (question: string): Promise<string> =>
    (await engine.ask({ workspace, question })).answer?.text ?? 'no answer';
  assert.match(await ask('Where are the keys?'), /behind the clock/);
  // After a change, too: that is when a graph would be brought in step.
  writeFiles(workspace, { 'lease.md': '# Lease\n\nThe lease ends on 1 May 2030.\n' });
  await engine.index({ workspace });
  assert.match(await ask('When does the lease end?'), /1 May 2030/);

  const { checks } = await engine.doctor({ workspace });
  const graph = checks.find(({ name }) => name.startsWith('HNSW'));
  assert.equal(graph?.state, 'ok');
  assert.match(graph.detail, /every leaf/);
  assert.equal(
    said.filter((text) => text.includes('There is no graph on this machine')).length,
    1,
    said.join('\n'),
  );
});
