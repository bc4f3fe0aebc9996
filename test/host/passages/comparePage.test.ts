import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { comparePage, type ComparedFile } from '../../../src/host/passages/comparePage.ts';
import type { TurnView } from '../../../src/protocol/turnView.ts';

const ATTENDED = { passages: [], remembered: { files: 1, encoded: 1, leaves: 1 }, warnings: [] };
const ASKED = { id: 'a', question: 'How much?', scope: null, readAs: null };
const TEXTS = { declined: 'No answer.', nearest: 'Nearest', line: (line: number) => `line ${line}` };

function fileOf(shownFile: string, view: TurnView): ComparedFile {
  return { shownFile, view, line: () => 7 };
}

const lease = fileOf('a|b/lease.md', {
  ...{ kind: 'answered', ...ASKED, ...ATTENDED, form: 'words', confidence: 'high' },
  ...{ probability: null, written: null },
  sentences: [
    {
      text: 'The rent is £28,400 a <b>year</b>.',
      citations: ['c1'],
      strong: { id: 's', start: 12, end: 19, standing: 'stands' },
      side: null,
    },
  ],
  citations: [{ id: 'c1', number: 1, label: 'lease.md', quote: 'The rent | is', standing: 'stands' }],
});

suite('Two files compared', () => {
  test('answer side by side, with sources; their words are no markup', () => {
    const page = pageOf('How <i>much</i>?', [lease, lease]);
    assert.ok(page.startsWith('<h1>How &lt;i&gt;much&lt;/i&gt;?</h1>'), page);
    assert.equal(page.split('<h2>a|b/lease.md</h2>').length, 3);
    const link = '<a href="command:recollect.openShownPlace?%5B%22c1%22%5D">';
    assert.ok(
      page.includes(`The rent is <strong>£28,400</strong> a &lt;b&gt;year&lt;/b&gt;. ${link}[1]</a>`),
      page,
    );
    assert.ok(page.includes(`<li>${link}line 7</a>: <q>The rent | is</q></li>`), page);
  });

  test('one that does not answer says so, and what comes nearest', () => {
    const passage = {
      ...{
        id: 'p1',
        label: 'b.md',
        folder: '',
        headings: [],
        share: 0.1,
        fileShare: null,
        sectionShare: null,
        marks: [],
        place: null,
      },
      ...{ numbers: [], standing: 'stands' as const, text: 'A deposit\nof £12,600.' },
    };
    const declined = fileOf('b.md', {
      ...{ kind: 'declined', ...ASKED, ...ATTENDED, nearMiss: null, citations: [] },
      ...{ probability: null, written: null, passages: [passage] },
    });
    const page = pageOf('How much?', [lease, declined]);
    assert.ok(
      page.includes('No answer.') && page.includes('Nearest, line 7</a>: A deposit of £12,600.'),
      page,
    );
  });
});

function pageOf(question: string, files: readonly ComparedFile[]): string {
  return comparePage(question, files, TEXTS)
    .map(({ html }) => html)
    .join('');
}
