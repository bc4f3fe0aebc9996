import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { indexedStem } from '../../../src/core/text/porter.ts';
import { LeafWords } from '../../../src/engine/recall/leafWords.ts';
import { scoresTables } from '../../../src/engine/recall/snapshotWords.ts';
import { takeSnapshot } from '../../../src/engine/recall/snapshot.ts';
import { openStore } from '../../../src/engine/store/openStore.ts';
import { FTS_DDL, FTS_TABLE } from '../../../src/engine/store/schema.ts';
import { wordsFile } from '../../../src/engine/store/words/wordsFile.ts';
import { updateMemory } from '../../../src/engine/workspace/indexer.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';
import { prose } from '../../support/texts.ts';

const QUESTIONS = [
  'the harbour and the copper valves',
  'running runs ran runner',
  '山水之间的阀门',
  '的',
  'the',
  'nowhere to be found qqq',
  'Größe naïve café 3D v2.0 parseHttpHeader',
  'QX-7731-B',
];

function memory(t: TestContext) {
  const root = temporaryFolder(t);
  const { store, folder, close } = openStore(root, { store: temporaryFolder(t) });
  t.after(close);
  const index = async (files: Readonly<Record<string, string>>): Promise<void> => {
    writeFiles(root, files);
    await updateMemory({ root, held: new Map(), store, encoder: null });
  };
  /** Compares every question's hits and every term's frequency with those of the full-text index. */
  const compare = (words: LeafWords, ours: boolean): void => {
    store.snapshot(() => {
      const snapshot = takeSnapshot(store, null);
      const index = words.over(snapshot, store, folder);
      assert.equal(scoresTables(index), ours);
      for (const question of QUESTIONS) {
        const terms = question.toLowerCase().split(/[^\p{L}\p{N}]+/u).flatMap((word) =>
          /\p{Script=Han}{2}/u.test(word) ? [...word].slice(1).map((c, i) => `${word[i]}${c}`) : [word],
        ).filter((word) => word !== ''); // prettier-ignore
        for (const term of terms)
          assert.equal(index.frequency(term), store.lexical.frequency(term), `how many hold ${term}`);
        const hits = (from: typeof index) =>
          new Map(from.search(terms, 1e6).map(({ label, score }) => [label, score]));
        const [expected, found] = [hits(store.lexical), hits(index)];
        assert.deepEqual([...found.keys()].sort(), [...expected.keys()].sort(), question);
        for (const [label, score] of expected)
          assert.ok(
            Math.abs(found.get(label)! - score) <= 1e-5 * Math.max(1, score),
            `${question}: ${score}`,
          );
      }
    });
  };
  return { root, folder, store, index, compare };
}

test('words are found, counted and weighed as in the full-text index, through edits and removals', async (t) => {
  const { root, folder, store, index, compare } = memory(t);
  await index({
    'a.txt': prose('en', 700, 1),
    'b.txt': `${prose('zh', 400, 2)}\n\nThe running runner of Größe, naïve café, 3D v2.0 QX-7731-B.`,
    'c.md': `# parseHttpHeader\n\n${prose('en', 400, 3)}`,
  });
  const words = new LeafWords(1);
  compare(words, false);
  await words.align(store, folder, 200);
  compare(words, true);
  // What comes later is taken in as it is asked.
  await index({ 'a.txt': prose('en', 500, 4), 'd.txt': 'The harbour runs; 山水, copper copper copper.' });
  rmSync(path.join(root, 'c.md'));
  await index({});
  compare(words, true);
  // The next process finds the same.
  compare(new LeafWords(1), true);
  words.close();
});

test('invariant 6: a word file that is damaged or of another memory is passed over and made anew', async (t) => {
  const { folder, store, index, compare } = memory(t);
  await index({ 'a.txt': prose('en', 900, 1), 'b.txt': prose('zh', 500, 2) });
  writeFileSync(wordsFile(folder), 'this is no database');
  const words = new LeafWords(1);
  compare(words, false);
  await words.align(store, folder, 200);
  compare(words, true);
});

test('terms have the stems that the full-text index gives them', (t) => {
  const letter = fc.constantFrom(...'aeiouybcdlmnrstz'.split(''));
  const ending = fc.constantFrom(
    ...'s,es,ies,sses,ed,eed,ing,ational,ization,iveness,fulness,ousness,biliti,entli,ation,alism,aliti,izer,logi,bli,icate,ative,alize,iciti,ical,ness,ful,ement,ance,able,ible,ment,ent,ion,ism,ate,ous,ive,ize,e,ll,y,é,1,中'.split(
      ',',
    ),
  );
  const word = fc
    .tuple(fc.array(letter, { minLength: 1, maxLength: 7 }), ending, fc.constantFrom('', '', 's', 'ly', '2'))
    .map(([letters, end, more]) => letters.join('') + end + more);
  const sample = [...new Set(fc.sample(word, { numRuns: 4000, seed: 11 }))];
  const database = new DatabaseSync(':memory:');
  t.after(() => database.close());
  database.exec(`${FTS_DDL}; CREATE VIRTUAL TABLE terms USING fts5vocab(${FTS_TABLE}, 'instance')`);
  const insert = database.prepare(`INSERT INTO ${FTS_TABLE} (rowid, terms) VALUES (?, ?)`);
  for (const [row, one] of sample.entries()) insert.run(row, one);
  for (const { term, doc } of database.prepare('SELECT term, doc FROM terms').all())
    assert.equal(indexedStem(sample[Number(doc)]!), term, sample[Number(doc)]);
});
