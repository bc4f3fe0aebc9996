import assert from 'node:assert/strict';
import path from 'node:path';
import { suite, test } from 'node:test';
import { isEverything, namedPlace } from '../../../src/host/tools/toolScopes.ts';

const MILL = path.resolve('/library/mill');
const FOUNDRY = path.resolve('/library/foundry');
/** Files and folders that there are, as `folder:file`. */
const THERE = ['mill:leases/lease.md', 'foundry:lease.md', 'foundry:mill/plan.md'];
const exists = ({ folder, file }: { folder: string; file: string }) =>
  Promise.resolve(
    THERE.some(
      (there) =>
        there === `${path.basename(folder)}:${file}` || there.startsWith(`${path.basename(folder)}:${file}/`),
    ),
  );

const check = async (
  name: string,
  folders: readonly string[],
  expected: string | undefined,
): Promise<void> => {
  const place = await namedPlace(name, { folders, exists });
  assert.equal(place && `${path.basename(place.folder)}:${place.file}`, expected, name);
};

suite('The file or folder that a model names', () => {
  test('is one of the only folder, however it is written', async () => {
    await check('leases/lease.md', [MILL], 'mill:leases/lease.md');
    await check('./leases/', [MILL], 'mill:leases/');
    await check('leases\\lease.md', [MILL], 'mill:leases/lease.md');
    await check(path.join(MILL, 'leases', 'lease.md'), [MILL], 'mill:leases/lease.md');
    await check(MILL, [MILL], 'mill:');
  });

  test('is in the folder that it begins with, where several are open', async () => {
    const both = [MILL, FOUNDRY];
    await check('foundry/lease.md', both, 'foundry:lease.md');
    await check('foundry', both, 'foundry:');
    await check('foundry/', both, 'foundry:');
    await check(path.join(FOUNDRY, 'mill', 'plan.md'), both, 'foundry:mill/plan.md');
  });

  test('is in the first folder that has it, where it does not say which', async () => {
    await check('lease.md', [MILL, FOUNDRY], 'foundry:lease.md');
    await check('leases', [MILL, FOUNDRY], 'mill:leases');
  });

  test('is left to the engine to refuse where it is nowhere, and never leads out of the folders', async () => {
    await check('nothing.md', [MILL, FOUNDRY], 'mill:nothing.md');
    const outside = path.resolve('/etc/passwd');
    await check(outside, [MILL, FOUNDRY], `mill:${outside}`);
    await check('lease.md', [], undefined);
  });

  test('may be everything', () => {
    for (const name of ['.', './', '/', '*', '**', '', ' . ']) assert.ok(isEverything(name), name);
    for (const name of ['lease.md', '.github', '..', 'a/.']) assert.ok(!isEverything(name), name);
  });
});
