import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { Terminal } from '../../src/cli/terminal.ts';
import { writingShell } from '../../src/cli/writingShell.ts';
import type { Session } from '../../src/cli/session.ts';
import type { Sending } from '../../src/protocol/writing.ts';

const unasked = () => Promise.reject(new Error('not asked here'));

/** What is typed where somebody ends it (Ctrl-D). */
const END = '\u0004';

/** A shell over a terminal at which somebody types; undefined where nobody does. */
function shell(typed: string | undefined, agreed = false, controller = new AbortController()) {
  let said = '';
  const stdin = typed === undefined ? undefined : Object.assign(new PassThrough(), { isTTY: true });
  const terminal = new Terminal({
    stdout: { write: () => assert.fail('what is asked is no result') },
    stderr: { write: (text: string) => (said += text) },
    env: { NO_COLOR: '1' },
    stdin,
  });
  if (typed === END) stdin?.end();
  else stdin?.write(typed);
  const engine = new Proxy({} as Session['engine'], { get: () => unasked });
  const session = { engine, terminal, signal: controller.signal, now: () => 0 };
  return { shell: writingShell(session, agreed), said: () => said };
}

const elsewhere: Sending = {
  to: 'https://models.example/v1/chat/completions',
  local: false,
  body: '{"x":"é"}',
  messages: [{ role: 'user', content: 'Line one\n\u001b[2Jline two' }],
  redacted: [{ label: '[phone 1]', kind: 'phone', count: 2 }],
};

test('what leaves the machine is shown, harmless to the terminal, and sent on a yes alone', async () => {
  const yes = shell('y\n');
  assert.equal(await yes.shell.approve(elsewhere), true);
  assert.match(yes.said(), /sent to https:\/\/models\.example\/v1\/chat\/completions, 10 bytes/);
  assert.match(yes.said(), / {2}\| Line one\n {2}\| ␛\[2Jline two\n/);
  assert.match(yes.said(), /Taken out: \[phone 1\] \(2 times\)\./);
  assert.match(yes.said(), /Send this\? \[y\/N\] $/);
  assert.equal(await shell('YES\n').shell.approve(elsewhere), true);
  for (const typed of ['\n', 'n\n', 'yesterday\n', 'ok\n', END])
    assert.equal(await shell(typed).shell.approve(elsewhere), false, JSON.stringify(typed));
});

test('nobody is asked of this machine, nor who agreed beforehand; where nobody can be asked nothing is sent', async () => {
  const local = shell(undefined);
  assert.equal(await local.shell.approve({ ...elsewhere, local: true }), true);
  const agreed = shell(undefined, true);
  assert.equal(await agreed.shell.approve(elsewhere), true);
  assert.equal(local.said() + agreed.said(), '');
  const nobody = shell(undefined);
  assert.equal(await nobody.shell.approve(elsewhere), false);
  assert.match(nobody.said(), /run this again with --yes/);
});

test('an interrupt while it is asked stops the call', async () => {
  const controller = new AbortController();
  const asked = shell('', false, controller).shell.approve(elsewhere);
  controller.abort(new Error('interrupted'));
  await assert.rejects(asked);
});
