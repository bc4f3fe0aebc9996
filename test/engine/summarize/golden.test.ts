import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Engine } from '../../../src/engine/engine.ts';
import type { SummaryResult } from '../../../src/protocol/writing.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';

// Two files of the sample library, one English, one Chinese, as people read their summaries. UPDATE_GOLDEN=1 writes the
// golden texts anew: read the difference before it is committed.

const library = path.join(import.meta.dirname, '../../../media/sample-library');
const golden = path.join(import.meta.dirname, '../../golden/summaries');

test('a lease in English and a manual in Chinese are summarized in sentences that stand alone', async (t) => {
  const files = ['contracts/lease.md', 'manual/freeze-dryer-sq-d12.md'];
  const workspace = temporaryFolder(t, 'recollect-workspace-');
  writeFiles(
    workspace,
    Object.fromEntries(files.map((file) => [file, readFileSync(path.join(library, file))])),
  );
  const engine = new Engine({ store: temporaryFolder(t, 'recollect-store-') });
  t.after(() => engine.close());
  await engine.index({ workspace });
  for (const file of files) {
    const result = await engine.summarize({ workspace, of: file });
    for (const { summary } of [result, ...result.sections])
      for (const { citations } of summary)
        for (const { start, end, quote } of citations)
          assert.equal(readFileSync(path.join(workspace, file), 'utf8').slice(start, end), quote);
    const name = path.join(golden, `${path.basename(file)}.txt`);
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(golden, { recursive: true });
      writeFileSync(name, readable(result));
    }
    assert.ok(existsSync(name), `${name} is missing; UPDATE_GOLDEN=1 writes it`);
    assert.equal(readable(result), readFileSync(name, 'utf8'));
  }
});

function readable({ of, summary, sections, coverage }: SummaryResult): string {
  const lines = (sentences: SummaryResult['summary']): string =>
    sentences.map(({ text }) => `- ${text}\n`).join('');
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  return (
    `${of}\n${lines(summary)}\n` +
    sections.map((section) => `[${section.heading}]\n${lines(section.summary)}\n`).join('') +
    `represented ${percent(coverage.represented)}, compressed ${percent(coverage.compressed)}, left out ${percent(coverage.leftOut)}\n`
  );
}
