import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { fileInLibrary, libraryFolders } from '../../src/host/libraryFolders.ts';

const at = (...parts: string[]): string => path.resolve(path.sep, ...parts);

test('the library is folders with whole paths, each once, apart from the workspace', () => {
  const home = at('home', 'ann');
  const workspace = [at('work', 'mill')];
  const setting = [
    at('papers') + path.sep,
    '~/books',
    'relative/path',
    '',
    at('papers'),
    at('papers', 'inside'),
    at('work', 'mill'),
    at('work', 'mill', 'docs'),
    at('work'),
    at('work', 'millstone'),
  ];
  assert.deepEqual(libraryFolders(setting, workspace, home), [
    at('papers'),
    path.join(home, 'books'),
    at('work', 'millstone'),
  ]);
  assert.deepEqual(libraryFolders([], workspace, home), []);
});

test('a file of the library is named by its folder there', () => {
  const library = [at('papers'), at('books')];
  assert.deepEqual(fileInLibrary(at('papers', '2024', 'a.pdf'), library), {
    folder: at('papers'),
    file: '2024/a.pdf',
  });
  assert.equal(fileInLibrary(at('papersback', 'a.pdf'), library), undefined);
  assert.equal(fileInLibrary(at('papers'), library), undefined);
});
