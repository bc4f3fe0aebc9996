import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledgerText, type LedgerWording } from '../../../src/host/generate/ledgerText.ts';
import { sendingText } from '../../../src/host/generate/sendingText.ts';
import type { LedgerEntry } from '../../../src/protocol/writing.ts';

const wording: LedgerWording = {
  title: 'Sent',
  nothing: 'Nothing.',
  kept: (file) => `Kept in ${file}`,
  local: 'here',
  onlyAddress: 'Only the address.',
  older: (count) => `Older: ${String(count)}`,
  redacted: (redacted) => `Taken out: ${String(redacted.length)}`,
};
const entry = (time: string, body: string, local = false): LedgerEntry => ({
  time,
  method: 'POST',
  to: 'https://models.example/v1',
  local,
  redacted: [],
  body,
});

test('what was sent is shown latest first, and no text of a document ends its own quotation', () => {
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'a ````md\n# Not a heading\n```` b' }] });
  const text = ledgerText(
    [
      { file: '/m/a/ledger.jsonl', entries: [entry('2026-01-01T00:00:00Z', body)] },
      { file: '/m/b/ledger.jsonl', entries: [entry('2026-01-02T00:00:00Z', '', true)] },
      { file: '/m/c/ledger.jsonl', entries: [] },
    ],
    wording,
  );
  assert.deepEqual(
    text.split('\n').filter((line) => /^(#|Kept|Only|`{3,})/.test(line)),
    [
      '# Sent',
      'Kept in `/m/a/ledger.jsonl`',
      'Kept in `/m/b/ledger.jsonl`',
      '## 2026-01-02T00:00:00Z · https://models.example/v1 (here)',
      'Only the address.',
      '## 2026-01-01T00:00:00Z · https://models.example/v1',
      '`````json',
      '`````',
    ],
  );
});

test('of very many the latest are shown, with how many there are beside', () => {
  const entries = Array.from({ length: 130 }, (_, i) =>
    entry(`2026-01-01T00:00:00.${String(i).padStart(3, '0')}Z`, '{}'),
  );
  const text = ledgerText([{ file: '/m/ledger.jsonl', entries }], wording);
  assert.equal(text.match(/^## /gm)?.length, 100);
  assert.ok(text.includes('00.129Z') && !text.includes('00.029Z'));
  assert.match(text, /Older: 30/);
});

test('a body is read as JSON with the same content, and anything else as it stands', () => {
  const body = '{"a":["x\\ny",1.50],"b":"租金"}';
  assert.deepEqual(JSON.parse(sendingText({ body })), JSON.parse(body));
  assert.equal(sendingText({ body: 'no json {' }), 'no json {');
});
