import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { UnsavedTexts, type UnsavedDocument } from '../../src/host/unsavedTexts.ts';

const document = (file: string, version: number): UnsavedDocument => ({
  file,
  version,
  getText: () => `${file} ${version}`,
});

/** Hands over one set of documents after another; what the engine is told each time. */
function check(
  steps: readonly { readonly documents: readonly UnsavedDocument[]; readonly epoch?: number }[],
  told: readonly (readonly (readonly [string, string | null])[])[],
): void {
  const texts = new UnsavedTexts();
  const said = steps.map(({ documents, epoch = 0 }) => {
    const changes = texts.changes(documents, epoch);
    texts.taken(changes, documents, epoch);
    return changes.map(({ file, text }) => [file, text] as const);
  });
  assert.deepEqual(said, told);
}

suite('Unsaved texts', () => {
  test('are handed over once for each version', () =>
    check(
      [
        { documents: [document('a', 1)] },
        { documents: [document('a', 1)] },
        { documents: [document('a', 2)] },
      ],
      [[['a', 'a 1']], [], [['a', 'a 2']]],
    ));
  test('are taken back when saved or closed, once', () =>
    check(
      [
        { documents: [document('a', 1), document('b', 1)] },
        { documents: [document('b', 1)] },
        { documents: [document('b', 1)] },
      ],
      [
        [
          ['a', 'a 1'],
          ['b', 'b 1'],
        ],
        [['a', null]],
        [],
      ],
    ));
  test('are handed over again to a new engine, which holds nothing to take back', () =>
    check(
      [{ documents: [document('a', 1), document('b', 1)] }, { documents: [document('b', 1)], epoch: 1 }],
      [
        [
          ['a', 'a 1'],
          ['b', 'b 1'],
        ],
        [['b', 'b 1']],
      ],
    ));

  test('given and not known to have arrived: told again, and taken back once saved', () => {
    const texts = new UnsavedTexts();
    const changes = texts.changes([document('a', 1)], 0);
    texts.given(changes, 0);
    assert.ok(texts.holds('a', 0));
    assert.deepEqual(texts.changes([document('a', 1)], 0), [{ file: 'a', text: 'a 1' }]);
    assert.deepEqual(texts.released(new Set(), 0), [{ file: 'a', text: null }]);
  });
});
