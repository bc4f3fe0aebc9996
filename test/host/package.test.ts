import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { shippedFiles } from '../../packaging/layout.ts';
import { hostTarget, targets } from '../../packaging/targets.ts';

// What ships, laid out away from the checkout, so that nothing can be borrowed from its node_modules.
// UPDATE_GOLDEN=1 writes the lists anew, one a target; look at the difference before it is committed.

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
let home: string;

before(async () => {
  process.chdir(root);
  home = mkdtempSync(join(tmpdir(), 'recollect-package-'));
  await run(process.execPath, ['package.mjs', '--layout', join(home, 'extension')], { cwd: root });
});
after(() => rmSync(home, { recursive: true, force: true }));

suite('The package', () => {
  for (const target of targets) {
    test(`for ${target.name} holds what its golden list names, and nothing else`, () => {
      const golden = join(root, `test/golden/vsix-${target.name}.txt`);
      const list = `${shippedFiles(target)
        .map(({ path }) => path)
        .join('\n')}\n`;
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, list);
      assert.equal(list, readFileSync(golden, 'utf8'));
    });
  }

  test('is laid out as its list says', () => {
    const laidOut = globSync('**/*', { cwd: join(home, 'extension') })
      .concat(globSync('.*', { cwd: join(home, 'extension') }))
      .filter((file) => statSync(join(home, 'extension', file)).isFile())
      .map((file) => file.replaceAll('\\', '/'))
      .sort();
    assert.deepEqual(
      laidOut,
      shippedFiles(hostTarget()).map(({ path }) => path),
    );
  });

  test('holds no picture over 1 MB, and a manifest for the editor alone', () => {
    const folder = join(home, 'extension');
    for (const picture of globSync('**/*.{png,jpg,gif,svg}', { cwd: folder }))
      assert.ok(statSync(join(folder, picture)).size < 1e6, picture);
    const manifest: object = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    assert.ok(!('scripts' in manifest) && !('devDependencies' in manifest) && 'contributes' in manifest);
  });

  const LEASE = '# Lease\n\nThe lease ends on 30 June 2026. The rent is due monthly.\n';

  /** Asks the package in a folder when the lease ends, with a memory of its own; what it says, warnings included. */
  async function askLease(extension: string, name: string): Promise<string> {
    const folder = join(home, name);
    await mkdir(folder);
    writeFileSync(join(folder, 'lease.md'), LEASE);
    const store = join(home, `${name}-store`);
    const { stdout, stderr } = await run(
      process.execPath,
      [
        join(home, extension, 'dist/cli.cjs'),
        'ask',
        folder,
        'When does the lease end?',
        '--store',
        store,
        '--json',
      ],
      { env: { ...process.env, RECOLLECT_MODELS: '', NODE_PATH: '' } },
    );
    assert.match(stdout, /30 June 2026/);
    assert.ok(existsSync(store));
    return `${stdout}${stderr}`;
  }

  test('remembers and answers by itself: engine, natives and model are all there', async () => {
    assert.doesNotMatch(await askLease('extension', 'whole'), /by their words only|model/i);
  });

  test('answers by words where native code cannot be loaded, and says so', async () => {
    const natives = join(home, 'extension/dist/node_modules/onnxruntime-node/bin');
    renameSync(natives, `${natives}-away`);
    try {
      assert.match(await askLease('extension', 'broken'), /by their words only/);
    } finally {
      renameSync(`${natives}-away`, natives);
    }
  });

  test('for a platform without ONNX Runtime answers by words, and says so', async () => {
    const words = ['package.mjs', '--target', 'alpine-x64', '--layout', join(home, 'words')];
    await run(process.execPath, words, { cwd: root });
    assert.match(await askLease('words', 'without'), /by their words only/);
  });

  test('reads code by its syntax: the grammars are there', async () => {
    const folder = join(home, 'code');
    await mkdir(folder);
    writeFileSync(join(folder, 'lamp.test.ts'), "test('it burns', () => {\n  light();\n});\n");
    const recollect = (...words: string[]): Promise<{ stdout: string }> =>
      run(
        process.execPath,
        [join(home, 'extension/dist/cli.cjs'), ...words, '--store', join(home, 'store')],
        { env: { ...process.env, RECOLLECT_MODELS: '', NODE_PATH: '' } },
      );
    await recollect('index', folder);
    const { stdout } = await recollect('inspect', folder, 'lamp.test.ts');
    // By its braces alone a test has no name.
    assert.match(stdout, /"it burns"/);
  });
});
