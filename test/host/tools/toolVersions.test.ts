import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { mcpArguments } from '../../../src/host/tools/mcpArguments.ts';
import { longestWithin, type Versions } from '../../../src/host/tools/toolBudget.ts';
import {
  askVersions,
  passagesVersions,
  summarizeVersions,
  tooLittleRoom,
} from '../../../src/host/tools/toolVersions.ts';
import type { AskToolOutput, PassagesToolOutput, SummarizeToolOutput } from '../../../src/protocol/tools.ts';

const place = (line: number) => ({
  file: 'lease.md',
  startLine: line,
  endLine: line,
  start: line * 10,
  end: line * 10 + 9,
});
const memory = { files: 1, passages: 9, encoded: 9 };
const passages = [1, 2, 3].map((line) => ({
  ...place(line),
  share: 0.5 / line,
  headings: ['Lease'],
  text: `Passage number ${String(line)}. ${'It goes on. '.repeat(10)}`,
}));

const ASKED: AskToolOutput = {
  question: 'How long is the notice?',
  declined: false,
  answer: 'Fourteen days. In writing.',
  kind: 'sentences',
  confidence: 'high',
  sentences: [
    { text: 'Fourteen days.', citations: [1] },
    { text: 'In writing.', citations: [2] },
  ],
  citations: [
    { number: 1, ...place(4), quote: 'The notice is fourteen days.' },
    { number: 2, ...place(5), quote: 'Notices are given in writing.' },
  ],
  passages,
  memory,
  warnings: [],
};
const FOUND: PassagesToolOutput = {
  question: ASKED.question,
  passages,
  nothingRelevant: 0.1,
  memory,
  warnings: [],
};
const SUMMARY: SummarizeToolOutput = {
  file: 'lease.md',
  summary: ASKED.sentences,
  sections: [1, 2, 3].map((line) => ({
    heading: `Section ${String(line)}`,
    ...place(line),
    summary: [{ text: `It says ${String(line)}. ${'And so on. '.repeat(10)}`, citations: [line] }],
  })),
  citations: [...ASKED.citations, { number: 3, ...place(6), quote: 'And the rest.' }],
  coverage: { represented: 0.2, compressed: 0.3, leftOut: 0.5 },
  warnings: [],
};

/** A token a character: every text has a length of its own. */
const count = (text: string) => Promise.resolve(text.length);
const within = (versions: Versions, tokens: number) => longestWithin(versions, { tokens, count });

suite('Results for callers with little room', () => {
  test('without a budget all is told', async () => {
    const text = await longestWithin(askVersions(ASKED), undefined);
    for (const words of ['Fourteen days. [1]', 'In writing. [2]', 'lease.md, line 4', 'Passage number 3.'])
      assert.ok(text?.includes(words), words);
    assert.doesNotMatch(text ?? '', /want of room/);
  });

  test('the worst passages go first, the answer’s first sentence last, and what is left out is said', async () => {
    const versions = askVersions(ASKED);
    const whole = versions[0]().length;
    const shorter = (await within(versions, whole - 1)) ?? '';
    assert.match(shorter, /Passage number 2\./);
    assert.doesNotMatch(shorter, /Passage number 3\./);
    assert.match(shorter, /room, the last ones: 1 of 3 passages\./);
    const bare = (await within(versions, 450)) ?? '';
    assert.doesNotMatch(bare, /Passage number/);
    assert.match(bare, /Fourteen days\. \[1\]/);
    const least = versions.at(-1)?.() ?? '';
    assert.match(least, /Fourteen days\. \[1\]/);
    // A sentence that is not told leaves no source behind.
    assert.doesNotMatch(least, /In writing|line 5/);
  });

  test('passages and summaries lose what is last', async () => {
    const found = passagesVersions(FOUND);
    assert.match((await within(found, found[0]().length - 1)) ?? '', /: 1 of 3 passages\./);
    assert.match(found.at(-1)?.() ?? '', /Passage number 1\./);
    const summary = summarizeVersions(SUMMARY);
    const shorter = (await within(summary, summary[0]().length - 1)) ?? '';
    assert.doesNotMatch(shorter, /Section 3|line 6/);
    assert.match(shorter, /Section 2/);
    assert.doesNotMatch(summary.at(-1)?.() ?? '', /Section/);
  });

  test('each version is no longer than the one before it, so that few need be counted', async () => {
    for (const versions of [askVersions(ASKED), passagesVersions(FOUND), summarizeVersions(SUMMARY)]) {
      // The first loses something and gains the note that says so.
      const lengths = versions.slice(1).map((version) => version().length);
      assert.deepEqual(
        lengths,
        lengths.toSorted((a, b) => b - a),
      );
      let counted = 0;
      await longestWithin(versions, {
        tokens: 0,
        count: (text) => {
          counted++;
          return count(text);
        },
      });
      assert.ok(counted <= 2 + Math.ceil(Math.log2(versions.length)), String(counted));
    }
  });

  test('never more than the budget, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2000 }), async (tokens) => {
        const text = await within(askVersions(ASKED), tokens);
        assert.ok(text === undefined || text.length <= tokens);
      }),
    );
    assert.match(tooLittleRoom(12), /12 tokens/);
  });
});

test('the MCP server is told the folders, the store, the room and the hidden files of the window', () => {
  const command = {
    script: '/e/dist/cli.cjs',
    folders: ['/a', '/b c'],
    store: '',
    exclude: [],
    encoder: '',
    vectorQuota: 1024 * 1024 ** 2,
    onBattery: 'slow',
    device: 'auto',
  } as const;
  assert.deepEqual(mcpArguments(command), [
    '/e/dist/cli.cjs',
    'mcp',
    '/a',
    '/b c',
    '--vector-quota',
    '1024',
    '--on-battery',
    'slow',
    '--device',
    'auto',
  ]);
  assert.deepEqual(mcpArguments({ ...command, folders: ['/a'], store: '/s', exclude: ['**/.git', '/out'] }), [
    '/e/dist/cli.cjs',
    'mcp',
    '/a',
    '--store',
    '/s',
    '--exclude',
    '**/.git',
    '--exclude',
    '/out',
    '--vector-quota',
    '1024',
    '--on-battery',
    'slow',
    '--device',
    'auto',
  ]);
});
