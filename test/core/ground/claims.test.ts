import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { claimsOf, claimsSomething, statementOf } from '../../../src/core/ground/claims.ts';
import { missingFrom } from '../../../src/core/ground/missing.ts';

function missing(written: string, ...source: string[]): string[] {
  const place = { claims: source.map(claimsOf), text: source.join('\n') };
  return missingFrom(claimsOf(written), place).map(
    ({ kind, words, found }) => `${kind} ${words}${found === undefined ? '' : ` for ${found}`}`,
  );
}

describe('what a sentence claims', () => {
  it('leaves out marks and words that name the source', () => {
    assert.equal(statementOf('- According to passage [2], the rent is due. [2]'), 'the rent is due.');
    assert.equal(statementOf('根据文件内容，租金每季度支付。【1】'), '租金每季度支付。');
    assert.equal(statementOf('**The rent** is due.'), 'The rent is due.');
  });

  it('is nothing where it only leads to an answer or asks', () => {
    for (const text of [
      'Here is what I found:',
      'Sure!',
      'Do you need anything else?',
      'The passages do not say who paid.',
      '文件中没有提到保修期。',
      'The main points are:',
    ])
      assert.equal(claimsSomething(text), false, text);
    for (const text of ['The rent is due on 1 May.', '租金每季度支付一次。', 'Yes, the tenant pays.'])
      assert.equal(claimsSomething(text), true, text);
  });
});

describe('what is missing', () => {
  it('is a number that is not there in any form', () => {
    assert.deepEqual(missing('It costs 2,400,000 pounds.', 'It was sold for £2.4 million.'), []);
    assert.deepEqual(missing('It costs £2.5 million.', 'It was sold for £2.4 million.'), [
      'number £2.5 million for £2.4 million',
    ]);
    assert.deepEqual(missing('2024年3月收购，价格300万元。', '二〇二四年三月，價格為三百萬元。'), []);
    assert.deepEqual(missing('It opened in 2024.', 'It opened on 3 March 2024.'), []);
    assert.deepEqual(missing('It opened on 3 March 2024.', 'It opened in 2024.'), ['number 3 March 2024']);
  });

  it('is a name, of several words the whole of it', () => {
    assert.deepEqual(missing('It was built by Anna Weir.', 'It was built by Anna Holm.'), [
      'name Anna Weir for Anna Holm',
    ]);
    assert.deepEqual(missing('It was built by Weir.', 'It was built by Anna Weir.'), []);
    assert.deepEqual(missing('由白鹭公司建造。', '由青山公司建造。'), ['name 白鹭公司 for 青山公司']);
  });
});
