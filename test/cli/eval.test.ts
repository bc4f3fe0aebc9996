import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import type { EvalRecord } from '../../src/cli/evalCommand.ts';
import { readGivenQuestions } from '../../src/cli/evalQuestions.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';

// `recollect eval` as a person runs it, with the real engine and model, on the sample library and on small folders.

const root = path.join(import.meta.dirname, '..', '..');
const main = path.join(root, 'src', 'cli', 'main.ts');
const environment = { ...process.env };
delete environment['FORCE_COLOR'];

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(folder: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'eval', ...args], {
    cwd: folder,
    env: { ...environment, RECOLLECT_STORE: path.join(folder, 'store'), NO_COLOR: '1', COLUMNS: '80' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function ended(child: ChildProcess): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** A folder with documents, and `eval` in it. */
function place(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = temporaryFolder(t, 'recollect-eval-');
  mkdirSync(path.join(folder, 'documents'));
  writeFiles(path.join(folder, 'documents'), files);
  const run = (...args: string[]) => ended(start(folder, ['documents', ...args]));
  const record = async (...args: string[]): Promise<EvalRecord> => {
    const { code, stdout, stderr } = await run(...args, '--json');
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as EvalRecord;
  };
  return { folder, run, record };
}

const lease =
  '# Lease\n\n## Term\n\nThe lease begins on 1 July 2023 and the parties may renew it in writing before the autumn.\n\n' +
  '## Early termination\n\n"Break Notice" means the written notice by which the tenant ends the lease before its term.\n';
const manual =
  '# 冷冻干燥机\n\n## 启动\n\n合上电源后，等待真空泵预热二十分钟，再打开进气阀放气。\n\n## 冷阱\n\n冷阱是指把水蒸气冻成冰的低温部件和它的外壳。\n';
const source =
  '/** Tells how far a boat drifts in the tide before its anchor holds. */\nexport function anchorRun(tide: number): number {\n  return tide * 3;\n}\n';

test('the sample library: made questions are found, foreign ones declined, the table is as wide as the terminal', async (t) => {
  const { folder } = place(t, {});
  const library = path.join(root, 'media', 'sample-library');
  const run = async (...args: string[]) => ended(start(folder, [library, ...args]));
  const table = await run('--count', '16');
  assert.equal(table.code, 0, table.stderr);
  assert.match(table.stdout, /^\S*sample-library: \d+ files, \d+ leaves$/m);
  assert.match(table.stdout, /^16 questions made from \d+ files \(seed 1\), and 8 that no\s+file answers/m);
  assert.match(table.stdout, /easier than a\s+person's/);
  for (const row of [
    'Found in 1,024 tokens',
    '  by words alone',
    '  by meaning alone',
    'First passage is right',
  ])
    assert.match(table.stdout, new RegExp(`^${row} +[█▏▎▍▌▋▊▉░]+ +\\d+ %`, 'm'));
  assert.match(table.stdout, /^Search by meaning +exact/m);
  assert.match(table.stdout, /^Kind of question +asked +found/m);
  assert.match(table.stdout, /^What would help$/m);
  for (const line of table.stdout.split('\n')) assert.ok(Array.from(line).length <= 80, line);

  const json = await run('--count', '16', '--json');
  const record = JSON.parse(json.stdout) as EvalRecord;
  assert.deepEqual(Object.keys(record), [
    'version',
    'partial',
    'questions',
    'memory',
    'overall',
    'declined',
    'latency',
    'graph',
    'byKind',
    'byLanguage',
    'byType',
    'byFile',
    'worst',
    'help',
    'warnings',
    'results',
  ]);
  assert.equal(record.results.length, 24);
  assert.ok((record.overall.recallAt1024?.mean ?? 0) >= 0.7, JSON.stringify(record.overall));
  assert.ok((record.declined?.mean ?? 0) >= 0.3, JSON.stringify(record.declined));
  assert.ok(record.byLanguage.length >= 2 && record.byKind.length >= 3);
  for (const { evidence, answers } of record.results) {
    for (const { file, start: from, end } of evidence) {
      const quote = readFileSync(path.join(library, file), 'utf8').slice(from, end);
      assert.ok(quote.length > 0 && answers.every((answer) => quote.includes(answer)));
    }
  }
});

test('Chinese, code, one file: questions of each kind, in the language of the files', async (t) => {
  const zh = await place(t, { '手册.md': manual }).record();
  assert.ok(
    zh.results.some(({ kind }) => kind === 'definition') && zh.results.some(({ kind }) => kind === 'cloze'),
  );
  assert.ok(
    zh.results.every(({ question }) => /\p{Script=Han}/u.test(question)),
    'foreign ones as well',
  );
  assert.ok(zh.help.some(({ code }) => code === 'too-few'));
  const code = await place(t, { 'boat.ts': source }).record();
  const [made] = code.results.filter(({ kind }) => kind === 'code');
  assert.equal(made?.found, true);
  assert.doesNotMatch(made?.question ?? '', /anchorRun/);
  assert.equal(code.questions.files, 1);
});

test('an empty folder and one without a sentence to ask for say so, and what to do', async (t) => {
  const empty = await place(t, {}).run();
  assert.equal(empty.code, 0, empty.stderr);
  assert.match(empty.stdout, /documents: 0 files, 0 leaves$/m);
  assert.match(empty.stdout, /No question could be made/);
  assert.match(empty.stdout, /--questions/);
  const bare = place(t, { 'list.txt': 'red\ngreen\nblue\n', 'scan.pdf': '%PDF-1.4 \u0000' });
  const told = await bare.run();
  assert.equal(told.code, 0, told.stderr);
  assert.match(told.stdout, /No question could be made/);
  assert.match(told.stdout, /scan\.pdf\. PDF files are\s+not read yet/);
  const record = await bare.record();
  assert.equal(record.overall.recallAt1024, null);
  assert.ok(record.results.length > 0 && record.results.every(({ kind }) => kind === 'foreign'));
});

test("a person's own questions: JSONL as the bench has it, quotes, CSV; what is wrong is named and the rest asked", async (t) => {
  const { folder, run } = place(t, { 'lease.md': lease, '手册.md': manual, 'scan.pdf': '%PDF-1.4 \u0000' });
  const start = lease.indexOf('The lease begins');
  const questions = path.join(folder, 'mine.jsonl');
  writeFileSync(
    questions,
    [
      {
        id: 'bench',
        question: 'When does the lease begin?',
        answers: ['1 July 2023'],
        evidence: [{ file: 'lease.md', start, end: start + 32 }],
      },
      {
        id: 'quote',
        question: '真空泵要预热多久？',
        answers: '二十分钟',
        evidence: { file: '手册.md', quote: '等待真空泵预热二十分钟' },
        scope: '手册.md',
      },
      { id: 'none', question: 'How is sourdough baked?', answerable: false },
      { id: 'open', question: 'What about the anchor?' },
      {
        id: 'scan',
        question: 'What does the scan say?',
        evidence: [{ file: 'scan.pdf', quote: 'anything' }],
      },
      { id: 'typo', question: 'When?', evidence: [{ file: 'leese.md', quote: 'July' }] },
      {
        id: 'wrong',
        question: 'When?',
        evidence: [{ file: 'lease.md', quote: 'in the year of the dragon' }],
      },
      { id: 'empty', question: ' ' },
    ]
      .map((line) => JSON.stringify(line))
      .join('\n'),
  );
  const { code, stdout, stderr } = await run('--questions', questions, '--json');
  assert.equal(code, 1, stderr);
  const record = JSON.parse(stdout) as EvalRecord;
  const byId = new Map(record.results.map((result) => [result.id, result]));
  assert.deepEqual([...byId.keys()], ['bench', 'quote', 'none', 'open', 'scan']);
  assert.deepEqual([byId.get('bench')?.recall, byId.get('bench')?.answered], [1, true]);
  assert.deepEqual([byId.get('quote')?.found, byId.get('quote')?.first?.file], [true, '手册.md']);
  assert.equal(byId.get('none')?.declined, true);
  assert.deepEqual([byId.get('open')?.recall, byId.get('open')?.answerable], [null, null]);
  assert.deepEqual([byId.get('scan')?.recall, byId.get('scan')?.found], [0, false]);
  const unusable = new Map(record.questions.unusable.map(({ id, reason }) => [id, reason]));
  assert.match(unusable.get('typo') ?? '', /no file leese\.md/);
  assert.match(unusable.get('wrong') ?? '', /does not stand in lease\.md/);
  assert.match(unusable.get('empty') ?? '', /missing or empty/);
  assert.equal(record.declined?.questions, 1, 'their own unanswerable question is enough');

  // A report is asked again as it is.
  const report = path.join(folder, 'report.json');
  writeFileSync(report, stdout);
  assert.deepEqual(
    readGivenQuestions(report).questions.map(({ id, answerable }) => [id, answerable]),
    [...byId.values()].map(({ id, answerable }) => [id, answerable]),
  );
  const missing = await run('--questions', 'nowhere.jsonl');
  assert.deepEqual([missing.code, missing.stdout], [1, '']);
  assert.match(missing.stderr, /^recollect: The questions in nowhere\.jsonl cannot be read/m);
});

test('questions files: JSON, CSV with quoted cells, TSV, lines that are wrong', (t) => {
  const folder = temporaryFolder(t, 'recollect-eval-');
  const read = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
    return readGivenQuestions(path.join(folder, name));
  };
  const csv = read(
    'q.csv',
    '\ufeffid,Question,Answers,File,Quote,Answerable\r\n' +
      'a,"When, ""exactly""?","1 July|July 1",lease.md,"begins\non",\r\n' +
      ',Sourdough?,,,,no\r\n',
  );
  assert.deepEqual(csv.questions, [
    { id: 'a', question: 'When, "exactly"?', answers: ['1 July', 'July 1'], evidence: [{ file: 'lease.md', quote: 'begins\non' }], scope: [], history: [], answerable: true },
    { id: 'row 3', question: 'Sourdough?', answers: [], evidence: [], scope: [], history: [], answerable: false },
  ]); // prettier-ignore
  const tsv = read('q.tsv', 'question\tfile\tstart\tend\nWhen?\ta.md\t3\t9\n');
  assert.deepEqual(tsv.questions[0]?.evidence, [{ file: 'a.md', start: 3, end: 9 }]);
  assert.equal(read('q.json', '[{"question": "When?"}, 3]').unusable[0]?.id, 'question 2');
  assert.equal(read('one.jsonl', '{"question": "When?"}').questions.length, 1);
  const lines = read(
    'q.jsonl',
    '{"question": "When?"}\n\n{"question": "Wh\n{"question": "Who?", "evidence": [{"file": "a.md", "start": 9, "end": 3}]}',
  );
  assert.deepEqual(
    lines.unusable.map(({ id, reason }) => [id, reason.slice(0, 14)]),
    [
      ['line 3', 'It is not JSON'],
      ['line 4', '"evidence" is '],
    ],
  );
  for (const text of ['', '{}', '[]', 'name,place\nx,y\n', '\u0000'])
    assert.throws(() => read('bad', text), /holds no question/);
});

test('--graph compares HNSW with an exact search; a wrong count is wrong usage', async (t) => {
  const { record, run } = place(t, { 'lease.md': lease, '手册.md': manual });
  const { graph } = await record('--graph');
  assert.ok(graph?.sameFirst?.mean === 1 && graph.exactRecallAt1024 !== null, JSON.stringify(graph));
  const wrong = await run('--count', 'many');
  assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
  assert.match(wrong.stderr, /whole number/);
});

test('an interrupt ends with what was asked by then, marked as partial, and 130', async (t) => {
  const { folder } = place(t, {});
  const library = path.join(root, 'media', 'sample-library');
  const child = start(folder, [library, '--count', '400', '--json']);
  let seen = '';
  let sent = false;
  child.stderr?.on('data', (text: Buffer | string) => {
    seen += String(text);
    if (sent || !/Asking: \d+ %/.test(seen)) return;
    sent = true;
    child.kill('SIGINT');
  });
  const { code, stdout, stderr } = await ended(child);
  assert.equal(code, 130, stderr);
  const record = JSON.parse(stdout) as EvalRecord;
  assert.equal(record.partial, true);
  assert.ok(record.questions.asked > 0 && record.questions.asked < record.questions.planned);
  assert.equal(record.results.length, record.questions.asked);
  assert.match(stderr, /Stopped after \d+ of \d+ questions\.\n$/);
});
