import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { chatMemory, keptAnswer, turnsOf } from '../../../src/host/chat/chatHistory.ts';
import {
  answerParts,
  passagesParts,
  summaryParts,
  writtenParts,
  type ChatPart,
  type ChatWording,
} from '../../../src/host/chat/chatParts.ts';
import { chatTarget, mention } from '../../../src/host/chat/chatTarget.ts';
import { mergeAnswers, type MergedAnswer } from '../../../src/protocol/mergeAnswers.ts';
import type { AskResult } from '../../../src/protocol/asking.ts';
import { englishPanelStrings } from '../../../src/protocol/panelStrings.ts';

const FOLDER = '/library';
const NOTICE = 'The notice is *fourteen* days. [See](command:evil) <b>here</b>';

const wording: ChatWording = {
  strings: englishPanelStrings,
  worded: ({ text }) => text,
  // A line has ten units here.
  placed: ({ folder, file, start, end }) =>
    Promise.resolve({
      folder,
      file,
      start: { line: Math.floor(start / 10), character: start % 10 },
      end: { line: Math.floor(end / 10), character: end % 10 },
    }),
  shownFile: ({ file }) => file,
};

const citation = { file: 'lease.md', start: 40, end: 95, quote: NOTICE };
const asked: AskResult = {
  question: 'How long is the notice?',
  answer: { text: NOTICE, kind: 'sentences', sentences: [{ text: NOTICE, citations: [citation] }] },
  abstained: false,
  confidence: 0.9,
  nullWeight: 0.1,
  passages: [
    {
      file: 'lease.md',
      start: 30,
      end: 130,
      weight: 0.7,
      sectionWeight: 0.7,
      level: 'leaf',
      text: `# 7. Notice\n\n${NOTICE}`,
      headings: ['Lease', '7. Notice'],
    },
  ],
  documents: [],
  heat: [],
  terms: [],
  scope: null,
  memory: { files: 1, leaves: 4, encoded: 4 },
  warnings: [],
};
const merged = (result: Partial<AskResult> = {}): MergedAnswer =>
  mergeAnswers([{ folder: FOLDER, result: { ...asked, ...result } }]);

const textOf = (parts: readonly ChatPart[]): string =>
  parts
    .map((part) => (part.kind === 'markdown' ? part.text : part.kind === 'anchor' ? `⟨${part.title}⟩` : ''))
    .join('');

suite('Answers in the chat', () => {
  test('every sentence is followed by a link to its place, which is listed once', async () => {
    const parts = await answerParts(merged(), wording);
    assert.match(textOf(parts), /days\..* ⟨lease\.md:5-10⟩/s);
    assert.match(textOf(parts), /\*Very likely answered in these files\*/);
    const places = parts.filter(({ kind }) => kind === 'reference');
    assert.equal(places.length, 1);
    const anchors = parts.filter((part) => part.kind === 'anchor');
    assert.deepEqual(anchors[0]?.place.start, { line: 4, character: 0 });
    const again = [...(asked.answer?.sentences ?? []), ...(asked.answer?.sentences ?? [])];
    const twice = await answerParts(merged({ answer: { text: '', sentences: again } }), wording);
    assert.equal(twice.filter(({ kind }) => kind === 'anchor').length, 2);
    assert.equal(twice.filter(({ kind }) => kind === 'reference').length, 1);
  });

  test('nothing in a document’s words becomes markup', async () => {
    for (const parts of [await answerParts(merged(), wording), await passagesParts(merged(), wording)]) {
      const text = textOf(parts);
      assert.ok(text.includes('\\*fourteen\\*'), text);
      assert.ok(text.includes('\\[See\\]'), text);
      assert.ok(!/(?<!\\)<b>/.test(text), text);
    }
  });

  test('what is declined says so, what is amiss with the nearest passage, and shows that', async () => {
    const parts = await answerParts(
      merged({ abstained: true, answer: null, nearMiss: { asked: '2024', found: ['2023'], citation } }),
      wording,
    );
    const text = textOf(parts);
    assert.match(text, /^\*\*Nothing in these files seems to answer this\*\*/);
    assert.match(text, /The nearest passage speaks of 2023; nothing about 2024\. ⟨lease\.md:5-10⟩/);
    assert.match(text, /1\. ⟨lease\.md:4-14⟩ · 70% of the attention · Lease › 7\\\. Notice/);
  });

  test('a passage is quoted a paragraph a line, without the heading that is told already', async () => {
    const [passage] = asked.passages;
    assert.ok(passage !== undefined);
    const text = '## 7. Notice\n\nFirst\nlines.\n\n- Second.\n';
    const parts = await passagesParts(merged({ passages: [{ ...passage, text }] }), wording);
    assert.match(textOf(parts), /\n\n {3}> First lines\.\n {3}>\n {3}> \\- Second\.\n/);
    // What it begins with is a heading only where it is one of its own.
    const other = await passagesParts(
      merged({ passages: [{ ...passage, text: 'Other\n\nText.', headings: [] }] }),
      wording,
    );
    assert.match(textOf(other), /> Other\n {3}>\n {3}> Text\./);
  });

  test('sides are told apart by their dates, and the latest is named', async () => {
    const sentences = [
      { text: 'It is £28,400.', citations: [citation], side: { value: '£28,400', date: '2019-04-01' } },
      {
        text: 'It is £33,600.',
        citations: [citation],
        side: { value: '£33,600', date: '2023-04-01', latest: true },
      },
    ];
    const text = textOf(
      await answerParts(merged({ answer: { text: '', kind: 'sides', sentences } }), wording),
    );
    assert.match(text, /^The sources do not agree:\n\n- \*2019-04-01:\* It is £28,400\./);
    assert.match(text, /- \*2023-04-01, later:\* It is £33,600\./);
  });

  test('an answer while indexing says how much was remembered, and warnings are told', async () => {
    const parts = await answerParts(
      merged({
        memory: { files: 1, leaves: 4, encoded: 1 },
        warnings: [{ code: 'words-only', args: [], text: 'By words only.' }],
      }),
      wording,
    );
    assert.match(textOf(parts), /1 of 4 passages were remembered by meaning/);
    assert.match(textOf(parts), /By words only\./);
  });

  test('a summary has its sections, its sources and what it covers', async () => {
    const sentence = { text: 'The notice is fourteen days.', citations: [citation] };
    const section = { file: 'lease.md', start: 0, end: 200, summary: [sentence] };
    const text = textOf(
      await summaryParts(
        'lease.md',
        FOLDER,
        {
          of: 'lease.md',
          summary: [sentence],
          sections: [
            { ...section, heading: '7. Notice' },
            { ...section, heading: '' },
            { ...section, heading: 'Empty', summary: [] },
          ],
          coverage: { represented: 0.25, compressed: 0.25, leftOut: 0.5 },
          leaves: [],
          threshold: 0.8,
          model: null,
          reused: 0,
          redacted: [],
          warnings: [],
        },
        wording,
      ),
    );
    assert.match(text, /^\*\*Summary of lease\.md\*\*\n\nThe notice is fourteen days\. ⟨lease\.md:5-10⟩/);
    assert.match(text, /\*\*7\\\. Notice\*\*[\s\S]*\*\*Without a title\*\*/);
    assert.doesNotMatch(text, /Empty/);
    assert.match(text, /\*25% in the summary · 25% much the same · 50% not in it\*/);
  });

  test('what a model wrote and the files do not say has no source', async () => {
    const written = { text: 'The walls were green.', citations: [citation], doubts: [] };
    const said = async (support: 'supported' | 'unsure' | 'unsupported'): Promise<string> =>
      textOf(await writtenParts({ ...written, support }, FOLDER, wording));
    assert.equal(await said('supported'), 'The walls were green. ⟨lease.md:5-10⟩ ');
    assert.equal(await said('unsure'), 'The walls were green. *(not surely supported)* ⟨lease.md:5-10⟩ ');
    assert.equal(await said('unsupported'), 'The walls were green. *(not supported)*  ');
  });
});

suite('What the chat keeps of a turn', () => {
  test('comes back from JSON as a turn that a question may go on from', () => {
    const kept = keptAnswer(asked.question, merged(), 'lease.md');
    const [turn, ...more] = turnsOf([JSON.parse(JSON.stringify(kept))]);
    assert.equal(more.length, 0);
    assert.equal(turn?.question, asked.question);
    assert.equal(turn?.answer, NOTICE);
    assert.deepEqual(turn?.attended, [
      { folder: FOLDER, file: 'lease.md', start: 30, end: 130, weight: 0.7 },
    ]);
  });

  test('what is declined has no answer, and what is none of ours is left out', () => {
    const declined = keptAnswer('Who?', merged({ abstained: true, answer: null }), '');
    assert.equal(declined.kind, 'declined');
    assert.equal(turnsOf([declined])[0]?.answer, undefined);
    const foreign = [
      undefined,
      null,
      7,
      'x',
      {},
      { kind: 'answered' },
      { ...declined, attended: 'x' },
      { ...declined, kind: 'other' },
    ];
    assert.deepEqual(turnsOf(foreign), []);
    assert.deepEqual(chatMemory({ ...declined, attended: [{ folder: 1 }, null] })?.attended, []);
  });
});

suite('What /summarize is given', () => {
  const check = (prompt: string, name: string | undefined, about: string): void =>
    assert.deepEqual(chatTarget(prompt), { name, about });

  test('names a file with @, and the rest says what it is to be about', () => {
    check('', undefined, '');
    check('the notice', undefined, 'the notice');
    check('@lease.md', 'lease.md', '');
    check('@"My lease.md" the notice', 'My lease.md', 'the notice');
    check('the notice in @contracts/lease.md please', 'contracts/lease.md', 'the notice in please');
    check('@「租约 2024.md」 违约金', '租约 2024.md', '违约金');
    check('write to ada@example.org', undefined, 'write to ada@example.org');
  });

  test('a name that is mentioned is read again', () => {
    for (const file of ['lease.md', 'My lease.md', 'a/租约.md', 'a/b (2).txt'])
      assert.deepEqual(chatTarget(mention(file)), { name: file, about: '' });
  });
});
