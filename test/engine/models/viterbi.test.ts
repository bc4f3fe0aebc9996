import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Tokenizer } from '@huggingface/tokenizers';
import { createLazyUnigram } from '../../../src/engine/models/lazyUnigram.ts';
import { readTokenizerFile } from '../../../src/engine/models/tokenizerFile.ts';

const LETTERS = ['a', 'b', '中', '𠮷'];

/** A tokenizer of few letters, so that words have many cuts and many of these weigh the same. */
function tokenizerOf(pieces: readonly (readonly [string, number])[]): object {
  const special = ['<s>', '<pad>', '</s>', '<unk>'];
  const metaspace = { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always', split: true };
  const known = new Map<string, number>([...special.map((piece) => [piece, 0] as const), ...pieces]);
  return {
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: metaspace,
    post_processor: null,
    decoder: metaspace,
    model: { type: 'Unigram', unk_id: special.length - 1, vocab: [...known] },
  };
}

test('a word is cut as the package cuts it, ties and unknown letters included', () => {
  const piece = fc
    .array(fc.constantFrom('\u2581', ...LETTERS), { minLength: 1, maxLength: 4 })
    .map((letters) => letters.join(''));
  const score = fc.integer({ min: -6, max: -1 }).map((value) => Math.fround(value / 3));
  const word = fc
    .array(fc.constantFrom(...LETTERS, 'z'), { maxLength: 12 })
    .map((letters) => letters.join(''));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(piece, score), { maxLength: 20 }),
      fc.array(word, { minLength: 1, maxLength: 5 }),
      (pieces, words) => {
        const file = tokenizerOf(pieces);
        const text = words.join(' ');
        const expected = new Tokenizer(file, {}).encode(text);
        const tokenizer = createLazyUnigram(file);
        assert.deepEqual(tokenizer.encode(text).tokens, expected.tokens);
        // From what is kept, the second time.
        assert.deepEqual(tokenizer.encode(text).ids, expected.ids);
      },
    ),
    { numRuns: 300 },
  );
});

test('a vocabulary is read a stretch at a time as it would be in one piece, whatever its pieces hold', () => {
  const nasty = ['],["', ']]', '"', '\\', '"vocab":[[', '中', '], [', ''];
  const filler = Array.from({ length: 9000 }, (_, i) => [`piece ${i}`, -1 - i / 7] as const);
  const odd = filler.flatMap((entry, i) => [entry, [`${nasty[i % nasty.length]}${i}`, -1 - i] as const]);
  const file = tokenizerOf(odd);
  const { json, vocabulary } = readTokenizerFile(JSON.stringify(file));
  assert.ok(vocabulary);
  assert.deepEqual([...vocabulary], (file as { model: { vocab: unknown } }).model.vocab);
  const whole = createLazyUnigram(file);
  const read = createLazyUnigram(json, vocabulary);
  for (const text of ['piece 17 ]]9 ],["8', '中 "2 \\3', 'unknown'])
    assert.deepEqual(read.encode(text), whole.encode(text));
  const small = readTokenizerFile(JSON.stringify({ model: {} }));
  assert.deepEqual([small.json, small.vocabulary], [{ model: {} }, undefined]);
});
