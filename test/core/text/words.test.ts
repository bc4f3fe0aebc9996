import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holdsTerm, questionTerms, terms } from '../../../src/core/text/words.ts';

test('terms', () => {
  const check = (text: string, expected: string): void => assert.equal(terms(text).join(' '), expected, text);
  check('The Tenant’s notice', 'the tenant s notice');
  check('parseHttpHeader', 'parse http header parsehttpheader');
  check('max_retry_count', 'max retry count maxretrycount');
  check('XMLFile2Name', 'xml file2 name xmlfile2name');
  check('提前解约', '提前 前解 解约 约');
  check('第3条 notice', '第 3 条 notice');
  check('Café Größe ﬁne', 'cafe große fine'.replace('große', 'große'));
  check('ＡＢＣ１２３', 'abc123');
  check('東京タワー', '東京 京タ タワ ワー ー');
  check('한국어 문서', '한국 국어 어 문서 서');
  check('a\ud800b', 'a b');
});

test('a question looks up no lone last character', () => {
  assert.deepEqual(questionTerms('提前解约 茶'), ['提前', '前解', '解约', '茶']);
});

test('terms hold no white space and no quotes, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const term of terms(text)) assert.match(term, /^[^\s"]+$/u);
    }),
  );
});

test('words of one stem meet', () => {
  const words = new Set(terms('The tenant terminates; payments are late. cat'));
  for (const term of ['terminate', 'terminated', 'payment', 'late']) assert.ok(holdsTerm(words, term), term);
  for (const term of ['cats', 'pay', 'temperature']) assert.ok(!holdsTerm(words, term), term);
});
