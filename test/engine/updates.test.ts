import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Encoder, MemoryStore } from '../../src/core/ports.ts';
import { takeSnapshot, type Snapshot } from '../../src/engine/recall/snapshot.ts';
import { openStore } from '../../src/engine/store/openStore.ts';
import { updateFiles, updateMemory } from '../../src/engine/workspace/indexer.ts';
import { temporaryFolder } from '../support/folder.ts';
import { HASHING_ENCODER } from '../support/hashingEncoder.ts';
import { prose, random } from '../support/texts.ts';

const MIDDLE = new Float32Array(HASHING_ENCODER.dimensions).fill(0.01);
const ROLE = { byScript: [MIDDLE], all: MIDDLE };
const ENCODER: Encoder = { ...HASHING_ENCODER, centres: { queries: ROLE, passages: ROLE } };

const WORDS = ['harbour', 'zeppelin', 'copper', '山水', '阀门', 'heading', 'no'];
const FILES = ['a.txt', 'b.md', 'docs/c.txt', 'docs/d.md', '笔记.txt'];

/** Everything that a memory holds, in words that two memories share: ids are replaced by places. */
function described(store: MemoryStore, snapshot: Snapshot): unknown {
  const place = new Map<number, string>();
  const documents = snapshot.documents.map(
    ({ id, file, record, tree, leafIds, vectors, scripts, encoded }) => {
      leafIds.forEach((label, leaf) => place.set(label, `${file}:${leaf}`));
      const stored = store.tree(id);
      assert.deepEqual([stored.tree, stored.leafIds], [tree, [...leafIds]], 'what is kept is what is stored');
      return {
        file,
        hash: record.hash,
        note: record.note,
        text: store.text(id),
        tree,
        keys: stored.keys,
        scripts,
        encoded,
        vectors: Array.from(leafIds, (_, leaf) => vectors.vector(leaf)),
        lengths: snapshot.inverseLengths.get(id),
      };
    },
  );
  const words = WORDS.map((word) => ({
    word,
    leaves: store.lexical.frequency(word),
    hits: store.lexical
      .search([word], 1e6)
      .map(({ label, score }) => `${place.get(label)} ${score.toFixed(9)}`)
      .sort(),
  }));
  const skipped = store.skipped().map(({ file, reason }) => ({ file, reason }));
  return {
    documents,
    words,
    skipped,
    centres: snapshot.centres,
    counts: store.counts(ENCODER.fingerprint),
    incomplete: store.incomplete(ENCODER.fingerprint),
  };
}

const file = fc.constantFrom(...FILES);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const piece = fc.oneof(
  fc
    .tuple(fc.constantFrom('en' as const, 'zh' as const), fc.integer({ min: 1, max: 40 }), fc.nat(6))
    .map(([language, sentences, seed]) => prose(language, sentences, seed)),
  fc.constantFrom(
    '\n\n# A heading\n\n',
    '\n\n## 第二节\n\n',
    'The zeppelin left. ',
    '飞艇离开了。',
    '\r\n',
    '\0',
    '',
  ),
);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('write' as const), file, text: fc.array(piece, { maxLength: 4 }) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('edit' as const), file, from: share, length: fc.nat(300), piece }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), file, to: file }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('copy' as const), file, to: file }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), file }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave out' as const), file, not: fc.boolean() }) },
); // prettier-ignore
/** What happens to the memory after a step: nothing, the folder is indexed, or the file's change is told. */
const follow = fc.constantFrom('nothing' as const, 'index' as const, 'update' as const, 'look' as const);

/** Does the step to the files and returns the files whose change an editor would tell. */
function change(root: string, one: typeof step extends fc.Arbitrary<infer T> ? T : never): string[] {
  const at = (name: string): string => path.join(root, name);
  const text = existsSync(at(one.file)) ? readFileSync(at(one.file), 'utf8') : undefined;
  if (one.do === 'write') writeFileSync(at(one.file), one.text.join(''));
  else if (one.do === 'leave out')
    writeFileSync(at('.recollectignore'), one.not ? '' : path.basename(one.file));
  else if (text === undefined) return [];
  else if (one.do === 'edit') {
    const from = Math.floor(text.length * one.from);
    writeFileSync(at(one.file), text.slice(0, from) + one.piece + text.slice(from + one.length));
  } else if (one.do === 'delete') rmSync(at(one.file));
  else if (one.do === 'copy') {
    if (one.to !== one.file) cpSync(at(one.file), at(one.to));
  } else renameSync(at(one.file), at(one.to));
  return one.do === 'leave out' ? [...FILES] : 'to' in one ? [one.file, one.to] : [one.file];
}

test('invariant 8: any sequence of edits, renames, copies and deletions leaves the memory that a rebuild makes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(step, follow), { minLength: 1, maxLength: 14 }),
      fc.boolean(),
      async (steps, last) => {
        const folder = mkdtempSync(path.join(tmpdir(), 'recollect-updates-'));
        const root = path.join(folder, 'files');
        mkdirSync(root);
        const { store, close } = openStore(root, { store: path.join(folder, 'followed') });
        const fresh = openStore(root, { store: path.join(folder, 'fresh') });
        try {
          const options = { root, held: new Map<string, string>(), encoder: ENCODER };
          let snapshot: Snapshot | undefined;
          const pending = new Set<string>();
          mkdirSync(path.join(root, 'docs'));
          for (const [i, name] of FILES.entries())
            writeFileSync(path.join(root, name), prose(i % 2 === 0 ? 'en' : 'zh', 30, i));
          await updateMemory({ ...options, store });
          for (const [one, then] of steps) {
            for (const name of change(root, one)) pending.add(name);
            if (then === 'nothing') continue;
            if (then === 'look') snapshot = takeSnapshot(store, ENCODER, snapshot);
            else if (then === 'index') await updateMemory({ ...options, store });
            else await updateFiles({ ...options, store }, [...pending]);
            if (then !== 'look') pending.clear();
          }
          if (last) await updateMemory({ ...options, store });
          else await updateFiles({ ...options, store }, [...pending]);
          await updateMemory({ ...options, store: fresh.store });
          assert.deepEqual(
            described(store, takeSnapshot(store, ENCODER, snapshot)),
            described(fresh.store, takeSnapshot(fresh.store, ENCODER)),
          );
        } finally {
          close();
          fresh.close();
          rmSync(folder, { recursive: true, force: true });
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a changed paragraph of a long file without headings is encoded anew with what stands next to it, and no more', async (t) => {
  const root = temporaryFolder(t);
  const { store, close } = openStore(root, { store: temporaryFolder(t) });
  t.after(close);
  const options = { root, held: new Map<string, string>(), store, encoder: HASHING_ENCODER };
  let text = prose('en', 1500, 11) + prose('zh', 700, 12);
  const name = path.join(root, 'book.txt');
  writeFileSync(name, text);
  assert.ok((await updateMemory(options)).encoded > 300);
  const next = random(4);
  const paragraph = (): { start: number; end: number } => {
    const start = text.indexOf('\n\n', Math.floor(next() * (text.length - 2000))) + 2;
    return { start, end: text.indexOf('\n\n', start) + 2 };
  };
  const edits: Record<string, () => string> = {
    'a word changed': () => {
      const { start } = paragraph();
      return `${text.slice(0, start)}Meanwhile ${text.slice(start)}`;
    },
    'a paragraph inserted': () => {
      const { start } = paragraph();
      return (
        text.slice(0, start) +
        prose(next() < 0.5 ? 'en' : 'zh', 4, Math.floor(next() * 1e6)) +
        text.slice(start)
      );
    },
    'a paragraph deleted': () => {
      const { start, end } = paragraph();
      return text.slice(0, start) + text.slice(end);
    },
    'a sentence appended': () => `${text}The last word is said. `,
    'a sentence put first': () => `The first word is said. ${text}`,
  };
  for (let i = 0; i < 40; i++) {
    const kinds = Object.keys(edits);
    const kind = kinds[i % kinds.length] ?? '';
    text = edits[kind]?.() ?? text;
    writeFileSync(name, text);
    const { encoded } = await updateFiles(options, ['book.txt']);
    assert.ok(encoded > 0 || kind === 'a paragraph deleted', `${kind}: nothing encoded`);
    assert.ok(encoded < 12, `${kind}: ${encoded} encoded`);
  }
});
