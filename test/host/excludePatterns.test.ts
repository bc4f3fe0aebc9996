import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import ignore from 'ignore';
import { excludePatterns } from '../../src/host/excludePatterns.ts';

/** Which of the files are left out, by the same package that the engine reads patterns with. */
function check(setting: unknown, files: readonly string[], left: readonly string[]): void {
  assert.deepEqual(
    ignore()
      .add(excludePatterns(setting))
      .filter([...files]),
    left,
  );
}

suite('The setting files.exclude as lines of a .gitignore', () => {
  test('leaves out what VS Code hides as it is set up', () =>
    check(
      { '**/.git': true, '**/.svn': true, '**/.DS_Store': true },
      ['.git/config', 'a/.git/HEAD', 'a.md', 'b/.DS_Store'],
      ['a.md'],
    ));
  test('counts a pattern from the folder unless it begins with two stars', () =>
    check(
      { build: true, 'docs/*.md': true, '/top.md': true },
      ['build/a', 'a/build/a', 'docs/a.md', 'x/docs/a.md', 'top.md', 'x/top.md'],
      ['a/build/a', 'x/docs/a.md', 'x/top.md'],
    ));
  test('takes braces apart, nested ones too', () =>
    check(
      { '**/*.{js,{map,ts}}': true, '{a,b}/c': true },
      ['x.js', 'y/x.map', 'x.ts', 'x.md', 'a/c', 'b/c', 'c/c'],
      ['x.md', 'c/c'],
    ));
  test('passes over what is off, what depends on a sibling, and what is no setting', () => {
    check({ '**/*.md': false, '**/*.js': { when: '$(basename).ts' } }, ['a.md', 'a.js'], ['a.md', 'a.js']);
    assert.deepEqual(excludePatterns(undefined), []);
    assert.deepEqual(excludePatterns('**'), []);
  });
  test('a brace that is never closed stands for itself', () =>
    assert.deepEqual(excludePatterns({ '**/a{b': true }), ['**/a{b']));
  test('never begins with a mark that a .gitignore reads as something else', () => {
    for (const pattern of excludePatterns({ '!a': true, '#b': true })) assert.match(pattern, /^\//);
  });
});
