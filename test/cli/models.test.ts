import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { BUILT_IN } from '../../src/protocol/encoderModels.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { encoderRepository, ModelHub } from '../support/modelHub.ts';

// `recollect models` as a person runs it, with a hub on this machine.

const main = path.join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
const MODEL = 'maker/variant';

test('a model is shown, fetched once somebody agrees, used, and asked with; the built-in one is a word away', async (t) => {
  const hub = await ModelHub.start({ [MODEL]: encoderRepository({ pooling: 'cls' }) });
  t.after(() => hub.stop());
  const folder = temporaryFolder(t, 'recollect-models-');
  const documents = path.join(folder, 'documents');
  writeFiles(documents, {
    'lease.md': '# Lease\n\nThe tenant may end the lease early with ninety days of notice.\n',
  });
  const run = async (...args: readonly string[]) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
      env: {
        ...process.env,
        RECOLLECT_STORE: path.join(folder, 'store'),
        RECOLLECT_HUB: hub.address,
        NO_COLOR: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout, stderr };
  };

  const unasked = await run('models', 'fetch', MODEL);
  assert.equal(unasked.code, 1, unasked.stderr);
  assert.match(unasked.stderr, /Licence: mit\nSize: \d+ MB in 5 files\n/);
  assert.match(unasked.stderr, / {2}onnx\/model\.onnx {2}\d+ MB {2}sha256 [0-9a-f]{64}\n/);
  assert.match(unasked.stderr, /add --yes/);
  assert.ok(
    hub.seen.every(({ path: file }) => /blobs=true$|config\w*\.json$/.test(file)),
    'nothing was fetched',
  );

  const fetched = await run('models', 'fetch', MODEL, '--yes', '--use');
  assert.equal(fetched.code, 0, fetched.stderr);
  assert.match(fetched.stderr, /checksums are right, and it works/);
  const listed = await run('models', 'list', '--json');
  const { models } = JSON.parse(listed.stdout) as {
    readonly models: readonly {
      readonly id: string;
      readonly chosen: boolean;
      readonly fingerprint: string;
    }[];
  };
  assert.deepEqual(
    models.map(({ id, chosen }) => [id, chosen]),
    [
      [BUILT_IN, false],
      [`${MODEL}:model`, true],
    ],
  );

  const asked = await run('ask', documents, 'How much notice must the tenant give?');
  assert.equal(asked.code, 0, asked.stderr);
  assert.match(asked.stdout, /ninety days/);
  const doctor = await run('doctor', documents);
  assert.equal(doctor.code, 0, doctor.stdout);
  assert.match(
    doctor.stdout,
    /maker\/variant:model \(384\s+dimensions,\s+fingerprint\s+[0-9a-f]{16}, in\s+use\)/,
  );
  assert.match(doctor.stdout, /1 file, \d+ leaves?, \d+ encoded/);

  // Another for one command, and a name that nobody knows.
  assert.match((await run('--encoder', BUILT_IN, 'index', documents)).stdout, /[1-9]\d* encoded/);
  const unknown = await run('--encoder', 'maker/none', 'ask', documents, 'What is it about?');
  assert.equal(unknown.code, 0, unknown.stderr);
  assert.match(unknown.stderr, /There is no encoder maker\/none here, so the built-in one finds by meaning/);

  assert.equal((await run('models', 'remove', MODEL)).code, 0);
  assert.deepEqual(readdirSync(path.join(folder, 'store', 'models')), []);
  assert.equal((await run('models', 'use', MODEL)).code, 1);
});
