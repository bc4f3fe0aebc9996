import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/folder.ts';

const run = promisify(execFile);
const root = path.join(import.meta.dirname, '../..');

/** Why no process can be traced here; false where it can. */
function untraceable(): string | false {
  const { status } = spawnSync('strace', ['-f', '-e', 'trace=none', '-o', '/dev/null', 'true']);
  if (status === 0) return false;
  // On a server it is part of what the tests need (test/e2e/install.sh).
  if (process.env['CI'] !== undefined && process.platform === 'linux') return false;
  return 'strace is not here, or may not trace';
}

/** The environment as a user's: what switches ONNX Runtime's telemetry off on servers is not in it. */
function environment(home: string): NodeJS.ProcessEnv {
  const { CI, GITHUB_ACTIONS, ORT_DISABLE_TELEMETRY, ORT_RUNNING_UNIT_TESTS, ...rest } = process.env;
  void [CI, GITHUB_ACTIONS, ORT_DISABLE_TELEMETRY, ORT_RUNNING_UNIT_TESTS];
  return { ...rest, HOME: home, XDG_CACHE_HOME: path.join(home, '.cache') };
}

/**
 * Runs Node with these words in a home of its own. Gives the sockets that it, its threads and its children opened, one line
 * each, and the files that they left in the home.
 */
async function sockets(
  t: TestContext,
  ...words: readonly string[]
): Promise<{ opened: string[]; left: string[]; stdout: string }> {
  const home = temporaryFolder(t);
  const log = path.join(temporaryFolder(t), 'trace');
  const { stdout } = await run(
    'strace',
    [
      '-f',
      '--seccomp-bpf',
      '-qq',
      '-e',
      'trace=socket,connect,execve',
      '-e',
      'signal=none',
      '-o',
      log,
      process.execPath,
      ...words,
    ],
    { cwd: root, env: environment(home), maxBuffer: 1 << 26 },
  );
  const lines = readFileSync(log, 'utf8').split('\n');
  assert.ok(
    lines.some((line) => line.includes('execve(')),
    'the trace is a trace',
  );
  return {
    opened: lines.filter((line) => /\b(socket|connect)\(/.test(line)),
    left: readdirSync(home, { recursive: true, encoding: 'utf8' }),
    stdout,
  };
}

test(
  'remembering, asking and summarizing open no socket: not the command line, not the engine, not its threads',
  { skip: untraceable() },
  async (t) => {
    const folder = path.join(temporaryFolder(t), 'library');
    cpSync(path.join(root, 'media/sample-library/contracts'), folder, { recursive: true });
    const store = temporaryFolder(t);
    const recollect = async (...words: readonly string[]): Promise<string> => {
      const { opened, left, stdout } = await sockets(t, 'dist/cli.cjs', ...words, '--store', store);
      assert.deepEqual(opened, [], words[0]);
      // ONNX Runtime's telemetry writes an id of the machine into it at once, and sends what it gathers later.
      assert.deepEqual(left, [], words[0]);
      return stdout;
    };
    await recollect('index', folder);
    assert.match(await recollect('ask', folder, 'How deep did the water stand in Unit 7?'), /54 centimetres/);
    assert.match(await recollect('summarize', folder, 'lease.md'), /\w/);
  },
);

test('a socket that is opened would have been seen', { skip: untraceable() }, async (t) => {
  const { opened } = await sockets(t, '-e', "require('net').connect(9, '127.0.0.1').on('error', () => {})");
  assert.ok(
    opened.some((line) => line.includes('AF_INET')),
    opened.join('\n'),
  );
});
