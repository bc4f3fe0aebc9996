import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PieceTrie } from '../../../src/engine/models/pieceTrie.ts';

const points = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0) ?? 0);
/** Few characters, so that pieces begin alike; one beyond the first plane, one half of a pair. */
const text = (shortest: number) =>
  fc
    .array(fc.constantFrom('a', 'b', '租', '金', '𠮷', '\ud842'), { minLength: shortest, maxLength: 8 })
    .map((characters) => characters.join(''));

test('finds the pieces that begin at a place, shortest first, as a look at every piece does', () => {
  fc.assert(
    fc.property(fc.array(text(1), { maxLength: 200 }), text(1), (pieces, word) => {
      const trie = new PieceTrie();
      const ids = new Map<string, number>();
      for (const [id, piece] of pieces.entries()) {
        trie.add(piece, id);
        ids.set(points(piece).join(), id);
      }
      const characters = points(word);
      for (const place of characters.keys())
        assert.deepEqual(
          [...trie.startingAt(characters, place)],
          characters.slice(place).flatMap((_, i) => {
            const id = ids.get(characters.slice(place, place + i + 1).join());
            return id === undefined ? [] : [{ id, length: i + 1 }];
          }),
        );
    }),
  );
});

test('holds more pieces than there were slots at first', () => {
  const trie = new PieceTrie();
  const count = 40_000;
  for (let id = 0; id < count; id++) trie.add(id.toString(36), id);
  for (let id = 0; id < count; id += 997) {
    const found = [...trie.startingAt(points(id.toString(36)), 0)];
    assert.equal(found.at(-1)?.id, id);
  }
});
