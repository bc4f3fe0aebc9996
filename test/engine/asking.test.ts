import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Encoder, MemoryStore } from '../../src/core/ports.ts';
import { Engine } from '../../src/engine/engine.ts';
import { encodeLong } from '../../src/engine/recall/longQuestion.ts';
import { openStore } from '../../src/engine/store/openStore.ts';
import { SqliteStore } from '../../src/engine/store/sqliteStore.ts';
import { TextCache } from '../../src/engine/workspace/textCache.ts';
import type { AskParams, AskResult } from '../../src/protocol/asking.ts';
import { RecollectError } from '../../src/protocol/errors.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { HASHING_ENCODER } from '../support/hashingEncoder.ts';

const LEASE =
  '# Lease\n\n## Rent\n\nThe yearly rent is 28,400 crowns, paid in four parts.\n\n' +
  '## Deposit\n\nThe deposit is 4,200 crowns and is kept at the harbour bank.\n';
const OLD = '# Old lease\n\n## Rent\n\nThe yearly rent is 19,000 crowns, paid in two parts.\n';
const MANUAL = '# 冻干机\n\n## 启动\n\n合上电源后，等待真空泵预热十分钟。\n';
const FILES = { 'contracts/lease.md': LEASE, 'contracts/old/My lease.md': OLD, '手册/操作手册.md': MANUAL };

interface Asking {
  readonly engine: Engine;
  readonly workspace: string;
  /** Changes the memory as another process would. */
  readonly change: (work: (store: MemoryStore) => void) => void;
  readonly ask: (question: string, params?: Partial<AskParams>) => Promise<AskResult>;
}

async function asking(t: TestContext, files: Readonly<Record<string, string>> = FILES): Promise<Asking> {
  const workspace = temporaryFolder(t, 'recollect-workspace-');
  const store = temporaryFolder(t, 'recollect-store-');
  const engine = new Engine({ store });
  t.after(() => engine.close());
  writeFiles(workspace, files);
  await engine.index({ workspace });
  const change = (work: (store: MemoryStore) => void): void => {
    const writer = openStore(workspace, { store });
    assert.equal(writer.access, 'write');
    work(writer.store);
    writer.close();
  };
  return {
    engine,
    workspace,
    change,
    ask: (question, params) => engine.ask({ workspace, question, ...params }),
  };
}

const filesIn = ({ passages }: AskResult): string[] => [...new Set(passages.map(({ file }) => file))].sort();

test('files and folders named with @, or beside the question, are all that is asked', async (t) => {
  const { ask } = await asking(t);
  const lease = 'contracts/lease.md';
  const old = 'contracts/old/My lease.md';
  const check = async (
    question: string,
    scope: readonly string[] | null,
    files: readonly string[],
    params: Partial<AskParams> = {},
  ): Promise<void> => {
    const result = await ask(question, params);
    assert.deepEqual(result.scope, scope, question);
    assert.deepEqual(filesIn(result), files, question);
  };
  await check('What is the rent in @lease.md?', [lease], [lease]);
  await check('What is the rent in @"my lease.md"?', [old], [old]);
  await check('What is the rent? @contracts/', ['contracts/'], [lease, old]);
  await check('@操作手册.md里怎么启动？', ['手册/操作手册.md'], ['手册/操作手册.md']);
  await check('rent?', ['contracts/old/', '手册/'], [old, '手册/操作手册.md'], {
    scopes: ['contracts/old', '手册/'],
  });
  await check('rent?', [lease, 'contracts/old/'], [lease, old], { scope: lease, scopes: ['contracts/old'] });
  await check('@"My lease.md" rent?', [old], [old], { scopes: ['contracts/'] });
  await check('@操作手册.md rent?', ['手册/操作手册.md'], ['手册/操作手册.md'], { scopes: ['contracts/'] });
  await check('mail ada@lease.md or @nobody?', null, Object.keys(FILES).sort());
  const { answer } = await ask('How much is the yearly rent in @"My lease.md"?');
  assert.match(answer?.text ?? '', /19,000/);
  await assert.rejects(
    ask('rent?', { scopes: ['contracts/', 'gone/'] }),
    (error) => error instanceof RecollectError && error.code === 'file-unknown' && /gone/.test(error.message),
  );
});

test('an answer says under which headings its passages stand and which words were looked up', async (t) => {
  const { ask } = await asking(t);
  const { passages, terms } = await ask('How much is the deposit?');
  assert.deepEqual(passages[0]?.headings, ['Lease', 'Deposit']);
  const deposit = terms.find(({ term }) => term === 'deposit');
  assert.ok(deposit && deposit.leaves === 1 && deposit.rarity > 0);
});

test('invariant 7: what changes while a question is answered is not in its answer', async (t) => {
  const { ask, change } = await asking(t);
  t.mock.method(TextCache.prototype, 'get', (_id: number, _hash: string, read: () => string) => read());
  const original = SqliteStore.prototype.snapshot;
  let depth = 0;
  let removed = 0;
  let outer = 0;
  t.mock.method(
    SqliteStore.prototype,
    'snapshot',
    function (this: SqliteStore, read: () => unknown): unknown {
      depth++;
      const result = original.call(this, read);
      depth--;
      // The first is the reading of the question, the second the one that it is answered from.
      if (depth === 0 && ++outer === 2) {
        removed++;
        change((store) => store.remove('contracts/lease.md'));
      }
      return result;
    },
  );
  const before = await ask('How much is the deposit?');
  assert.equal(removed, 1, 'the file was removed as soon as the snapshot was read');
  assert.match(before.answer?.text ?? '', /4,200/);
  assert.ok(before.heat.some(({ text }) => text.includes('4,200')));
  const after = await ask('How much is the deposit?');
  assert.ok(!filesIn(after).includes('contracts/lease.md'));
});

test('invariant 7: a folder that is asked stands for the files that it has once the question is answered', async (t) => {
  const { ask, change } = await asking(t);
  const original = SqliteStore.prototype.snapshot;
  let depth = 0;
  let moved = false;
  t.mock.method(
    SqliteStore.prototype,
    'snapshot',
    function (this: SqliteStore, read: () => unknown): unknown {
      depth++;
      const result = original.call(this, read);
      depth--;
      // Between the reading of the question and its answer the file gets another name.
      if (depth > 0 || moved) return result;
      moved = true;
      const lease = this.documents().find(({ file }) => file === 'contracts/lease.md');
      assert.ok(lease !== undefined);
      const { tree, keys } = this.tree(lease.id);
      const text = this.text(lease.id);
      change((store) => {
        store.remove(lease.file);
        store.put({ ...lease, file: 'contracts/new lease.md', text, tree, keys });
      });
      return result;
    },
  );
  const { answer, scope } = await ask('How much is the deposit?', { scope: 'contracts/' });
  assert.ok(moved);
  assert.match(answer?.text ?? '', /4,200/);
  assert.equal(answer?.sentences[0]?.citations[0]?.file, 'contracts/new lease.md');
  assert.deepEqual(scope, ['contracts/']);
});

test('invariant 9: a question that is stopped while it is encoded stops there', async () => {
  let stop = new AbortController();
  const slow: Encoder = {
    ...HASHING_ENCODER,
    encode: (_texts, _role, signal) =>
      new Promise((_resolve, reject) => {
        assert.ok(signal instanceof AbortSignal);
        signal.addEventListener('abort', () => {
          reject(signal.reason);
        });
        if (signal.aborted) reject(signal.reason);
        stop.abort(new RecollectError('cancelled', 'Stopped.'));
      }),
  };
  for (const text of ['How long is the notice period?', 'It says nothing at all. '.repeat(400)]) {
    stop = new AbortController();
    await assert.rejects(
      encodeLong(slow, text, stop.signal),
      (error) => error instanceof RecollectError && error.code === 'cancelled',
    );
  }
});

test('invariant 9: explain stops when it is told to', async (t) => {
  const { engine, workspace } = await asking(t);
  const stop = AbortSignal.abort(new RecollectError('cancelled', 'Stopped.'));
  await assert.rejects(
    engine.explain({ workspace, question: 'rent?' }, { signal: stop }),
    (error) => error instanceof RecollectError && error.code === 'cancelled',
  );
});

/** Sentences that have nothing to do with what is asked. */
const chatter = (words: number): string =>
  Array.from(
    { length: Math.ceil(words / 10) },
    (_, i) => `On day ${i} we walked along the river and saw herons.`,
  ).join(' ');

test('a text of 5,000 words is answered, by the question in it, in seconds', async (t) => {
  const { ask, engine, workspace } = await asking(t, { ...FILES, 'walks.txt': chatter(3000) });
  const question =
    `Dear all,\n\n${chatter(2500)}\n\nHow much is the deposit that is kept at the harbour bank?\n\n` +
    `${chatter(2500)} "herons" @nobody Zq7-114 ada@lease.md\n\nKind regards`;
  await ask('warm?');
  const start = performance.now();
  const { passages, terms } = await ask(question);
  const took = performance.now() - start;
  assert.match(passages[0]?.text ?? '', /deposit/i);
  assert.ok(terms.length <= 64);
  assert.ok(took < 5000, `${took} ms`);
  for (const text of [
    'word '.repeat(20_000),
    '水'.repeat(20_000),
    'a'.repeat(100_000),
    '"'.repeat(50_000),
    '@/'.repeat(5000),
  ]) {
    const began = performance.now();
    await engine.ask({ workspace, question: text, passagesOnly: true });
    assert.ok(performance.now() - began < 8000, `${text.slice(0, 10)}: ${performance.now() - began} ms`);
  }
});

test('several questions in one: each finds its own, and what refers back keeps what it refers to', async (t) => {
  const { ask, engine, workspace } = await asking(t);
  const both = await ask('How long must the vacuum pump warm up, and how much is the deposit?');
  assert.deepEqual(
    new Set(both.passages.slice(0, 2).map(({ file }) => file)),
    new Set(['手册/操作手册.md', 'contracts/lease.md']),
  );
  const explained = await engine.explain({ workspace, question: 'What is the deposit? Where is it kept?' });
  for (const { logit, parts } of explained.passages) {
    const sum = parts.reduce((total, { contribution }) => total + contribution, 0);
    assert.ok(Math.abs(sum - logit) < 1e-2, `${sum} is not ${logit}`);
  }
});

test('a question that goes on from another is understood with it, one that stands alone is left alone', async (t) => {
  const { ask } = await asking(t);
  const history = ['How much is the deposit under the lease?'];
  const after = await ask('And where is it kept?', { history });
  assert.match(after.answer?.text ?? '', /harbour bank/);
  const chinese = await ask('那要等多久？', { history: ['冻干机的真空泵怎么启动？'] });
  assert.match(chinese.passages[0]?.text ?? '', /十分钟/);
  const [alone, with_] = await Promise.all([
    ask('How much is the yearly rent under the old lease?'),
    ask('How much is the yearly rent under the old lease?', { history }),
  ]);
  assert.deepEqual(with_, alone);
});

test('earlier turns lend their answers and their places to a question that goes on, and nothing to one that does not', async (t) => {
  const { ask, engine, workspace } = await asking(t);
  const first = await ask('How much is the deposit under the lease?');
  const turn = {
    question: first.question,
    answer: first.answer?.text ?? '',
    attended: first.passages.map(({ file, start, end, weight }) => ({ file, start, end, weight })),
  };
  const after = await ask('And where is it kept?', { earlier: [turn] });
  assert.match(after.answer?.text ?? '', /harbour bank/);
  assert.ok(after.followUp?.carried.includes('deposit'), after.followUp?.carried.join(' · '));

  const explained = await engine.explain({ workspace, question: 'And where is it kept?', earlier: [turn] });
  const led = explained.passages.map(({ parts }) =>
    parts.find(({ name }) => name === 'attended in earlier turns'),
  );
  assert.ok(led.some((part) => (part?.contribution ?? 0) > 0));
  for (const { logit, parts } of explained.passages)
    assert.ok(Math.abs(parts.reduce((sum, { contribution }) => sum + contribution, 0) - logit) < 1e-2);

  const question = 'How much is the yearly rent under the old lease?';
  const alone = await ask(question);
  assert.deepEqual(await ask(question, { earlier: [turn] }), alone);
  assert.deepEqual(await ask(question, { earlier: [turn], rewritten: 'How warm is the pump?' }), alone);
});

test('a model’s rewriting is scored beside the question: a good one helps, a bad one cannot take the answer away', async (t) => {
  const { ask } = await asking(t);
  const earlier = [{ question: 'How much is the deposit under the lease?' }];
  const good = await ask('And where is it kept?', { earlier, rewritten: 'Where is the deposit kept?' });
  assert.match(good.answer?.text ?? '', /harbour bank/);
  assert.equal(good.followUp?.rewritten, 'Where is the deposit kept?');
  const bad = await ask('And where is it kept?', { earlier, rewritten: 'How is the vacuum pump started?' });
  assert.match(
    bad.passages
      .slice(0, 2)
      .map(({ text }) => text)
      .join('\n'),
    /harbour bank/,
  );
});

test('a question that goes on from one that named files is asked of them, until it names its own or stands alone', async (t) => {
  const { ask } = await asking(t);
  const lease = 'contracts/lease.md';
  const old = 'contracts/old/My lease.md';
  const first = 'What is the rent in @lease.md?';
  const check = async (
    question: string,
    history: readonly string[],
    scope: readonly string[] | null,
    params: Partial<AskParams> = {},
  ): Promise<void> => {
    const result = await ask(question, { history, passagesOnly: true, ...params });
    assert.deepEqual(result.scope, scope, `${history.join(' ')} ${question}`);
    if (scope !== null) assert.deepEqual(filesIn(result), scope);
    // A name that stands for files is not looked for.
    assert.ok(
      history.some((turn) => turn.includes('gone')) || !result.terms.some(({ term }) => term === 'md'),
    );
  };
  await check('And how is it paid?', [first], [lease]);
  await check('And when?', [first, 'And how is it paid?'], [lease]);
  await check('And when?', [first, '', 'And how is it paid?', 'Who pays it?'], [lease]);
  await check('And in @"My lease.md"?', [first], [old]);
  await check('And how is it paid?', [first, 'And in @"My lease.md"?'], [old]);
  await check('How is the yearly rent for the harbour house paid under the contract?', [first], null);
  await check('And when?', [first, 'How is the yearly rent for the harbour house paid?'], null);
  await check('And how is it paid?', [first], [old], { scopes: [old] });
  await check('那租金怎么付？', ['@lease.md里押金多少？'], [lease]);
  await check('And how is it paid?', ['What is the rent in @gone.md?'], null);
});

test('invariant 10: the shares of all files sum with NULL to 1, a section holds its passages', async (t) => {
  const { ask } = await asking(t);
  for (const params of [{}, { scopes: ['contracts/'] }, { passagesOnly: true }]) {
    const { documents, nullWeight, passages } = await ask(
      'How much is the yearly rent under the old lease?',
      params,
    );
    const attended = documents.reduce((sum, { weight }) => sum + weight, 0);
    assert.ok(Math.abs(attended + nullWeight - 1) < 1e-5, `${attended} and ${nullWeight}`);
    assert.equal(documents.length, 'scopes' in params ? 2 : 3);
    assert.equal(documents[0]?.file, 'contracts/old/My lease.md');
    for (const { file, weight } of documents) {
      // Every leaf of so small a folder is listed.
      const own = passages.filter((passage) => passage.file === file);
      assert.ok(Math.abs(own.reduce((sum, passage) => sum + passage.weight, 0) - weight) < 1e-5, file);
      for (const passage of own)
        assert.ok(passage.weight <= passage.sectionWeight + 1e-6 && passage.sectionWeight <= weight + 1e-6);
    }
  }
});

test('a slip of the finger is read as the word of the files, and the answer says so', async (t) => {
  const { ask } = await asking(t);
  const check = async (question: string, typed: string, read: string): Promise<void> => {
    const { warnings, terms } = await ask(question);
    assert.deepEqual(
      warnings.map(({ code, args }) => [code, ...args]),
      [['spelling', typed, read]],
      question,
    );
    assert.ok(terms.some(({ term }) => term === read));
  };
  await check('How much is the yearly retn?', 'retn', 'rent');
  await check('Where is the depposit kept?', 'depposit', 'deposit');
  await check('Which habour bank is it?', 'habour', 'harbour');
  for (const question of [
    'How much is the "retn"?',
    'What is RETN or rent2x?',
    'How much is the rent?',
    '租金多少？',
  ]) {
    assert.deepEqual((await ask(question)).warnings, [], question);
  }
});
