import assert from 'node:assert/strict';
import { appendFileSync, cpSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { Engine, type EngineOptions } from '../../src/engine/engine.ts';
import { modelsDirectory } from '../../src/engine/models/manifest.ts';
import { HnswIndex } from '../../src/engine/store/hnswIndex.ts';
import { openStore } from '../../src/engine/store/openStore.ts';
import { SqliteStore } from '../../src/engine/store/sqliteStore.ts';
import { StoreDamagedError } from '../../src/engine/store/storeErrors.ts';
import type { AskResult } from '../../src/protocol/asking.ts';
import { isCancelled, RecollectError } from '../../src/protocol/errors.ts';
import type { Sentence } from '../../src/protocol/sentences.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { prose } from '../support/texts.ts';

const LEASE =
  '# Lease\n\n## Term\n\nThe lease begins on 1 July 2023 and ends on 30 June 2026 unless the parties renew it in writing.\n\n' +
  '## Early termination\n\nThe tenant may end the lease early with ninety days of written notice, upon payment of two months of rent.\n\n' +
  '## Part numbers\n\nThe boiler is a model QX-7731-B by Hartung, installed in the cellar in 2019.\n';
const MANUAL =
  '# 冷冻干燥机\n\n## 启动\n\n合上电源后，等待真空泵预热十分钟，再打开进气阀。\n\n## 故障\n\n显示 E05 时，说明冷阱温度过高，应先检查冷凝器滤网。\n';

const texts = (warnings: readonly Sentence[]): string => warnings.map(({ text }) => text).join();

function engineFor(
  t: TestContext,
  options: EngineOptions = {},
): { engine: Engine; workspace: string; store: string } {
  const workspace = temporaryFolder(t, 'recollect-workspace-');
  const store = options.store ?? temporaryFolder(t, 'recollect-store-');
  const engine = new Engine({ readingBudget: Infinity, ...options, store });
  t.after(() => engine.close());
  writeFiles(workspace, { 'contracts/lease.md': LEASE, '手册.md': MANUAL });
  return { engine, workspace, store };
}

/** Every range is text of the file, shares are shares, passages do not overlap. */
function assertSound(result: AskResult, workspace: string): void {
  const textOf = (file: string): string => readFileSync(path.join(workspace, file), 'utf8');
  let sum = result.nullWeight;
  for (const [i, passage] of result.passages.entries()) {
    assert.equal(textOf(passage.file).slice(passage.start, passage.end), passage.text);
    sum += passage.weight;
    for (const other of result.passages.slice(0, i)) {
      assert.ok(
        other.file !== passage.file || other.end <= passage.start || passage.end <= other.start,
        'no overlap',
      );
    }
  }
  assert.ok(sum <= 1 + 1e-4, `shares sum to ${sum}`);
  for (const { citations, text } of result.answer?.sentences ?? []) {
    for (const { file, start, end, quote } of citations) {
      assert.equal(textOf(file).slice(start, end), quote);
      assert.equal(quote, text);
    }
  }
  for (const { file, start, end, text } of result.heat) assert.equal(textOf(file).slice(start, end), text);
}

test('a folder is indexed, asked in two languages, and a second run encodes nothing', async (t) => {
  const { engine, workspace } = engineFor(t);
  const first = await engine.index({ workspace });
  assert.deepEqual([first.files, first.skipped, first.warnings], [2, [], []]);
  assert.ok(first.encoded === first.leaves && first.leaves >= 5);
  const second = await engine.index({ workspace });
  assert.deepEqual([second.encoded, second.reused], [0, first.leaves]);

  const english = await engine.ask({ workspace, question: 'When does the lease end?' });
  assertSound(english, workspace);
  assert.equal(english.passages[0]?.file, 'contracts/lease.md');
  assert.match(english.answer?.text ?? '', /30 June 2026/);

  const chinese = await engine.ask({ workspace, question: '冷阱温度过高时应该检查什么？' });
  assertSound(chinese, workspace);
  assert.match(chinese.answer?.text ?? '', /冷凝器滤网/);

  const across = await engine.ask({ workspace, question: '提前解约要提前多少天书面通知？' });
  assert.match(across.passages[0]?.text ?? '', /ninety days/);
});

test('the scope keeps to one file, and an unknown one is an error that says so', async (t) => {
  const { engine, workspace } = engineFor(t);
  await engine.index({ workspace });
  const scoped = await engine.ask({
    workspace,
    question: 'When does the lease end?',
    scope: '手册.md',
    passagesOnly: true,
  });
  assert.deepEqual(new Set(scoped.passages.map(({ file }) => file)), new Set(['手册.md']));
  assert.equal(scoped.answer, null);
  await assert.rejects(
    engine.ask({ workspace, question: 'x', scope: 'no.md' }),
    (error) => error instanceof RecollectError && error.code === 'file-unknown',
  );
  await assert.rejects(
    engine.ask({ workspace, question: ' ' }),
    (error) => error instanceof RecollectError && error.code === 'question-empty',
  );
});

test('invariant 11: a quoted literal is found first', async (t) => {
  const { engine, workspace } = engineFor(t);
  writeFiles(workspace, { 'long.txt': prose('en', 60) });
  await engine.index({ workspace });
  const { passages } = await engine.ask({ workspace, question: 'What is "QX-7731-B"?', passagesOnly: true });
  assert.match(passages[0]?.text ?? '', /QX-7731-B/);
});

test('what asks nothing is declined, whatever resembles it; a single short sentence answers', async (t) => {
  const { engine, workspace } = engineFor(t);
  writeFiles(workspace, { 'short.md': 'Only this.' });
  await engine.index({ workspace });
  for (const question of ['?!...', '😀', 'asdf qwer zxcv', '的', 'a']) {
    const { abstained, confidence } = await engine.ask({ workspace, question });
    assert.ok(abstained, `${question}: ${confidence}`);
  }
  const { answer } = await engine.ask({ workspace, question: 'Only this', scope: 'short.md' });
  assert.equal(answer?.sentences[0]?.text, 'Only this.');
});

test('invariant 8: edits, moves and deletions give the memory that a rebuild gives', async (t) => {
  const { engine, workspace } = engineFor(t);
  writeFiles(workspace, { 'a.txt': prose('en', 60, 3), 'b.txt': prose('zh', 40, 4) });
  await engine.index({ workspace });
  renameSync(path.join(workspace, 'a.txt'), path.join(workspace, 'moved.txt'));
  const moved = await engine.index({ workspace });
  assert.equal(moved.encoded, 0, 'a moved file keeps its vectors');
  const text = readFileSync(path.join(workspace, 'moved.txt'), 'utf8');
  const middle = text.indexOf('\n\n', text.length / 2) + 2;
  writeFileSync(
    path.join(workspace, 'moved.txt'),
    `${text.slice(0, middle)}A sentence about a zeppelin is new here. ${text.slice(middle)}`,
  );
  rmSync(path.join(workspace, 'b.txt'));
  const edited = await engine.index({ workspace });
  assert.ok(edited.encoded > 0 && edited.encoded < 12, `${edited.encoded} leaves encoded`);

  const fresh = new Engine({ store: temporaryFolder(t), readingBudget: Infinity });
  t.after(() => fresh.close());
  await fresh.index({ workspace });
  for (const question of ['Where is the zeppelin?', 'copper bridge lantern', '阀门压力']) {
    const [after, rebuilt] = await Promise.all(
      [engine, fresh].map((one) => one.ask({ workspace, question })),
    );
    assert.deepEqual(after, rebuilt);
  }
});

test('questions are answered while indexing goes on: words first', async (t) => {
  const { engine, workspace } = engineFor(t);
  writeFiles(workspace, { 'long.txt': prose('en', 250, 8) });
  const asked: AskResult[] = [];
  let asking: Promise<unknown> | undefined;
  await engine.index(
    { workspace },
    {
      onProgress: ({ phase }) => {
        if (phase === 'encoding')
          asking ??= engine
            .ask({ workspace, question: 'QX-7731-B Hartung boiler' })
            .then((result) => asked.push(result));
      },
    },
  );
  await asking;
  const [result] = asked;
  assert.ok(result && result.memory.encoded < result.memory.leaves, 'asked before all was encoded');
  assert.match(result.passages[0]?.text ?? '', /QX-7731-B/);
});

test('invariant 9: a stopped run says that it was stopped, keeps what it has and goes on from there', async (t) => {
  const { engine, workspace } = engineFor(t);
  writeFiles(workspace, { 'long.txt': prose('en', 250, 9) });
  const controller = new AbortController();
  let seen = 0;
  const stopped = engine.index(
    { workspace },
    {
      signal: controller.signal,
      onProgress: ({ phase, done }) => {
        if (phase === 'encoding' && done > 0) {
          seen = done;
          controller.abort();
        }
      },
    },
  );
  await assert.rejects(stopped, (error) => error instanceof RecollectError && error.code === 'cancelled');
  const rest = await engine.index({ workspace });
  assert.ok(
    seen > 0 && rest.encoded < rest.leaves && rest.encoded + seen >= rest.leaves,
    `${seen} then ${rest.encoded} of ${rest.leaves}`,
  );
});

test('invariant 7: under another writer the memory is read as it stands, and the answer says so', async (t) => {
  const { engine, workspace, store } = engineFor(t);
  await engine.index({ workspace });
  const question = 'Which boiler is installed in the cellar?';
  const writer = openStore(workspace, { store });
  t.after(() => writer.close());
  const report = await engine.index({ workspace });
  assert.equal(report.anotherWriter, true);
  assert.match(texts(report.warnings), /Another Recollect/);
  assert.deepEqual(report.warnings[0]?.args, [String(process.pid)]);
  const answer = await engine.ask({ workspace, question });
  assert.match(texts(answer.warnings), /read as it stands/);
  assert.match(answer.passages[0]?.text ?? '', /QX-7731-B/);
  const waiting = AbortSignal.timeout(50);
  await assert.rejects(engine.writable({ workspace }, { signal: waiting }), isCancelled);
  // As soon as it is done there is nothing to wait for, and nothing to say.
  writer.close();
  await engine.writable({ workspace });
  assert.deepEqual((await engine.ask({ workspace, question })).warnings, []);
  assert.equal((await engine.index({ workspace })).anotherWriter, false);
});

test("an editor's unsaved text is asked as it stands, until it is let go", async (t) => {
  const { engine, workspace } = engineFor(t);
  await engine.index({ workspace });
  const file = 'contracts/lease.md';
  await engine.update({ workspace, changes: [{ file, text: LEASE.replace('30 June 2026', '31 May 2031') }] });
  assert.match(
    (await engine.ask({ workspace, question: 'When does the lease end?' })).answer?.text ?? '',
    /31 May 2031/,
  );
  await engine.index({ workspace });
  assert.match(
    (await engine.ask({ workspace, question: 'When does the lease end?' })).answer?.text ?? '',
    /31 May 2031/,
  );
  await engine.update({ workspace, changes: [{ file, text: null }] });
  assert.match(
    (await engine.ask({ workspace, question: 'When does the lease end?' })).answer?.text ?? '',
    /30 June 2026/,
  );
});

test('a folder above the graph’s size is searched through HNSW, whose damaged file costs nothing but its rebuilding', async (t) => {
  const store = temporaryFolder(t);
  const { engine, workspace } = engineFor(t, { store, graphFrom: 4 });
  writeFiles(workspace, { 'long.txt': prose('en', 80, 5) });
  await engine.index({ workspace });
  const searches = t.mock.method(HnswIndex.prototype, 'search');
  const before = await engine.ask({ workspace, question: 'Which boiler is installed in the cellar?' });
  assert.match(before.passages[0]?.text ?? '', /QX-7731-B/);
  assert.equal(searches.mock.callCount(), 1);
  await engine.ask({ workspace, question: 'Which boiler?', scope: 'contracts/lease.md' });
  assert.equal(searches.mock.callCount(), 1, 'one file is compared leaf by leaf');
  await engine.close();
  const [graph] = globSync(path.join(store, '*', '*.hnsw'));
  assert.ok(graph !== undefined, 'the graph is kept');
  const bytes = readFileSync(graph);
  bytes.fill(0xff, 8, 64);
  writeFileSync(graph, bytes);
  appendFileSync(
    path.join(workspace, 'contracts/lease.md'),
    '\n## Keys\n\nThe caretaker holds the spare keys.\n',
  );
  const again = new Engine({ store, graphFrom: 4 });
  t.after(() => again.close());
  await again.index({ workspace });
  assert.match(
    (await again.ask({ workspace, question: 'Who holds the spare keys?' })).passages[0]?.text ?? '',
    /caretaker/,
  );
  assert.equal(searches.mock.callCount(), 2, 'the graph was built again');
});

test('a question that meets damage while the folder is indexed does not end the indexing', async (t) => {
  const { engine, workspace } = engineFor(t);
  writeFiles(workspace, { 'long.txt': prose('en', 120, 6) });
  let asking: Promise<AskResult> | undefined;
  const report = await engine.index(
    { workspace },
    {
      onProgress: ({ phase, done }) => {
        if (phase !== 'encoding' || done === 0 || asking !== undefined) return;
        const generation = t.mock.method(SqliteStore.prototype, 'generation');
        generation.mock.mockImplementationOnce(() => {
          throw new StoreDamagedError('a text has changed');
        });
        asking = engine.ask({ workspace, question: 'QX-7731-B Hartung boiler' });
      },
    },
  );
  assert.equal((await asking)?.question, 'QX-7731-B Hartung boiler');
  assert.equal(report.files, 3);
  const { memory, passages } = await engine.ask({ workspace, question: 'QX-7731-B Hartung boiler' });
  assert.equal(memory.encoded, memory.leaves);
  assert.match(passages[0]?.text ?? '', /QX-7731-B/);
});

test('passages hold 2,048 tokens together as the bench counts them, in whatever script', async (t) => {
  const { engine, workspace } = engineFor(t, { models: temporaryFolder(t) });
  const files = {
    'korean.txt': '안 녕 하 세 요 https://example.com/a/b/c?d=e&f=g#'.padEnd(90, 'h').concat(' ').repeat(800),
    'chinese.txt': '中 文 字 词 '.repeat(1500),
    'code.py': 'very_long_function_name(argument_one, argument_two=[1])\n'.repeat(1500),
  };
  writeFiles(workspace, files);
  await engine.index({ workspace });
  const cjk = '\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\uac00-\\ud7af';
  for (const scope of Object.keys(files)) {
    const { passages } = await engine.ask({ workspace, question: 'what?', scope, passagesOnly: true });
    let together = 0;
    for (const { text } of passages) {
      const words = text.match(new RegExp(`[^\\s${cjk}]+`, 'g'))?.length ?? 0;
      const tokens = 1.3 * words + (text.match(new RegExp(`[${cjk}]`, 'g'))?.length ?? 0);
      assert.ok(tokens <= 192, `${tokens} in one`);
      together += tokens;
    }
    assert.ok(together >= 2048, `${scope}: ${together}`);
  }
});

test('however long a run without a space, no more than 128 passages are listed', async (t) => {
  const { engine, workspace } = engineFor(t, { models: temporaryFolder(t) });
  const picture = Buffer.alloc(300_000, 'a picture').toString('base64');
  writeFiles(workspace, {
    'note.md': `# Note\n\nThe lamp is green.\n\n![](data:image/png;base64,${picture})\n`,
  });
  await engine.index({ workspace });
  const { passages } = await engine.ask({
    workspace,
    question: 'Which colour has the lamp?',
    scope: 'note.md',
    passagesOnly: true,
  });
  assert.match(passages[0]?.text ?? '', /The lamp is green/);
  assert.equal(passages.length, 128);
});

test('a model file that was damaged without a change of its length costs the meaning, not the words', async (t) => {
  const models = temporaryFolder(t);
  cpSync(path.join(modelsDirectory(), 'encoder'), path.join(models, 'encoder'), { recursive: true });
  const network = path.join(models, 'encoder', 'encoder.onnx');
  const bytes = readFileSync(network);
  writeFileSync(network, bytes.fill(0xff, 0, 4096));
  const { engine, workspace } = engineFor(t, { models });
  const report = await engine.index({ workspace });
  assert.match(texts(report.warnings), /words only/);
  const { passages } = await engine.ask({ workspace, question: 'boiler Hartung cellar' });
  assert.match(passages[0]?.text ?? '', /QX-7731-B/);
});

test('without a model the words still answer, and the answer says what is missing', async (t) => {
  const { engine, workspace } = engineFor(t, { models: temporaryFolder(t) });
  const report = await engine.index({ workspace });
  assert.ok(report.warnings.length === 1 && report.leaves > 0 && report.encoded === 0);
  const { passages, warnings } = await engine.ask({ workspace, question: 'boiler Hartung cellar' });
  assert.match(passages[0]?.text ?? '', /QX-7731-B/);
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ['words-only'],
  );
});
