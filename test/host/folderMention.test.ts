import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { scopedText } from '../../src/core/recall/scopes.ts';
import { folderQuestion } from '../../src/host/folderMention.ts';

const FILES = ['lease.md', 'My lease.md', 'contracts/2023.md', '租约.md'];

suite('A question that names a folder of several', () => {
  for (const [question, text] of [
    ['When does @mill/lease.md end?', 'When does @lease.md end?'],
    ['When does @MILL/contracts/ end?', 'When does @contracts/ end?'],
    ['When does @mill\\lease.md end?', 'When does @lease.md end?'],
    ['When does @"mill/My lease.md" end?', 'When does @"My lease.md" end?'],
    ['@“mill/My lease.md” 几时到期？', '@“My lease.md” 几时到期？'],
    ['@mill/租约.md里租金多少？', '@租约.md里租金多少？'],
  ] as const)
    test(`gets its paths: ${question}`, () => {
      assert.deepEqual(folderQuestion(question, 'mill'), { text, names: 'path' });
      assert.notEqual(scopedText(text, FILES).scope, null, 'which name files there');
    });

  for (const [question, text] of [
    ['How high is the rent in @mill?', 'How high is the rent?'],
    ['How high is the rent in @mill/?', 'How high is the rent?'],
    ['@mill How high is the rent?', 'How high is the rent?'],
    ['The rent, see @"mill/".', 'The rent,.'],
    ['@mill里租金多少？', '里租金多少？'],
    ['@mill', 'mill'],
  ] as const)
    test(`is asked as a whole: ${question}`, () =>
      assert.deepEqual(folderQuestion(question, 'mill'), { text, names: 'folder' }));

  for (const question of [
    'What does miller@mill/x say?',
    'What is @mill.md?',
    'What is @miller/lease.md?',
    'What is @mill-2/lease.md?',
    'What is in mill/lease.md?',
    'When does @barn/lease.md end?',
  ])
    test(`is not meant: ${question}`, () =>
      assert.deepEqual(folderQuestion(question, 'mill'), { text: question, names: null }));

  test('names both, the folder and a path of another', () => {
    const question = 'Compare @mill with @barn/lease.md';
    assert.equal(folderQuestion(question, 'mill').names, 'folder');
    assert.deepEqual(folderQuestion(question, 'barn'), {
      text: 'Compare @mill with @lease.md',
      names: 'path',
    });
  });

  test('whatever the folder is called', () => {
    assert.equal(folderQuestion('@租约合同.md', '租约').names, null);
    assert.equal(folderQuestion('@租约/合同.md', '租约').text, '@合同.md');
    assert.equal(folderQuestion('@"my (old) c++/a.md"', 'my (old) c++').text, '@"a.md"');
    assert.equal(folderQuestion('@cafe\u0301/a.md', 'caf\u00e9').text, '@a.md');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (folder) => {
        fc.pre(!/[/\\"“”「」]/u.test(folder) && folder.trim() === folder);
        assert.equal(folderQuestion(`@"${folder}/a b.md"?`, folder).text, '@"a b.md"?');
      }),
    );
  });
});
