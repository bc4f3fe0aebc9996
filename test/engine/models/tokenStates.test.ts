import assert from 'node:assert/strict';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import type { EncodingRole } from '../../../src/core/ports.ts';
import { isCancelled } from '../../../src/protocol/errors.ts';
import { modelsDirectory } from '../../../src/engine/models/manifest.ts';
import { openEncoder } from '../../../src/engine/models/openEncoder.ts';
import { TextTokenizer } from '../../../src/engine/models/tokenizer.ts';
import { outlinedText } from '../../support/texts.ts';

const LIMIT = 512;
const TEXTS = [
  'The boiler is inspected once a year, by the 3rd of May.',
  '承租人应当在每年五月三日之前支付租金，逾期按日加收百分之一。',
  '  Two\r\n\r\nparagraphs,\tone tab   and three spaces\u3000全角空格。',
  'ＦＵＬＬ width ①②, ligature ﬁne, e\u0301tude, ㍿, ½ cup, ～5℃',
  'ハンカクｶﾞｷﾞｸﾞ 한국어 \u1112\u1161\u11ab\u1100\u1173\u11af',
  'const retryLimit = parseHttpHeader(x)?.["retry-after"] ?? 30; // 👩‍💻 𠮷野家',
  '<s> not ours </s> <unk> \u0007bell',
];

describe('where tokens stand', () => {
  const tokenizer = TextTokenizer.load(path.join(modelsDirectory(), 'encoder/tokenizer.json'));

  const pieces = (text: string, prefix = ''): string[] => {
    const { ids, ranges } = tokenizer.tokens(text, LIMIT, prefix);
    assert.equal(ranges.length, 2 * ids.length);
    return Array.from(ids, (_, i) => text.slice(ranges[2 * i], ranges[2 * i + 1]));
  };

  it('gives the ids that it gives without places', () => {
    for (const text of [...TEXTS, '', 'word '.repeat(2000)])
      for (const prefix of ['', 'passage: '])
        assert.deepEqual(
          tokenizer.tokens(text, LIMIT, prefix).ids,
          tokenizer.ids(prefix + text, LIMIT),
          text,
        );
  });

  it('finds every word, and nothing between words', () => {
    for (const text of TEXTS) {
      const { ranges } = tokenizer.tokens(text, LIMIT, 'passage: ');
      const covered = new Set<number>();
      for (let i = 0; i < ranges.length; i += 2)
        for (let at = ranges[i]!; at < ranges[i + 1]!; at++) covered.add(at);
      for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}]/gu))
        assert.ok(covered.has(index), `${word} at ${index} of ${text}`);
      for (const { index } of text.matchAll(/[ \t\r\n\u3000]/g))
        assert.ok(!covered.has(index), `white space at ${index} of ${text}`);
    }
  });

  it('cuts where the tokenizer cuts', () => {
    assert.deepEqual(pieces('Renting a boiler', 'passage: '), [
      '',
      '',
      '',
      'Rent',
      'ing',
      'a',
      'bo',
      'iler',
      '',
    ]);
    assert.deepEqual(pieces('每年支付租金'), ['', '', '每年', '支付', '租金', '']);
  });

  it('is in order and inside the text, whatever the text', () => {
    fc.assert(
      fc.property(outlinedText(), ({ text }) => {
        const { ranges } = tokenizer.tokens(text, LIMIT, 'query: ');
        let before = 0;
        for (let i = 2; i < ranges.length - 2; i += 2) {
          const [start, end] = [ranges[i]!, ranges[i + 1]!];
          assert.ok(0 <= start && start <= end && end <= text.length, `${start} to ${end} of ${text.length}`);
          assert.ok(start >= before, 'goes back');
          if (end > start) before = start;
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('token states', () => {
  const opened = openEncoder(undefined, { workers: 2 });
  after(async () => (await opened).close());

  it('have as their mean what the text has as its vector', async () => {
    const encoder = await opened;
    for (const role of ['query', 'passage'] satisfies EncodingRole[]) {
      const found = await encoder.tokenStates(TEXTS, role);
      const vectors = await encoder.encode(TEXTS, role);
      for (const [t, { ranges, states, lengths }] of found.entries()) {
        const width = encoder.dimensions;
        assert.equal(states.length, lengths.length * width);
        assert.equal(ranges.length, lengths.length * 2);
        const mean = new Float64Array(width);
        for (const [row, length] of lengths.entries()) {
          const state = states.subarray(row * width, (row + 1) * width);
          assert.ok(Math.abs(Math.hypot(...state) - 1) < 1e-5);
          for (let i = 0; i < width; i++) mean[i]! += state[i]! * length;
        }
        const norm = Math.hypot(...mean);
        for (let i = 0; i < width; i++)
          assert.ok(Math.abs(mean[i]! / norm - vectors[t]![i]!) < 1e-5, TEXTS[t]);
      }
    }
  });

  it('depend on their text alone, bit for bit', async () => {
    const encoder = await opened;
    const together = await encoder.tokenStates(TEXTS, 'passage');
    for (const [t, text] of TEXTS.entries())
      assert.deepEqual((await encoder.tokenStates([text], 'passage'))[0], together[t]);
  });

  it('of a megabyte are those of its start', async () => {
    const encoder = await opened;
    const [found] = await encoder.tokenStates(['长'.repeat(1_000_000)], 'passage');
    assert.equal(found!.lengths.length, LIMIT);
    assert.ok(found!.ranges.every((offset) => offset <= LIMIT));
  });

  it('invariant 9: are not given once stopped', async () => {
    await assert.rejects((await opened).tokenStates(TEXTS, 'query', AbortSignal.abort()), isCancelled);
  });
});
