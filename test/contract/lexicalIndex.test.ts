import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import type { LexicalIndex } from '../../src/core/ports.ts';
import { terms } from '../../src/core/text/words.ts';
import { FtsIndex } from '../../src/engine/store/fts.ts';
import { FTS_DDL } from '../../src/engine/store/schema.ts';
import { random as seeded } from '../support/texts.ts';
import { makePlace, openAt } from '../engine/store/storeFixtures.ts';

type Scope = Parameters<typeof makePlace>[0];

const implementations: Record<string, (t: Scope) => LexicalIndex> = {
  'FtsIndex alone': () => freshIndex(),
  "a store's lexical": (t) => openAt(makePlace(t)).store.lexical,
};

function freshIndex(): FtsIndex {
  const database = new DatabaseSync(':memory:');
  database.exec(FTS_DDL);
  return new FtsIndex(database, () => 0);
}

const ask = (index: LexicalIndex, question: string, limit = 10) =>
  index.search(terms(question), limit).map((hit) => hit.label);

for (const [name, make] of Object.entries(implementations)) {
  describe(`LexicalIndex contract: ${name}`, () => {
    test('finds every label that shares a term, best first, with scores above 0', (t) => {
      const index = make(t);
      index.add(1, 'The tenant pays rent.');
      index.add(2, 'The tenant pays the deposit and the rent, and rent again.');
      index.add(3, 'Nothing of the kind.');
      const hits = index.search(terms('deposit rent'), 10);
      assert.deepEqual(
        hits.map((hit) => hit.label),
        [2, 1],
      );
      assert.ok(hits[0]!.score > hits[1]!.score && hits[1]!.score > 0);
      assert.deepEqual(ask(index, 'the').sort(), [1, 2, 3]);
      assert.deepEqual(ask(index, 'absent'), []);
      assert.deepEqual(index.search([], 10), []);
      assert.deepEqual(index.search(['tenant'], 0), []);
      assert.equal(index.search(['the'], 2).length, 2);
    });

    test('a rare term outweighs a common one', (t) => {
      const index = make(t);
      for (let label = 1; label <= 20; label++) index.add(label, 'common words of every day');
      index.add(30, 'zeugma words of every day');
      assert.equal(ask(index, 'common zeugma')[0], 30);
    });

    test('words in more than half of the leaves still find what has no other', (t) => {
      const index = make(t);
      for (let label = 1; label <= 9; label++) index.add(label, 'the lease');
      index.add(10, 'the notice');
      assert.deepEqual(ask(index, 'the notice', 1), [10]);
      assert.equal(ask(index, 'the notice', 100).length, 10);
      assert.equal(ask(index, 'the notice', 100)[0], 10);
      assert.equal(index.search(['the', 'lease'], 100).length, 10);
      const hits = index.search(['the', 'notice'], 100);
      assert.equal(new Set(hits.map((hit) => hit.label)).size, 10);
      assert.ok(hits.every((hit, i) => hit.score > 0 && hit.score <= (hits[i - 1]?.score ?? Infinity)));
      assert.equal(ask(index, 'the notice', 4).length, 4);
    });

    test('replaces and removes; counts labels by term', (t) => {
      const index = make(t);
      index.add(1, 'apples and apples');
      index.add(2, 'apples');
      assert.equal(index.frequency('apples'), 2);
      index.add(1, 'pears');
      assert.equal(index.frequency('apples'), 1);
      assert.deepEqual(ask(index, 'apples pears').sort(), [1, 2]);
      index.remove(2);
      index.remove(2);
      index.remove(404);
      assert.equal(index.frequency('apples'), 0);
      assert.deepEqual(ask(index, 'apples'), []);
    });

    test('stems English and leaves the rest alone', (t) => {
      const index = make(t);
      index.add(1, 'The tenant was paying his rents');
      index.add(2, 'parseHttpHeader(max_retry_count)');
      index.add(3, '第十二条 承租人应当提前三十日书面通知出租人。');
      index.add(4, 'क्षेत्र में नमस्ते, Größe café Ångström Привет');
      index.add(5, '𠮷野家と東京タワー');
      for (const [question, label] of [
        ['pays rent', 1],
        ['header', 2],
        ['parsehttpheader', 2],
        ['retry', 2],
        ['书面通知', 3],
        ['नमस्ते', 4],
        ['größe', 4],
        ['cafe', 4],
        ['привет', 4],
        ['𠮷野', 5],
        ['タワー', 5],
      ] as const) {
        assert.deepEqual(ask(index, question), [label], question);
      }
    });

    test('one Chinese character is found wherever it begins a pair or ends a run', (t) => {
      const index = make(t);
      index.add(1, '税法规定');
      index.add(2, '个人所得税');
      index.add(3, '法律');
      assert.deepEqual(
        index
          .search(['税'], 10)
          .map((hit) => hit.label)
          .sort(),
        [1, 2],
      );
      assert.equal(index.frequency('税'), 2);
      assert.equal(index.frequency('法'), 2);
    });

    test('takes any term for a word, never for query language', (t) => {
      const index = make(t);
      index.add(1, 'near and or not');
      for (const term of [
        '"',
        'a"b',
        '*',
        'NEAR(',
        'OR',
        '-',
        '^',
        '{terms}:',
        '\0',
        ' ',
        '',
        ')',
        "'",
        'a:b',
        '\ud800',
      ]) {
        assert.doesNotThrow(() => index.search([term, 'near'], 5), term);
        assert.ok(ask(index, 'near').includes(1));
        assert.doesNotThrow(() => index.frequency(term), term);
      }
      assert.deepEqual(
        index.search(['OR'], 5).map((hit) => hit.label),
        [1],
      );
      const many = Array.from({ length: 3000 }, (_, i) => `x${i}`);
      assert.deepEqual(
        index.search([...many, 'near'], 5).map((hit) => hit.label),
        [1],
      );
    });

    test('scores after removals are those of a fresh index', (t) => {
      const index = make(t);
      const fresh = freshIndex();
      const random = seeded(5);
      const text = () =>
        Array.from({ length: 5 + random() * 20 }, () => `w${Math.floor(random() ** 3 * 40)}`).join(' ');
      for (let label = 1; label <= 60; label++) {
        const final = text();
        index.add(label, text());
        index.add(label, final);
        if (label % 3 === 0) index.remove(label);
        else fresh.add(label, final);
      }
      for (const question of ['w0', 'w1 w7', 'w20 w3 w0', 'w39']) {
        assert.deepEqual(index.search(terms(question), 100), fresh.search(terms(question), 100));
      }
    });
  });
}
