import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { threadMarkdown, type ThreadMarkdownWording } from '../../../src/host/threads/threadMarkdown.ts';
import { threadOf, turnOf } from './kept.ts';

const GOLDEN = path.join(import.meta.dirname, '../../golden/threads/lease.md');
const wording: ThreadMarkdownWording = {
  shownFile: ({ file }) => file,
  found: ({ quote }) => ({ line: quote.includes('gone') ? undefined : 27 }),
  date: (time) => new Date(time).toISOString().slice(0, 10),
  texts: {
    exported: (date) => `A conversation with Recollect, ${date}`,
    askedOf: (file) => `asked ${file} only`,
    declined: 'Nothing in these files seems to answer this.',
    writtenBy: (model) => `Written by ${model} and checked against the files:`,
    line: (line) => `line ${line}`,
    gone: 'no longer there',
    sources: 'Sources:',
    support: { unsure: 'not sure', unsupported: 'not supported by the files' },
  },
};
const cited = (quote: string, file = 'contracts/lease.md') => ({
  folder: '/library',
  file,
  start: 0,
  quote,
  before: '',
  after: '',
  label: file,
});
const said = (text: string, citations: readonly number[] = [0]) => ({
  text,
  citations,
  strong: null,
  side: null,
});

describe('a conversation as Markdown', () => {
  test('is as it was: test/golden/threads/lease.md (delete it to write it anew)', () => {
    const thread = threadOf(
      'one',
      [
        turnOf('a', 'How much is the rent?', { sentences: [said('The yearly rent is £28,400.')] }),
        turnOf('b', '还有哪些费用？', {
          scopeName: 'lease.md',
          form: 'items',
          sentences: [said('- lighting and sweeping the yard'), said('- the tide wall', [0, 1])],
          citations: [cited('lighting and sweeping\n  the yard'), cited('it is gone', 'a `b`.md')],
        }),
        turnOf('c', 'What do the documents say?', {
          form: 'sides',
          sentences: [
            {
              ...said('The rent is £28,400.'),
              side: { value: '£28,400', date: '2021-03-03', latest: false },
            },
            { ...said('The rent is £33,600.'), side: { value: '£33,600', date: '2022-09-12', latest: true } },
          ],
        }),
        turnOf('d', 'Who owns the moon?', { sentences: [], citations: [] }),
        turnOf('e', 'And in short?', {
          sentences: [],
          written: {
            model: 'SmolLM2-135M',
            sentences: [
              { text: 'The rent is £28,400.', support: 'supported', citations: [0] },
              { text: 'The moon is free.', support: 'unsupported', citations: [] },
            ],
          },
        }),
      ],
      { title: 'The lease' },
    );
    const text = threadMarkdown(thread, wording);
    if (!existsSync(GOLDEN)) writeFileSync(GOLDEN, text);
    assert.equal(text, readFileSync(GOLDEN, 'utf8'));
  });

  test('nothing in a document, a question or a name becomes markup', () => {
    const nasty =
      '# <img src=x onerror=1> [a](http://evil.example) ![b](c) **d** `e` | f\n\n- g\n1. h &amp; www.evil.example';
    const thread = threadOf(
      'one',
      [turnOf('a', nasty, { sentences: [said(nasty)], citations: [cited(nasty, nasty)] })],
      {
        title: nasty,
      },
    );
    const text = threadMarkdown(thread, wording);
    for (const line of text.split('\n').filter((own) => !own.startsWith('*A conversation'))) {
      const bare = line.replace(/``+.*?``+|`[^`]*`/g, '').replace(/\\./g, '');
      assert.doesNotMatch(bare, /[<>*_|&]|\]\(|!\[|:\/\/|www\./, line);
    }
    assert.equal(text.match(/^#/gm)?.length, 2, 'its title and one question');
  });
});
