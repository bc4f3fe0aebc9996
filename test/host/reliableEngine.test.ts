import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { forkEngine } from '../../src/host/engineProcess.ts';
import { ReliableEngine } from '../../src/host/reliableEngine.ts';
import { EngineClient } from '../../src/protocol/engineClient.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';

test('an engine that could not be loaded is loaded anew, and restarting it rejects nothing', async (t) => {
  const home = temporaryFolder(t);
  const workspace = temporaryFolder(t);
  writeFiles(workspace, { 'a.md': 'The pangolin eats ants.' });
  let loads = 0;
  const engine = new ReliableEngine({
    load: async () => {
      await Promise.resolve();
      if (++loads <= 2) throw new Error('the disk is asleep');
      return {
        Client: EngineClient,
        start: () =>
          forkEngine({
            script: join(import.meta.dirname, '../../src/engine/main.ts'),
            args: ['--store', home],
          }),
      };
    },
    onLog: () => {},
    onLost: () => {},
    now: () => performance.now(),
  });
  t.after(() => engine.close());
  const index = () => engine.run((api) => api.index({ workspace }));
  await assert.rejects(index(), /asleep/);
  assert.equal(engine.wanted, false);
  const second = index();
  await Promise.all([assert.doesNotReject(engine.restart()), assert.rejects(second, /asleep/)]);
  assert.equal((await index()).files, 1);
  assert.equal(loads, 3);
});
