import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { suite, test } from 'node:test';
import { Gate } from '../../../src/engine/generate/gate.ts';
import { Ledger } from '../../../src/engine/generate/ledger.ts';
import { RecollectError } from '../../../src/protocol/errors.ts';
import { startEndpoint, sendJson } from '../../support/endpoint.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';

const root = join(import.meta.dirname, '..', '..', '..');

suite('the one way out (invariant 13)', () => {
  test('no other file of ours has the network in it', () => {
    const network =
      /\bfetch\(|XMLHttpRequest|\bWebSocket\b|EventSource|sendBeacon|['"](?:node:)?(?:https?|http2|tls|dgram|undici)['"]|createConnection/;
    const files = globSync('src/**/*.ts', { cwd: root });
    const found = files.filter((file) => network.test(readFileSync(join(root, file), 'utf8')));
    // What has a `fetch` of the gate's passes it; the client sends through nothing else.
    const generate = `src${sep}engine${sep}generate${sep}`;
    // An encoder that somebody wants is asked for by its name; what that sends is looked at in hub.test.ts.
    assert.deepEqual(found.sort(), [
      `${generate}gate.ts`,
      `${generate}logProbabilities.ts`,
      `src${sep}engine${sep}models${sep}hub${sep}hubFetch.ts`,
    ]);
    const hub = readFileSync(join(root, 'src/engine/models/hub/hubFetch.ts'), 'utf8');
    assert.doesNotMatch(hub, /method:|body:/, 'it asks, and sends nothing');
    const clients = files.filter((file) => /from 'openai'/.test(readFileSync(join(root, file), 'utf8')));
    assert.deepEqual(clients.sort(), [
      `${generate}chatRequest.ts`,
      `${generate}client.ts`,
      `${generate}endpointErrors.ts`,
    ]);
  });

  test('a body that is not the approved one is not sent, nor written down', async (t) => {
    const { url, seen } = await startEndpoint(t, (_seen, response) => sendJson(response, 200, {}));
    const ledger = new Ledger(temporaryFolder(t));
    const gate = new Gate({ ledger, local: true });
    const sending = { to: url, local: true, body: '{"a":1}', messages: [], redacted: [] };
    const send = await gate.approved(sending, undefined);
    await assert.rejects(send(url, { method: 'POST', body: '{"a":2}' }), /not what was approved/);
    await assert.rejects(send(url, { method: 'POST', body: new Uint8Array([1]) }), /not what was approved/);
    assert.deepEqual([seen.length, ledger.entries().length], [0, 0]);
    await send(url, { method: 'POST', body: sending.body });
    assert.deepEqual([seen.length, ledger.entries().length], [1, 1]);
  });

  test('what cannot be written down is not sent', async (t) => {
    const { url, seen } = await startEndpoint(t, (_seen, response) => sendJson(response, 200, {}));
    const folder = temporaryFolder(t);
    writeFiles(folder, { 'a-file': '' });
    const gate = new Gate({ ledger: new Ledger(join(folder, 'a-file')), local: true });
    await assert.rejects(gate.asking()(url), (error) => {
      assert.ok(error instanceof RecollectError && error.code === 'store-unusable', String(error));
      return true;
    });
    assert.equal(seen.length, 0);
  });
});

test('the ledger keeps every byte, in its order, and survives a line that was cut off', (t) => {
  const folder = temporaryFolder(t);
  const ledger = new Ledger(join(folder, 'not', 'there', 'yet'));
  assert.deepEqual(ledger.entries(), []);
  const entry = (body: string) => ({
    time: '2026-01-01T00:00:00.000Z',
    method: 'POST',
    to: 'x',
    local: false,
    redacted: [],
    body,
  });
  const bodies = ['{"text":"句子\\n\u{1f600}\u2028"}', '', '"\\ud800"'];
  for (const body of bodies) ledger.append(entry(body));
  writeFiles(join(folder, 'not', 'there', 'yet'), {
    'ledger.jsonl': `${readFileSync(ledger.file, 'utf8')}{"time":"2026-01-0`,
  });
  ledger.append(entry('after it'));
  assert.deepEqual(
    ledger.entries().map(({ body }) => body),
    [...bodies, 'after it'],
  );
});
