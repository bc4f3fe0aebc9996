import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, suite, test, type TestContext } from 'node:test';
import { writeAllowList } from '../../packaging/layout.ts';
import { packVsix, readVsix, unpackVsix, vsixFaults } from '../../packaging/vsix.ts';
import { targetOf } from '../../packaging/targets.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';

// A small archive that vsce packs, with files that it renames and with native code.

const root = path.join(import.meta.dirname, '../..');
const target = targetOf('linux-x64');
const NATIVE = 'dist/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node';
const FILES = ['CHANGELOG.md', 'LICENSE', 'README.md', NATIVE, 'dist/web.cjs', 'package.json'].toSorted();

before(() => process.chdir(root));

/** The archive, with the native code of that folder of ONNX Runtime. */
async function pack(t: TestContext, natives: string): Promise<string> {
  const stage = temporaryFolder(t);
  const manifest = { name: 'small', publisher: 'test', version: '1.0.0', engines: { vscode: '^1.105.0' } };
  writeFiles(stage, {
    'package.json': JSON.stringify(manifest),
    'README.md': '# Small',
    'CHANGELOG.md': '# Changes',
    LICENSE: 'MIT',
    'dist/web.cjs': '// nothing',
    'dist/left-out.txt': 'not in the allow-list',
  });
  cpSync(
    `node_modules/onnxruntime-node/bin/napi-v6/${natives}/onnxruntime_binding.node`,
    path.join(stage, NATIVE),
  );
  writeAllowList(stage, target);
  const packagePath = path.join(temporaryFolder(t), 'small.vsix');
  await packVsix(stage, target, packagePath);
  return packagePath;
}

suite('A packed archive', () => {
  test('is unpacked as it was laid out, without what the allow-list does not name', async (t) => {
    const archive = await pack(t, 'linux/x64');
    assert.deepEqual(
      (await readVsix(archive)).map((file) => file.path),
      FILES,
    );
    const folder = path.join(temporaryFolder(t), 'unpacked');
    await unpackVsix(archive, folder);
    assert.equal(readFileSync(path.join(folder, 'README.md'), 'utf8'), '# Small');
    assert.deepEqual(
      readFileSync(path.join(folder, NATIVE)),
      readFileSync('node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node'),
    );
    assert.ok(!existsSync(path.join(folder, 'dist/left-out.txt')));
  });

  test('is told what is wrong with it: native code of another platform, a library that is missing, a file too much', async (t) => {
    const list = `${FILES.join('\n')}\n`;
    const library = /needs libonnxruntime\.so\.1, which is neither beside it/;
    const check = async (natives: string, golden: string, ...expected: readonly RegExp[]): Promise<void> => {
      const faults = await vsixFaults(await pack(t, natives), target, golden);
      assert.equal(faults.length, expected.length, faults.join('\n'));
      expected.forEach((pattern, i) => assert.match(faults[i] ?? '', pattern));
    };
    await check('linux/x64', list, library);
    await check('linux/arm64', list, /is for elf on arm64/, library);
    await check(
      'linux/x64',
      list.replace('dist/web.cjs\n', ''),
      /dist\/web\.cjs is in the package and not in/,
      library,
    );
  });
});
