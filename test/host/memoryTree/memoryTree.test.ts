import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EngineApi } from '../../../src/protocol/engineApi.ts';
import type { FilesResult, RememberedFile, RememberedSection } from '../../../src/protocol/memoryReports.ts';
import { batches, MOST_CHILDREN } from '../../../src/host/memoryTree/batches.ts';
import { FolderListing, type ListedFolder } from '../../../src/host/memoryTree/folderListing.ts';
import { HeatShares } from '../../../src/host/memoryTree/heatShares.ts';
import { LastAttended } from '../../../src/host/memoryTree/lastAttended.ts';
import { Listings } from '../../../src/host/memoryTree/listings.ts';
import { nodeId, sectionNodes, type SectionNode } from '../../../src/host/memoryTree/nodes.ts';
import { MOST_PINNED, Pins } from '../../../src/host/memoryTree/pins.ts';
import { threadOf, turnOf } from '../threads/kept.ts';

const remembered = (file: string, leaves = 2, encoded = 1): RememberedFile => ({
  file,
  leaves,
  encoded,
  size: 10,
  note: '',
});
const page = (files: readonly RememberedFile[], rest: Partial<FilesResult> = {}): FilesResult => ({
  files,
  skipped: [],
  forgotten: [],
  ...rest,
});

test('a listing, however it comes in pages, holds every file once, in its folder, and adds up', () => {
  const name = fc.stringMatching(/^[a-z]{1,2}$/);
  const file = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => `${parts.join('/')}.md`);
  fc.assert(
    fc.property(fc.uniqueArray(file, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (names, size) => {
      const sorted = names.toSorted();
      const listing = new FolderListing();
      for (let at = 0; at < sorted.length; at += size)
        listing.add(page(sorted.slice(at, at + size).map((one) => remembered(one))));
      const found: string[] = [];
      const walk = (folder: ListedFolder): number => {
        for (const { file: one } of folder.files) {
          assert.equal(one.slice(0, one.lastIndexOf('/') + 1), folder.path);
          found.push(one);
        }
        const below = folder.folders.reduce((sum, inner) => sum + walk(inner), 0);
        assert.equal(folder.totals.files, folder.files.length + below);
        assert.equal(folder.totals.leaves, 2 * folder.totals.files);
        assert.equal(folder.totals.encoded, folder.totals.files);
        return folder.totals.files;
      };
      const top = listing.folder('');
      assert.ok(top !== undefined);
      walk(top);
      assert.deepEqual(found.toSorted(), sorted);
      for (const one of sorted) assert.equal(listing.file(one)?.file, one);
    }),
  );
});

test('no list is shown longer than can be served in one piece, and every item is reached once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 2, max: 12 }), (length, most) => {
      const items = Array.from({ length }, (_, i) => i);
      const reach = (list: readonly number[]): number[] => {
        const runs = batches(list, most);
        assert.ok(runs.length <= most);
        if (runs.length <= 1) {
          assert.ok(list.length <= most);
          return [...list];
        }
        return runs.flatMap(({ from, items: inside }) => {
          assert.deepEqual(inside, list.slice(from, from + inside.length));
          return reach(inside);
        });
      };
      assert.deepEqual(reach(items), items);
    }),
  );
  assert.ok(batches(Array.from({ length: 20_000 })).length <= MOST_CHILDREN);
});

test('sections are nested as their file nests them; what has no heading has no node', () => {
  const section = (parent: number, heading: string): RememberedSection => ({
    parent,
    heading,
    start: 0,
    end: 9,
    leaves: 1,
    encoded: 1,
  });
  const nodes = sectionNodes('/mill', 'a.md', [
    section(-1, ''),
    section(-1, 'Pumps'),
    section(1, 'Filters'),
    section(2, 'Fuel'),
    section(-1, 'Boilers'),
  ]);
  const shape = (all: readonly SectionNode[]): unknown[] =>
    all.map((node) => [node.section.heading, ...shape(node.children)]);
  assert.deepEqual(shape(nodes), [['Pumps', ['Filters', ['Fuel']]], ['Boilers']]);
  const ids = (all: readonly SectionNode[]): string[] =>
    all.flatMap((node) => [nodeId(node), ...ids(node.children)]);
  assert.equal(new Set(ids(nodes)).size, 4);
});

test('shares of files add up in every folder around them; a section has at least what its passages have', () => {
  const share = (file: string, weight: number) => ({ folder: '/mill', file, weight });
  const passage = (start: number, end: number, weight: number, sectionWeight: number) => ({
    ...share('a/b/lease.md', weight),
    start,
    end,
    sectionWeight,
    level: 'leaf' as const,
    text: '',
    headings: [],
  });
  const heat = new HeatShares({
    documents: [share('a/b/lease.md', 0.5), share('a/notes.md', 0.25), share('top.md', 0.125)],
    passages: [passage(100, 200, 0.25, 0.375), passage(300, 400, 0.125, 0.125)],
  });
  assert.deepEqual(
    ['a/b/lease.md', 'a/b/', 'a/', '', 'b/', 'a'].map((path) => heat.of('/mill', path)),
    [0.5, 0.5, 0.75, 0.875, 0, 0],
  );
  assert.equal(heat.of('/barn', ''), 0);
  const within = (start: number, end: number) => heat.within('/mill', 'a/b/lease.md', { start, end });
  assert.deepEqual(
    [within(0, 1000), within(100, 250), within(250, 1000), within(0, 50)],
    [0.375, 0.375, 0.125, 0],
  );
  assert.equal(new HeatShares(undefined).of('/mill', ''), 0);
});

test('the last question that a file, or a part of it, was attended for is told from the conversations that are kept', async () => {
  const place = (start: number, end: number, file = 'lease.md') => ({
    folder: '/mill',
    file,
    start,
    end,
    weight: 0.5,
  });
  const first = threadOf('t1', [
    turnOf('q1', 'When?', { asked: 10, attended: [place(0, 50)] }),
    turnOf('q2', 'How much?', { asked: 30, attended: [place(100, 150)] }),
  ]);
  const second = threadOf('t2', [turnOf('q3', 'Who?', { asked: 20, attended: [place(0, 10)] })]);
  const last = new LastAttended();
  assert.equal(await last.look([]), false);
  assert.equal(await last.look([second, first]), true);
  assert.equal(await last.look([first, second]), false);
  const asked = (range?: { start: number; end: number }, file = 'lease.md') =>
    last.of('/mill', file, range)?.question;
  assert.deepEqual(
    [asked(), asked({ start: 0, end: 40 }), asked({ start: 40, end: 60 }), asked({ start: 60, end: 90 })],
    ['How much?', 'Who?', 'When?', undefined],
  );
  assert.equal(asked(undefined, 'other.md'), undefined);
  // What is forgotten of the conversations is forgotten here.
  assert.equal(await last.look([second]), true);
  assert.equal(asked(), 'Who?');
});

test('pins are kept by folder, and of too many the oldest goes', async () => {
  let kept: unknown = [{ folder: 7 }, 'nonsense'];
  const pins = new Pins({
    get: () => kept,
    update: (_key, value) => {
      kept = JSON.parse(JSON.stringify(value));
      return Promise.resolve();
    },
  });
  await pins.set({ folder: '/mill', file: 'a.md' }, true);
  await pins.set({ folder: '/mill', file: 'b/' }, true);
  await pins.set({ folder: '/barn', file: 'a.md' }, true);
  await pins.set({ folder: '/mill', file: 'a.md' }, true);
  assert.deepEqual([pins.of('/mill'), pins.of('/barn'), pins.of('/shed')], [['b/', 'a.md'], ['a.md'], []]);
  await pins.set({ folder: '/mill', file: 'b/' }, false);
  assert.deepEqual(pins.of('/mill'), ['a.md']);
  for (let i = 0; i < MOST_PINNED; i++) await pins.set({ folder: '/shed', file: `${i}.md` }, true);
  assert.deepEqual([pins.of('/mill'), pins.of('/shed').length], [[], MOST_PINNED]);
});

test('20,000 files are listed a page at a time, once for many wishes', async () => {
  const files = Array.from({ length: 20_000 }, (_, i) =>
    remembered(`part-${String(i % 50).padStart(2, '0')}/chapter-${i}.md`),
  ).sort((a, b) => (a.file < b.file ? -1 : 1));
  let asked = 0;
  const api: Pick<EngineApi, 'files' | 'sections'> = {
    sections: () => Promise.reject(new Error('nobody opened a file')),
    files: ({ after = '', limit = Infinity }) => {
      asked++;
      const rest = files.filter(({ file }) => file > after);
      const some = rest.slice(0, limit);
      const next = some.length < rest.length ? some.at(-1)?.file : undefined;
      return Promise.resolve(page(some, next === undefined ? {} : { next }));
    },
  };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const listings = new Listings({ run: (work) => work(api), onChange: resolve, onError: reject });
  listings.refresh('/mill');
  listings.refresh('/mill');
  await promise;
  assert.equal(asked, 20);
  const top = listings.of('/mill')?.folder('');
  assert.deepEqual([top?.totals.files, top?.folders.length], [20_000, 50]);
  listings.dispose();
});
