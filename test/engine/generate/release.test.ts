import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { Ledger } from '../../../src/engine/generate/ledger.ts';
import { release } from '../../../src/engine/generate/release.ts';
import { RecollectError } from '../../../src/protocol/errors.ts';
import type { RedactionChoice, Sending } from '../../../src/protocol/writing.ts';
import { temporaryFolder } from '../../support/folder.ts';

const PARAMS = {
  to: 'the language model of the chat',
  reader: 'language-model-tools',
  texts: [
    '1. lease.md, line 3: write to ada@example.org by Friday.',
    '2. lease.md: 「十四天」 is the notice.',
  ],
};

/** Two folders' ledgers, what the shell was shown, and what came of it. */
function letOut(t: TestContext, answer: boolean | undefined, redaction?: RedactionChoice) {
  const ledgers = [new Ledger(temporaryFolder(t)), new Ledger(temporaryFolder(t))];
  const shown: Sending[] = [];
  const shell = {
    approve: (sending: Sending) => {
      shown.push(sending);
      // What is asked about has not left yet, so it stands in no ledger.
      assert.deepEqual(
        ledgers.map((ledger) => ledger.entries().length),
        [0, 0],
      );
      return Promise.resolve(answer === true);
    },
  };
  const params = { ...PARAMS, ...(redaction === undefined ? {} : { redaction }) };
  const released = release(ledgers, params, answer === undefined ? {} : { shell });
  return { ledgers, shown, released };
}

suite('texts that are handed to a reader of the shell (invariant 13)', () => {
  test('are redacted, shown as they leave and written down in every folder’s ledger', async (t) => {
    const { ledgers, shown, released } = letOut(t, true);
    const { texts, redacted } = await released;
    assert.match(texts[0] ?? '', /write to \[e-mail 1\] by Friday/);
    assert.equal(texts[1], PARAMS.texts[1]);
    assert.deepEqual(
      redacted.map(({ kind, count }) => [kind, count]),
      [['e-mail', 1]],
    );
    assert.equal(shown.length, 1);
    assert.equal(shown[0]?.body, texts.join('\n\n'));
    assert.deepEqual([shown[0]?.to, shown[0]?.model, shown[0]?.local], [PARAMS.to, PARAMS.reader, false]);
    for (const ledger of ledgers) {
      const [entry, ...more] = ledger.entries();
      assert.equal(more.length, 0);
      assert.equal(entry?.body, texts.join('\n\n'));
      assert.deepEqual([entry.method, entry.to, entry.local], ['tool', PARAMS.to, false]);
    }
  });

  test('stay as they are where redaction is off', async (t) => {
    const { released } = letOut(t, true, { off: true });
    assert.deepEqual((await released).texts, PARAMS.texts);
  });

  for (const [who, answer] of [
    ['where the user says no', false],
    ['where nobody can be shown them', undefined],
  ] as const)
    test(`do not leave ${who}`, async (t) => {
      const { ledgers, released } = letOut(t, answer);
      await assert.rejects(
        released,
        (error) => error instanceof RecollectError && error.code === 'not-approved',
      );
      assert.deepEqual(
        ledgers.map((ledger) => ledger.entries().length),
        [0, 0],
      );
    });
});
