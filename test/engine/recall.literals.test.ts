import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { parseQuestion } from '../../src/core/recall/question.ts';
import { Engine } from '../../src/engine/engine.ts';
import { literalLeaves, type LiteralSearch } from '../../src/engine/recall/literals.ts';
import { takeSnapshot } from '../../src/engine/recall/snapshot.ts';
import { openStore } from '../../src/engine/store/openStore.ts';
import { updateMemory } from '../../src/engine/workspace/indexer.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { prose, random } from '../support/texts.ts';

const next = random(11);
const pick = (letters: string, count: number): string =>
  Array.from(
    { length: count },
    () => Array.from(letters)[Math.floor(next() * Array.from(letters).length)],
  ).join('');
const LATIN = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const DIGITS = '23456789';
const GREEK = 'αβγδεζηθκλμξπρστφψω';
const HAN = '铜钟楼桥灯船镜河石铁墙风云山水春秋';

const wide = (name: string): string =>
  name.replaceAll(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));

/** A made-up name as it is planted, and as it is asked for. */
interface Planted {
  readonly name: string;
  readonly asked: string;
}
const same = (name: string): Planted => ({ name, asked: name });

const KINDS: readonly (() => Planted)[] = [
  () => same(`${pick(LATIN, 2)}-${pick(DIGITS, 4)}-${pick(LATIN, 1)}`),
  () => same(`${pick(LATIN, 1)}${pick(DIGITS, 3)}.${pick(DIGITS, 2)}`),
  () => same(`${pick(GREEK, 2)}${pick(DIGITS, 2)}-${pick(LATIN, 3)}`),
  () => {
    const name = `${pick(HAN, 4)}${pick(DIGITS, 2)}`;
    return { name, asked: `“${name}”` };
  },
  () => same(`${pick(LATIN, 3)}_${pick(DIGITS, 3)}`),
  // Full width in the file, or in the question, as a Chinese or Japanese input method leaves it.
  () => {
    const name = `${pick(LATIN, 2)}-${pick(DIGITS, 4)}`;
    return { name: wide(name), asked: name };
  },
  () => {
    const name = `${pick(LATIN, 2)}-${pick(DIGITS, 4)}`;
    return { name, asked: wide(name) };
  },
  () => {
    const name = `${pick(HAN, 3)}之${pick(HAN, 2)}`;
    return { name, asked: `『${name}』` };
  },
  // Letters with marks, composed in the question and apart in the file; a hyphen that breaks no line.
  () => {
    const name = `${pick('ÅÄÖÉÜ', 2)}ng${pick('ström', 3)}-${pick(DIGITS, 2)}`;
    return { name: name.normalize('NFD').replace('-', '\u2011'), asked: `"${name}"` };
  },
  () => {
    const name = `${pick(GREEK, 1)}-${pick(HAN, 2)}${pick(DIGITS, 3)}`;
    return { name, asked: `「${name}」` };
  },
];

test('invariant 11: 200 planted part numbers, codes and names are each found first', async (t) => {
  const workspace = temporaryFolder(t);
  const engine = new Engine({ store: temporaryFolder(t) });
  t.after(() => engine.close());
  const planted = Array.from({ length: 200 }, (_, i) => KINDS[i % KINDS.length]!());
  const files: Record<string, string> = {};
  for (let f = 0; f < 10; f++) {
    const paragraphs = prose(f % 2 === 0 ? 'en' : 'zh', 60, f + 40).split('\n\n');
    for (const [i, { name }] of planted.slice(f * 20, f * 20 + 20).entries()) {
      const at = i % paragraphs.length;
      paragraphs[at] +=
        f % 2 === 0 ? ` The part ${name} stands in hall ${i}.` : `零件${name}放在第${i}号大厅。`;
    }
    files[`${f}.md`] = paragraphs.join('\n\n');
  }
  writeFiles(workspace, files);
  await engine.index({ workspace });
  const missed: string[] = [];
  for (const [i, { name, asked }] of planted.entries()) {
    const question = i % 3 === 0 ? `${asked}放在哪里？` : `Where does ${asked} stand?`;
    const { passages } = await engine.ask({ workspace, question, passagesOnly: true });
    if (!passages[0]?.text.includes(name)) missed.push(question);
  }
  assert.deepEqual(missed, []);
});

/** What literals are looked for in, and what was read and looked up for them. */
async function searching(
  t: TestContext,
  files: Readonly<Record<string, string>>,
): Promise<{ readonly search: LiteralSearch; readonly read: string[]; readonly lookedUp: string[] }> {
  const root = temporaryFolder(t);
  const { store, close } = openStore(root, { store: temporaryFolder(t) });
  t.after(close);
  writeFiles(root, files);
  await updateMemory({ root, held: new Map(), store, encoder: null });
  const { documents, table } = takeSnapshot(store, null);
  const read: string[] = [];
  const lookedUp: string[] = [];
  const search: LiteralSearch = {
    lexical: {
      add: (label, text) => {
        store.lexical.add(label, text);
      },
      remove: (label) => {
        store.lexical.remove(label);
      },
      frequency: (term) => store.lexical.frequency(term),
      search: (terms, limit) => {
        lookedUp.push(...terms);
        return store.lexical.search(terms, limit);
      },
    },
    documents,
    table,
    whole: table,
    textOf: ({ id, file }) => {
      read.push(file);
      return store.text(id);
    },
  };
  return { search, read, lookedUp };
}

test('the rarest word of a quotation is looked up first, and no other where it leaves few documents', async (t) => {
  const common = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`${i}.md`, `The hall of clock number ${i} is open.`]),
  );
  const files = { ...common, 'tower.md': 'The hall of the zeppelin clock is open.' };
  const { search, read, lookedUp } = await searching(t, files);
  const found = literalLeaves(parseQuestion('Where is "the hall of the zeppelin clock"?').literals, search);
  assert.equal(found.size, 1);
  assert.deepEqual(lookedUp, ['zeppelin']);
  assert.deepEqual(read, ['tower.md']);
  assert.equal(literalLeaves(parseQuestion('"clock number 7 is"').literals, search).size, 1);
});

test('what stands everywhere is not looked for to the end', async (t) => {
  const row = 'Set E05 here and go on to the next of the many long rows that this sheet has, one by one. ';
  const files = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [`${i}.md`, `${row.repeat(1200)}${i}`]),
  );
  const { search, read } = await searching(t, files);
  assert.ok(search.table.size > 400, String(search.table.size));
  assert.equal(literalLeaves(parseQuestion('What is E05?').literals, search).size, 0);
  assert.ok(read.length < 12, read.join(' '));
});

test('invariant 11: a literal without words is found, and looked for in 64 M characters at most', async (t) => {
  const files = {
    'a.md': 'Before it comes a -> b and more.',
    'b.md': 'Nothing here.',
    'c.md': 'x => y -> z',
  };
  const { search, read } = await searching(t, files);
  const { literals } = parseQuestion('What does "->" mean?');
  assert.equal(literalLeaves(literals, search).size, 2);
  assert.deepEqual(read, ['a.md', 'b.md', 'c.md']);
  read.length = 0;
  const [first] = search.documents;
  assert.ok(first !== undefined);
  const [leaf] = first.tree.leaves;
  assert.ok(leaf !== undefined);
  // As long as no test should write.
  const vast = { ...first, tree: { ...first.tree, leaves: [{ ...leaf, end: 65 << 20 }] } };
  literalLeaves(literals, { ...search, documents: [vast, ...search.documents.slice(1)] });
  assert.deepEqual(read, []);
});
