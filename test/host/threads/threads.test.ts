import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MOST_TURNS, type KeptThread } from '../../../src/host/threads/keptThread.ts';
import { searchThreads, Threads, type ThreadTrouble } from '../../../src/host/threads/threads.ts';
import { threadOf, turnOf } from './kept.ts';

/** Conversations over a store in memory that can be told to fail. */
function threadsOver(files: Map<string, KeptThread> = new Map(), remembered = new Map<string, unknown>()) {
  const troubles: ThreadTrouble[] = [];
  let fails = false;
  let time = 0;
  let ids = 0;
  const act = (work: () => void): Promise<void> => {
    if (fails) return Promise.reject(new Error('the disk is full'));
    work();
    return Promise.resolve();
  };
  const threads = new Threads({
    store: {
      read: () => Promise.resolve({ threads: [...files.values()], damaged: [] }),
      write: (thread) => act(() => files.set(thread.id, thread)),
      remove: (id) => act(() => files.delete(id)),
    },
    remembered: {
      get: (key) => remembered.get(key),
      update: (key, value) => Promise.resolve(void remembered.set(key, value)),
    },
    onChange: () => undefined,
    onTrouble: (trouble) => troubles.push(trouble),
    now: () => ++time,
    newId: () => `new${files.size}x${++ids}`,
  });
  return { threads, files, remembered, troubles, fail: () => (fails = true) };
}

const questions = (thread: KeptThread): string[] => thread.turns.map(({ question }) => question);

describe('conversations', () => {
  test('an empty one is not kept; the first turn keeps it', async () => {
    const { threads, files } = threadsOver();
    await threads.open();
    await threads.start();
    assert.equal(files.size, 0);
    await threads.add(turnOf('a', 'When?'));
    assert.deepEqual([...files.values()].map(questions), [['When?']]);
  });

  test('the one that was shown comes back in another window, unless one was begun before it was read', async () => {
    const { threads, files, remembered } = threadsOver();
    await threads.add(turnOf('a', 'When?'));
    const again = threadsOver(files, remembered).threads;
    await again.open();
    assert.deepEqual(questions(again.current), ['When?']);
    const early = threadsOver(files, remembered).threads;
    await early.add(turnOf('b', 'Who?'));
    await early.open();
    assert.deepEqual(questions(early.current), ['Who?']);
    assert.equal(early.all.length, 2);
  });

  test('a question that is asked again counts once, as the last, and stays pinned', async () => {
    const { threads } = threadsOver();
    await threads.add(turnOf('a', 'When?'));
    await threads.add(turnOf('b', 'Who?'));
    await threads.pin('a', true);
    assert.deepEqual(
      threads.before({ id: 'c', question: 'When?', scope: null }).map(({ question }) => question),
      ['Who?'],
    );
    await threads.add(turnOf('c', 'When?'));
    assert.deepEqual(questions(threads.current), ['Who?', 'When?']);
    assert.equal(threads.current.turns.at(-1)?.pinned, true);
    await threads.add(turnOf('d', 'When?', { scope: [{ folder: '/library', file: 'lease.md' }] }));
    assert.equal(threads.current.turns.length, 3, 'of another file it is another question');
  });

  test('what was judged stays with its answer, and not with another one to the same question', async () => {
    const { threads } = threadsOver();
    await threads.add(turnOf('a', 'When?'));
    await threads.judge('a', true);
    await threads.add(turnOf('a', 'When?', { pinned: true }));
    assert.equal(threads.current.turns[0]?.useful, true);
    await threads.judge('a', null);
    assert.ok(!('useful' in (threads.current.turns[0] ?? {})));
    await threads.judge('a', false);
    await threads.add(turnOf('b', 'When?'));
    assert.equal(threads.current.turns[0]?.useful, undefined);
  });

  test('a later question is told what was asked, answered, attended and pinned', async () => {
    const { threads } = threadsOver();
    await threads.add(
      turnOf('a', 'How much?', {
        form: 'words',
        sentences: [
          { text: 'It is £28,400 a year.', citations: [0], strong: { start: 6, end: 13 }, side: null },
        ],
        pinned: true,
      }),
    );
    await threads.add(turnOf('b', 'Whose?', { sentences: [], citations: [], attended: [] }));
    assert.deepEqual(threads.before({ id: 'c', question: 'And then?', scope: null }), [
      {
        question: 'How much?',
        answer: '£28,400',
        attended: [{ folder: '/library', file: 'contracts/lease.md', start: 0, end: 90, weight: 0.7 }],
        pinned: true,
      },
      { question: 'Whose?', attended: [], pinned: false },
    ]);
  });

  test('a turn that is forgotten is gone, and comes back to its place', async () => {
    const { threads, files } = threadsOver();
    for (const id of ['a', 'b', 'c']) await threads.add(turnOf(id, `question ${id}`));
    const back = await threads.forget('b');
    assert.deepEqual(questions([...files.values()][0] ?? threads.current), ['question a', 'question c']);
    await threads.add(turnOf('d', 'question d'));
    await back?.();
    assert.deepEqual(questions(threads.current), ['question a', 'question b', 'question c', 'question d']);
    await back?.();
    assert.equal(threads.current.turns.length, 4, 'once');
    assert.equal(await threads.forget('nobody'), undefined);
  });

  test('a conversation that is deleted is gone from the disk, and comes back', async () => {
    const { threads, files } = threadsOver();
    await threads.add(turnOf('a', 'When?'));
    const { id } = threads.current;
    const back = await threads.remove(id);
    assert.equal(files.size, 0);
    assert.equal(threads.current.turns.length, 0, 'a new one is shown');
    await back?.();
    assert.ok(files.has(id));
    assert.equal(await threads.show(id), true);
    assert.deepEqual(questions(threads.current), ['When?']);
    assert.equal(await threads.show('nobody'), false);
  });

  test('a name is tidied, and an empty one gives the first question back', async () => {
    const { threads, files } = threadsOver();
    await threads.add(turnOf('a', 'When?'));
    const { id } = threads.current;
    await threads.rename(id, '  The \n lease ');
    assert.equal(files.get(id)?.title, 'The lease');
    await threads.rename(id, ' ');
    assert.equal(files.get(id)?.title, null);
  });

  test('of a very long one the oldest turn that is not pinned makes room, and the user is told', async () => {
    const { threads, troubles } = threadsOver();
    for (let i = 0; i < MOST_TURNS; i++) await threads.add(turnOf(`t${i}`, `question ${i}`));
    await threads.pin('t0', true);
    assert.deepEqual(troubles, []);
    await threads.add(turnOf('last', 'the last'));
    assert.deepEqual(troubles, [{ kind: 'full' }]);
    assert.deepEqual(questions(threads.current).slice(0, 2), ['question 0', 'question 2']);
  });

  test('what cannot be written is said, and lasts as long as the window', async () => {
    const { threads, troubles, fail } = threadsOver();
    fail();
    await threads.add(turnOf('a', 'When?'));
    assert.equal(troubles[0]?.kind, 'unwritten');
    assert.deepEqual(questions(threads.current), ['When?']);
  });
});

describe('looking for a conversation', () => {
  const lease = threadOf('one', [turnOf('a', 'When does the lease end?'), turnOf('b', 'And the Rent?')]);
  const freezer = threadOf('two', [turnOf('a', '冻干机的泵油多久换一次？')], { title: 'Freezer' });
  const check = (search: string, ...found: readonly (readonly [string, string?])[]): void =>
    assert.deepEqual(
      searchThreads([lease, freezer], search).map(({ thread, turn }) => [thread.id, turn?.id]),
      found.map(([id, turn]) => [id, turn]),
    );

  test('every word must stand in its title, questions or answers, whatever the case', () => {
    check('', ['one'], ['two']);
    check('rent', ['one', 'b']);
    check('RENT lease', ['one', 'a']);
    check('rent freezer');
    check('freezer', ['two']);
    check('泵油', ['two', 'a']);
    check('ｒｅｎｔ', ['one', 'b']);
  });
});
