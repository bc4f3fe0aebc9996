// Checks the workflows of hosted CI with actionlint: the one on the PATH, else the version below, which Go fetches
// from its module proxy and compiles (half a minute the first time). Where there is neither it says so and lets the rest
// pass, unless on a server (CI set).
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ACTIONLINT = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';
const cwd = fileURLToPath(new URL('..', import.meta.url));
const run = (command, ...words) => spawnSync(command, words, { cwd, stdio: 'inherit' });
const isThere = (command, ...words) => spawnSync(command, words, { stdio: 'ignore' }).status === 0;

if (isThere('actionlint', '-version')) {
  process.exitCode = run('actionlint').status ?? 1;
} else if (isThere('go', 'version')) {
  process.exitCode = run('go', 'run', ACTIONLINT).status ?? 1;
} else {
  process.stdout.write('The workflows were not checked: that takes actionlint, or Go to build it.\n');
  process.exitCode = process.env.CI === undefined ? 0 : 1;
}
