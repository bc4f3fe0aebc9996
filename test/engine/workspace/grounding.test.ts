import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AttendedText } from '../../../src/core/ground/sources.ts';
import { sentences, trimmed } from '../../../src/core/text/sentences.ts';
import { openEncoder } from '../../../src/engine/models/openEncoder.ts';
import { openReader } from '../../../src/engine/models/openReader.ts';
import { ground, Grounding } from '../../../src/engine/workspace/grounding.ts';

const ENGLISH = [
  'Halden Works bought Marsh & Sons in 2019 for £2.4 million.',
  'The seller kept the boatyard on the north bank.',
  'Every spring the river floods the lower quay for about 12 days.',
  'The tenant pays the rent of £7,350 on the first day of each quarter.',
  'Nobody may use the freight lift between 22:00 and 06:00.',
];
const CHINESE = [
  '二〇二四年三月，白鹭公司收购了青山公司，价格为三百万元。',
  '青山公司不再生产水泵。',
  '冻干机的压缩机停机后须等待20分钟才能重新启动。',
  '密封条每运行9000小时更换一次。',
  '首批桑葚果浆因程序选错而报废。',
];

/** The sentences as leaves of two each in a file with a heading. */
function leaves(texts: readonly string[], file = 'notes.md', between = ' '): AttendedText[] {
  const heading = '# Notes\n\n';
  const source = heading + texts.join(between);
  const found: AttendedText[] = [];
  let start = heading.length;
  for (let i = 0; i < texts.length; i += 2) {
    const length = texts.slice(i, i + 2).join(between).length + between.length;
    const end = Math.min(source.length, start + length);
    found.push({ file, source, start, end, headings: ['Notes'] });
    start = end;
  }
  return found;
}
const SOURCES = [...leaves(ENGLISH), ...leaves(CHINESE, '记录.md', '')];
const WITHOUT_MODELS = { encoder: null, reader: null };

function quotesOf(
  citations: readonly { file: string; start: number; end: number; quote: string }[],
): string[] {
  for (const { file, start, end, quote } of citations)
    assert.equal(SOURCES.find((leaf) => leaf.file === file)?.source.slice(start, end), quote);
  return citations.map(({ quote }) => quote);
}

describe('grounding without models', () => {
  it('a sentence copied from a passage is supported, and cited exactly there', async () => {
    const sentence = fc.constantFrom(...ENGLISH, ...CHINESE);
    const end = fc.constantFrom('', ' [1]', '【2】');
    const dressed = fc.constantFrom(
      (text: string) => text,
      (text: string) => `- ${text}`,
      (text: string) => `According to the passages, ${text}`,
      (text: string) => text.replace(/[.。]$/u, ''),
      (text: string) => text.replaceAll(' ', '\u00a0'),
    );
    await fc.assert(
      fc.asyncProperty(sentence, end, dressed, async (text, mark, dress) => {
        const [checked] = await ground([dress(text) + mark], { leaves: SOURCES, models: WITHOUT_MODELS });
        assert.equal(checked?.support, 'supported');
        assert.deepEqual(quotesOf(checked.citations), [text]);
        assert.deepEqual(checked.doubts, []);
      }),
    );
  });

  it('a sentence with a number changed to one that stands nowhere is never supported', async () => {
    const numbered = [...ENGLISH, ...CHINESE].filter((text) => /[0-9]{2}/u.test(text));
    const all = new Set([...ENGLISH, ...CHINESE].flatMap((text) => text.match(/[0-9]+/gu) ?? []));
    const digits = fc.integer({ min: 31, max: 9899 }).filter((n) => !all.has(String(n)));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...numbered), digits, async (text, number) => {
        const changed = text.replace(/[0-9][0-9,.]*[0-9]/u, String(number));
        const [checked] = await ground([changed], { leaves: SOURCES, models: WITHOUT_MODELS });
        assert.notEqual(checked?.support, 'supported', changed);
        assert.ok(
          checked?.doubts.some(({ kind }) => kind === 'number'),
          changed,
        );
      }),
    );
  });

  it('every citation is a whole sentence of a leaf', async () => {
    const word = fc.constantFrom(
      'rent',
      'tenant',
      'floods',
      '2019',
      'never',
      '白鹭公司',
      '压缩机',
      'bought',
      'the',
    );
    const ranges = SOURCES.flatMap(({ file, source, start, end }) =>
      sentences(source, { start, end }).map((one) => ({ file, ...trimmed(source, one) })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 8 }), async (words) => {
        const [checked] = await ground([words.join(' ')], { leaves: SOURCES, models: WITHOUT_MODELS });
        for (const { file, start, end } of checked?.citations ?? [])
          assert.ok(ranges.some((one) => one.file === file && one.start === start && one.end === end));
      }),
      { numRuns: 50 },
    );
  });

  it('a part of a sentence is no copy: what stands in front of it may deny it', async () => {
    const [checked] = await ground(['The river floods the lower quay.'], {
      leaves: leaves(['It is not true that the river floods the lower quay.', 'Nobody has seen it.']),
      models: WITHOUT_MODELS,
    });
    assert.notEqual(checked?.support, 'supported');
  });

  it('claims nothing where a sentence leads to others or says that the files are silent', async () => {
    for (const text of [
      'Here is what I found:',
      'The passages do not say who paid.',
      '文件中没有提到保修期。',
    ]) {
      const [checked] = await ground([text], { leaves: SOURCES, models: WITHOUT_MODELS });
      assert.deepEqual(checked, { text, support: 'no-claim', citations: [], doubts: [] });
    }
  });

  it('rests on nothing where nothing was attended, and stops when told to', async () => {
    const [checked] = await ground(['The rent is due.'], { leaves: [], models: WITHOUT_MODELS });
    assert.equal(checked?.support, 'unsupported');
    const stopped = AbortSignal.abort(new Error('enough'));
    await assert.rejects(
      ground(['The rent is due.'], { leaves: SOURCES, models: WITHOUT_MODELS, signal: stopped }),
      /enough/,
    );
  });
});

describe('grounding with the shipped models', async () => {
  const encoder = await openEncoder();
  const models = { encoder, reader: await openReader(encoder) };
  const grounding = new Grounding({ leaves: SOURCES, models });
  const check = async (text: string): Promise<string> => (await grounding.check(text)).support;

  it('says what is meant, in other words', async () => {
    for (const text of [
      'Marsh & Sons was bought by Halden Works in 2019.',
      '2024年3月，白鹭公司收购了青山公司，价格为300万元。',
      '白鷺公司收購了青山公司，價格為三百萬元。',
    ])
      assert.equal(await check(text), 'supported', text);
  });

  it('tells what is not said, and why', async () => {
    for (const [text, kind] of [
      ['Halden Works bought Marsh & Sons in 2017 for £2.4 million.', 'number'],
      ['Marsh & Sons bought Halden Works in 2019.', 'relation'],
      ['The seller did not keep the boatyard on the north bank.', 'negation'],
      ['Cats like warm milk in the evening.', 'meaning'],
      ['青山公司收购了白鹭公司。', 'relation'],
      ['密封条每运行6000小时更换一次。', 'number'],
    ] as const) {
      const checked = await grounding.check(text);
      assert.notEqual(checked.support, 'supported', text);
      assert.ok(
        checked.doubts.some((doubt) => doubt.kind === kind),
        `${text}: ${JSON.stringify(checked.doubts)}`,
      );
    }
  });

  it('tells what the passages say in the place of a number, also where they say it otherwise', async () => {
    for (const [text, found] of [
      ['Halden Works bought Marsh & Sons for £3.1 million.', '2.4 million'],
      ['The compressor must rest for 35 minutes.', '20'],
    ] as const) {
      const { support, doubts } = await grounding.check(text);
      assert.notEqual(support, 'supported', text);
      assert.ok(
        doubts.some((doubt) => doubt.kind === 'number' && doubt.found?.includes(found) === true),
        `${text}: ${JSON.stringify(doubts)}`,
      );
    }
  });

  it('closes', () => encoder.close());
});
