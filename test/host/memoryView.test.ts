import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { FolderState } from '../../src/host/folderMemory.ts';
import { heatLevel } from '../../src/host/heat/heatLevels.ts';
import { memoryView } from '../../src/host/memoryView.ts';
import { sharedWords } from '../../src/host/questionWords.ts';
import type { MemoryView } from '../../src/protocol/panelMessages.ts';

function check(folders: readonly FolderState[], expected: MemoryView): void {
  const errorView = (error: Error) => ({ message: error.message, actions: ['index'] as const });
  assert.deepEqual(
    memoryView({
      folders,
      errorView,
      sizeText: (bytes) => `${bytes} bytes`,
      timeText: (seconds) => `${seconds} s`,
    }),
    expected,
  );
}

const ready = (files: number, leaves: number, encoded: number, skipped = 0): FolderState => ({
  kind: 'ready',
  report: {
    files,
    leaves,
    encoded: 0,
    reused: encoded,
    skipped: Array.from({ length: skipped }, (_, i) => ({ file: `${i}.png`, reason: 'An image.' })),
    notes: [],
    warnings: [],
    anotherWriter: false,
  },
});
const encoding: FolderState = { kind: 'indexing', phase: 'encoding', done: 10, total: 40 };

const LARGE = {
  kind: 'large',
  name: 'archive',
  files: 9000,
  size: '70000000 bytes',
  time: '600 s',
  divisible: true,
} as const;
const large = (declined: boolean): FolderState => ({
  kind: 'large',
  declined,
  large: {
    name: 'archive',
    files: 9000,
    bytes: 70_000_000,
    seconds: 600,
    parts: [
      { name: 'old', files: 8000, bytes: 60_000_000 },
      { name: '', files: 1000, bytes: 10_000_000 },
    ],
  },
});

suite('The state of the memory over all folders', () => {
  test('no folder', () => check([], { kind: 'no-folder' }));
  test('a large folder is asked about before all else', () =>
    check([ready(1, 1, 1), large(false)], { ...LARGE, declined: false }));
  test('one that was put off stays out without a word, unless there is nothing else', () => {
    check([large(true), encoding], { kind: 'indexing', phase: 'encoding', done: 10, total: 40 });
    check([large(true)], { ...LARGE, declined: true });
  });
  test('not opened yet', () => check([{ kind: 'idle' }, ready(1, 1, 1)], { kind: 'starting' }));
  test('what fails comes first', () =>
    check([encoding, { kind: 'failed', error: new Error('No room.') }], {
      kind: 'failed',
      error: { message: 'No room.', actions: ['index'] },
    }));
  test('reading before encoding, each summed alone', () => {
    check([encoding, encoding], { kind: 'indexing', phase: 'encoding', done: 20, total: 80 });
    check([encoding, { kind: 'indexing', phase: 'reading', done: 1, total: 3 }], {
      kind: 'indexing',
      phase: 'reading',
      done: 1,
      total: 3,
    });
  });
  test('paused', () =>
    check([{ kind: 'paused', done: 5, total: 9 }, ready(1, 1, 1)], { kind: 'paused', done: 5, total: 9 }));
  test('ready: files, passages and what was left out', () =>
    check([ready(2, 20, 20, 1), ready(1, 5, 5)], {
      kind: 'ready',
      files: 3,
      passages: 25,
      skipped: 1,
      device: 'CPU',
    }));
  test('ready: the device that documents were encoded with', () => {
    const state = ready(1, 5, 5);
    assert.ok(state.kind === 'ready');
    const view = { kind: 'ready', files: 1, passages: 5, skipped: 0, device: 'WebGPU' } as const;
    check([{ ...state, report: { ...state.report, device: 'webgpu' } }], view);
  });
  test('ready without a model', () =>
    check([ready(2, 20, 0)], { kind: 'ready', files: 2, passages: 20, skipped: 0, device: null }));
  test('nothing that can be read', () => check([ready(0, 0, 0, 4)], { kind: 'empty', skipped: 4 }));
});

suite('Heat', () => {
  test('five shades by part of the strongest; what is faint is not lit', () =>
    assert.deepEqual(
      [0, 0.02, 0.07, 0.2, 0.3, 0.5, 0.7, 0.81, 1].map((weight) => heatLevel(weight * 0.3, 0.3)),
      [0, 0, 1, 2, 3, 4, 4, 5, 5],
    ));
  test('nothing is lit where nothing was attended', () => assert.equal(heatLevel(0, 0), 0));
  test('names the rarer words that sentence and question share, rarest first', () =>
    assert.deepEqual(
      sharedWords(
        'The tenancy may be ended by the Tenant on 90 days’ notice.',
        [
          { term: 'the', leaves: 90, rarity: 1 },
          { term: 'tenant', leaves: 20, rarity: 1 },
          { term: 'notice', leaves: 4, rarity: 1 },
          { term: 'early', leaves: 2, rarity: 1 },
        ],
        100,
      ),
      ['notice', 'tenant'],
    ));
});
