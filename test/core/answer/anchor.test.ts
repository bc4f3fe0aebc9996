import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import {
  anchorOf,
  follow,
  locate,
  locatePart,
  locateWhole,
  type Anchor,
} from '../../../src/core/answer/anchor.ts';

const lease = [
  '# Lease',
  '',
  '2.1 The lease begins on 1 July 2023. It shall end on 30 June 2026 unless renewed. Notices are in writing.',
  '',
  '## 9 Early termination',
  '',
  '9.1 The Tenant may terminate on 90 days’ notice.',
  '第九条 承租人可以提前九十天书面通知解约。租金按月支付。',
].join('\n');
const quote = 'It shall end on 30 June 2026 unless renewed.';

function anchorIn(text: string, words: string): Anchor {
  const start = text.indexOf(words);
  assert.ok(start >= 0, `the text holds "${words}"`);
  return anchorOf(text, { start, end: start + words.length });
}

/** Edits the lease, finds the quote again; the standing, and the words found or what stands at `near`. */
function check(edit: (text: string) => string, expected: readonly [string, string], words = quote): void {
  const text = edit(lease);
  const located = locate(anchorIn(lease, words), text);
  const shown =
    located.standing === 'gone'
      ? text.slice(located.near, located.near + expected[1].length)
      : text.slice(located.start, located.end);
  assert.deepEqual([located.standing, shown], expected);
}

suite('A quote is found again', () => {
  test('where nothing changed', () => check((text) => text, ['stands', quote]));
  test('behind lines inserted above', () => check((text) => `New.\n\n${text}`, ['stands', quote]));
  test('when its left neighbour is edited', () =>
    check((text) => text.replace('1 July 2023', '2 May 2024, at noon'), ['stands', quote]));
  test('when its right neighbour is deleted', () =>
    check((text) => text.replace(' Notices are in writing.', ''), ['stands', quote]));
  test('with CRLF line ends', () => check((text) => text.replaceAll('\n', '\r\n'), ['stands', quote]));
  test('without the byte order mark that the engine counted', () => {
    const located = locate(anchorIn(`\uFEFF${lease}`, quote), lease);
    assert.deepEqual(located, {
      standing: 'stands',
      start: lease.indexOf(quote),
      end: lease.indexOf(quote) + quote.length,
    });
  });
  test('over a line break that became CRLF', () => {
    const words = '# Lease\n\n2.1 The lease begins';
    check((text) => text.replaceAll('\n', '\r\n'), ['stands', '# Lease\r\n\r\n2.1 The lease begins'], words);
  });
  test('wrapped anew by a formatter', () =>
    check(
      (text) => text.replace('30 June 2026', '30 June\n2026'),
      ['stands', quote.replace('June 2026', 'June\n2026')],
    ));
  test('cut and pasted to the end: moved', () =>
    check((text) => `${text.replace(` ${quote}`, '')}\n\n${quote}`, ['moved', quote]));
  test('with both neighbours replaced: moved', () =>
    check(
      (text) =>
        text.replace('The lease begins on 1 July 2023.', 'Void.').replace('Notices are in writing.', 'End.'),
      ['moved', quote],
    ));
  test('a copy elsewhere does not draw it away', () =>
    check((text) => `${quote} Said twice.\n\n${text}`, ['stands', quote]));
  test('deleted: gone, and known where it was', () =>
    check((text) => text.replace(`${quote} `, ''), ['gone', ' Notices are in writing.']));
  test('one figure changed: gone, since the words are others', () =>
    check((text) => text.replace('30 June 2026', '30 June 2027'), ['gone', ' It shall end on 30 June 2027']));
  test('Chinese, with text before it', () =>
    check(
      (text) => text.replace('第九条', '新增一句。第九条'),
      ['stands', '承租人可以提前九十天书面通知解约。'],
      '承租人可以提前九十天书面通知解约。',
    ));
});

suite('A passage of which a part has changed', () => {
  const passage =
    '## 9 Early termination\n\n9.1 The Tenant may terminate on 90 days’ notice.\n第九条 承租人可以提前九十天书面通知解约。租金按月支付。';
  test('has changed, and spans what is left of it', () => {
    const text = lease.replace('9.1 The Tenant may terminate on 90 days’ notice.', '9.1 Deleted.');
    const located = locateWhole(anchorIn(lease, passage), text);
    assert.ok(located.standing === 'changed');
    assert.equal(
      text.slice(located.start, located.end),
      '## 9 Early termination\n\n9.1 Deleted.\n第九条 承租人可以提前九十天书面通知解约。租金按月支付。',
    );
  });
  test('has changed when a sentence is taken out of its only line', () => {
    const line =
      '2.1 The lease begins on 1 July 2023. It shall end on 30 June 2026 unless renewed. Notices are in writing.';
    const text = lease.replace(` ${quote}`, '');
    const located = locateWhole(anchorIn(lease, line), text);
    assert.ok(located.standing === 'changed');
    assert.equal(
      text.slice(located.start, located.end),
      '2.1 The lease begins on 1 July 2023. Notices are in writing.',
    );
  });
  test('has changed in Chinese, where no space ends a sentence', () => {
    const line =
      '第九条 承租人可以提前九十天书面通知解约，但须说明理由。租金按月支付，每月五日以前付清。押金不退。';
    const before = `# 合同\n\n${line}\n`;
    const text = before.replace('租金按月支付，每月五日以前付清。', '');
    const located = locateWhole(anchorIn(before, line), text);
    assert.ok(located.standing === 'changed');
    assert.ok(text.slice(located.start, located.end).startsWith('第九条'));
  });
  test('has moved where all of it stands in other company', () => {
    const text = `${lease.slice(lease.indexOf('## 9'))}\n\n## 10 New\n`;
    assert.equal(locateWhole(anchorIn(lease, passage), text).standing, 'moved');
  });
  test('stands again after an undo', () => {
    const anchor = anchorIn(lease, passage);
    const edited = lease.replace('9.1 The Tenant may terminate on 90 days’ notice.', '');
    const changed = locateWhole(anchor, edited);
    assert.equal(changed.standing, 'changed');
    assert.equal(locateWhole(follow(anchor, edited, changed), lease).standing, 'stands');
  });
  test('is gone with all its lines', () => {
    assert.equal(
      locateWhole(anchorIn(lease, passage), lease.slice(0, lease.indexOf('## 9'))).standing,
      'gone',
    );
  });
});

test('neighbours edited one after the other never make it moved', () => {
  let anchor = anchorIn(lease, quote);
  const edits: ((text: string) => string)[] = [
    (text) => text.replace('1 July 2023.', '2 May 2024.'),
    (text) => text.replace('Notices are in writing.', 'Notices go by post.'),
    (text) => text.replace('The lease begins on 2 May 2024.', 'It is void.'),
  ];
  let text = lease;
  for (const edit of edits) {
    text = edit(text);
    const located = locate(anchor, text);
    assert.equal(located.standing, 'stands');
    anchor = follow(anchor, text, located);
  }
});

test('an undo brings back what was gone', () => {
  const anchor = anchorIn(lease, quote);
  const cut = lease.replace(quote, '');
  const gone = locate(anchor, cut);
  assert.equal(gone.standing, 'gone');
  assert.equal(locate(follow(anchor, cut, gone), lease).standing, 'stands');
});

/** Few letters, so that the same words stand in many places. */
const prose = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '\n', '.', '承', '租', '😀'),
  maxLength: 120,
});

test('invariant 12: what stands or has moved holds the quoted words; what is gone stands nowhere', () => {
  fc.assert(
    fc.property(prose, prose, fc.nat(120), fc.nat(40), (before, after, at, length) => {
      const start = Math.min(at, before.length);
      const anchor = anchorOf(before, { start, end: Math.min(before.length, start + length) });
      fc.pre(anchor.quote.trim() !== '');
      const located = locate(anchor, after);
      if (located.standing === 'gone') {
        assert.ok(!after.includes(anchor.quote));
        assert.ok(located.near >= 0 && located.near <= after.length);
      } else {
        const words = (text: string): string => text.trim().replace(/\s+/gu, ' ');
        assert.equal(words(after.slice(located.start, located.end)), words(anchor.quote));
      }
    }),
    { numRuns: 2000 },
  );
});

test('invariant 12: text inserted or deleted elsewhere leaves a quote of its own standing, at the shifted place', () => {
  fc.assert(
    fc.property(prose, prose, prose, fc.boolean(), (head, rest, inserted, above) => {
      const words = 'UNIQUE words of the quote.';
      const near = 'Neighbour at the left. ';
      const text = `${head}${near}${words} Neighbour at the right.${rest}`;
      const start = head.length + near.length;
      const anchor = anchorOf(text, { start, end: start + words.length });
      const edited = above ? `${inserted}${text}` : text.slice(0, text.length - rest.length) + inserted;
      const expected = above ? start + inserted.length : start;
      assert.deepEqual(locate(anchor, edited), {
        standing: 'stands',
        start: expected,
        end: expected + words.length,
      });
    }),
  );
});

suite('Words of a quote are found again', () => {
  /** Edits the lease and finds the words; their standing and what is found. */
  function check(
    edit: (text: string) => string,
    expected: readonly [string, string],
    words = '30 June 2026',
  ): void {
    const text = edit(lease);
    const anchor = anchorIn(lease, quote);
    const whole = { anchor, located: locate(anchor, text) };
    const located = locatePart(anchorIn(lease, words), quote.indexOf(words), whole, text);
    const found = located.standing === 'gone' ? '' : text.slice(located.start, located.end);
    assert.deepEqual([located.standing, found], expected);
  }

  test('where nothing changed', () => check((text) => text, ['stands', '30 June 2026']));
  test('behind the same words inserted above', () =>
    check((text) => `30 June 2026\n\n30 June 2026\n\n${text}`, ['stands', '30 June 2026']));
  test('with line ends and wrapping of another kind', () =>
    check(
      (text) => text.replace('on 30 June', 'on\n  30\n June').replaceAll('\n', '\r\n'),
      ['stands', '30\r\n June 2026'],
    ));
  test('moved with their sentence', () =>
    check((text) => `${text.replace(quote, '')}\n\nAt the end: ${quote}`, ['moved', '30 June 2026']));
  test('in a sentence that was edited behind them', () =>
    check((text) => text.replace('unless renewed', 'unless both agree'), ['stands', '30 June 2026']));
  test('gone with their sentence, though the same words stand elsewhere', () =>
    check(
      (text) => `${text.replace(quote, '')}\n\nThe fair opens on 30 June 2026 in the yard.`,
      ['gone', ''],
    ));
  test('gone where they were changed', () =>
    check((text) => text.replace('30 June', '31 July'), ['gone', '']));
  test('one character in Chinese, found in its place', () => {
    const sentence = '第九条 承租人可以提前九十天书面通知解约。';
    const anchor = anchorIn(lease, sentence);
    const text = `九九九\n${lease}`;
    const part = { ...anchorIn(lease, '九十天') };
    const located = locatePart(
      part,
      sentence.indexOf('九十天'),
      { anchor, located: locate(anchor, text) },
      text,
    );
    assert.ok(located.standing === 'stands');
    assert.equal(located.start, text.indexOf('九十天'));
  });
});
