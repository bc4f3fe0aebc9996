import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainedView } from '../../../src/host/explain/explanation.ts';
import type { ExplainedPassage } from '../../../src/protocol/asking.ts';

const passage: ExplainedPassage = {
  file: 'lease.md',
  start: 0,
  end: 20,
  weight: 0.5,
  sectionWeight: 0.5,
  level: 'leaf',
  text: 'It ends in June 2026.',
  headings: [],
  logit: 2.4,
  parts: [
    { name: 'words', value: 2, contribution: 0.8 },
    { name: 'literal', value: 0, contribution: 0 },
    { name: 'reader', value: 3, contribution: 2.1 },
    { name: 'words of the section', value: -1, contribution: -0.5 },
  ],
  reading: { spans: [{ start: 11, end: 20, text: 'June\n 2026' }], gap: 3 },
};

test('the strongest part comes first, whether it adds or takes away; what gave nothing is counted', () => {
  assert.deepEqual(
    explainedView('q1.p1', passage, (name) => name.toUpperCase()),
    {
      passage: 'q1.p1',
      parts: [
        { words: 'READER', gave: 2.1 },
        { words: 'WORDS', gave: 0.8 },
        { words: 'WORDS OF THE SECTION', gave: -0.5 },
      ],
      silent: 1,
      found: 'June 2026',
    },
  );
});
