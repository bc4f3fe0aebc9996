import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { acrossScripts, SoughtWords, type Coverage } from '../../../src/core/recall/coverage.ts';
import { questionTerms, terms } from '../../../src/core/text/words.ts';

const rarity = (term: string): number => (term.length < 4 ? 0.5 : 4);

function coverage(
  question: string,
  sentences: readonly string[],
  headings: readonly string[] = [],
): Coverage {
  return new SoughtWords([...new Set(questionTerms(question))], rarity).coverage({
    sentences: sentences.map(terms),
    headings: headings.map(terms),
  });
}

test('a rare word counts for more than a common one', () => {
  const question = 'When is the deposit due?';
  assert.ok(coverage(question, ['A deposit.']).sentence > coverage(question, ['It is the one.']).sentence);
});

test('words that stand together count for more than words that stand apart', () => {
  const question = 'deposit returned tenant';
  const together = coverage(question, ['The deposit is returned to the tenant.', 'Nothing else.']);
  const apart = coverage(question, ['The deposit.', 'It is returned.', 'To the tenant.']);
  assert.ok(together.sentence > apart.sentence);
});

test('forms of a word count as the word; repeating it adds nothing', () => {
  const once = coverage('returning deposits', ['The deposit was returned.']);
  assert.equal(once.sentence, 1);
  assert.deepEqual(
    coverage('returning deposits', ['The deposit was returned, the deposit, the deposit.']),
    once,
  );
});

test('Chinese is covered by pairs of characters', () => {
  const { sentence } = coverage('押金何时退还', ['租约终止后退还押金。']);
  assert.ok(sentence > 0.3 && sentence < 1);
});

test('headings count for what the leaf does not say itself', () => {
  const question = 'What does parse header return?';
  const whole = coverage(question, ['It gives a map.'], ['Parse header']);
  const brushed = coverage(question, ['It gives a map.'], ['Header files of the compiler and linker']);
  assert.ok(whole.headings > brushed.headings && brushed.headings > 0);
  assert.equal(coverage(question, ['parse header'], ['Parse header']).headings, 0, 'the leaf says it itself');
});

test('every share lies between 0 and 1', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'returned', 'return', 'deposits ', ' ', '押金', '退', '. '),
  });
  fc.assert(
    fc.property(text, fc.array(text), fc.array(text), (question, sentences, headings) => {
      const found = coverage(question, sentences, headings);
      for (const share of Object.values(found)) assert.ok(share >= 0 && share <= 1);
    }),
  );
});

test('a leaf in another script is not put behind for want of words that it cannot hold', () => {
  const own = (sentence: number): Coverage => ({ sentence, headings: 0 });
  const scripts = Uint8Array.of(1, 1, 0, 0);
  const evened = acrossScripts(
    new Map([
      [0, own(0.8)],
      [1, own(0.2)],
      [2, own(0)],
      [3, own(0.75)],
    ]),
    scripts,
    1,
  );
  assert.deepEqual(evened.get(0), own(0.8));
  assert.deepEqual(evened.get(1), own(0.2));
  const other = evened.get(2)!;
  assert.ok(other.sentence > 0.2 && other.sentence < 0.8);
  assert.equal(evened.get(3)!.sentence, 0.75, 'what it does hold still counts');
  const foreign = new Map([[2, own(0.1)]]);
  assert.deepEqual(acrossScripts(foreign, scripts, 1), foreign);
});
