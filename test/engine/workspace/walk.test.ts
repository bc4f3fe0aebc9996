import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { walk } from '../../../src/engine/workspace/walk.ts';
import { isCancelled, RecollectError } from '../../../src/protocol/errors.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';
import { asOtherUser } from './otherUser.ts';

const windows = process.platform === 'win32';

async function names(root: string): Promise<string[]> {
  return (await walk(root)).files.map(({ file }) => file);
}

test('files come in the order of their paths, with size and time', async (t) => {
  const root = temporaryFolder(t);
  writeFiles(root, {
    'b.txt': '123',
    'a/z.md': '',
    'a.txt': '1',
    'a/b/c.md': 'é',
    '中文.txt': 'x',
    '.env.example': 'y',
  });
  const { files, skipped } = await walk(root);
  assert.deepEqual(
    files.map(({ file, size }) => [file, size]),
    [['.env.example', 1], ['a.txt', 1], ['a/b/c.md', 2], ['a/z.md', 0], ['b.txt', 3], ['中文.txt', 1]], // prettier-ignore
  );
  assert.deepEqual(skipped, []);
  for (const { modified } of files) assert.ok(Number.isInteger(modified) && Date.now() - modified < 60_000);
});

test('names keep the form in which the disk has them', { skip: process.platform === 'darwin' }, async (t) => {
  const root = temporaryFolder(t);
  const decomposed = 'cafe\u0301.txt';
  writeFiles(root, { [decomposed]: '' });
  assert.deepEqual(await names(root), [decomposed]);
});

test('folders of tools are never entered, whatever an ignore file brings back', async (t) => {
  const root = temporaryFolder(t);
  writeFiles(root, {
    '.recollectignore': '!node_modules/\n!.git\n',
    'kept.md': '',
    '.DS_Store': '',
    ...Object.fromEntries(
      ['.git', '.hg', '.svn', 'node_modules', '.venv', '__pycache__'].flatMap((name) => [
        [`${name}/a.md`, ''],
        [`sub/${name}/a.md`, ''],
      ]),
    ),
  });
  assert.deepEqual(await names(root), ['.recollectignore', 'kept.md']);
});

test('.gitignore holds at every level as git has it, and .recollectignore decides over it', async (t) => {
  const root = temporaryFolder(t);
  writeFiles(root, {
    '.gitignore': '\uFEFF# comment\r\n*.log\r\n/build/\r\ndrafts/\r\nnotes/*\r\n!notes/keep.md\r\n',
    'a.log': '', 'deep/b.log': '', 'build/x.md': '', 'deep/build/y.md': '',
    'notes/gone.md': '', 'notes/keep.md': '',
    'deep/.gitignore': '!b.log\n*.tmp\n', 'deep/c.tmp': '', 'c.tmp': '',
    'deep/drafts/d.md': '',
    '.recollectignore': '!deep/drafts/\nsecret.md\n', 'secret.md': '', 'deep/secret.md': '',
    'drafts/e.md': '',
  }); // prettier-ignore
  const kept = (await names(root)).filter((file) => !file.endsWith('ignore'));
  assert.deepEqual(kept, ['c.tmp', 'deep/b.log', 'deep/build/y.md', 'deep/drafts/d.md', 'notes/keep.md']);
});

test('an ignore file that would match for ever, and one with nonsense, hold nobody up', async (t) => {
  const root = temporaryFolder(t);
  const long = `${'a'.repeat(200)}.md`;
  writeFiles(root, { '.gitignore': `${'*a'.repeat(60)}b\n[\n\\\n!\n[z-a]\n`, [long]: '' });
  assert.deepEqual(await names(root), ['.gitignore', long]);
});

test(
  'links: loops, twins and ways out are named; a file with no other name is found',
  { skip: windows },
  async (t) => {
    const root = realpathSync(temporaryFolder(t));
    const outside = realpathSync(temporaryFolder(t));
    writeFiles(outside, { 'private.md': '' });
    writeFiles(root, {
      'sub/a.md': 'a',
      '.gitignore': 'hidden/\n',
      'hidden/h.md': 'h',
      'hidden/one.md': '',
      'node_modules/x.md': '',
    });
    const links: Record<string, string> = {
      'sub/loop': root,
      'sub/self': path.join(root, 'sub'),
      'twin.md': path.join(root, 'sub', 'a.md'),
      out: outside,
      'out.md': path.join(outside, 'private.md'),
      nowhere: path.join(root, 'missing'),
      round: path.join(root, 'round'),
      shown: path.join(root, 'hidden'),
      tools: path.join(root, 'node_modules'),
    };
    for (const [name, target] of Object.entries(links)) symlinkSync(target, path.join(root, name));
    symlinkSync(path.join(root, 'sub'), path.join(root, 'hidden', 'again'));
    const { files, skipped } = await walk(root);
    assert.deepEqual(
      files.map(({ file }) => file),
      ['.gitignore', 'shown/h.md', 'shown/one.md', 'sub/a.md'],
    );
    const reasons = new Map(skipped.map(({ file, reason }) => [file, reason.text]));
    assert.deepEqual([...reasons.keys()].sort(), [
    'nowhere', 'out', 'out.md', 'round', 'shown/again', 'sub/loop', 'sub/self', 'tools', 'twin.md',
  ]); // prettier-ignore
    assert.match(reasons.get('sub/loop') ?? '', /link to the workspace folder itself/);
    assert.match(reasons.get('sub/self') ?? '', /link to sub, which is remembered/);
    assert.match(reasons.get('twin.md') ?? '', /link to sub\/a\.md, which is remembered/);
    assert.match(reasons.get('out') ?? '', /out of the workspace/);
    assert.match(reasons.get('out.md') ?? '', /out of the workspace/);
    assert.match(reasons.get('nowhere') ?? '', /not there/);
    assert.match(reasons.get('round') ?? '', /back to itself/);
    assert.match(reasons.get('tools') ?? '', /never enters/);
  },
);

test('a workspace that is itself reached through a link is walked', { skip: windows }, async (t) => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { 'real/a.md': '' });
  symlinkSync(path.join(folder, 'real'), path.join(folder, 'link'));
  assert.deepEqual(await names(path.join(folder, 'link')), ['a.md']);
});

test('pipes and sockets are named and never opened', { skip: windows, timeout: 20_000 }, async (t) => {
  const root = temporaryFolder(t);
  writeFiles(root, { 'a.md': '' });
  execFileSync('mkfifo', [path.join(root, 'pipe.txt')]);
  const server = createServer().listen(path.join(root, 'socket'));
  t.after(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { files, skipped } = await walk(root);
  assert.deepEqual(
    files.map(({ file }) => file),
    ['a.md'],
  );
  assert.deepEqual(
    skipped.map(({ file, reason }) => [file, reason.text.split(':')[0]]),
    [['pipe.txt', 'It is a named pipe'], ['socket', 'It is a socket']], // prettier-ignore
  );
});

test('a folder that may not be read is listed, and the rest goes on', { skip: windows }, async (t) => {
  const root = temporaryFolder(t);
  writeFiles(root, { 'a.md': '', 'locked/b.md': '', 'z/c.md': '', 'z/.gitignore': 'c.md\n' });
  chmodSync(root, 0o755);
  chmodSync(path.join(root, 'locked'), 0);
  chmodSync(path.join(root, 'z', '.gitignore'), 0);
  const { files, skipped } = await asOtherUser(async () => await walk(root));
  chmodSync(path.join(root, 'locked'), 0o755);
  assert.deepEqual(
    files.map(({ file }) => file),
    ['a.md', 'z/.gitignore', 'z/c.md'],
  );
  assert.deepEqual(
    skipped.map(({ file }) => file),
    ['locked', 'z/.gitignore'],
  );
  assert.match(skipped[0]?.reason.text ?? '', /may not read this folder.*chmod u\+rx/);
  assert.match(skipped[1]?.reason.text ?? '', /may not read this file.*rules do not hold/);
});

test('a workspace that is not there, or is a file, is said to be so', async (t) => {
  const root = temporaryFolder(t);
  writeFiles(root, { 'a.md': '' });
  for (const [name, words] of [['missing', /no folder .*missing/], ['a.md', /is a file/]] as const) {
    await assert.rejects(walk(path.join(root, name)), (error) => {
      assert.ok(error instanceof RecollectError && error.code === 'workspace-missing');
      assert.match(error.message, words);
      return true;
    });
  } // prettier-ignore
});

test('an abort ends the walk as an abort, before it starts and on its way', async (t) => {
  const root = temporaryFolder(t);
  for (let i = 0; i < 30; i++) mkdirSync(path.join(root, `d${i}`));
  await assert.rejects(walk(root, { signal: AbortSignal.abort() }), isCancelled);
  let looks = 0;
  const reason = new DOMException('enough', 'AbortError');
  const signal = {
    get aborted() {
      return looks > 10;
    },
    reason,
    throwIfAborted() {
      if (++looks > 10) throw reason;
    },
  };
  await assert.rejects(walk(root, { signal }), isCancelled);
  assert.equal(looks, 11);
});
