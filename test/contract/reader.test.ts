import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { bestSpans } from '../../src/core/answer/spans.ts';
import type { Reader, SpanLogits } from '../../src/core/ports.ts';
import { modelsDirectory } from '../../src/engine/models/manifest.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { openReader } from '../../src/engine/models/openReader.ts';
import { isCancelled } from '../../src/protocol/errors.ts';

/** Opens a reader and what it needs; `close` ends both. */
interface Opened {
  readonly reader: Reader;
  close(): Promise<void>;
}

async function openShipped(workers: number): Promise<Opened> {
  const encoder = await openEncoder(undefined, { workers });
  const reader = await openReader(encoder);
  return {
    reader,
    close: async () => {
      await reader.close();
      await encoder.close();
    },
  };
}

const shipped = existsSync(path.join(modelsDirectory(), 'reader/manifest.json'));
const implementations: Record<string, (workers: number) => Promise<Opened>> = { OnnxReader: openShipped };

const QUESTION = 'How much is the deposit?';
const WINDOWS = [
  'The tenant pays a deposit of 1,840 euros before moving in. It is given back within six months.',
  'Pets need the consent of the landlord in writing.',
  '押金为三个月的租金，共一千八百四十欧元，应在入住前付清。',
  'Rent is due on the third working day of each month; late payment costs five euros a day.',
];

/** The best span's words and its gap. */
function best(window: string, logits: SpanLogits): { readonly words: string; readonly gap: number } {
  const [span] = bestSpans(logits, 1);
  assert.ok(span !== undefined, 'no span');
  return { words: window.slice(span.start, span.end), gap: span.gap };
}

for (const [name, open] of Object.entries(implementations)) {
  const skip = shipped ? false : 'models/reader is not there; models/README.md says how it is made';
  describe(`Reader contract: ${name}`, { skip }, () => {
    let first: Promise<Opened> | undefined;
    const shared = async (): Promise<Reader> => (await (first ??= open(2))).reader;
    after(async () => (await first)?.close());

    it('finds the words that answer, and says where nothing does', async () => {
      const reader = await shared();
      const [deposit, pets] = await reader.read(QUESTION, WINDOWS);
      const found = best(WINDOWS[0]!, deposit!);
      assert.match(found.words, /1,840/);
      assert.ok(found.gap > 0, `${found.gap}`);
      assert.ok(best(WINDOWS[1]!, pets!).gap < 0, 'pets do not answer');
    });

    it('gives ranges of the window, in order, that hold its words', async () => {
      const reader = await shared();
      for (const window of [...WINDOWS, '  \n\tA 👩‍💻 wrote\r\nit.  ', 'ﬁrst ｆｕｌｌ\u00a0width ①'])
        for (const { starts, ends, ranges } of await reader.read(QUESTION, [window])) {
          assert.equal(starts.length, ends.length);
          assert.equal(ranges.length, 2 * starts.length);
          assert.ok(starts.length > 0);
          let before = 0;
          for (let token = 0; token < starts.length; token++) {
            const [start, end] = [ranges[2 * token]!, ranges[2 * token + 1]!];
            assert.ok(
              start >= before && end >= start && end <= window.length,
              `${start}..${end} of ${window}`,
            );
            assert.equal(window.slice(start, end), window.slice(start, end).trim());
            before = start;
          }
          assert.ok(starts.every(Number.isFinite) && ends.every(Number.isFinite));
        }
    });

    it('depends on question and window alone, bit for bit, whoever reads it', async () => {
      const reader = await shared();
      const together = await reader.read(QUESTION, WINDOWS);
      const reversed = (await reader.read(QUESTION, WINDOWS.toReversed())).toReversed();
      assert.deepEqual(reversed, together);
      const alone = await open(1);
      for (const [index, window] of WINDOWS.entries())
        assert.deepEqual((await alone.reader.read(QUESTION, [window]))[0], together[index], window);
      assert.equal(alone.reader.fingerprint, reader.fingerprint);
      await alone.close();
    });

    it('cuts what is too long at its end: the question, and the window where both do not fit', async () => {
      const reader = await shared();
      const sentence = `${WINDOWS[0]} `;
      const [cut] = await reader.read(QUESTION, [sentence.repeat(100)]);
      const [longer] = await reader.read(QUESTION, [sentence.repeat(2000)]);
      assert.deepEqual(longer, cut);
      assert.ok(cut!.starts.length < 304 && cut!.starts.length > 200, `${cut!.starts.length}`);
      const long = 'how much is the deposit that the tenant has to pay, and when? '.repeat(40);
      const [asked] = await reader.read(long, [WINDOWS[0]!]);
      assert.deepEqual((await reader.read(`${long}${long}`, [WINDOWS[0]!]))[0], asked);
    });

    it('reads empty windows and questions, unpaired surrogates and a megabyte', async () => {
      const reader = await shared();
      const windows = ['', ' \n ', '\ud83d', 'a\udc00b', 'ab '.repeat(350_000), '长'.repeat(1_000_000)];
      const read = await reader.read('\ud83d', windows);
      assert.equal(read.length, windows.length);
      assert.deepEqual(bestSpans(read[0]!, 3), []);
      assert.deepEqual(await reader.read(QUESTION, []), []);
      assert.equal((await reader.read('', [WINDOWS[0]!])).length, 1);
    });

    it('invariant 9: stops between two windows and says that it was stopped', async () => {
      const reader = await shared();
      const controller = new AbortController();
      const many = Array.from({ length: 400 }, (_, index) => `${WINDOWS[index % 4]!} ${index}`);
      const reading = reader.read(QUESTION, many, controller.signal);
      setTimeout(() => controller.abort(), 30);
      await assert.rejects(reading, isCancelled);
      await assert.rejects(reader.read(QUESTION, WINDOWS, AbortSignal.abort()), isCancelled);
      assert.equal((await reader.read(QUESTION, WINDOWS)).length, WINDOWS.length);
    });

    it('rejects once it is closed', async () => {
      const opened = await open(1);
      await opened.close();
      await assert.rejects(opened.reader.read(QUESTION, WINDOWS), isCancelled);
    });
  });
}
