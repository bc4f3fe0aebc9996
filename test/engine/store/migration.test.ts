import assert from 'node:assert/strict';
import { copyFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { quantize } from '../../../src/core/recall/quantized.ts';
import { databaseFile } from '../../../src/engine/store/openStore.ts';
import { SCHEMA_VERSION } from '../../../src/engine/store/schema.ts';
import { makePlace, openAt, type Place } from './storeFixtures.ts';

/** A memory that format 1 wrote: two documents, a vector of floats for each of their leaves. */
const FORMAT_1 = path.join(import.meta.dirname, '../../golden/memory-1.db');

function placed(place: Place): string {
  const { folder, close } = openAt(place);
  close();
  const file = databaseFile(folder);
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
  copyFileSync(FORMAT_1, file);
  return file;
}

/** The vector that the fixture's leaf was given. */
function vectorOf(file: string, leaf: number): Float32Array {
  const vector = Float32Array.from({ length: 384 }, (_, d) => Math.sin(d * (leaf + 1) + file.length));
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}

for (const access of ['read', 'write'] as const) {
  test(`a memory of format 1 is taken over with its vectors, opened to ${access}`, (t) => {
    const place = makePlace(t);
    const file = placed(place);
    const before = statSync(file).size;
    for (let time = 0; time < 2; time++) {
      const { store, warnings, close } = openAt(place, { access });
      assert.deepEqual(warnings, []);
      assert.deepEqual(store.counts('fixture'), { leaves: 7, encoded: 7 });
      for (const document of store.documents()) {
        assert.deepEqual(
          store.vectors(document.id, 'fixture'),
          store.tree(document.id).leafIds.map((_, leaf) => quantize(vectorOf(document.file, leaf))),
        );
      }
      assert.equal(store.lexical.frequency('租金'), 1);
      close();
    }
    const database = new DatabaseSync(file, { readOnly: true });
    const row = database.prepare("SELECT value FROM meta WHERE key = 'schema'").get();
    database.close();
    assert.equal(row?.['value'], access === 'read' ? 1 : SCHEMA_VERSION);
    if (access === 'write') assert.ok(statSync(file).size < before, 'the space is given back');
  });
}
