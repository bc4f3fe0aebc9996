import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { unpackVsix } from '../../packaging/vsix.ts';

// Runs suite.ts inside desktop VS Code, the oldest that is supported and the newest. Downloads both, so it is for
// machines that may; elsewhere test/e2e drives a real VS Code in a browser. The extension is what is packed in
// RECOLLECT_VSIX, unpacked away from the checkout, or the checkout itself where that is not set.
//   npm run test:electron [-- VERSION…]

const root = join(import.meta.dirname, '../..');
const suite = join(root, 'dist/test/electron.cjs');
const versions = process.argv.length > 2 ? process.argv.slice(2) : ['1.105.1', 'stable'];

await build({
  entryPoints: [join(import.meta.dirname, 'suite.ts')],
  outfile: suite,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  external: ['vscode'],
});

const packed = process.env['RECOLLECT_VSIX'];
const unpacked = mkdtempSync(join(tmpdir(), 'recollect-extension-'));
if (packed !== undefined) await unpackVsix(resolve(packed), unpacked);

for (const version of versions) {
  const home = mkdtempSync(join(tmpdir(), 'recollect-electron-'));
  try {
    const folder = join(home, 'library');
    cpSync(join(root, 'media/sample-library'), folder, { recursive: true });
    mkdirSync(join(home, 'data/User'), { recursive: true });
    writeFileSync(
      join(home, 'data/User/settings.json'),
      JSON.stringify({ 'recollect.store': join(home, 'store'), 'workbench.startupEditor': 'none' }),
    );
    await runTests({
      version,
      extensionDevelopmentPath: packed === undefined ? root : unpacked,
      extensionTestsPath: suite,
      launchArgs: [
        folder,
        '--disable-extensions',
        '--disable-workspace-trust',
        '--user-data-dir',
        join(home, 'data'),
      ],
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
rmSync(unpacked, { recursive: true, force: true });
