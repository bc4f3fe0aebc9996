import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { MemoryStore } from '../../src/core/ports.ts';
import { quantize } from '../../src/core/recall/quantized.ts';
import { contentOf, contentsOf, keyOf, makePlace, openAt } from '../engine/store/storeFixtures.ts';

type Scope = Parameters<typeof makePlace>[0];

const implementations: Record<string, (t: Scope) => MemoryStore> = {
  SqliteStore: (t) => openAt(makePlace(t)).store,
};

const LEASE = '# Rent\nThe tenant pays rent.\nOn the first day.\n# End\nSix months notice.\n';
const MODEL = 'e5-small int8 v1';
const idsOf = (store: MemoryStore) => new Map(store.documents().map(({ file, id }) => [file, id]));
const vectorsFor = (keys: readonly string[]) =>
  new Map(keys.map((key, i) => [key, Float32Array.of(i, 0.5, -1 / 3)]));

for (const [name, make] of Object.entries(implementations)) {
  describe(`MemoryStore contract: ${name}`, () => {
    test('gives back a document as it was put', (t) => {
      const store = make(t);
      const content = { ...contentOf('a/lease.md', LEASE, 1_700_000_000_000.25), note: 'guessed gb18030' };
      const record = store.put(content);
      const { text, tree, keys, ...listed } = content;
      assert.deepEqual(store.documents(), [record]);
      assert.deepEqual(record, { ...listed, id: record.id, generation: store.generation() });
      assert.equal(store.text(record.id), text);
      const stored = store.tree(record.id);
      assert.deepEqual(stored.tree, tree);
      assert.deepEqual(stored.keys, keys);
      assert.equal(new Set(stored.leafIds).size, keys.length);
      assert.throws(() => store.text(record.id + 1), RangeError);
      assert.throws(() => store.tree(record.id + 1), RangeError);
    });

    test('gives back any text exactly', (t) => {
      const store = make(t);
      const texts = {
        'lone surrogates': 'a\ud800b\udfff\n\ud83d',
        'CRLF and CR': 'one\r\ntwo\rthree\n',
        NUL: 'be\0fore\0',
        emoji: '👩‍👩‍👧 🇨🇳 𠮷',
        'byte order mark': '\ufeffbom\n\ufeff',
        noncharacter: '\uffff\ufffe\ufdd0',
        empty: '',
        'long line': 'x'.repeat(200_000),
      };
      for (const [file, text] of Object.entries(texts)) store.put(contentOf(file, text));
      for (const [file, id] of idsOf(store)) {
        assert.ok(store.text(id) === texts[file as keyof typeof texts], file);
      }
      const unit = fc.string({
        unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)),
        maxLength: 40,
      });
      fc.assert(
        fc.property(unit, (text) => {
          const { id } = store.put(contentOf('any', text));
          assert.equal(store.text(id), text);
          assert.deepEqual(store.tree(id).tree, contentOf('any', text).tree);
        }),
        { numRuns: 60 },
      );
    });

    test('keeps the ids of unchanged leaves, also when they move or repeat', (t) => {
      const store = make(t);
      const { id } = store.put(contentOf('f', 'one\nsame\nsame\nlast\n'));
      const before = store.tree(id).leafIds;
      store.put(contentOf('f', 'new\nsame\none\nsame\nsame\nlast\n'));
      const after = store.tree(id).leafIds;
      assert.deepEqual(
        [after[1], after[2], after[3], after[5]],
        [before[1], before[0], before[2], before[3]],
      );
      assert.ok(!before.includes(after[0]!) && !before.includes(after[4]!));
      store.put(contentOf('f', 'same\n'));
      assert.deepEqual(store.tree(id).leafIds, [before[1]]);
      store.remove('f');
      const again = store.put(contentOf('f', 'one\nsame\n'));
      assert.ok(again.id !== id, 'the id of a forgotten document is not given out again');
      const all = new Set([...before, ...after]);
      assert.ok(store.tree(again.id).leafIds.every((leaf) => !all.has(leaf)));
    });

    test('finds words of what is there now, by leaf id', (t) => {
      const store = make(t);
      const { id } = store.put(contentOf('f', 'alpha beta\ngamma\n'));
      const [first, second] = store.tree(id).leafIds;
      const ask = (term: string) => store.lexical.search([term], 9).map((hit) => hit.label);
      assert.deepEqual(ask('alpha'), [first]);
      store.put(contentOf('f', 'delta\ngamma   \n'));
      assert.deepEqual(ask('alpha'), []);
      assert.deepEqual(ask('gamma'), [second]);
      assert.equal(ask('delta').length, 1);
      store.skip({ file: 'f', reason: 'too large', size: 1, modified: 2 });
      assert.deepEqual(ask('gamma'), []);
      assert.equal(store.lexical.frequency('delta'), 0);
    });

    test('finds the words of a leaf that changed where its key does not look', (t) => {
      const store = make(t);
      const start = 'a beginning that is as long as a key looks';
      const { id } = store.put(contentOf('f', `${start} before`));
      const { leafIds, keys } = store.tree(id);
      store.put(contentOf('f', `${start} after`));
      assert.deepEqual(store.tree(id).keys, keys);
      assert.notDeepEqual(store.tree(id).leafIds, leafIds, 'an id stands for the same words for good');
      assert.deepEqual([store.lexical.frequency('before'), store.lexical.frequency('after')], [0, 1]);
    });

    test('lists a file as remembered or as skipped, never both', (t) => {
      const store = make(t);
      const skipped = { file: 'a.bin', reason: 'a binary file', size: -1, modified: -1 };
      store.skip(skipped);
      assert.deepEqual(store.skipped(), [skipped]);
      store.skip({ ...skipped, reason: 'unreadable' });
      assert.deepEqual(store.skipped(), [{ ...skipped, reason: 'unreadable' }]);
      store.put(contentOf('a.bin', 'text after all'));
      assert.deepEqual(store.skipped(), []);
      store.skip(skipped);
      assert.deepEqual(store.documents(), []);
      store.unskip('a.bin');
      store.unskip('unknown');
      assert.deepEqual(store.skipped(), []);
    });

    test('raises the generation once a change of documents or vectors, and only then', (t) => {
      const store = make(t);
      const raises = (by: number, change: () => void) => {
        const before = store.generation();
        change();
        assert.equal(store.generation() - before, by, String(change));
      };
      raises(1, () => store.put(contentOf('f', LEASE)));
      raises(0, () => store.touch('f', 9, 9.5));
      assert.deepEqual([store.documents()[0]?.size, store.documents()[0]?.modified], [9, 9.5]);
      raises(1, () => store.putVectors(vectorsFor([keyOf('a'), keyOf('b')]), MODEL));
      raises(0, () => store.putVectors(new Map(), MODEL));
      raises(0, () => store.remove('unknown'));
      raises(0, () => store.skip({ file: 'g', reason: 'r', size: 1, modified: 1 }));
      raises(1, () => store.skip({ file: 'f', reason: 'r', size: 1, modified: 1 }));
      raises(0, () => store.unskip('f'));
      raises(1, () => store.put(contentOf('f', LEASE)));
      raises(1, () => store.remove('f'));
    });

    test('keeps vectors by what they were made of, apart for each fingerprint', (t) => {
      const store = make(t);
      const { id, file } = store.put(contentOf('f', 'a\nb\na\n'));
      store.put(contentOf('empty', ''));
      const { keys } = store.tree(id);
      assert.deepEqual(store.incomplete(MODEL), [id]);
      assert.deepEqual(store.counts(MODEL), { leaves: 3, encoded: 0 });
      assert.deepEqual(store.vectors(id, MODEL), [undefined, undefined, undefined]);
      // Vectors that are views into a larger buffer, as an encoder's output rows are.
      const rows = Float32Array.of(9, 1, 2, 3, 0.1, -0.2, Number.MIN_VALUE);
      store.putVectors(new Map([[keys[0]!, rows.subarray(1, 4)]]), MODEL);
      const first = quantize(Float32Array.of(1, 2, 3));
      assert.deepEqual(store.vectors(id, MODEL), [first, undefined, first]);
      assert.deepEqual(store.vectorsOf([keys[1]!, keys[2]!, keyOf('z')], MODEL), [
        undefined,
        first,
        undefined,
      ]);
      assert.deepEqual(store.counts(MODEL), { leaves: 3, encoded: 2 });
      const ids = store.documents().map(({ id }) => id);
      const each = store.countsOf(ids, MODEL);
      assert.equal(each.length, ids.length);
      assert.equal(
        each.reduce((sum, { leaves }) => sum + leaves, 0),
        3,
      );
      assert.equal(
        each.reduce((sum, { encoded }) => sum + encoded, 0),
        2,
      );
      store.putVectors(new Map([[keys[1]!, rows.subarray(4)]]), MODEL);
      assert.deepEqual(store.vectors(id, MODEL)[1], quantize(rows.subarray(4)));
      assert.deepEqual(store.incomplete(MODEL), []);
      assert.deepEqual(store.incomplete('another model'), [id]);
      assert.deepEqual(store.known([...keys, keyOf('z')], MODEL), new Set(keys));
      assert.deepEqual(store.known(keys, 'another model'), new Set());
      assert.throws(() => store.putVectors(new Map([[keys[1]!, Float32Array.of(1)]]), MODEL), RangeError);
      // Forgotten text that comes back is not encoded again.
      store.remove(file);
      assert.deepEqual(store.counts(MODEL), { leaves: 0, encoded: 0 });
      const back = store.put(contentOf('elsewhere', 'b\n'));
      assert.deepEqual(store.vectors(back.id, MODEL), [quantize(rows.subarray(4))]);
    });

    test('keeps what texts that are gone were encoded to, up to a quota: the longest gone go first', (t) => {
      const store = make(t);
      const gone = ['one', 'two', 'three', 'four'];
      const stays = store.put(contentOf('stays', 'stays\n'));
      store.putVectors(vectorsFor([keyOf('stays')]), MODEL);
      // Encoded in another order than they go: what counts is when a text was last there.
      for (const word of gone.toReversed()) store.putVectors(vectorsFor([keyOf(word)]), MODEL);
      for (const word of gone) {
        store.put(contentOf(word, `${word}\n`));
        store.remove(word);
      }
      store.putVectors(vectorsFor([keyOf('stays')]), 'an older model');
      const there = () => gone.filter((word) => store.known([keyOf(word)], MODEL).size > 0);
      const { vectors, unused, bytes } = store.kept(MODEL);
      assert.deepEqual([vectors, unused], [6, 5]);
      assert.equal(store.prune(MODEL, bytes), 0);
      const each = bytes / vectors;
      const generation = store.generation();
      assert.equal(store.prune(MODEL, bytes - 2 * each), 2 * each);
      assert.deepEqual(there(), ['three', 'four']);
      assert.equal(store.generation(), generation, 'nobody sees a difference');
      // Text that came back in between counts as used anew when it goes.
      store.put(contentOf('three', 'three\n'));
      store.remove('three');
      store.prune(MODEL, bytes - 4 * each);
      assert.deepEqual(there(), ['three']);
      assert.equal(store.known([keyOf('stays')], 'an older model').size, 0);
      store.prune(MODEL, 0);
      assert.deepEqual(there(), []);
      assert.deepEqual(store.vectors(stays.id, MODEL), [quantize(Float32Array.of(0, 0.5, -1 / 3))]);
      assert.deepEqual(store.kept(MODEL), { vectors: 1, unused: 0, bytes: each });
      assert.deepEqual(store.counts(MODEL), { leaves: 1, encoded: 1 });
    });

    test('changes nothing where a change fails half-way', (t) => {
      const store = make(t);
      store.put(contentOf('f', LEASE));
      const before = contentsOf(store, ['tenant', 'other']);
      const generation = store.generation();
      const broken = contentOf('f', 'other\nlines\n');
      assert.throws(() => store.put({ ...broken, keys: [broken.keys[0]!, 'no key'] }), RangeError);
      assert.throws(() => store.put({ ...broken, keys: [] }), RangeError);
      assert.deepEqual(contentsOf(store, ['tenant', 'other']), before);
      assert.equal(store.generation(), generation);
    });

    test('a snapshot gives its result, nests, passes errors on and takes no change', (t) => {
      const store = make(t);
      assert.equal(
        store.snapshot(() => store.snapshot(() => store.documents().length) + 1),
        1,
      );
      const own = Object.assign(new Error('own'), { code: 'ENOENT' });
      assert.throws(
        () =>
          store.snapshot(() => {
            throw own;
          }),
        (error) => error === own,
      );
      assert.throws(() => store.snapshot(() => store.remove('f')), /inside a snapshot/);
      store.put(contentOf('f', LEASE));
    });

    test('any sequence of changes gives the store that a rebuild gives', (t) => {
      const files = ['a', 'b', 'c'];
      const line = fc.constantFrom('# one', 'rent is due', 'notice of rent', 'pears', 'pears  ', '租金', '');
      const step = fc.oneof(
        fc.record({
          do: fc.constant('put' as const),
          file: fc.constantFrom(...files),
          lines: fc.array(line, { maxLength: 8 }),
        }),
        fc.record({
          do: fc.constantFrom('remove' as const, 'skip' as const),
          file: fc.constantFrom(...files),
        }),
      );
      const words = ['rent', 'notice', 'pears', '租', 'one', 'due'];
      fc.assert(
        fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
          const store = make(t);
          const rebuilt = make(t);
          const texts = new Map<string, string>();
          const skipped = new Set<string>();
          for (const one of steps) {
            if (one.do === 'put') {
              const text = one.lines.join('\n');
              store.put(contentOf(one.file, text));
              texts.set(one.file, text);
              skipped.delete(one.file);
            } else {
              texts.delete(one.file);
              if (one.do === 'remove') store.remove(one.file);
              else {
                store.skip({ file: one.file, reason: 'r', size: 0, modified: 0 });
                skipped.add(one.file);
              }
            }
          }
          for (const [file, text] of texts) rebuilt.put(contentOf(file, text));
          for (const file of skipped) rebuilt.skip({ file, reason: 'r', size: 0, modified: 0 });
          assert.deepEqual(contentsOf(store, words), contentsOf(rebuilt, words));
          store.close();
          rebuilt.close();
        }),
        { numRuns: 30 },
      );
    });
  });
}
