import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

interface Labelled {
  readonly question: string;
  readonly passages: readonly { readonly file: string; readonly start: number; readonly end: number }[];
  readonly sentence: string;
  readonly supported: boolean;
}

test('60 labelled sentences of a language model, each with passages that stand in the sample library', () => {
  const url = new URL('../../bench/writing/smollm2.jsonl', import.meta.url);
  const labelled = readFileSync(url, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Labelled => JSON.parse(line));
  assert.equal(labelled.length, 60);
  for (const { question, passages, sentence, supported } of labelled) {
    assert.ok(question !== '' && sentence !== '' && passages.length > 0);
    assert.equal(typeof supported, 'boolean');
    for (const { file, start, end } of passages) {
      const text = readFileSync(new URL(`../../media/sample-library/${file}`, import.meta.url), 'utf8');
      assert.ok(start >= 0 && start < end && end <= text.length, `${file} ${start} to ${end}`);
    }
  }
});
