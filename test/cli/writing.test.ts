import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { startEndpoint, sendJson, sendStream, writing } from '../support/endpoint.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';

// `recollect ask --model` and `recollect ledger` as a person runs them: the real command, the real engine, an endpoint
// on this machine that writes what the test says.

const main = path.join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
const lease =
  '# Lease\n\n## Rent\n\nThe rent is 900 euros a month, due on the first. Questions go to ann.lee@example.com.\n\n' +
  '## Early termination\n\nThe tenant may end the lease early with ninety days of written notice.\n';
const environment = { ...process.env };
delete environment['FORCE_COLOR'];

async function run(folder: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    cwd: folder,
    env: { ...environment, RECOLLECT_STORE: path.join(folder, 'store'), NO_COLOR: '1', COLUMNS: '80' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

function documents(t: TestContext): string {
  const folder = temporaryFolder(t, 'recollect-writing-');
  writeFiles(folder, { 'documents/lease.md': lease });
  return folder;
}

const question = 'How much notice must the tenant give to end the lease early?';

test('a written answer: passages, then each sentence with its mark in sign and words, cited by us', async (t) => {
  const folder = documents(t);
  const endpoint = await startEndpoint(
    t,
    writing([
      'The tenant may end the lease early with ',
      'ninety days of written notice [7]. The tenant may end the lease early with ',
      'thirty days of written notice.',
    ]),
  );
  const told = await run(folder, 'ask', 'documents', question, '--model', 'm', '--endpoint', endpoint.url);
  assert.equal(told.code, 0, told.stderr);
  assert.match(told.stdout, /^In the files' own words\n +.*ninety days/m);
  assert.match(told.stdout, /^ \[1\] lease\.md:7-9 .* %$/m);
  assert.match(
    told.stdout,
    /✓ The tenant may end the lease early with ninety days of written notice\. \[\d\]/,
  );
  assert.match(told.stdout, /[?✗] The tenant may end the lease early with thirty days/);
  assert.match(told.stdout, /supported; the number "thirty/);

  const json = await run(
    folder,
    'ask',
    'documents',
    question,
    '--model',
    'm',
    '--endpoint',
    endpoint.url,
    '--json',
  );
  const record = JSON.parse(json.stdout) as {
    passages: unknown[];
    written: {
      model: string;
      sentences: {
        text: string;
        support: string;
        citations: { file: string; start: number; end: number; quote: string }[];
      }[];
    };
  };
  const [first, second] = record.written.sentences.map(({ support }) => support);
  assert.equal(first, 'supported');
  assert.notEqual(second, 'supported');
  for (const { citations } of record.written.sentences)
    for (const { start, end, quote } of citations) assert.equal(lease.slice(start, end), quote);

  const ledger = await run(folder, 'ledger', 'documents', '--json');
  const { entries, file } = JSON.parse(ledger.stdout) as { entries: { body: string }[]; file: string };
  assert.deepEqual(
    entries.map(({ body }) => body),
    endpoint.seen.map(({ body }) => body),
    'the ledger is what was seen, byte by byte',
  );
  assert.equal(readFileSync(file, 'utf8').trimEnd().split('\n').length, entries.length);
  const shown = await run(folder, 'ledger', 'documents');
  assert.match(
    shown.stdout,
    /POST http:\/\/127\.0\.0\.1:\d+\/v1\/chat\/completions \(this machine, [\d,]+ bytes\)/,
  );
});

test('what would leave this machine is shown without what is taken out, and not sent where nobody can be asked', async (t) => {
  const folder = documents(t);
  const there = ['--model', 'm', '--endpoint', 'http://models.invalid/v1'];
  const told = await run(
    folder,
    'ask',
    'documents',
    'Whom do I ask about the rent?',
    ...there,
    '--insist',
    '--redact-name',
    'Lease',
  );
  assert.equal(told.code, 1);
  assert.match(
    told.stderr,
    /^This would be sent to http:\/\/models\.invalid\/v1\/chat\/completions, [\d,]+ bytes in all:$/m,
  );
  assert.match(told.stderr, /Questions go to \[e-mail 1\]\./);
  assert.match(told.stderr, /Taken out: .*\[e-mail 1\] \(1 time\)/);
  assert.doesNotMatch(told.stderr, /ann\.lee@/);
  assert.match(told.stderr, /run this again with --yes/);
  const { stdout } = await run(folder, 'ledger', 'documents', '--json');
  const { entries } = JSON.parse(stdout) as { entries: { body: string }[] };
  assert.ok(
    entries.every(({ body }) => body === ''),
    'addresses were asked, nothing was sent',
  );
});

test('a question that the files do not answer is not sent, unless somebody insists', async (t) => {
  const folder = documents(t);
  const endpoint = await startEndpoint(t, writing(['The passages do not say who painted it.']));
  const ask = (...more: readonly string[]) =>
    run(
      folder,
      'ask',
      'documents',
      'Who painted the Mona Lisa in Florence?',
      '--model',
      'm',
      '--endpoint',
      endpoint.url,
      ...more,
    );
  const declined = await ask();
  assert.equal(declined.code, 0, declined.stderr);
  assert.match(declined.stdout, /Nothing in these files seems to answer this/);
  assert.match(declined.stdout.replaceAll(/\s+/g, ' '), /nothing was sent to a model\. --insist/);
  assert.equal(endpoint.seen.length, 0);
  assert.match((await ask('--insist')).stdout, /The passages do not say who painted it\./);
  assert.ok(endpoint.seen.length > 0);
});

test('what goes wrong is told in a line: a key that is not there, an address that is none, a missing model', async (t) => {
  const folder = documents(t);
  const endpoint = await startEndpoint(t, ({ path: asked }, response) => {
    if (asked === '/v1/models') sendJson(response, 200, { data: [{ id: 'phi' }] });
    else if (asked === '/v1/chat/completions')
      sendJson(response, 404, { error: { message: 'no such model' } });
    else sendStream(response, []);
  });
  const fails = async (...more: readonly string[]) => {
    const { code, stderr } = await run(folder, 'ask', 'documents', question, '--model', 'm', ...more);
    assert.equal(code, 1);
    return stderr;
  };
  assert.match(await fails('--key-env', 'RECOLLECT_NO_SUCH_KEY'), /variable RECOLLECT_NO_SUCH_KEY is empty/);
  assert.match(await fails('--endpoint', 'ollama'), /"ollama" is no address/);
  assert.match(
    await fails('--endpoint', endpoint.url),
    /has no model "m".*Choose one of those that it has: phi\./,
  );
});
