import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SCRIPTS, scriptOf } from '../../../src/core/text/script.ts';

test('the script of a text is that of most of its letters', () => {
  const check = (text: string, expected: (typeof SCRIPTS)[number]): void =>
    assert.equal(SCRIPTS[scriptOf(text)], expected, text);
  check('The lease ends.', 'latin');
  check('租约到期。', 'cjk');
  check('型号 SQ-D12 的真空泵', 'cjk');
  check('これはペンです', 'cjk');
  check('임대차 계약', 'hangul');
  check('Договор аренды', 'cyrillic');
  check('عقد الإيجار', 'arabic');
  check('חוזה שכירות', 'hebrew');
  check('किराया अनुबंध', 'indic');
  check('สัญญาเช่า', 'thai');
  check('12345 !?', 'latin');
  check('', 'latin');
});
