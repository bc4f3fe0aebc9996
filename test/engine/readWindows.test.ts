import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Reader, SpanLogits } from '../../src/core/ports.ts';
import type { RankedLeaf } from '../../src/engine/recall/answer.ts';
import { readWindows } from '../../src/engine/recall/readWindows.ts';
import type { SnapshotDocument } from '../../src/engine/recall/snapshot.ts';
import { isCancelled, RecollectError } from '../../src/protocol/errors.ts';

/** A reader that finds the question's words where they stand, and remembers what it was asked to read. */
class LookingReader implements Reader {
  readonly fingerprint = 'looking';
  readonly read_: string[] = [];
  #onRead: () => void;

  constructor(onRead: () => void = () => {}) {
    this.#onRead = onRead;
  }

  async read(question: string, windows: readonly string[], signal?: AbortSignal): Promise<SpanLogits[]> {
    await Promise.resolve();
    if (signal?.aborted) throw new RecollectError('cancelled', 'Stopped.');
    this.#onRead();
    return windows.map((window) => {
      this.read_.push(`${question}|${window}`);
      const words = [...window.matchAll(/\S+/g)];
      const logits = Float32Array.from(words, ([word]) => (question.includes(word) ? 5 : -5));
      const ranges = Int32Array.from(words.flatMap(({ 0: word, index }) => [index, index + word.length]));
      return { starts: logits, ends: logits, none: 0, ranges };
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const document: SnapshotDocument = Object.assign(Object.create(null), { id: 1 });

function leaves(...texts: readonly string[]): RankedLeaf[] {
  return texts.map((text, index) => ({
    index,
    document,
    passage: {
      file: 'a.md',
      start: 100 * index,
      end: 100 * index + text.length,
      weight: 1 / texts.length,
      sectionWeight: 1,
      level: 'leaf',
      text,
      headings: [],
    },
  }));
}

const many = leaves(...Array.from({ length: 30 }, (_, i) => `leaf ${i}`));
const plain = (text: string) => [{ text, inContext: undefined, forItself: false }];

describe('readWindows', () => {
  it('gives spans of the document, leaf by leaf in their order', async () => {
    const read = await readWindows({
      reader: new LookingReader(),
      ranked: leaves('no such thing', 'the boiler is old'),
      questions: plain('boiler?'),
    });
    assert.deepEqual(
      read.map(({ leaf, spans, gap }) => [leaf.index, spans[0]?.start, spans[0]?.end, gap]),
      [
        [0, 0, 2, -10],
        [1, 104, 110, 10],
      ],
    );
  });

  it('reads the best leaves alone, each once', async () => {
    const reader = new LookingReader();
    const read = await readWindows({ reader, ranked: many, questions: plain('x') });
    assert.ok(read.length < many.length);
    assert.deepEqual(
      reader.read_.toSorted(),
      many.slice(0, read.length).map(({ passage }) => `x|${passage.text}`).toSorted(), // prettier-ignore
    );
  });

  it('begins no window once the time is up, and reads the first whatever the time', async () => {
    let time = 0;
    const reader = new LookingReader(() => (time += 300));
    const read = await readWindows({
      reader,
      ranked: many,
      questions: plain('x'),
      budget: 0,
      now: () => time,
    });
    assert.ok(read.length >= 1 && read.length <= 5, `${read.length}`);
    assert.deepEqual(
      read.map(({ leaf }) => leaf.index),
      read.map((_, i) => i),
      'the best ones, none left out between',
    );
    const slow = await readWindows({
      reader: new LookingReader(),
      ranked: many,
      questions: plain('x'),
      budget: Infinity,
      now: () => (time += 1e6),
    });
    assert.ok(slow.length > read.length);
  });

  it('takes of several questions the one that a leaf answers', async () => {
    const read = await readWindows({
      reader: new LookingReader(),
      ranked: leaves('the boiler is old', 'the roof leaks'),
      questions: [...plain('boiler?'), ...plain('roof?')],
    });
    assert.deepEqual(
      read.map(({ spans: [span] }) => [span?.start, span?.end]),
      [
        [4, 10],
        [104, 108],
      ],
    );
  });

  it('reads a question that goes on from another both ways', async () => {
    const reader = new LookingReader();
    const [read] = await readWindows({
      reader,
      ranked: leaves('the old boiler stands in the cellar'),
      questions: [
        {
          text: 'and its age?',
          inContext: {
            together: 'where is the boiler and its age?',
            carrying: 'boiler and its age?',
            carried: ['boiler'],
          },
          forItself: false,
        },
      ],
    });
    assert.equal(reader.read_.length, 2);
    assert.equal(read?.gap, 0, 'the mean of what both say');
  });

  it('invariant 9: stops between two windows', async () => {
    const controller = new AbortController();
    const reader = new LookingReader(() => controller.abort());
    await assert.rejects(
      readWindows({ reader, ranked: many, questions: plain('x'), signal: controller.signal }),
      isCancelled,
    );
    assert.ok(reader.read_.length < 8);
  });
});
