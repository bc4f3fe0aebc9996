import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Runs suite.ts inside desktop VS Code, the oldest that is supported and the newest. Downloads both, so it is for
// machines that may; elsewhere test/e2e drives a real VS Code in a browser.
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
      extensionDevelopmentPath: root,
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
