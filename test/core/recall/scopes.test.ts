import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scopedText, scopeNamed } from '../../../src/core/recall/scopes.ts';

const FILES = [
  'contracts/lease.md',
  'contracts/old/lease.md',
  'contracts/My lease.md',
  'manual/freeze-dryer.md',
  '手册/操作手册.md',
  '租约.md',
  'src/queue.ts',
  'Größe.txt',
];

/** What is asked and of which files. */
function check(question: string, text: string, names: readonly string[] | null, files = names): void {
  const scoped = scopedText(question, FILES);
  assert.equal(scoped.text, text, question);
  assert.deepEqual(scoped.scope && [...scoped.scope.names].sort(), names && [...names].sort(), question);
  assert.deepEqual(scoped.scope && [...scoped.scope.files].sort(), files && [...files].sort(), question);
}

test('@file, @folder/ and @"a name" are the scope and no words of the question', () => {
  check('What is the rent in @contracts/lease.md?', 'What is the rent?', ['contracts/lease.md']);
  check('@queue.ts what is returned?', 'what is returned?', ['src/queue.ts']);
  check('@QUEUE.TS: what is returned?', 'what is returned?', ['src/queue.ts']);
  check('What is the rent @"My lease.md"', 'What is the rent', ['contracts/My lease.md']);
  check('What is the rent @“my lease.md”?', 'What is the rent?', ['contracts/My lease.md']);
  check('@租约.md里的租金是多少？', '里的租金是多少？', ['租约.md']);
  check('请看@操作手册.md，怎么启动？', '请看，怎么启动？', ['手册/操作手册.md']);
  check('@「操作手册.md」怎么启动？', '怎么启动？', ['手册/操作手册.md']);
  check('How big? @gro\u0308\u00dfe.txt', 'How big?', ['Größe.txt']);
  check('@.\\src\\queue.ts busy?', 'busy?', ['src/queue.ts']);
});

test('words are put together again only where a name was taken out', () => {
  check('@queue.ts is it .5mm thick ?', 'is it .5mm thick ?', ['src/queue.ts']);
  check('Is it @queue.ts .5mm thick?', 'Is it .5mm thick?', ['src/queue.ts']);
  check('@queue.ts, .5mm?', '.5mm?', ['src/queue.ts']);
  check('What is it capable of? See @queue.ts.', 'What is it capable of?.', ['src/queue.ts']);
  check('In @queue.ts, what is  returned?', 'what is  returned?', ['src/queue.ts']);
  check('rent in @contracts/lease.md @租约.md ?', 'rent?', ['contracts/lease.md', '租约.md']);
  check('Who pays?\n@queue.ts\nWhat is paid?', 'Who pays?\n\nWhat is paid?', ['src/queue.ts']);
});

test('a long question with names is read in time that grows with its length', () => {
  const before = process.cpuUsage();
  for (const filling of [' ', '\n', ' .', '?', '. ', ' in ', ' @queue.ts', '@'])
    scopedText(`@queue.ts${filling.repeat(100_000 / filling.length)}a`, FILES);
  assert.equal(scopeNamed(`a${'/'.repeat(100_000)}b`, FILES), undefined);
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 1000 < 3000, `${(user + system) / 1000} ms`);
});

test('a name that several files end in means them all; a whole path means itself', () => {
  check('rent? @lease.md', 'rent?', ['contracts/lease.md', 'contracts/old/lease.md']);
  check('rent? @old/lease.md', 'rent?', ['contracts/old/lease.md']);
  check(
    'rent? @contracts/',
    'rent?',
    ['contracts/'],
    ['contracts/lease.md', 'contracts/old/lease.md', 'contracts/My lease.md'],
  );
  check('rent? @old/', 'rent?', ['contracts/old/'], ['contracts/old/lease.md']);
  check(
    '@manual/ @租约.md how long?',
    'how long?',
    ['manual/', '租约.md'],
    ['manual/freeze-dryer.md', '租约.md'],
  );
  check('怎么启动？@手册/', '怎么启动？', ['手册/'], ['手册/操作手册.md']);
});

test('an @ that names nothing is text', () => {
  for (const text of [
    'Who reads ada@lease.md?',
    'What does @Injectable() do?',
    'What does @src mean?',
    'mail@example.org or @ home',
    '@lease.mdx',
    '@ease.md',
    'a@contracts/lease.md',
  ])
    check(text, text, null);
});

test('of a name alone the name is asked', () => {
  check('@租约.md', '租约.md', ['租约.md']);
});

test('a scope beside the question is a file, else a folder', () => {
  assert.deepEqual([...(scopeNamed('租约.md', FILES)?.files ?? [])], ['租约.md']);
  for (const folder of ['contracts', 'contracts/', './contracts'])
    assert.deepEqual(scopeNamed(folder, FILES)?.names, ['contracts/']);
  for (const all of ['.', './', '/', '']) assert.equal(scopeNamed(all, ['a', 'b'])?.files.size, 2, all);
  for (const hidden of ['.github/workflows', './.github/workflows/', '/.github/workflows'])
    assert.deepEqual(
      [...(scopeNamed(hidden, ['.github/workflows/ci.yml', 'github/workflows/no.yml'])?.files ?? [])],
      ['.github/workflows/ci.yml'],
    );
  for (const nothing of ['no.md', 'lease.md', 'contract', '..', '../contracts'])
    assert.equal(scopeNamed(nothing, FILES), undefined, nothing);
});

test('any question is read without harm, and what it names is in the memory', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('@', '@"', '/', ...FILES),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const { text, scope } = scopedText(pieces.join(''), FILES);
      if (scope === null) assert.equal(text, pieces.join(''));
      else for (const file of scope.files) assert.ok(FILES.includes(file));
    }),
  );
});
