import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { forkEngine } from '../../src/cli/forkedEngine.ts';
import { acquireLock } from '../../src/engine/store/lock.ts';
import { EngineClient, type EngineProcess } from '../../src/protocol/engineClient.ts';
import type { IndexProgress } from '../../src/protocol/engineApi.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { prose } from '../support/texts.ts';

// Several processes on one memory, each a real engine with the real models: windows, commands and servers.

const script = path.join(import.meta.dirname, '../../src/engine/main.ts');

interface Place {
  readonly workspace: string;
  readonly store: string;
  /** Forks an engine. */
  readonly fork: (...args: readonly string[]) => { readonly engine: EngineClient; readonly kill: () => void };
}

function place(t: TestContext, files: Readonly<Record<string, string>>): Place {
  const folder = temporaryFolder(t, 'recollect-processes-');
  const workspace = path.join(folder, 'documents');
  const store = path.join(folder, 'store');
  writeFiles(workspace, files);
  const fork: Place['fork'] = (...args) => {
    let process: EngineProcess | undefined;
    const engine = new EngineClient({
      start: () => (process = forkEngine({ script, args: ['--store', store, ...args] })),
    });
    t.after(() => engine.close());
    return { engine, kill: () => process?.kill() };
  };
  return { workspace, store, fork };
}

const FACT = '# Harbour\n\nThe lamp of the lighthouse is changed every eleven weeks.\n';
const QUESTION = 'How often is the lamp of the lighthouse changed?';

test('the writer is killed: another process that wants the memory goes on, and no question fails meanwhile', async (t) => {
  const texts = Object.fromEntries(
    Array.from({ length: 24 }, (_, i) => [`f${i}.md`, `# F${i}\n\n${prose('en', 120, i)}`]),
  );
  const { workspace, fork } = place(t, { ...texts, 'harbour.md': FACT });
  const first = fork();
  const second = fork();
  const encoding = Promise.withResolvers<IndexProgress>();
  const lost = assert.rejects(
    first.engine.index(
      { workspace },
      {
        onProgress: (progress) =>
          void (progress.phase === 'encoding' && progress.done > 0 && encoding.resolve(progress)),
      },
    ),
    /stopped while it was working/,
  );
  const { total } = await encoding.promise;
  const beside = await second.engine.index({ workspace });
  assert.equal(beside.anotherWriter, true);
  assert.match(
    beside.warnings.map(({ text }) => text).join(),
    /Another Recollect \(process \d+\) is writing/,
  );
  const early = await second.engine.ask({ workspace, question: QUESTION });
  assert.match(early.answer?.text ?? '', /eleven weeks/, 'what the writer has committed is seen');
  assert.match(early.warnings.map(({ text }) => text).join(), /is writing/);

  let asked = 0;
  let over = false;
  const questions = (async () => {
    while (!over) {
      const { passages } = await second.engine.ask({ workspace, question: QUESTION });
      assert.equal(passages[0]?.file, 'harbour.md');
      asked++;
    }
  })();
  first.kill();
  const killed = performance.now();
  await lost;
  await second.engine.writable({ workspace });
  assert.ok(performance.now() - killed < 5000);
  const after = await second.engine.index({ workspace });
  over = true;
  await questions;
  assert.ok(asked > 0);
  assert.equal(after.anotherWriter, false);
  assert.ok(after.encoded > 0, 'it went on where the other one was killed');
  assert.ok(after.encoded < total, 'and did not begin anew');
  assert.equal(after.encoded + after.reused, after.leaves);
});

test('the lock is held as long as something is written: two processes take turns without being closed', async (t) => {
  const { workspace, fork } = place(t, { 'harbour.md': FACT });
  const [one, two] = [fork().engine, fork().engine];
  assert.equal((await one.index({ workspace })).anotherWriter, false);
  assert.equal((await two.index({ workspace })).anotherWriter, false);
  writeFiles(workspace, { 'new.md': '# New\n\nThe ferry leaves from pier nine.\n' });
  assert.equal((await one.index({ workspace })).files, 2);
  const { passages, warnings } = await two.ask({
    workspace,
    question: 'From which pier does the ferry leave?',
  });
  assert.equal(passages[0]?.file, 'new.md');
  assert.deepEqual(warnings, []);
  await two.writable({ workspace });
});

test('a reader sees what is committed: leaves, vectors and, once it looks, the graph', async (t) => {
  const { workspace, fork } = place(t, { 'a.md': `# A\n\n${prose('en', 80)}`, 'harbour.md': FACT });
  const writer = fork('--graph-from', '5').engine;
  const reader = fork('--graph-from', '5').engine;
  await writer.index({ workspace });
  const ask = async (question: string) => {
    const { passages, memory } = await reader.ask({
      workspace,
      question,
      passagesOnly: true,
      leg: 'meaning',
    });
    assert.equal(memory.encoded, memory.leaves);
    return { file: passages[0]?.file, graph: memory.graph };
  };
  // Nothing but meaning finds it: every word is another one.
  assert.deepEqual(await ask('灯塔的灯多久更换一次？'), { file: 'harbour.md', graph: undefined });
  const lock = holdLock(t, workspace, await folderOf(reader, workspace));
  assert.equal((await reader.index({ workspace })).anotherWriter, true);
  assert.deepEqual(await ask('灯塔的灯多久更换一次？'), { file: 'harbour.md', graph: true });
  lock.release();
  writeFiles(workspace, { 'ferry.md': '# Ferry\n\nThe boat to the island departs from the ninth quay.\n' });
  await writer.index({ workspace });
  assert.deepEqual(await ask('去岛上的船从哪个码头出发？'), { file: 'ferry.md', graph: undefined });
  await reader.index({ workspace });
  assert.deepEqual(await ask('去岛上的船从哪个码头出发？'), { file: 'ferry.md', graph: true });
});

test('each window asks its own unsaved text, and says so where it cannot', async (t) => {
  const { workspace, fork } = place(t, { 'harbour.md': FACT });
  const [one, two] = [fork().engine, fork().engine];
  await one.index({ workspace });
  const mine = FACT.replace('eleven', 'thirteen');
  await one.update({ workspace, changes: [{ file: 'harbour.md', text: mine }] });
  // The other window knows the file on disk alone.
  await two.index({ workspace });
  const told = async (engine: EngineClient) =>
    (await engine.ask({ workspace, question: QUESTION })).answer?.text;
  assert.match((await told(two)) ?? '', /eleven/);
  assert.match((await told(one)) ?? '', /thirteen/);
  await two.index({ workspace });
  const lock = holdLock(t, workspace, await folderOf(one, workspace));
  const { answer, warnings } = await one.ask({ workspace, question: QUESTION });
  assert.match(answer?.text ?? '', /eleven/);
  assert.match(
    warnings.map(({ text }) => text).join('\n'),
    /unsaved changes in harbour\.md could not be asked/,
  );
  lock.release();
  assert.match((await told(one)) ?? '', /thirteen/);
  // What the folder's rules leave out is not remembered for being held, and costs no second try.
  writeFileSync(path.join(workspace, '.gitignore'), 'secret.md\n');
  await one.update({ workspace, changes: [{ file: 'secret.md', text: 'The password is swordfish.\n' }] });
  const { documents } = await one.ask({ workspace, question: 'What is the password?' });
  assert.ok(!documents.some(({ file }) => file === 'secret.md'));
});

test('a memory that another process makes anew is seen by those that have it open', async (t) => {
  const { workspace, store, fork } = place(t, { 'harbour.md': FACT });
  const [one, two] = [fork().engine, fork().engine];
  await one.index({ workspace });
  assert.match((await one.ask({ workspace, question: QUESTION })).answer?.text ?? '', /eleven/);
  // As where it was damaged and set aside: other leaves have the same ids.
  for (const folder of readdirSync(store))
    for (const file of readdirSync(path.join(store, folder)))
      if (file.startsWith('memory.db')) rmSync(path.join(store, folder, file));
  writeFiles(workspace, { 'harbour.md': FACT.replace('eleven', 'seventeen') });
  await two.index({ workspace });
  assert.match((await one.ask({ workspace, question: QUESTION })).answer?.text ?? '', /seventeen/);
});

/** The folder of the workspace's memory: where its ledger lies. */
async function folderOf(engine: EngineClient, workspace: string): Promise<string> {
  return path.dirname((await engine.ledger({ workspace })).file);
}

/** Holds the writer's lock as another process does that is at work for long. */
function holdLock(t: TestContext, workspace: string, folder: string): { release(): void } {
  const { lock, holder } = acquireLock(folder);
  assert.ok(lock, `${workspace} is written by ${holder?.pid}`);
  t.after(() => lock.release());
  return lock;
}
