import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RecollectError } from '../../src/protocol/errors.ts';
import { fromWire, toWire } from '../../src/protocol/rpc.ts';
import { englishSentences, isSentence, sentence, type SentenceCode } from '../../src/protocol/sentences.ts';

const codes = Object.keys(englishSentences).filter((code): code is SentenceCode => code in englishSentences);

test('a sentence holds its parts as they are, whatever they look like', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...codes),
      fc.array(fc.string(), { minLength: 3, maxLength: 3 }),
      (code, parts) => {
        const said = sentence(code, ...parts);
        for (const [i, part] of parts.entries())
          if (englishSentences[code].includes(`{${i}}`)) assert.ok(said.text.includes(part));
        assert.ok(isSentence(JSON.parse(JSON.stringify(said))));
      },
    ),
  );
  assert.equal(
    sentence('file-skipped', '{1}.md', 'too large').text,
    '{1}.md is not in the memory: too large',
  );
});

test('what is no sentence is none', () => {
  const said = sentence('spelling', 'retn', 'rent');
  for (const other of [
    null,
    'spelling',
    { ...said, code: 'toString' },
    { ...said, text: 1 },
    { ...said, args: 'retn' },
    { ...said, args: [{ code: 'spelling' }] },
  ])
    assert.ok(!isSentence(other), JSON.stringify(other));
});

test('an error keeps its sentence over the wire, so that a shell can word it', () => {
  const error = new RecollectError('store-unusable', sentence('memory-locked', '/m'));
  const remade = fromWire(toWire(error));
  assert.deepEqual(
    [remade?.code, remade?.message, remade?.sentence],
    ['store-unusable', error.message, error.sentence],
  );
  const plain = fromWire(toWire(new RecollectError('input-invalid', 'No.')));
  assert.deepEqual([plain?.message, plain?.sentence], ['No.', undefined]);
});
