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

test('an engine that has nothing to do ends, and is there again for the next piece of work', async (t) => {
  const home = temporaryFolder(t);
  const workspace = temporaryFolder(t);
  writeFiles(workspace, { 'a.md': 'The pangolin eats ants.' });
  let starts = 0;
  let running = 0;
  const ended = Promise.withResolvers<void>();
  let idle = Infinity;
  const engine = new ReliableEngine({
    load: () =>
      Promise.resolve({
        Client: EngineClient,
        start: async () => {
          starts++;
          running++;
          const started = await forkEngine({
            script: join(import.meta.dirname, '../../src/engine/main.ts'),
            args: ['--store', home],
          });
          started.onExit(() => {
            running--;
            ended.resolve();
          });
          return started;
        },
      }),
    onLog: () => {},
    onLost: () => assert.fail('it was not lost'),
    now: () => performance.now(),
    idle: () => idle,
  });
  t.after(() => engine.close());
  const index = () => engine.run((api) => api.index({ workspace }));
  await index();
  const { epoch } = engine;
  assert.equal(running, 1, 'it stays where it is to stay');
  // Work that is under way keeps it, however long it takes.
  idle = 1;
  await engine.run(async (api) => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal((await api.files({ workspace })).files.length, 1);
  });
  await ended.promise;
  assert.equal(engine.wanted, false);
  assert.notEqual(engine.epoch, epoch, 'what it held is to be told again');
  idle = Infinity;
  const { files, anotherWriter } = await index();
  assert.deepEqual([files, anotherWriter, starts, running], [1, false, 2, 1]);
});
