import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { createProgram } from '../../src/cli/program.ts';
import { fileIn } from '../../src/cli/session.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import type { SummaryResult } from '../../src/protocol/writing.ts';
import { prose } from '../support/texts.ts';
import { assertGolden } from './golden.ts';

// The command line as a person runs it, with the real engine: a process, two streams, an exit code.

const main = path.join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
const lease =
  '# Lease\n\n## Term\n\nThe lease begins on 1 July 2023 and ends on 30 June 2026 unless the parties renew it in writing.\n\n' +
  '## Early termination\n\nThe tenant may end the lease early with ninety days of written notice, upon payment of two months of rent.\n';
const manual =
  '# 冷冻干燥机\n\n## 启动\n\n合上电源后，等待真空泵预热十分钟，再打开进气阀。\n\n## 故障\n\n显示 E05 时，说明冷阱温度过高，应先检查冷凝器滤网。\n';

// The test runner colours its children, and Node warns where that meets NO_COLOR.
const environment = { ...process.env };
delete environment['FORCE_COLOR'];

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of documents and a store of its own. */
class Place {
  readonly workspace: string;
  readonly store: string;

  constructor(t: TestContext) {
    const folder = temporaryFolder(t, 'recollect-cli-');
    this.workspace = path.join(folder, 'documents');
    this.store = path.join(folder, 'store');
    writeFiles(this.workspace, {
      'contracts/lease.md': lease,
      '手册.md': manual,
      'photo.txt': new Uint8Array([1, 0, 2, 0, 0, 3]),
    });
  }

  start(args: readonly string[]): ChildProcess {
    return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
      cwd: path.dirname(this.workspace),
      env: { ...environment, RECOLLECT_STORE: this.store, NO_COLOR: '1', COLUMNS: '80' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async run(...args: readonly string[]): Promise<Ran> {
    return ended(this.start(args));
  }

  /** The text with what differs from run to run made the same. */
  plain(text: string): string {
    return text
      .replaceAll(this.workspace, '/documents')
      .replace(/\b\d+(?:\.\d+)? s\b/g, 'N s')
      .replace(/[█▉▊▋▌▍▎▏░]+ (?:<?\d+) %/g, 'BAR N %')
      .replace(/relevant: <?\d+ %/, 'relevant: N %')
      .replace(/passages? with <?\d+ %/, 'passages with N %');
  }
}

async function ended(child: ChildProcess): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

const linesOf = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('index reports what is remembered and what is left out; a second run encodes nothing', async (t) => {
  const place = new Place(t);
  const first = await place.run('index', 'documents', '--json');
  assert.equal(first.code, 0, first.stderr);
  const report = JSON.parse(first.stdout) as Record<string, unknown>;
  assert.equal(report['files'], 2);
  assert.ok(Number(report['leaves']) > 0);
  assert.equal(report['encoded'], report['leaves']);
  assert.deepEqual(
    (report['skipped'] as { file: string }[]).map(({ file }) => file),
    ['photo.txt'],
  );
  const second = await place.run('index', 'documents');
  assertGolden('main-index', place.plain(second.stdout));
  assert.equal(second.stderr, '');
});

test('ask indexes first, answers with a citation and its place; --json is the format, offsets are of the file', async (t) => {
  const place = new Place(t);
  const question = 'How many days of notice must the tenant give to end the lease early?';
  const asked = await place.run('ask', 'documents', question);
  assert.equal(asked.code, 0, asked.stderr);
  assert.match(asked.stderr, /^Indexed 2 files, \d+ leaves encoded in /m);
  assert.match(asked.stdout, /ninety days of written notice.*\[1\]/s);
  assert.match(asked.stdout, /^ \[1\] contracts\/lease\.md:\d+/m);

  const json = await place.run('ask', 'documents', '显示 E05 时应该先检查什么？', '--json');
  assert.equal(json.code, 0);
  const record = JSON.parse(json.stdout) as {
    answer: { sentences: { citations: { file: string; start: number; end: number; quote: string }[] }[] };
    passages: { file: string; start: number; end: number; text: string }[];
  };
  assert.deepEqual(Object.keys(record), [
    'question',
    'answer',
    'abstained',
    'confidence',
    'nullWeight',
    'passages',
    'documents',
    'warnings',
  ]);
  assert.equal(record.passages[0]?.file, '手册.md');
  for (const { file, start, end, text } of record.passages) {
    assert.equal(readFileSync(path.join(place.workspace, file), 'utf8').slice(start, end), text);
  }
  for (const { citations } of record.answer.sentences) {
    for (const { quote, file, start, end } of citations) {
      assert.equal(readFileSync(path.join(place.workspace, file), 'utf8').slice(start, end), quote);
    }
  }
});

test('summarize indexes first, cites each sentence with its place and shows what is covered; --json is the format', async (t) => {
  const place = new Place(t);
  const shown = await place.run('summarize', 'documents', 'contracts/lease.md');
  assert.equal(shown.code, 0, shown.stderr);
  assert.match(shown.stderr, /^Indexed 2 files/m);
  assertGolden('main-summarize', place.plain(shown.stdout));

  const json = await place.run(
    'summarize',
    'documents',
    '手册.md',
    '--question',
    '启动前要等多久？',
    '--length',
    '0',
    '--json',
  );
  assert.equal(json.code, 0, json.stderr);
  const record = JSON.parse(json.stdout) as SummaryResult & { file: string };
  assert.equal(record.file, '手册.md');
  assert.match(record.summary[0]?.text ?? '', /预热十分钟/);
  const { represented, compressed, leftOut } = record.coverage;
  assert.equal(represented + compressed + leftOut, 1);
  for (const { summary } of record.sections) {
    assert.ok(summary.length > 0);
    for (const { citations } of summary)
      for (const { quote, start, end } of citations) assert.equal(manual.slice(start, end), quote);
  }

  const unknown = await place.run('summarize', 'documents', 'nowhere.md');
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /nowhere\.md is not in the memory/);
  assert.equal((await place.run('summarize', 'documents', '手册.md', '--length', '2')).code, 2);
});

test('a scope may be named from the folder, from here or in full; an unknown one is an error', async (t) => {
  const place = new Place(t);
  const check = (typed: string, file: string) => assert.equal(fileIn(place.workspace, typed), file);
  check('手册.md', '手册.md');
  check('./contracts/../手册.md', '手册.md');
  check('contracts\\lease.md', 'contracts/lease.md');
  check(path.join(place.workspace, 'contracts', 'lease.md'), 'contracts/lease.md');
  check(path.relative('.', path.join(place.workspace, '手册.md')), '手册.md');
  check('gone.md', 'gone.md');
  const asked = await place.run('ask', 'documents', 'E05?', '--scope', 'documents/手册.md', '--json');
  assert.equal(asked.code, 0, asked.stderr);
  const { passages } = JSON.parse(asked.stdout) as { passages: { file: string }[] };
  assert.ok(passages.length > 0 && passages.every(({ file }) => file === '手册.md'));
  const several = ['--scope', 'documents/contracts', '--scope', '手册.md', '--after', 'What is E05?'];
  const both = await place.run('ask', 'documents', 'When does it begin?', ...several, '--json');
  assert.equal(both.code, 0, both.stderr);
  const files = (JSON.parse(both.stdout) as { passages: { file: string }[] }).passages.map(
    ({ file }) => file,
  );
  assert.deepEqual([...new Set(files)].sort(), ['contracts/lease.md', '手册.md']);
  const { code, stdout, stderr } = await place.run('ask', 'documents', 'E05?', '--scope', 'gone.md');
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /^recollect: gone\.md is not in the memory.*\n$/m);
});

test('batch writes a line a question, obeys scopes, names what fails and then exits with 1', async (t) => {
  const place = new Place(t);
  const folder = path.dirname(place.workspace);
  const [questions, out] = [path.join(folder, 'q.jsonl'), path.join(folder, 'r.jsonl')];
  writeFileSync(
    questions,
    '\ufeff{"id": "a", "question": "When does the lease begin?", "evidence": []}\r\n' +
      '\n' +
      '{"id": 7, "question": "When does the lease begin?", "scope": "手册.md"}\n' +
      '{"question": "E05?"}\n' +
      'not json\n' +
      '{"id": "b", "question": "When?", "scope": "gone.md"}\n' +
      '{"id": "c", "question": "  "}\n' +
      '{"id": "d", "ask": "When?"}',
  );
  const args = ['batch', '--workspace', 'documents', '--questions', questions, '--out', out];
  const ran = await place.run(...args);
  assert.equal(ran.code, 1);
  assert.equal(ran.stdout, '');
  assert.match(ran.stderr, /r\.jsonl: .*3 failed/);
  const lines = linesOf(out);
  assert.deepEqual(
    lines.map((line) => line['id']),
    ['a', 7, 4, null, 'b', 'c', 'd'],
  );
  assert.deepEqual(Object.keys(lines[0] ?? {}), [
    'id',
    'question',
    'answer',
    'abstained',
    'confidence',
    'nullWeight',
    'passages',
    'documents',
    'warnings',
  ]);
  const scoped = lines[1]?.['passages'] as { file: string }[];
  assert.ok(scoped.length > 0 && scoped.every(({ file }) => file === '手册.md'));
  assert.match(String(lines[3]?.['error']), /^Line 5 is not JSON/);
  assert.match(String(lines[4]?.['error']), /gone\.md/);
  const { id, abstained, nullWeight, warnings } = lines[5] ?? {};
  assert.deepEqual([id, abstained, nullWeight], ['c', true, 1]);
  assert.match(String(warnings), /question is empty/);
  assert.match(String(lines[6]?.['error']), /^Line 8: "question" is missing/);
  assert.deepEqual(Object.keys(lines[4] ?? {}), ['id', 'question', 'error']);

  writeFileSync(
    questions,
    '{"id": 1, "question": ""}\n' +
      '{"id": 2, "question": "What begins?", "scope": ["手册.md", "contracts"], "history": ["And E05?"]}\n' +
      '{"id": 3, "question": "What begins in @lease.md?"}\n',
  );
  const fine = await place.run(...args);
  assert.equal(fine.code, 0, fine.stderr);
  assert.match(fine.stderr, /1 declined|2 declined|3 declined/);
  const filesOf = (line: number): unknown =>
    [...new Set((linesOf(out)[line]?.['passages'] as { file: string }[]).map(({ file }) => file))].sort();
  assert.deepEqual(
    [filesOf(0), filesOf(1), filesOf(2)],
    [[], ['contracts/lease.md', '手册.md'], ['contracts/lease.md']],
  );

  writeFileSync(questions, '{"id": "a", "question": "When does the lease begin?"}\n');
  const passages = await place.run(...args, '--passages-only');
  assert.equal(passages.code, 0, passages.stderr);
  const [only, ...rest] = linesOf(out);
  assert.deepEqual([only?.['answer'], only?.['abstained'], rest], [null, false, []]);
  assert.ok((only?.['passages'] as unknown[]).length > 0);

  const over = await place.run(
    'batch',
    '--workspace',
    'documents',
    '--questions',
    questions,
    '--out',
    questions,
  );
  assert.equal(over.code, 1);
  assert.match(over.stderr, /holds the questions/);
  assert.match(readFileSync(questions, 'utf8'), /^\{"id"/);
});

test('inspect shows the tree and, to the letter, the text; explain the parts; doctor the checks', async (t) => {
  const place = new Place(t);
  writeFiles(place.workspace, { 'odd.md': '\ufeff# Odd\r\n\r\n\u001b[2Jwords\tmore\r\n' });
  assert.equal((await place.run('index', 'documents')).code, 0);
  const text = await place.run('inspect', 'documents', 'odd.md', '--text');
  assert.equal(text.stdout, '\ufeff# Odd\r\n\r\n\u001b[2Jwords\tmore\r\n');
  const tree = await place.run('inspect', 'documents', 'contracts/lease.md');
  assert.equal(tree.code, 0, tree.stderr);
  assertGolden('main-inspect', tree.stdout);
  const explained = await place.run('explain', 'documents', 'When does the lease begin?');
  assert.equal(explained.code, 0, explained.stderr);
  assert.match(explained.stdout, /^ {2}.*lease \(\d+ lea(?:f|ves)\)/m);
  assert.match(explained.stdout, /^ \[1\] contracts\/lease\.md:/m);
  assert.match(explained.stdout, /^ {5}\w.* [+−]\d+\.\d\d {2}[█▏▎▍▌▋▊▉▒]/m);
  const doctor = await place.run('doctor', 'documents');
  assert.equal(doctor.code, 0, doctor.stdout + doctor.stderr);
  assert.match(doctor.stdout, /^✓ /m);
  assert.doesNotMatch(doctor.stdout, /^✗ /m);
});

test('an interrupt stops indexing with exit code 130, and the next run goes on from there', async (t) => {
  const place = new Place(t);
  writeFiles(place.workspace, { 'long.txt': prose('en', 1600) });
  const child = place.start(['index', 'documents', '--json']);
  // The first line of progress comes when a part of the leaves is encoded, and most are not.
  let seen = '';
  child.stderr?.on('data', (text: Buffer | string) => {
    if (!seen.includes('Encoding:') && (seen += String(text)).includes('Encoding:')) child.kill('SIGINT');
  });
  const { code, stdout, stderr } = await ended(child);
  assert.equal(code, 130, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /the next run goes on from there\.\n$/);
  const next = await place.run('index', 'documents', '--json');
  assert.equal(next.code, 0, next.stderr);
  const report = JSON.parse(next.stdout) as { leaves: number; encoded: number; reused: number };
  assert.ok(report.reused > 0 && report.encoded > 0, JSON.stringify(report));
  assert.equal(report.encoded + report.reused, report.leaves);
});

test('room for vectors is taken from the option or the environment, within bounds', async (t) => {
  const place = new Place(t);
  writeFiles(place.workspace, { 'lease.md': 'The rent is 900 crowns.\n' });
  assert.equal((await place.run('--vector-quota', '64', 'index', 'documents')).code, 0);
  for (const wrong of ['8', '99999999', 'much']) {
    const { code, stderr } = await place.run('--vector-quota', wrong, 'index', 'documents');
    assert.equal(code, 2);
    assert.match(stderr, /megabytes|whole number/);
  }
});

test('a reader that leaves early is no error', async (t) => {
  const place = new Place(t);
  writeFiles(place.workspace, { 'long.txt': prose('en', 400) });
  await place.run('index', 'documents');
  const child = place.start(['inspect', 'documents', 'long.txt', '--text']);
  child.stdout?.destroy();
  const { code, stderr } = await ended(child);
  assert.deepEqual([code, stderr], [0, '']);
});

test('help has examples for every command; wrong usage exits with 2, a missing folder with 1', async (t) => {
  const place = new Place(t);
  const help = await place.run('--help');
  assert.equal(help.code, 0);
  assertGolden('main-help', help.stdout);
  const readme = readFileSync(path.join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
  const program = createProgram({
    installation: { version: '0', engine: '', sampleLibrary: '' },
    run: () => assert.fail('help runs nothing'),
  });
  assert.equal(program.commands.length, 13);
  for (const command of program.commands) {
    assert.match(help.stdout, new RegExp(`^ {2}${command.name()} .*${command.summary().slice(0, 12)}`, 'm'));
    assert.ok(
      readme.includes(`\`recollect ${command.name()}`),
      `README.md says nothing of ${command.name()}`,
    );
    for (const { long } of command.options) {
      assert.ok(readme.includes(long ?? ''), `README.md says nothing of ${command.name()} ${long}`);
    }
    let text = '';
    command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
    const name = command.name();
    assert.match(
      text,
      new RegExp(`Usage: recollect ${name}.*--store.*Examples:\\n {2}\\$ recollect ${name}`, 's'),
    );
  }
  for (const args of [[], ['ask', 'documents'], ['index', 'documents', '--what'], ['nonsense']]) {
    const { code, stdout, stderr } = await place.run(...args);
    assert.deepEqual([code, stdout], [2, ''], args.join(' '));
    assert.match(stderr, /recollect/);
  }
  const missing = await place.run('index', 'nowhere');
  assert.deepEqual([missing.code, missing.stdout], [1, '']);
  assert.match(missing.stderr, /^recollect: .*nowhere.*\n$/);
});
