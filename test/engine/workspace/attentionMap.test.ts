import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { Engine } from '../../../src/engine/engine.ts';
import type { DocumentAttention } from '../../../src/protocol/attentionMap.ts';
import type { AskResult } from '../../../src/protocol/asking.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';
import { prose } from '../../support/texts.ts';

const LIBRARY = join(import.meta.dirname, '../../../media/sample-library');

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
const near = (a: number, b: number, what: string): void =>
  assert.ok(Math.abs(a - b) < 1e-5, `${what}: ${a} is not ${b}`);

function unpacked({ leaves }: DocumentAttention) {
  const numbers = (packed: string, read: (view: DataView, at: number) => number): number[] => {
    const bytes = Uint8Array.from(Buffer.from(packed, 'base64'));
    const view = new DataView(bytes.buffer);
    return Array.from({ length: bytes.length / 4 }, (_, i) => read(view, i * 4));
  };
  return {
    bounds: numbers(leaves.bounds, (view, at) => view.getUint32(at, true)),
    sections: numbers(leaves.sections, (view, at) => view.getUint32(at, true)),
    shares: numbers(leaves.shares, (view, at) => view.getFloat32(at, true)),
  };
}

/** Invariant 10 on what crosses the wire. */
function checkSums(nullWeight: number, documents: readonly DocumentAttention[], all = 1): void {
  near(sum(documents.map(({ share }) => share)) + nullWeight, all, 'all');
  for (const document of documents) {
    const { bounds, sections, shares } = unpacked(document);
    assert.equal(shares.length, document.leaves.count);
    assert.equal(sections.length, document.leaves.count);
    assert.equal(bounds.length, document.leaves.count + 1);
    assert.ok(shares.every((share) => share >= 0));
    assert.ok(bounds.every((bound, i) => i === 0 || bound > bounds[i - 1]!));
    near(sum(shares), document.share, document.file);
    near(
      sum(document.sections.filter(({ parent }) => parent < 0).map(({ share }) => share)),
      document.share,
      `${document.file}: sections`,
    );
    for (const [s, section] of document.sections.entries()) {
      assert.ok(section.parent < s);
      const own = sum(shares.filter((_, leaf) => sections[leaf] === s));
      const below = sum(document.sections.filter(({ parent }) => parent === s).map(({ share }) => share));
      near(section.share, own + below, `${document.file}: ${section.heading}`);
    }
  }
}

function engineOf(t: TestContext, models?: string): Engine {
  const engine = new Engine({ store: temporaryFolder(t), models, readingBudget: Infinity });
  t.after(() => engine.close());
  return engine;
}

test('invariant 10: documents sum with NULL to 1, and every part to what is in it, whatever the folder', async (t) => {
  const engine = engineOf(t, temporaryFolder(t));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }), { minLength: 1, maxLength: 4 }),
      fc.nat(5),
      async (files, asked) => {
        const workspace = temporaryFolder(t);
        const words = ['lease', 'keeper', 'water', 'rent', 'lamp', 'wholly unheard of'];
        writeFiles(
          workspace,
          Object.fromEntries(
            files.map((depths, f) => [
              `${f}.md`,
              `The ${words[f % 5]} is spoken of before the first heading.\n\n` +
                depths
                  .map(
                    (depth, i) =>
                      `${'#'.repeat(depth)} ${words[i % 5]} ${i}\n\n${prose('en', 60, f * 9 + i)}\n\n`,
                  )
                  .join(''),
            ]),
          ),
        );
        await engine.index({ workspace });
        const question = `What is said of the ${words[asked]}?`;
        const { nullWeight } = await engine.ask({ workspace, question });
        const map = await engine.attention({ workspace, asked: { question } });
        assert.equal(map.nullWeight, nullWeight);
        assert.equal(map.documents.length, files.length);
        checkSums(map.nullWeight, map.documents);
      },
    ),
    { numRuns: 12 },
  );
});

test('the shares are those of the answer: of its files and of every passage that it lists', async (t) => {
  const engine = engineOf(t);
  const workspace = join(temporaryFolder(t), 'library');
  cpSync(LIBRARY, workspace, { recursive: true });
  await engine.index({ workspace });
  const question = 'How deep did the water stand in Unit 7?';
  const answer = await engine.ask({ workspace, question });
  const checkAgainst = async ({ documents, passages, nullWeight }: AskResult): Promise<void> => {
    const map = await engine.attention({ workspace, asked: { question } });
    checkSums(map.nullWeight, map.documents);
    assert.equal(map.nullWeight, nullWeight);
    for (const { file, weight } of documents)
      near(map.documents.find((document) => document.file === file)!.share, weight, file);
    for (const passage of passages) {
      const { bounds, shares } = unpacked(map.documents.find(({ file }) => file === passage.file)!);
      near(shares[bounds.indexOf(passage.start)]!, passage.weight, passage.text.slice(0, 40));
    }
  };
  await checkAgainst(answer);

  // The memory goes on; the answer that was given stays what it was.
  writeFiles(workspace, {
    'contracts/amendment-2.md': '# Nothing\n\nThere is nothing here any more.\n',
    'new.md': '# New\n\nThe water in Unit 7 stood 3 metres deep.\n',
  });
  await engine.index({ workspace });
  await checkAgainst(answer);
  const { documents } = await engine.attention({ workspace, asked: { question } });
  const added = documents.find(({ file }) => file === 'new.md')!;
  assert.deepEqual([added.asked, added.share], [false, 0]);

  // Asked again it attends to what is there now.
  await checkAgainst(await engine.ask({ workspace, question }));
});

test('of a file that is asked in part the rest is there, without a share', async (t) => {
  const engine = engineOf(t, temporaryFolder(t));
  const workspace = temporaryFolder(t);
  const text = `# Lease\n\n${prose('en', 60, 3)}\n\n## Rent\n\nThe rent is due monthly. ${prose('en', 60, 4)}\n`;
  writeFiles(workspace, { 'lease.md': text });
  await engine.index({ workspace });
  const start = text.indexOf('The rent');
  const within = [{ file: 'lease.md', start, end: start + 400 }];
  const asked = { question: 'When is the rent due?', within };
  const { nullWeight } = await engine.ask({ workspace, ...asked });
  const { documents } = await engine.attention({ workspace, asked });
  checkSums(nullWeight, documents);
  const [lease] = documents;
  const { bounds, shares } = unpacked(lease!);
  assert.deepEqual([bounds[0], bounds.at(-1)], [0, text.length]);
  const lit = shares.flatMap((share, leaf) => (share > 0 ? [leaf] : []));
  assert.ok(lit.length > 0 && lit.every((leaf) => bounds[leaf]! < start + 400 && bounds[leaf + 1]! > start));
});

test('what is no longer kept is asked again, of the files that were asked; nothing asked attends to nothing', async (t) => {
  const engine = engineOf(t, temporaryFolder(t));
  const workspace = temporaryFolder(t);
  writeFiles(workspace, {
    'a/lease.md': '# Lease\n\nThe lease ends in June.\n\n## Rent\n\nThe rent is due monthly.\n',
    'b/other.md': '# Other\n\nThe lease of the mill is another one.\n',
  });
  await engine.index({ workspace });
  const asked = { question: 'When does the lease end?', scope: 'a/' };
  const map = await engine.attention({ workspace, asked });
  checkSums(map.nullWeight, map.documents);
  assert.deepEqual(map.scope, ['a/']);
  assert.deepEqual(
    map.documents.map(({ file, asked: was, share }) => [file, was, share > 0]),
    [
      ['a/lease.md', true, true],
      ['b/other.md', false, false],
    ],
  );
  assert.deepEqual(
    map.documents[0]!.sections.map(({ heading, parent }) => [heading, parent]),
    [
      ['Lease', -1],
      ['Rent', 0],
    ],
  );

  const idle = await engine.attention({ workspace });
  assert.equal(idle.nullWeight, 1);
  checkSums(1, idle.documents);
  assert.ok(idle.documents.every((document) => !document.asked && document.share === 0));
});
