import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

// What `npm run test:e2e` runs: packs the extension and takes it through a real VS Code. Where that is not installed
// it says how to install it and lets the rest pass, unless RECOLLECT_E2E=required, as on a server.

const here = import.meta.dirname;
const root = join(here, '../..');
const required = process.env['RECOLLECT_E2E'] === 'required';

if (spawnSync('bash', [join(here, 'install.sh'), '--check']).status !== 0) {
  process.stdout.write(
    'End-to-end test: not run, since the VS Code that it drives is not installed.\n' +
      'It takes 3 to 7 minutes and 1.1 GB, all of it below test/e2e but for a few of Debian’s packages:\n\n' +
      '    bash test/e2e/install.sh && npm run test:e2e\n\n',
  );
  process.exit(required ? 1 : 0);
}

const bin = (name: string): string => join(root, 'node_modules/.bin', name);
const run = (file: string, ...args: string[]): void => {
  execFileSync(file, args, { cwd: root, stdio: 'inherit' });
};
try {
  run(bin('tsc'), '-p', 'test/e2e');
  if (process.env['RECOLLECT_VSIX'] === undefined) run('npm', 'run', '-s', 'package');
  // One after the other: each has an editor of its own, and they are timed.
  run(
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    '--test',
    '--test-concurrency=1',
    '--test-reporter=spec',
    ...(process.argv.length > 2 ? process.argv.slice(2) : ['test/e2e/*.e2e.ts']),
  );
} catch {
  // What failed has said so itself.
  process.exitCode = 1;
}
