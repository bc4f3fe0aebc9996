import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { openStore } from '../../src/engine/store/openStore.ts';
import { forkEngine } from '../../src/host/engineProcess.ts';
import { FolderMemory, type FolderState } from '../../src/host/folderMemory.ts';
import { ReliableEngine } from '../../src/host/reliableEngine.ts';
import type { UnsavedDocument } from '../../src/host/unsavedTexts.ts';
import { EngineClient, type EngineProcess } from '../../src/protocol/engineClient.ts';

// The real engine in its process, with the real model.

const lease = `# Lease of the mill

2.1 The lease begins on 1 July 2023. It ends on 30 June 2026 unless it is renewed in writing.

2.2 The rent is 1,200 crowns a month, due on the first working day.
`;

let home: string;
let folder: string;
let engine: ReliableEngine;
const processes: EngineProcess[] = [];
const losses: string[] = [];
const memories: FolderMemory[] = [];

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'recollect-host-'));
  folder = join(home, 'folder');
  await mkdir(folder);
  await writeFile(join(folder, 'lease.md'), lease);
  await writeFile(join(folder, '.gitignore'), 'secret.md\n');
  await writeFile(join(folder, 'secret.md'), 'The password of the safe is swordfish.\n');
  await writeFile(join(folder, 'left-out.md'), 'The miller keeps three grey geese.\n');
  engine = new ReliableEngine({
    load: () =>
      Promise.resolve({
        Client: EngineClient,
        start: async () => {
          const process = await forkEngine({
            script: join(import.meta.dirname, '../../src/engine/main.ts'),
            args: ['--store', join(home, 'store')],
          });
          processes.push(process);
          return process;
        },
      }),
    onLog: () => {},
    onLost: (how) => losses.push(how),
    now: () => performance.now(),
  });
});

after(async () => {
  for (const memory of memories) await memory.close();
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

interface Watched {
  readonly memory: FolderMemory;
  readonly states: FolderState[];
  unsaved: UnsavedDocument[];
  until(kind: FolderState['kind']): Promise<FolderState>;
}

function open(exclude: readonly string[] = []): Watched {
  let listener = (): void => {};
  const watched: Watched = {
    memory: new FolderMemory({
      folder,
      engine,
      exclude: () => exclude,
      unsaved: () => watched.unsaved,
      onChange: () => {
        watched.states.push(watched.memory.state);
        listener();
      },
    }),
    states: [],
    unsaved: [],
    until: (kind) =>
      new Promise((resolve) => {
        listener = () => {
          if (watched.memory.state.kind === kind) resolve(watched.memory.state);
        };
        listener();
      }),
  };
  memories.push(watched.memory);
  return watched;
}

async function answer({ memory }: Watched, question: string, scope?: string): Promise<string> {
  const signal = AbortSignal.timeout(60_000);
  const result = await memory.ask(scope === undefined ? { question } : { question, scope }, signal);
  return result.passages.map(({ text }) => text).join('\n');
}

suite('The memory of a folder', { concurrency: false }, () => {
  test('is not touched before it is wanted; a question opens it and waits for the texts', async () => {
    const watched = open();
    assert.equal(watched.memory.state.kind, 'idle');
    assert.equal(engine.wanted, false);
    assert.match(await answer(watched, 'When does the lease end?'), /30 June 2026/);
    const state = await watched.until('ready');
    assert.ok(state.kind === 'ready');
    assert.equal(state.report.files, 2, 'lease and geese; neither the ignore file nor what it names');
    assert.equal(watched.states[0]?.kind, 'starting');
    assert.ok(watched.states.some(({ kind }) => kind === 'indexing'));
  });

  test('leaves out what the editor hides, and comes back to it when it no longer does', async () => {
    const watched = open(['**/left-out.md']);
    watched.memory.index();
    await watched.until('ready');
    assert.doesNotMatch(await answer(watched, 'Which geese does the miller keep?'), /grey geese/);
    const all = open();
    all.memory.index();
    await all.until('ready');
    assert.match(await answer(all, 'Which geese does the miller keep?'), /grey geese/);
  });

  test('is asked as the editor shows it: unsaved, then saved or closed', async () => {
    const watched = open();
    watched.memory.index();
    await watched.until('ready');
    const text = lease.replace('30 June 2026', '31 May 2031');
    watched.unsaved = [{ file: 'lease.md', version: 2, getText: () => text }];
    assert.match(await answer(watched, 'When does the lease end?'), /31 May 2031/);
    watched.unsaved = [];
    assert.match(await answer(watched, 'When does the lease end?', 'lease.md'), /30 June 2026/);
  });

  test('an ignored file stays ignored while it is edited', async () => {
    const watched = open();
    watched.memory.index();
    await watched.until('ready');
    watched.unsaved = [
      { file: 'secret.md', version: 7, getText: () => 'The password of the safe is halibut.\n' },
    ];
    assert.doesNotMatch(await answer(watched, 'What is the password of the safe?'), /halibut|swordfish/);
  });

  test('a question outlives the engine: unsaved texts are handed over again, the answer comes', async () => {
    const watched = open();
    watched.memory.index();
    await watched.until('ready');
    const text = lease.replace('1,200 crowns', '1,350 crowns');
    watched.unsaved = [{ file: 'lease.md', version: 3, getText: () => text }];
    assert.match(await answer(watched, 'How high is the rent?'), /1,350 crowns/);
    const before = losses.length;
    const asked = answer(watched, 'How high is the rent a month?');
    processes.at(-1)?.kill();
    assert.match(await asked, /1,350 crowns/);
    assert.equal(losses.length, before + 1);
  });

  test('an unsaved text is handed over again once another writer is gone', async () => {
    const watched = open();
    watched.memory.index();
    await watched.until('ready');
    // The engine lets go of its memory, and this process takes it.
    await engine.restart();
    const other = openStore(folder, { store: join(home, 'store') });
    const text = lease.replace('1,200 crowns', '1,475 crowns');
    watched.unsaved = [{ file: 'lease.md', version: 9, getText: () => text }];
    assert.doesNotMatch(await answer(watched, 'How high is the rent?'), /1,475 crowns/);
    other.close();
    assert.match(await answer(watched, 'How high is the rent?'), /1,475 crowns/);
    watched.unsaved = [];
    assert.match(await answer(watched, 'How high is the rent?'), /1,200 crowns/);
  });

  test('understands a question by those before it', async () => {
    const watched = open();
    const history = ['When does the lease begin?'];
    const signal = AbortSignal.timeout(60_000);
    const { answer: said } = await watched.memory.ask({ question: 'And when does it end?', history }, signal);
    assert.match(said?.text ?? '', /30 June 2026/);
  });

  test('pauses where it is and goes on to the end', async () => {
    const many = Array.from(
      { length: 400 },
      (_, i) =>
        `## ${i}\n\nNumber ${i} of the mill's ledger names ${i * 7} sacks of rye, ${i * 3} of oats and a debt of ${i} crowns to the miller of the next valley, who has not been seen since.\n`,
    );
    await writeFile(join(folder, 'ledger.md'), many.join('\n'));
    const watched = open();
    watched.memory.index();
    await watched.until('indexing');
    watched.memory.pause();
    const paused = await watched.until('paused');
    assert.ok(paused.kind === 'paused');
    assert.match(await answer(watched, 'When does the lease end?'), /30 June 2026/, 'asked while paused');
    watched.memory.resume();
    const ready = await watched.until('ready');
    assert.ok(ready.kind === 'ready' && ready.report.leaves > 100);
    await rm(join(folder, 'ledger.md'));
  });

  test('a question that is called off is cancelled, not answered with nothing', async () => {
    const watched = open();
    const controller = new AbortController();
    const asked = watched.memory.ask({ question: 'When?' }, controller.signal);
    controller.abort();
    await assert.rejects(asked, /abort/i);
  });

  test('an engine that is lost too often is given up, with a sentence that says so; and tried again on a wish', async () => {
    const watched = open();
    watched.memory.index();
    await watched.until('ready');
    engine.reset();
    for (let i = 0; i < 4; i++) {
      const asked = answer(watched, 'When does the lease end?');
      const outcome =
        i < 3
          ? assert.doesNotReject(asked)
          : assert.rejects(asked, /stopped 4 times within five minutes.*Look at the log/);
      processes.at(-1)?.kill();
      await outcome;
    }
    engine.reset();
    assert.match(await answer(watched, 'When does the lease end?'), /30 June 2026/);
  });
});
