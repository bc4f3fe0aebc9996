import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../../src/engine/engine.ts';
import type { InspectedNode } from '../../../src/protocol/memoryReports.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';

test('a tree of ten thousand headings is shown whole, each under its own, in time that grows with its length', async (t) => {
  const workspace = temporaryFolder(t);
  const chapters = 100;
  const sections = 100;
  let text = '# Book\n\n';
  for (let chapter = 0; chapter < chapters; chapter++) {
    text += `## Chapter ${chapter}\n\nIt begins.\n\n`;
    for (let section = 0; section < sections; section++)
      text += `### Section ${chapter}.${section}\n\nIt says what the keeper wrote.\n\n`;
  }
  writeFiles(workspace, { 'book.md': text });
  const engine = new Engine({ store: temporaryFolder(t), models: temporaryFolder(t) });
  t.after(() => engine.close());
  await engine.index({ workspace });
  await engine.ask({ workspace, question: 'What did the keeper write?' });

  const before = process.cpuUsage();
  const { tree } = await engine.inspect({ workspace, file: 'book.md' });
  const { user, system } = process.cpuUsage(before);
  // A few milliseconds; looked through once for every heading it takes seconds.
  assert.ok((user + system) / 1000 < 600, `${(user + system) / 1000} ms`);

  const sectionsIn = ({ children }: InspectedNode): InspectedNode[] =>
    children.filter(({ level }) => level === 'section');
  const [book, ...others] = sectionsIn(tree);
  assert.deepEqual([book?.heading, others], ['Book', []]);
  const found = sectionsIn(book!);
  assert.equal(found.length, chapters);
  assert.ok(found.every((chapter) => sectionsIn(chapter).length === sections));
  assert.equal(sectionsIn(found[41]!)[7]?.heading, 'Section 41.7');
});
