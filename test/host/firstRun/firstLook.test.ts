import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Engine } from '../../../src/engine/engine.ts';
import { Decisions, leftOutBy, type Decision } from '../../../src/host/firstRun/decisions.ts';
import { FirstLook } from '../../../src/host/firstRun/firstLook.ts';
import type { Kept } from '../../../src/host/openedFiles.ts';
import type { EngineApi } from '../../../src/protocol/engineApi.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';

// The real engine, in this process and without a model: reading alone is tried.

const PAGE = 'The quorum of the board is five members, of whom one is elected by the staff.\n\n'.repeat(200);

function memento(): Kept {
  const kept = new Map<string, unknown>();
  return {
    get: (key) => kept.get(key),
    update: (key, value) => {
      // As the editor keeps it: as JSON.
      kept.set(key, JSON.parse(JSON.stringify(value)));
      return Promise.resolve();
    },
  };
}

interface Looked {
  readonly workspace: string;
  readonly engine: Engine;
  readonly kept: Kept;
  /** Looks as a new window does. */
  readonly look: (askAbove: number) => FirstLook;
  readonly large: (look: FirstLook) => ReturnType<FirstLook['large']>;
  calls: number;
}

function folder(t: Parameters<typeof temporaryFolder>[0], files: Readonly<Record<string, string>>): Looked {
  const workspace = temporaryFolder(t);
  writeFiles(workspace, files);
  const engine = new Engine({ store: temporaryFolder(t), models: temporaryFolder(t) });
  t.after(() => engine.close());
  const kept = memento();
  const looked: Looked = {
    workspace,
    engine,
    kept,
    calls: 0,
    look: (askAbove) =>
      new FirstLook({
        folder: workspace,
        name: 'board',
        decisions: new Decisions(kept),
        askAbove: () => askAbove,
      }),
    large: (look) =>
      look.large(
        (work) => {
          looked.calls++;
          return work(engine satisfies EngineApi);
        },
        { workspace, exclude: [] },
        new AbortController().signal,
      ),
  };
  return looked;
}

suite('Before a folder is remembered for the first time', () => {
  test('a small one is not asked about, and looked at once', async (t) => {
    const looked = folder(t, { 'a.md': PAGE });
    const look = looked.look(20);
    assert.equal(await looked.large(look), undefined);
    assert.equal(await looked.large(look), undefined);
    assert.equal(looked.calls, 1);
  });

  test('one that takes longer than it may is asked about, with its figures', async (t) => {
    const looked = folder(t, { 'old/a.md': PAGE, 'b.md': PAGE });
    const look = looked.look(0);
    const held = await looked.large(look);
    assert.ok(held !== undefined && !held.declined);
    const { name, files, bytes, parts, seconds } = held.large;
    assert.deepEqual([name, files, bytes], ['board', 2, 2 * PAGE.length]);
    assert.deepEqual(parts.map((part) => part.name).sort(), ['', 'old']);
    assert.ok(seconds > 0);
    // Files that change meanwhile do not have it looked at again.
    assert.deepEqual(await looked.large(look), held);
    assert.equal(looked.calls, 1);
  });

  test('what was decided holds in the next window', async (t) => {
    const looked = folder(t, { 'old/a.md': PAGE, 'b.md': PAGE });
    const held = await looked.large(looked.look(0));
    assert.ok(held !== undefined);
    const decide = (decision: Decision) => new Decisions(looked.kept).set(looked.workspace, decision);
    await decide({ kind: 'later', large: held.large });
    assert.deepEqual(await looked.large(looked.look(0)), { large: held.large, declined: true });
    assert.equal(looked.calls, 1, 'no engine is started for what was put off');
    await decide({ kind: 'part', folders: ['old'] });
    const part = looked.look(0);
    assert.equal(await looked.large(part), undefined);
    assert.deepEqual(part.exclude, ['/*', '!/old/']);
    await decide({ kind: 'all' });
    assert.equal(await looked.large(looked.look(0)), undefined);
  });

  test('a folder with a memory is not asked about', async (t) => {
    const looked = folder(t, { 'a.md': PAGE });
    await looked.engine.index({ workspace: looked.workspace });
    assert.equal(await looked.large(looked.look(0)), undefined);
  });

  test('only the chosen folders are remembered, whatever their names', async (t) => {
    const names = ['old', 'a [draft]', '!important', '#1', 'b*'];
    const looked = folder(t, {
      'top.md': PAGE,
      ...Object.fromEntries(
        names.flatMap((name) => [
          [`${name}/x.md`, PAGE],
          [`${name}/deep/y.md`, PAGE],
        ]),
      ),
    });
    for (const chosen of [...names.map((name) => [name]), ['', 'old'], ['']]) {
      const exclude = leftOutBy({ kind: 'part', folders: chosen });
      const { parts } = await looked.engine.look({ workspace: looked.workspace, exclude, sample: 0 });
      assert.deepEqual(parts.map(({ name }) => name).sort(), chosen.toSorted(), String(exclude));
    }
  });

  test('what is kept and no decision is passed over', () => {
    const kept = memento();
    void kept.update('firstIndex', [
      null,
      { folder: '/a', decision: { kind: 'later' } },
      { folder: '/b', decision: { kind: 'part', folders: [1] } },
      { folder: '/c', decision: { kind: 'all' } },
    ]);
    const decisions = new Decisions(kept);
    assert.deepEqual(
      ['/a', '/b', '/c'].map((name) => decisions.of(name)),
      [undefined, undefined, { kind: 'all' }],
    );
  });
});
