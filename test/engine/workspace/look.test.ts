import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { look } from '../../../src/engine/workspace/look.ts';
import { Workspace } from '../../../src/engine/workspace/workspace.ts';
import type { LookParams, LookResult } from '../../../src/protocol/memoryReports.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';
import { HASHING_ENCODER } from '../../support/hashingEncoder.ts';

const PARAGRAPH =
  'The pump stopped at four in the morning. Water stood 54 centimetres deep by noon, and the fuel filter was blocked.\n\n';
const FILES = {
  'README.md': PARAGRAPH,
  'archive/1998.md': PARAGRAPH.repeat(200),
  'archive/1999/may.txt': PARAGRAPH.repeat(100),
  'notes/today.md': PARAGRAPH.repeat(10),
  'notes/left-out.md': PARAGRAPH.repeat(10),
  'notes/picture.png': 'no text',
  '.gitignore': 'secret.md\n',
  'secret.md': PARAGRAPH,
};
const BYTES = PARAGRAPH.length * 311;

/** Looks at {@link FILES} in folders of their own. */
async function check(
  t: Parameters<typeof temporaryFolder>[0],
  params: Omit<LookParams, 'workspace'>,
  expected: (found: LookResult) => void,
): Promise<void> {
  const root = temporaryFolder(t);
  const store = temporaryFolder(t);
  writeFiles(root, FILES);
  expected(await look(params, { root, store, encoder: HASHING_ENCODER }));
  assert.deepEqual(readdirSync(store), [], 'a look makes no memory');
}

suite('A look at a folder', () => {
  test('counts what would be read, folder by folder, and writes nothing', (t) =>
    check(t, { sample: 0, exclude: ['left-out.md'] }, (found) =>
      assert.deepEqual(found, {
        files: 4,
        bytes: BYTES,
        parts: [
          { name: 'archive', files: 2, bytes: PARAGRAPH.length * 300 },
          { name: 'notes', files: 1, bytes: PARAGRAPH.length * 10 },
          { name: '', files: 1, bytes: PARAGRAPH.length },
        ],
        seconds: null,
        hasMemory: false,
      }),
    ));

  test('tells from a sample how long it takes', (t) =>
    check(t, { sample: 200 }, ({ seconds }) =>
      assert.ok(seconds !== null && seconds > 0 && Number.isFinite(seconds)),
    ));

  test('a folder that is small enough is not tried', (t) =>
    check(t, { sample: 200, sampleFrom: 2 * BYTES }, ({ seconds }) => assert.equal(seconds, null)));

  test('a folder without text takes no time and is not tried', async (t) => {
    const root = temporaryFolder(t);
    const store = temporaryFolder(t);
    writeFiles(root, { 'a.png': 'x', 'empty.md': '' });
    const { files, bytes, seconds } = await look({ sample: 200 }, { root, store, encoder: HASHING_ENCODER });
    assert.deepEqual({ files, bytes, seconds }, { files: 1, bytes: 0, seconds: null });
  });

  test('takes twice as long where there is twice as much to encode', async (t) => {
    // A clock of texts in place of time: an encoder that takes a millisecond a text.
    const slow = {
      ...HASHING_ENCODER,
      encode: async (texts: readonly string[], ...rest: readonly never[]) => {
        await new Promise((resolve) => setTimeout(resolve, texts.length));
        void rest;
        return HASHING_ENCODER.encode(texts, 'passage');
      },
    };
    const times = [];
    for (const copies of [1, 8]) {
      const root = temporaryFolder(t);
      writeFiles(
        root,
        Object.fromEntries(Array.from({ length: copies }, (_, i) => [`${i}.md`, PARAGRAPH.repeat(400)])),
      );
      const { seconds } = await look({ sample: 1 }, { root, store: temporaryFolder(t), encoder: slow });
      times.push(seconds ?? 0);
    }
    assert.ok((times[1] ?? 0) > 2 * (times[0] ?? 0), String(times));
  });

  test('knows a folder that is remembered already', async (t) => {
    const root = temporaryFolder(t);
    const store = temporaryFolder(t);
    writeFiles(root, FILES);
    const workspace = new Workspace(root, { store });
    await workspace.index({}, HASHING_ENCODER, {});
    workspace.close();
    assert.equal((await look({ sample: 0 }, { root, store, encoder: null })).hasMemory, true);
    assert.ok(existsSync(path.join(root, 'README.md')));
  });

  test('stops when it is told to', async (t) => {
    const root = temporaryFolder(t);
    writeFiles(root, FILES);
    const stop = AbortSignal.abort();
    await assert.rejects(
      look({ sample: 200 }, { root, store: temporaryFolder(t), encoder: HASHING_ENCODER, signal: stop }),
      { name: 'AbortError' },
    );
  });
});
