import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { plainText, withoutHosts } from '../../../src/core/write/plain.ts';

const check = (written: string, plain: string) => assert.equal(plainText(written), plain, written);

test('words stay as they are', () => {
  for (const text of [
    'The rent is 900 euros (due on the first).',
    '租金为每月900元，每月1日支付。',
    'Is 3 < 5 and 7 > 2? Yes, 2 * 3 * 4 = 24.',
    'Press [Enter], then call foo_bar_baz(x).',
    'See section [a] of “The Lease” – it’s there.',
    'snake_case and 5_000 stay',
  ])
    check(text, text);
});

test('links and images become words, addresses go', () => {
  check('See [the lease](https://evil.example/x?y=(1)) now.', 'See the lease now.');
  check('![x](https://evil.example/?q=secret) Fine.', 'Fine.');
  check('[![alt](a.png)](https://evil.example) Fine.', 'Fine.');
  check('Read [this][1].\n[1]: https://evil.example', 'Read this.');
  check('Go to https://evil.example/path?x=1 today.', 'Go to today.');
  check('<https://evil.example> [run](command:workbench.action.reload)', 'run');
  check('Call javascript:alert(1) or vscode://x/y', 'Call ) or'.replace(') ', ') '));
});

test('markup goes, its words stay', () => {
  check('# Answer\n\n**Rent**: *900* euros, `due` __now__.', 'Answer\n\nRent: 900 euros, due now.');
  check('- one\n* two\n> three\n---\nfour', 'one\ntwo\nthree\nfour');
  check('1. Rent.\n2. Notice.\n\n3. Repairs.', 'Rent.\nNotice.\n\nRepairs.');
  check('1. April 2025 ist der Tag.', '1. April 2025 ist der Tag.');
  check('1.5 Meter.\n2.5 Meter.', '1.5 Meter.\n2.5 Meter.');
  check('```js\nlet x = 1;\n```', 'let x = 1;');
  check('<b onclick="x()">Rent</b> is <img src=x onerror=y>due<script>steal()</script>.', 'Rent is due.');
  check('| a | b |\n', 'a b');
});

test("the model's own marks of passages go", () => {
  check(
    'The rent is 900 [1]. It is due [2, 3] now【4†source】 (Passage 2).',
    'The rent is 900. It is due now.',
  );
  check('租金900元[1]。（片段 2）', '租金900元。');
});

test('thoughts are no part of an answer, also where they do not end', () => {
  check('<think>They want\nme to</think>Nine.', 'Nine.');
  check('<think>not yet', '');
});

test('characters that are not seen go', () => {
  check('a\u202eb\u200bc\u0007d\ufeff\u{e0041}e\r\nf', 'abcde\nf');
});

test('whatever is written: nothing is left that a link, an image, a tag or a command is made of', () => {
  const parts = fc.constantFrom(
    '[',
    ']',
    '(',
    ')',
    '!',
    '<',
    '>',
    '/',
    'a',
    'img src=x',
    'script',
    'https://e.example',
    'command:x',
    '`',
    '```',
    '*',
    '**',
    '_',
    '#',
    '\n',
    ' ',
    'word',
    '1',
    '\u202e',
    '\u200b',
    '&lt;',
    '\\',
    '|',
    '<!--',
    '-->',
    '<think>',
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 25 }), (pieces) => {
      const plain = plainText(pieces.join(''));
      assert.doesNotMatch(
        plain,
        /\[[^\]\n]*\]\([^)\n]*\)|<[a-z/!][^<>]*>|(?:https?|file):\/\/|\bcommand:\w|[\u202e\u200b]/i,
      );
      assert.equal(plainText(plain), plain, 'it is plain');
    }),
    { numRuns: 2000 },
  );
});

test('hosts go where nothing supports the sentence; names of files stay', () => {
  assert.equal(withoutHosts('Book at inn-cheap.example/today?x=1 now.'), 'Book at now.');
  assert.equal(withoutHosts('详情请见 lease.example.com。'), '详情请见。');
  for (const text of [
    'It stands in lease.md, queue.ts and node.js.',
    'Version 2.10.4 costs 3.50.',
    'Write to a.b@c.',
  ])
    assert.equal(withoutHosts(text), text);
});

test('what is written as JSON becomes its texts, finished or not', () => {
  check('{"answer": "The rent is 900 euros.", "score": 10}', 'The rent is 900 euros.');
  check('```json\n{"a": ["One.", "Two \\"2\\"."]}\n```', 'One.\nTwo "2".');
  check('{"answer": "The rent is', 'The rent is');
  check('{x} is a set', '{x} is a set');
});
