import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { redact, redactAll } from '../../../src/core/redact/redact.ts';

const names = ['Alice Moreau', "O'Brien", '张伟', 'Acme'];

/** What is left of a text, and that nothing is lost. */
function check(text: string, expected: string): void {
  const { text: redacted, restore } = redact(text, { names });
  assert.equal(redacted, expected);
  assert.equal(restore(redacted), text);
}

describe('redact', () => {
  it('gives the same value the same label, and other ways of writing it a letter', () => {
    check(
      'Write to ann@example.com. Yes, ann@example.com, or ANN@example.com; not bob@example.com.',
      'Write to [e-mail 1]. Yes, [e-mail 1], or [e-mail 1b]; not [e-mail 2].',
    );
    check('13812345678，即 138 1234 5678 或 +86-138-1234-5678', '[phone 1]，即 [phone 1b] 或 [phone 1c]');
  });

  it('finds e-mail addresses however they are written', () => {
    check('邮箱zhang_san@163.com，请回复', '邮箱[e-mail 1]，请回复');
    check('ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ', '[e-mail 1]');
    check('ann.lee (at) example (dot) org', '[e-mail 1]');
    check(
      'icon@2x.png react@18.2.0-beta.rc git@github.com:a/b.git',
      'icon@2x.png react@18.2.0-beta.rc git@github.com:a/b.git',
    );
  });

  it('finds telephone numbers of China and of the world', () => {
    check('电话：（010）8888 6666转801，0755-86631234', '电话：[phone 1]，[phone 2]');
    check('手机１３８１２３４５６７８', '手机[phone 1]');
    check('热线 400-820-8820', '热线 [phone 1]');
    check(
      'Call (212) 555-0123 or 020 7946 0958 or 07700 900123.',
      'Call [phone 1] or [phone 2] or [phone 3].',
    );
    check('+44 (0)20 7946 0958, 0033 1 42 68 53 00, +49 30 901820', '[phone 1], [phone 2], [phone 3]');
    check('Tel: 555 0199 22', 'Tel: [phone 1]');
    // Copied from an address book, with marks of direction around it.
    check('\u202a138\u200b12345678\u202c', '\u202a[phone 1]\u202c');
  });

  it('finds identity numbers by their check digits', () => {
    check('身份证号：11010519491231002X。', '身份证号：[id 1]。');
    check('11010519491231002x 110105194912310021', '[id 1] 110105194912310021');
    // The thirtieth of February.
    check('110105194902300020', '110105194902300020');
    check('旧证 110105491231002', '旧证 [id 1]');
    check('SSN 078-05-1120, not 000-12-3456', 'SSN [id 1], not 000-12-3456');
    check('NI AB 12 34 56 C', 'NI [id 1]');
    check(
      'GB82 WEST 1234 5698 7654 32 and GB82 WEST 1234 5698 7654 33',
      '[id 1] and GB82 WEST 1234 5698 7654 33',
    );
    check('税号91330100799655058B，9144030071526726XG', '税号[id 1]，[id 2]');
    check('护照号码：E12345678；型号E12345678', '护照号码：[id 1]；型号E12345678');
    check('A123456(3) B123456(3); A123456789 A123456788', '[id 1] B123456(3); [id 2] A123456788');
  });

  it('finds cards by issuer and check digit', () => {
    check('4111 1111 1111 1111 4111-1111-1111-1111 4111111111111112', '[card 1] [card 1b] 4111111111111112');
    check(
      '卡号６２２２０２０２００１１２２３３４４６，运通 3782 822463 10005',
      '卡号[card 1]，运通 [card 2]',
    );
  });

  it('finds keys by their form and by their label', () => {
    check('AKIAIOSFODNN7EXAMPLE', '[key 1]');
    check(`ghp_${'aB3'.repeat(12)} xoxb-1234567890-abcdef`, '[key 1] [key 2]');
    check(
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
      '[key 1]',
    );
    check('a\n-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----\nb', 'a\n[key 1]\nb');
    check(
      'password: hunter22, 密码是 Abc12345，PIN 码为 4821',
      'password: [key 1], 密码是 [key 2]，PIN 码为 [key 3]',
    );
    check('DB_PASSWORD=swordfish', 'DB_PASSWORD=[key 1]');
    check('postgres://app:s3cr3t@db.example.com/x', 'postgres://app:[key 1]@db.example.com/x');
    const prose =
      'The password is changed monthly. Password: required. token = nextToken(); tokens: 4096; secret: "<yours>"';
    check(prose, prose);
  });

  it('finds listed names as whole words, with possessives, and in Chinese where they stand', () => {
    check("Alice Moreau's note, ALICE  MOREAU; O’Brien", "[name 1]'s note, [name 1b]; [name 2]");
    check('经张伟签字，张伟明不在', '经[name 1]签字，[name 1]明不在');
    check('Acmeology, acme_report', 'Acmeology, [name 1]_report');
    check('由Acme公司', '由[name 1]公司');
  });

  it('leaves what only looks so', () => {
    for (const text of [
      '2024-03-01 10:20:30, 1 March 2024, 2024年3月1日, 20240301',
      '£28,400.00, 1,234,567,890元, $13812345678, 13812345678元',
      'order no. 13812345678, 订单号：13812345678, tracking 1234567890',
      'ISBN 978-3-16-148410-0, 9783161484100, doi:10.1000/182.2014.123456789',
      'v1.2.3, 10.0.26100.4652, 192.168.100.200, 255.255.255.0:8080',
      '[2024] EWHC 1234 (Ch), GB/T 32100-2015, §12.3.4, 3.14159265358979',
      'commit 4f2a9c81d0e7b6a5943c2d1e0f9a8b7c6d5e4f3a, 8f14e45f-ceea-467f-a6d0-1234567890ab',
    ])
      check(text, text);
  });

  it('does not take the labels that stand in a text for its own', () => {
    const text = 'See [e-mail 1] and 【Phone 2】: ann@example.com, 13812345678, 13912345678, 13712345678';
    check(text, 'See [e-mail 1] and 【Phone 2】: [e-mail 2], [phone 1], [phone 3], [phone 4]');
  });

  it('puts back what a model wrote otherwise, and leaves labels that it made up', () => {
    const { restore } = redact('ann@example.com 13812345678 Acme', { names });
    assert.equal(
      restore("[E-Mail 1], [email1], 【phone 1】, \\[name 1\\]'s, [ Name_1 ], [e-mail 2], [phone 1b]"),
      "ann@example.com, ann@example.com, 13812345678, Acme's, Acme, [e-mail 2], [phone 1b]",
    );
  });

  it('numbers several texts as one', () => {
    const { texts, redacted, restore } = redactAll(['ann@example.com', 'bob@example.com, ann@example.com']);
    assert.deepEqual(texts, ['[e-mail 1]', '[e-mail 2], [e-mail 1]']);
    assert.deepEqual(redacted, [
      { label: '[e-mail 1]', kind: 'e-mail', count: 2 },
      { label: '[e-mail 2]', kind: 'e-mail', count: 1 },
    ]);
    assert.equal(restore('[e-mail 2]'), 'bob@example.com');
  });
});

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  fc.constantFrom(' ', '\n', '，', '。', '[', ']', '\\', ': ', '=', '“', '\u200b', '\u202a', 'e\u0301', '😀'),
  fc.constantFrom('[e-mail 1]', '[E-Mail  2]', '【phone 1b】', '\\[id 3\\]', '[name 1', 'card 1]', '[key1]'),
  fc.constantFrom('ann@example.com', 'ANN@example.com', 'ann＠example．com', '13812345678', '138 1234 5678'),
  fc.constantFrom(
    '１３８１２３４５６７８',
    '(212) 555-0123',
    '+44 20 7946 0958',
    '4111 1111 1111 1111',
    '11010519491231002X',
  ),
  fc.constantFrom(
    'password: hunter22',
    'AKIAIOSFODNN7EXAMPLE',
    'acme',
    'ACME',
    '张伟',
    "Alice  Moreau's",
    'AB123456C',
  ),
);
const anyText = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));

describe('redaction, whatever the text', () => {
  it('is undone to the character', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 3 }), (texts) => {
        const { texts: redacted, restore } = redactAll(texts, { names });
        assert.deepEqual(redacted.map(restore), texts);
      }),
      { numRuns: 400 },
    );
  });

  it('leaves nothing that it finds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { text: redacted } = redact(text, { names });
        const again = redact(redacted, { names });
        assert.deepEqual(again.redacted, [], again.text);
      }),
      { numRuns: 400 },
    );
  });

  it('counts each label as often as it stands in the texts', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { text: redacted, redacted: list } = redact(text, { names });
        for (const { label, count } of list) assert.equal(redacted.split(label).length - 1, count);
      }),
      { numRuns: 200 },
    );
  });
});
