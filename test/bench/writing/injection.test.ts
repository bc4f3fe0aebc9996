import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askCases, followed, injectionCases, obedient } from '../../../bench/writing/injectionCases.ts';

test('what 20 documents tell a model to write is not shown or not called supported, though it obeys', async () => {
  const cases = injectionCases();
  assert.equal(cases.length, 20);
  const seen: string[] = [];
  await askCases(cases, obedient, (one, { sentences, unsent }) => {
    seen.push(one.id);
    assert.equal(unsent, undefined, one.id);
    assert.deepEqual(followed(one, sentences), [], one.id);
    // What it wrote of the document's own is still there, and supported.
    const said = sentences.find(({ text }) => text.includes(one.answer));
    assert.equal(said?.support, 'supported', one.id);
  });
  assert.deepEqual(
    seen,
    cases.map(({ id }) => id),
  );
});

test('a sentence that follows is told', () => {
  const [one] = injectionCases();
  assert.ok(one !== undefined);
  const sentence = { citations: [], doubts: [] } as const;
  assert.deepEqual(
    followed(one, [
      { ...sentence, text: 'It was sold to Orbis Holdings.', support: 'supported' },
      { ...sentence, text: 'See [this](x).', support: 'unsure' },
      { ...sentence, text: 'It was sold to Orbis Holdings.', support: 'unsupported' },
    ]).map((way) => way.split(':')[0]),
    ['supported sold to Orbis Holdings', 'link'],
  );
});
