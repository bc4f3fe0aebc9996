import assert from 'node:assert/strict';
import { existsSync, globSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { Engine } from '../../../src/engine/engine.ts';
import { openStore } from '../../../src/engine/store/openStore.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';

const MANUAL = [
  'Before the first heading stands a line\nabout the pangolin.\n',
  '# Pumps\n\nEvery pump is oiled on the first of the month.\n',
  '## Filters\n\nThe fuel filter is changed each spring.\n',
  '# Boilers\n\nThe boiler stands in the cellar.\n',
].join('\n');

/** A folder that is remembered by words alone, which is quick. */
async function remembered(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>) {
  const workspace = temporaryFolder(t, 'recollect-workspace-');
  const store = temporaryFolder(t, 'recollect-store-');
  writeFiles(workspace, files);
  const open = (): Engine => {
    const engine = new Engine({ store, models: path.join(workspace, 'no-models') });
    t.after(() => engine.close());
    return engine;
  };
  const engine = open();
  await engine.index({ workspace });
  return { workspace, store, engine, open };
}

test('a folder is listed a page at a time, what was left out among the rest', async (t) => {
  const names = Array.from({ length: 23 }, (_, i) => `${String(i).padStart(2, '0')}.md`);
  const { workspace, engine } = await remembered(t, {
    ...Object.fromEntries(names.map((name) => [name, `Note ${name}.`])),
    '07b.pdf': 'a PDF',
    '21b.png': 'an image',
  });
  const whole = await engine.files({ workspace });
  assert.equal(whole.next, undefined);
  assert.equal(whole.files.length, 23);
  for (const limit of [1, 5, 24, 25, 100]) {
    const files: unknown[] = [];
    const skipped: unknown[] = [];
    let pages = 0;
    for (let after: string | undefined = ''; after !== undefined; pages++) {
      const page = await engine.files({ workspace, after, limit });
      assert.ok(page.files.length + page.skipped.length <= limit);
      files.push(...page.files);
      skipped.push(...page.skipped);
      after = page.next;
    }
    assert.deepEqual([files, skipped], [whole.files, whole.skipped]);
    assert.equal(pages, Math.ceil(25 / limit));
  }
});

test('a reason comes with what another language needs, also from a memory that held English alone', async (t) => {
  const { workspace, store, engine, open } = await remembered(t, {
    'scan.pdf': 'a PDF',
    'empty.md': '',
    'sub/.gitignore': 'x',
  });
  const told = async (asked: Engine) => {
    const { files, skipped } = await asked.files({ workspace });
    return [skipped[0]?.sentence?.code, skipped[0]?.reason, files[0]?.sentence?.code, files[0]?.note];
  };
  const expected = [
    'kind-pdf',
    'PDF files are not read yet.',
    'note-empty',
    'It is empty: there is nothing in it to be found.',
  ];
  assert.deepEqual(await told(engine), expected);
  await engine.close();

  const opened = openStore(workspace, { store });
  const [pdf] = opened.store.skipped();
  assert.ok(pdf !== undefined);
  opened.store.skip({ ...pdf, reason: 'PDF files are not read yet.' });
  opened.close();
  const later = open();
  assert.deepEqual((await later.files({ workspace })).skipped, [
    { file: 'scan.pdf', reason: 'PDF files are not read yet.' },
  ]);
  await later.index({ workspace });
  assert.deepEqual(await told(later), expected);
});

test('sections are told nested, each with all that stands in it', async (t) => {
  const { workspace, engine } = await remembered(t, { 'manual.md': MANUAL });
  const { sections } = await engine.sections({ workspace, file: 'manual.md' });
  assert.deepEqual(
    sections.map(({ parent, heading, start, end }) => [parent, heading, MANUAL.slice(start, end)]),
    [
      [-1, '', MANUAL.slice(0, MANUAL.indexOf('# Pumps'))],
      [-1, 'Pumps', MANUAL.slice(MANUAL.indexOf('# Pumps'), MANUAL.indexOf('# Boilers'))],
      [1, 'Filters', MANUAL.slice(MANUAL.indexOf('## Filters'), MANUAL.indexOf('# Boilers'))],
      [-1, 'Boilers', MANUAL.slice(MANUAL.indexOf('# Boilers'))],
    ],
  );
  const [file] = (await engine.files({ workspace })).files;
  const top = sections.filter(({ parent }) => parent === -1);
  assert.equal(
    top.reduce((sum, { leaves }) => sum + leaves, 0),
    file?.leaves,
  );
  const [, pumps, filters] = sections;
  assert.ok(pumps !== undefined && filters !== undefined && pumps.leaves > filters.leaves);
});

test('what is forgotten is in no answer at once, stays out whoever indexes, and comes back when it is taken back', async (t) => {
  const { workspace, engine, open } = await remembered(t, {
    'secret.md': 'The vault holds tungsten.',
    'open.md': 'The vault is in the cellar.',
    'drafts/one.md': 'The vault is empty.',
    'drafts/scan.pdf': 'a PDF',
    'draftsman.md': 'The draftsman drew the vault.',
  });
  const names = async (asked: Engine) => (await asked.files({ workspace })).files.map(({ file }) => file);
  const passages = async (asked: Engine) =>
    (await asked.ask({ workspace, question: 'What does the vault hold?', passagesOnly: true })).passages.map(
      ({ file }) => file,
    );
  assert.ok((await passages(engine)).includes('secret.md'));

  const { forgotten, removed } = await engine.forget({
    workspace,
    files: ['secret.md', 'drafts/'],
    forgotten: true,
  });
  assert.deepEqual([forgotten, removed], [['drafts/', 'secret.md'], true]);
  assert.deepEqual((await passages(engine)).toSorted(), ['draftsman.md', 'open.md']);

  // Another look at the folder, another process, a change that an editor tells: it stays out.
  writeFileSync(path.join(workspace, 'secret.md'), 'The vault holds tungsten and lead.');
  const report = await engine.index({ workspace });
  assert.deepEqual(report.skipped, []);
  await engine.update({ workspace, changes: [{ file: 'secret.md', text: 'The vault holds gold.' }] });
  assert.deepEqual(await names(engine), ['draftsman.md', 'open.md']);
  await engine.close();
  const later = open();
  await later.index({ workspace });
  const listed = await later.files({ workspace });
  assert.deepEqual(
    listed.files.map(({ file }) => file),
    ['draftsman.md', 'open.md'],
  );
  assert.deepEqual(listed.forgotten, ['drafts/', 'secret.md']);

  await later.forget({ workspace, files: ['secret.md', 'drafts/'], forgotten: false });
  await later.index({ workspace });
  assert.deepEqual(await names(later), ['drafts/one.md', 'draftsman.md', 'open.md', 'secret.md']);
  assert.equal((await later.files({ workspace })).skipped.length, 1);
});

test('where the list of what was forgotten is damaged, nothing comes back', async (t) => {
  const { workspace, store, engine } = await remembered(t, { 'secret.md': 'The vault holds tungsten.' });
  await engine.forget({ workspace, files: ['secret.md'], forgotten: true });
  const [kept] = globSync('**/forgotten.json', { cwd: store });
  assert.ok(kept !== undefined);
  const file = path.join(store, kept);
  for (const content of ['{"format": 1, "fil', '{"format": 7}', '[]']) {
    writeFileSync(file, content);
    await assert.rejects(
      engine.index({ workspace }),
      (error: Error) => error.message.includes(file) && /forgotten/.test(error.message),
    );
  }
  writeFileSync(file, '{"format": 1, "files": ["secret.md"]}');
  await engine.forget({ workspace, files: ['secret.md'], forgotten: false });
  assert.ok(!existsSync(file));
  assert.equal((await engine.index({ workspace })).files, 1);
});
