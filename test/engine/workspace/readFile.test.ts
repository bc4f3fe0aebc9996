import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  type ReadOptions,
  type ReadSkip,
  type ReadText,
  readDocument,
} from '../../../src/engine/workspace/readFile.ts';
import { isCancelled } from '../../../src/protocol/errors.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';
import { asOtherUser } from './otherUser.ts';

const windows = process.platform === 'win32';

/** Writes one file, reads it, and gives back what came of it. */
async function read(
  t: TestContext,
  file: string,
  content: string | Uint8Array,
  options?: ReadOptions,
): Promise<ReadText | ReadSkip> {
  const root = temporaryFolder(t);
  writeFiles(root, { [file]: content });
  return await readDocument(root, file, options);
}

function assertText(result: ReadText | ReadSkip): asserts result is ReadText {
  assert.equal(result.kind, 'document', result.kind === 'skipped' ? result.reason.text : '');
}

function assertSkipped(result: ReadText | ReadSkip, reason: RegExp): asserts result is ReadSkip {
  assert.equal(result.kind, 'skipped');
  assert.ok(result.kind === 'skipped');
  assert.match(result.reason.text, reason);
  assert.match(result.reason.text, /^[A-Z].*\.$/s, 'a reason is a sentence');
}

test('a document is its text to the unit, its outline, its size and its time', async (t) => {
  const result = await read(t, 'a/b.md', '\uFEFF# One\r\n\r\ntwo 😀\r\n');
  assertText(result);
  assert.equal(result.text, '\uFEFF# One\r\n\r\ntwo 😀\r\n');
  assert.deepEqual(result.outline.headings, [{ start: 0, depth: 1, title: 'One' }]);
  assert.equal(result.note, null);
  assert.equal(result.size, Buffer.byteLength(result.text));
  assert.ok(Number.isInteger(result.modified) && Date.now() - result.modified < 60_000);
});

test('an empty file is a document without text, and says so', async (t) => {
  const result = await read(t, 'empty.md', '');
  assertText(result);
  assert.deepEqual([result.text, result.outline.headings, result.size], ['', [], 0]);
  assert.match(result.note?.text ?? '', /empty/);
});

test('a log of 200 MB is refused by its size alone', async (t) => {
  const root = temporaryFolder(t);
  const file = path.join(root, 'huge.log');
  writeFileSync(file, '');
  truncateSync(file, 200 * 1024 * 1024);
  let looked = false;
  const result = await readDocument(root, 'huge.log', { onLooked: () => void (looked = true) });
  assertSkipped(result, /It is 200 MB, and files over 32 MB are not read\. Split it .*\.recollectignore\./);
  assert.equal(looked, false, 'it was about to be opened');
  assert.equal(result.size, 200 * 1024 * 1024);
});

test('the limit is the caller’s to set, and holds to the byte', async (t) => {
  assertText(await read(t, 'a.txt', '1234', { limit: 4 }));
  assertSkipped(await read(t, 'a.txt', '12345', { limit: 4 }), /It is 5 bytes, and files over 4 bytes/);
});

test('binary data named .txt is refused by what it holds', async (t) => {
  const bytes = Buffer.from(Uint32Array.from({ length: 40_000 }, (_, i) => i * 2654435761).buffer);
  assertSkipped(await read(t, 'data.txt', bytes), /binary data, not text/);
  assertSkipped(await read(t, 'data.txt', Buffer.from('%PDF-1.4\n%âãÏÓ\n', 'latin1')), /binary data/);
});

test('files known by their name are not opened, and their kind is named', async (t) => {
  for (const [file, reason] of [
    ['a.PDF', /^PDF files are not read yet\.$/],
    ['a.docx', /^Office documents are not read yet/],
    ['a.png', /^It is an image/],
    ['a.zip', /^It is an archive/],
    ['a.mp4', /^It is a video/],
  ] as const) {
    const fail = (): never => assert.fail(`${file} was about to be opened`);
    assertSkipped(await read(t, file, 'x', { onLooked: fail }), reason);
  }
});

test('invalid UTF-8, UTF-16 in both orders and GB18030 are read, with a note', async (t) => {
  const damaged = await read(
    t,
    'a.txt',
    Buffer.concat([Buffer.from('上午九点开始'), Buffer.from([0xff, 0x0a])]),
  );
  assertText(damaged);
  assert.equal(damaged.text, '上午九点开始\uFFFD\n');
  assert.match(damaged.note?.text ?? '', /^Places that are not valid UTF-8.*: 1\.$/);
  for (const swap of [false, true]) {
    const bytes = Buffer.from('\uFEFF第三条\r\nrent', 'utf16le');
    const result = await read(t, 'a.txt', swap ? bytes.swap16() : bytes);
    assertText(result);
    assert.equal(result.text, '\uFEFF第三条\r\nrent');
    assert.equal(result.note?.text, `Read as UTF-16 ${swap ? 'BE' : 'LE'}.`);
  }
  const legacy = await read(t, 'a.txt', Buffer.from('b5dac8fdccf520d7e2bdf0', 'hex'));
  assertText(legacy);
  assert.equal(legacy.text, '第三条 租金');
  assert.equal(legacy.note?.text, 'Not valid UTF-8: read as GB18030.');
});

test('one line of 5 MB is read whole', async (t) => {
  const line = 'slow and steady '.repeat(330_000);
  const result = await read(t, 'line.txt', line);
  assertText(result);
  assert.equal(result.text, line);
});

test('a file that may not be read says how to allow it', { skip: windows }, async (t) => {
  const root = temporaryFolder(t);
  writeFiles(root, { 'locked.md': 'secret' });
  chmodSync(root, 0o755);
  chmodSync(path.join(root, 'locked.md'), 0);
  const result = await asOtherUser(async () => await readDocument(root, 'locked.md'));
  assertSkipped(result, /Your account may not read this file.*chmod u\+r/);
  assert.equal(result.size, 6);
});

test('a file deleted while it is read is tried again, then named', async (t) => {
  const root = temporaryFolder(t);
  writeFiles(root, { 'a.md': 'one' });
  let looks = 0;
  const result = await readDocument(root, 'a.md', {
    onLooked: () => {
      looks++;
      rmSync(path.join(root, 'a.md'));
    },
  });
  assertSkipped(result, /no longer there|deleted while/);
  assert.equal(looks, 1);
  assertSkipped(await readDocument(root, 'never.md'), /no longer there/);
});

test('a file that changed while it was read is read again, whole', async (t) => {
  const root = temporaryFolder(t);
  const file = path.join(root, 'a.md');
  writeFiles(root, { 'a.md': 'one' });
  let looks = 0;
  const result = await readDocument(root, 'a.md', {
    onLooked: () => (looks++ === 0 ? writeFileSync(file, 'one, two') : undefined),
  });
  assertText(result);
  assert.deepEqual([result.text, result.size, looks], ['one, two', 8, 2]);
});

test('a file that never stands still is put off, with the reason', async (t) => {
  const root = temporaryFolder(t);
  const file = path.join(root, 'live.log');
  writeFiles(root, { 'live.log': 'start\n' });
  const result = await readDocument(root, 'live.log', { onLooked: () => appendFileSync(file, 'more\n') });
  assertSkipped(result, /kept changing/);
  assert.equal(result.size, 16);
});

test(
  'a pipe is not opened, not even one that took a file’s place',
  { skip: windows, timeout: 20_000 },
  async (t) => {
    const root = temporaryFolder(t);
    execFileSync('mkfifo', [path.join(root, 'pipe.txt')]);
    assertSkipped(await readDocument(root, 'pipe.txt'), /named pipe/);
    writeFiles(root, { 'a.txt': 'a' });
    const swap = (): void => {
      rmSync(path.join(root, 'a.txt'));
      execFileSync('mkfifo', [path.join(root, 'a.txt')]);
    };
    assertSkipped(await readDocument(root, 'a.txt', { onLooked: swap }), /named pipe/);
  },
);

test('nothing outside the workspace is read, by name or by link', async (t) => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { 'secret.md': 's', 'root/a.md': 'a', 'rooted/b.md': 'b' });
  const root = path.join(folder, 'root');
  assertSkipped(await readDocument(root, '../secret.md'), /outside the workspace/);
  assertSkipped(await readDocument(root, '../rooted/b.md'), /outside the workspace/);
  if (windows) return;
  symlinkSync(path.join(folder, 'secret.md'), path.join(root, 'link.md'));
  assertSkipped(await readDocument(root, 'link.md'), /outside the workspace/);
  // A link put in the file's place between the look and the reading.
  const swap = (): void => {
    rmSync(path.join(root, 'a.md'));
    symlinkSync(path.join(folder, 'secret.md'), path.join(root, 'a.md'));
  };
  assertSkipped(await readDocument(root, 'a.md', { onLooked: swap }), /outside the workspace/);
});

test('a folder is no document', async (t) => {
  const root = temporaryFolder(t);
  mkdirSync(path.join(root, 'sub'));
  assertSkipped(await readDocument(root, 'sub'), /It is a folder/);
});

test('an abort is thrown, and leaves no file open', async (t) => {
  const root = temporaryFolder(t);
  writeFiles(root, { 'a.md': 'x'.repeat(100_000) });
  await assert.rejects(readDocument(root, 'a.md', { signal: AbortSignal.abort() }), isCancelled);
  const open = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0);
  const before = open();
  const controller = new AbortController();
  await assert.rejects(
    readDocument(root, 'a.md', { signal: controller.signal, onLooked: () => controller.abort() }),
    isCancelled,
  );
  assert.equal(open(), before);
});

test('a file that is mostly one run of characters is listed with its reason; a text that holds one is read', async (t) => {
  const root = temporaryFolder(t);
  const data = Buffer.alloc(60_000, 'no text at all').toString('base64');
  const words = 'The lamp in the hall is green, and nobody knows why. ';
  writeFiles(root, {
    'key.txt': `-----BEGIN-----\n${data}\n`,
    'note.md': `${words}\n\n![lamp](data:image/png;base64,${data})\n`,
    'chinese.txt': '山水风云船灯桥河'.repeat(10_000),
    'wrapped.txt': data.replaceAll(/.{76}/g, '$&\n'),
  });
  const key = await readDocument(root, 'key.txt');
  assert.ok(key.kind === 'skipped' && /without a space/.test(key.reason.text), JSON.stringify(key));
  for (const file of ['note.md', 'chinese.txt', 'wrapped.txt'])
    assert.equal((await readDocument(root, file)).kind, 'document');
});
