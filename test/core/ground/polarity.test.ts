import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clausesOf, opposites, turned } from '../../../src/core/ground/polarity.ts';

function negates(written: string, source: string): boolean {
  return (turned(clausesOf(written), clausesOf(source))?.share ?? 0) > 0;
}

describe('negation', () => {
  it('is told clause by clause', () => {
    assert.ok(negates('The seller did not keep the boatyard.', 'The seller kept the boatyard.'));
    assert.ok(negates('The lift may be used at night.', 'The lift may not be used at night.'));
    assert.ok(negates('机器可以在夜间使用。', '机器不可以在夜间使用。'));
    assert.ok(
      !negates('The seller kept the boatyard.', 'The seller kept the boatyard, and the buyer did not pay.'),
    );
    assert.ok(!negates('The tenant never paid the deposit.', 'The deposit was not paid by the tenant.'));
    assert.ok(!negates('青山公司没有生产水泵。', '青山公司不再生产水泵。'));
  });

  it('is no negation where the same letters negate nothing', () => {
    assert.ok(!negates('The rent is due no later than May.', 'The rent is due by May.'));
    assert.ok(!negates('这台机器非常安静。', '这台机器安静。'));
    assert.ok(!negates('温度不超过30度。', '温度在30度以内。'));
  });
});

describe('opposites', () => {
  it('stand in the place of each other', () => {
    assert.deepEqual(opposites('The rent was increased.', 'The rent was reduced.'), [
      { words: 'increased', found: 'reduced' },
    ]);
    assert.deepEqual(opposites('产量增加了。', '產量減少了。'), [{ words: '增加', found: '减少' }]);
    assert.deepEqual(opposites('More rain fell.', 'More rain fell, with less wind.'), []);
  });
});
