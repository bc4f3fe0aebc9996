// Checks the workflows of hosted CI with actionlint: the one on the PATH, else the version below, which Go fetches
// from its module proxy and compiles (half a minute the first time). Where neither can be had it says so and lets the
// rest pass: the workflows check themselves where they run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ACTIONLINT = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';
const cwd = fileURLToPath(new URL('..', import.meta.url));
const run = (command, words, options) =>
  spawnSync(command, words, { cwd, stdio: 'inherit', ...options }).status;
const isThere = (command, ...words) => run(command, words, { stdio: 'ignore' }) === 0;

const folder = mkdtempSync(join(tmpdir(), 'actionlint-'));
try {
  const built = join(folder, 'actionlint');
  const env = { ...process.env, GOBIN: folder };
  if (isThere('actionlint', '-version')) process.exitCode = run('actionlint', []) ?? 1;
  else if (isThere('go', 'version') && run('go', ['install', ACTIONLINT], { env, timeout: 180_000 }) === 0)
    process.exitCode = run(built, []) ?? 1;
  else process.stdout.write('The workflows were not checked: that takes actionlint, or Go to build it.\n');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
