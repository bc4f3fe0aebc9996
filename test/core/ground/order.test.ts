import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { reversal } from '../../../src/core/ground/order.ts';

function reversed(written: string, source: string): boolean {
  return (reversal(written, source)?.weight ?? 0) > 0;
}

it('two things in the other relation are told, also among other words', () => {
  assert.ok(
    reversed('Marsh & Sons bought Halden Works in 2019.', 'In 2019 Halden Works bought Marsh & Sons.'),
  );
  assert.ok(reversed('青山公司收购了白鹭公司。', '白鹭公司收购了青山公司。'));
  assert.ok(reversed('The pilot helped the sailor.', 'After the storm the sailor helped the pilot.'));
});

it('passive, clauses and lists the other way about are no other relation', () => {
  assert.ok(!reversed('Marsh & Sons was bought by Halden Works.', 'Halden Works bought Marsh & Sons.'));
  assert.ok(!reversed('青山公司被白鹭公司收购。', '白鹭公司收购了青山公司。'));
  assert.ok(!reversed('When the pump stops, the valve closes.', 'The valve closes when the pump stops.'));
  assert.ok(!reversed('Berlin and Paris signed.', 'Paris and Berlin signed.'));
});

it('a text beside itself is never reversed', () => {
  const words = fc.array(fc.constantFrom('ship', 'sails', 'harbour', '白鹭', '收购', 'and', 'the', '7'), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(words, (some) => {
      const text = some.join(' ');
      assert.equal(reversal(text, text), undefined);
    }),
  );
});
