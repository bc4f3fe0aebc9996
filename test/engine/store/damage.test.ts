import assert from 'node:assert/strict';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import { databaseFile, openStore } from '../../../src/engine/store/openStore.ts';
import { openDatabase } from '../../../src/engine/store/schema.ts';
import { SqliteStore } from '../../../src/engine/store/sqliteStore.ts';
import { StoreDamagedError } from '../../../src/engine/store/storeErrors.ts';
import { RecollectError } from '../../../src/protocol/errors.ts';
import { random as seeded } from '../../support/texts.ts';
import { contentOf, ended, makePlace, nextMessage, openAt, type Place, start } from './storeFixtures.ts';

/** A memory of some forty pages with vectors, closed as it should be. */
function filled(place: Place): string {
  const { store, folder, close } = openAt(place);
  const random = seeded(3);
  for (let i = 0; i < 12; i++) {
    const line = () => Array.from({ length: 30 }, () => `word${Math.floor(random() * 900)}`).join(' ');
    const content = contentOf(`file${i}`, Array.from({ length: 40 }, line).join('\n'));
    store.put(content);
    store.putVectors(new Map(content.keys.map((key) => [key, new Float32Array(96).fill(random())])), 'm');
  }
  close();
  return databaseFile(folder);
}

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, at);
  closeSync(descriptor);
}

/** Reads and changes all there is. */
function use(store: SqliteStore): number {
  const documents = store.documents();
  for (const { id, file } of documents) {
    assert.deepEqual(contentOf(file, store.text(id)).keys, store.tree(id).keys);
    store.vectors(id, 'm');
  }
  store.lexical.search(['word1', 'word2', 'word3'], 5000);
  store.counts('m');
  store.incomplete('m');
  store.put(contentOf('new', 'fresh words\n'));
  assert.equal(store.lexical.frequency('fresh'), 1);
  store.remove('new');
  return documents.length;
}

/** What a caller does: uses the memory, and where it is found damaged closes it and opens it again. */
function useAndReopen(place: Place): { readonly warnings: readonly string[]; readonly documents: number } {
  let opened = openAt(place);
  try {
    use(opened.store);
  } catch (error) {
    assert.ok(error instanceof StoreDamagedError, String(error));
    assert.equal(error.code, 'store-unusable');
    assert.match(error.message, /damaged.*Your own files are untouched.*Index the folder again/);
    opened.close();
    opened = openAt(place);
  }
  const documents = use(opened.store);
  opened.close();
  return { warnings: opened.warnings.map(({ text }) => text), documents };
}

const damages: Record<string, (file: string) => void> = {
  'header overwritten': (file) => overwrite(file, 0, Buffer.alloc(100, 0xa5)),
  'pages in the middle overwritten': (file) => {
    const bytes = readFileSync(file);
    // All that is not the first page: wherever the tables lie, some of this is a table.
    overwrite(file, 8192, Buffer.alloc(bytes.length - 8192, 0x5a));
  },
  'cut in half': (file) => truncateSync(file, readFileSync(file).length >> 1),
  'cut to an odd length': (file) => truncateSync(file, 8192 + 77),
  garbage: (file) => writeFileSync(file, Buffer.alloc(50_000, 'not a database ')),
  'a database of something else': (file) => {
    writeFileSync(file, '');
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE meta (a); CREATE TABLE notes (b)');
    other.close();
  },
};

for (const [name, damage] of Object.entries(damages)) {
  test(`damaged database, ${name}: set aside with a warning, and a new one works`, (t) => {
    const place = makePlace(t);
    const file = filled(place);
    damage(file);
    const { warnings, documents } = useAndReopen(place);
    assert.equal(documents, 0);
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0]!,
      /damaged and has been set aside as .*memory\.db\.damaged-.*files are untouched/,
    );
    const aside = readdirSync(path.dirname(file)).filter((one) =>
      /^memory\.db\.damaged-[-0-9TZ]+$/.test(one),
    );
    assert.equal(aside.length, 1, 'the damaged file is kept for whoever wants to look at it');
    assert.deepEqual(openAt(place).warnings, [], 'said once');
  });
}

test('damage in any one page is answered, or found and mended, and never ends the process', (t) => {
  const place = makePlace(t);
  const file = filled(place);
  const whole = readFileSync(file);
  const random = seeded(11);
  let found = 0;
  for (let round = 0; round < 24; round++) {
    writeFileSync(file, whole);
    const page = Math.floor(random() * (whole.length / 8192));
    overwrite(file, page * 8192, Buffer.from(Array.from({ length: 64 }, () => Math.floor(random() * 256))));
    if (useAndReopen(place).warnings.length > 0) found++;
  }
  assert.ok(found >= 10, `${found} of 24 were found`);
});

test('a memory whose writer was killed is checked when it is opened', async (t) => {
  const place = makePlace(t);
  const child = start(place, 'writerChild.ts', 'loop');
  await nextMessage(child);
  await delay(200);
  child.kill('SIGKILL');
  await ended(child);
  const reader = openAt(place, { access: 'read' });
  const file = databaseFile(reader.folder);
  reader.close();
  // A table's page, overwritten in the file itself once the log is gone from it.
  const database = new DatabaseSync(file);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const { rootpage } = database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'slot'").get()!;
  database.close();
  overwrite(file, (Number(rootpage) - 1) * 8192, Buffer.alloc(300, 0xff));
  const { warnings, store } = openAt(place);
  assert.match(String(warnings[0]?.text), /set aside/);
  assert.deepEqual(store.documents(), []);
});

test('a text that changed in the file is never quoted, though the file is sound', (t) => {
  const place = makePlace(t);
  const file = filled(place);
  const database = new DatabaseSync(file);
  database.exec("UPDATE content SET text = CAST(replace(CAST(text AS TEXT), 'word1', 'ward1') AS BLOB)");
  database.close();
  const { warnings, documents } = useAndReopen(place);
  assert.equal(documents, 0);
  assert.match(warnings.join(), /set aside/);
});

test('a newer memory is refused and left as it is', (t) => {
  const place = makePlace(t);
  const file = filled(place);
  const database = new DatabaseSync(file);
  database.exec("UPDATE meta SET value = 3 WHERE key = 'schema'");
  database.close();
  const before = readFileSync(file);
  assert.throws(
    () => openAt(place),
    (error) =>
      error instanceof RecollectError &&
      error.code === 'store-newer' &&
      /Update Recollect/.test(error.message),
  );
  assert.deepEqual(readFileSync(file), before);
  assert.ok(!readdirSync(path.dirname(file)).includes('writer.lock'), 'its lock is given back');
});

test('a full disk is said to be full and costs nothing that was there', (t) => {
  const place = makePlace(t);
  const file = filled(place);
  const database = openDatabase(file, 'write');
  const store = new SqliteStore(database, { file, refusal: () => undefined });
  place.endings.push(() => store.close());
  // SQLite's own limit gives the same SQLITE_FULL as a disk without space.
  database.exec(`PRAGMA max_page_count = ${readFileSync(file).length / 8192 + 2}`);
  const before = store.generation();
  assert.throws(
    () => store.put(contentOf('big', 'a long line of words\n'.repeat(4000))),
    (error) =>
      error instanceof RecollectError && error.code === 'disk-full' && /Free some space/.test(error.message),
  );
  assert.equal(store.generation(), before);
  assert.equal(store.documents().length, 12);
  database.exec('PRAGMA max_page_count = 1000000');
  store.put(contentOf('file0', 'short\n'));
  assert.equal(store.lexical.frequency('short'), 1);
});

test('a place that cannot hold a memory is named, with what to do', (t) => {
  const place = makePlace(t);
  const taken = path.join(place.workspace, 'file');
  writeFileSync(taken, '');
  const isUnusable = (error: unknown) =>
    error instanceof RecollectError &&
    error.code === 'store-unusable' &&
    error.message.includes(taken) &&
    /--store DIR or RECOLLECT_STORE/.test(error.message);
  assert.throws(() => openStore(place.workspace, { store: taken }), isUnusable);
  assert.throws(() => openStore(place.workspace, { store: path.join(taken, 'below') }), isUnusable);
  const { folder, close } = openAt(place);
  close();
  // A folder where the database should be cannot be opened either.
  const other = path.join(place.workspace, 'other');
  const blocked = path.join(other, path.basename(folder), 'memory.db');
  mkdirSync(blocked, { recursive: true });
  assert.throws(
    () => openStore(place.workspace, { store: other }),
    (error) => error instanceof RecollectError && error.code === 'store-unusable',
  );
});
