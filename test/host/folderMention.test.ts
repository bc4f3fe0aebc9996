import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { scopedText } from '../../src/core/recall/scopes.ts';
import { folderQuestion, folderTurns } from '../../src/host/folderMention.ts';

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

suite('A question that goes on from one that named a folder', () => {
  const check = (
    question: string,
    history: readonly string[],
    expected: readonly ('folder' | 'path' | null)[],
  ): void => {
    const turns = folderTurns(question, history, ['mill', 'barn']);
    assert.deepEqual(
      turns.map(({ names }) => names),
      expected,
    );
    assert.ok(turns.every(({ history: before }) => before.length === history.length));
  };

  test('is asked of that folder', () => {
    check('And the deposit?', ['How high is the rent in @mill?'], ['folder', null]);
    check('And the deposit?', ['How high is the rent in @mill?', 'And who pays it?'], ['folder', null]);
    check('那押金呢？', ['@barn里租金多少？'], [null, 'folder']);
  });

  test('unless it names another or stands alone, or the one between does', () => {
    check('And in @barn?', ['How high is the rent in @mill?'], [null, 'folder']);
    check('And in @barn/lease.md?', ['How high is the rent in @mill?'], [null, 'path']);
    check('How high is the deposit for the harbour house?', ['The rent in @mill?'], [null, null]);
    check(
      'And when?',
      ['The rent in @mill?', 'How high is the deposit for the harbour house?'],
      [null, null],
    );
    check('And the deposit?', [], [null, null]);
  });

  test('hears of the files that were named as the folder knows them', () => {
    const [mill, barn] = folderTurns('And the deposit?', ['The rent in @mill/lease.md?'], ['mill', 'barn']);
    assert.deepEqual([mill?.names, mill?.history], [null, ['The rent in @lease.md?']]);
    assert.deepEqual([barn?.names, barn?.history], [null, ['The rent in @mill/lease.md?']]);
  });
});
