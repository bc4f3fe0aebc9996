import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { outlineOf } from '../../../src/engine/formats/outline.ts';

const GOLDEN = path.join(import.meta.dirname, '..', '..', 'golden');
const SAMPLES = path.join(GOLDEN, 'outlines');

/** `[` before an item that is kept whole, with its lines where it has more than one; `|` before another break. */
const mark = (lines: number | undefined): string =>
  lines === undefined ? '|' : lines === 1 ? '[' : `[${lines}`;

/** The outline as a person reads it: line numbers, titles by depth, and what each break stands before. */
async function drawn(file: string, text: string): Promise<string> {
  const { headings, breaks, items = [] } = await outlineOf(file, text);
  const whole = new Map(
    items.map(({ start, end }) => [start, text.slice(start, end).trim().split('\n').length]),
  );
  const lineOf = (offset: number): string => String(text.slice(0, offset).split('\n').length).padStart(4);
  const marks = [
    ...headings.map(({ start, depth, title }) => ({
      at: start,
      words: `${lineOf(start)} ${'#'.repeat(depth)} ${title}`,
    })),
    ...breaks.map((at) => ({
      at: at + 0.5,
      words: `${lineOf(at)}   ${mark(whole.get(at))} ${text.slice(at).split('\n', 1).join('').trim().slice(0, 60)}`,
    })),
  ];
  return marks
    .sort((a, b) => a.at - b.at)
    .map(({ words }) => `${words.trimEnd()}\n`)
    .join('');
}

/** UPDATE_GOLDEN=1 writes the golden file: read the difference before it is committed. */
function assertGolden(name: string, actual: string): void {
  const file = path.join(GOLDEN, `outline-${name}.txt`);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, actual);
  const expected = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (actual === expected) rmSync(`${file}.actual`, { force: true });
  else writeFileSync(`${file}.actual`, actual);
  assert.equal(actual, expected, `differs from ${file}; UPDATE_GOLDEN=1 takes it over`);
}

for (const file of readdirSync(SAMPLES)) {
  test(`the outline of ${file} is the one that a reader would draw`, async () => {
    assertGolden(file, await drawn(file, readFileSync(path.join(SAMPLES, file), 'utf8')));
  });
}

test('line ends of any kind give the same titles, at the start of their lines', async () => {
  for (const file of readdirSync(SAMPLES)) {
    const text = readFileSync(path.join(SAMPLES, file), 'utf8');
    const titles = (await outlineOf(file, text)).headings.map(({ title, depth }) => ({ title, depth }));
    for (const end of ['\r\n', '\r']) {
      const other = text.replaceAll('\n', end);
      const { headings } = await outlineOf(file, other);
      assert.deepEqual(
        headings.map(({ title, depth }) => ({ title, depth })),
        titles,
        `${file} with ${JSON.stringify(end)}`,
      );
      await assertSound(file, other);
    }
    await assertSound(file, `\uFEFF${text}`);
    const marked = await outlineOf(file, `\uFEFF${text}`);
    assert.equal(marked.headings.length, titles.length, `${file} with a mark`);
  }
});

const EXTENSIONS = [
  'md', 'txt', 'ts', 'java', 'c', 'go', 'rs', 'kt', 'php', 'py', 'rb', 'sh', 'sql', 'html', 'tex', 'rst', 'toml', 'csv', 'json', '',
]; // prettier-ignore

/** What the chunker relies on. */
async function assertSound(file: string, text: string): Promise<void> {
  const { headings, breaks, items = [] } = await outlineOf(file, text);
  let last = -1;
  for (const { start, depth, title } of headings) {
    assert.ok(start > last && start < text.length, `${file}: heading at ${start} after ${last}`);
    assert.ok(
      start === 0 || /[\n\r]/.test(text.charAt(start - 1)),
      `${file}: heading inside a line at ${start}`,
    );
    assert.ok(
      !text.startsWith('\n', start) || text.charAt(start - 1) !== '\r',
      `${file}: heading inside \\r\\n`,
    );
    assert.ok(depth >= 1 && Number.isInteger(depth));
    assert.ok(title.trim() === title && title.length <= 200 && !/[\n\r]/.test(title));
    last = start;
  }
  last = 0;
  for (const at of breaks) {
    assert.ok(at > last && at < text.length, `${file}: break at ${at} after ${last}`);
    last = at;
  }
  last = 0;
  for (const { start, end } of items) {
    assert.ok(
      start >= last && end > start && end <= text.length,
      `${file}: item ${start}-${end} after ${last}`,
    );
    last = end;
  }
}

const pieces = fc.constantFrom(
  '# ', '## A', '---', '===', '```', '~~~', '\n', '\r\n', '\r', '\n\n', '- ', '| a | b |', '<h1>', '</h1>', '<!--', '-->',
  'ARTICLE 1. RENT', '第一条 租金', '第三章', '一、', '1. ', '1.2 Rent', 'IV', 'Ada: yes', '张三：好', '[00:01:02] ', 'class A {', '}',
  'def f():', '    ', '\t', '"', "'", '`', '${', '"""', '/*', '*/', '//', '\\section{a}', '\u3000', '\uFEFF', '\uD800', '\uDC00', '😀', 'WORDS IN CAPITALS', '[x]', 'fn a() {',
); // prettier-ignore

test('offsets are ascending, inside the text and at line starts, whatever the text', async () => {
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
      .map((units) => String.fromCharCode(...units)),
  );
  await fc.assert(
    fc.asyncProperty(texts, fc.constantFrom(...EXTENSIONS), async (text, extension) => {
      await assertSound(extension === '' ? 'file' : `file.${extension}`, text);
    }),
    { numRuns: 3000 },
  );
});

test('text made to be slow is read in time that grows with its length', async () => {
  const megabyte = 1024 * 1024;
  const texts: Record<string, string> = {
    'one line of 5 MB': 'word '.repeat(megabyte),
    '100,000 short lines': 'A short line\n'.repeat(100_000),
    '100,000 numbered lines': '1. A\n\n'.repeat(100_000),
    'hash signs': '#'.repeat(megabyte),
    spaces: ' '.repeat(megabyte),
    dashes: '-'.repeat(megabyte),
    stars: '*'.repeat(megabyte),
    'stars and ampersands': '*&'.repeat(megabyte / 2),
    'open braces': '{'.repeat(megabyte),
    'open tags': '<h1>'.repeat(megabyte / 4),
    'open comments': '<!-- /* '.repeat(megabyte / 8),
    'a comment without an end': `<!-- x\n${'a\n'.repeat(200_000)}`,
    quotes: `'"\``.repeat(megabyte / 3),
    'open signatures': 'void f(int\n'.repeat(megabyte / 11),
  };
  for (const [name, text] of Object.entries(texts)) {
    for (const extension of ['md', 'txt', 'ts', 'java', 'c', 'py', 'html', 'rst']) {
      const before = process.cpuUsage();
      await outlineOf(`file.${extension}`, text);
      const { user, system } = process.cpuUsage(before);
      // A tenth of this is usual; a pattern that backtracks takes minutes.
      assert.ok((user + system) / 1000 < 3000, `${name} as .${extension}: ${(user + system) / 1000} ms`);
    }
  }
});

test('what only looks like a heading is none', async () => {
  const check = async (text: string): Promise<void> => {
    assert.deepEqual(
      (await outlineOf('file.txt', text)).headings.map(({ title }) => title),
      [],
      text,
    );
  };
  const body = 'The words of a paragraph that goes on for a while, and ends.\n\n';
  await check(`${body}1. Milk\n2. Bread\n3. Eggs\n`);
  await check(`${body}Section 5 of the act applies here, as does\nSection 6 of the\nother one.\n`);
  await check(`${body}Chapter 1 Dawn\n\nChapter 2 Noon\n\nChapter 3 Dusk\n\n${body}`);
  await check(
    `${body}ACME LTD CONFIDENTIAL\n\n${body}ACME LTD CONFIDENTIAL\n\n${body}ACME LTD CONFIDENTIAL\n\n${body}`,
  );
  await check(`${body}2024.05 was warm\n\n${body}`);
  await check(`${body}1.0.0 Release\n\n${body}`);
  await check(`${body}"HELP ME!"\n\n${body}`);
  await check(`${body}Name    Price\n-------------\nSoap    3\n`);
  await check(`${body}第三条规定的义务由乙方承担\n`);
  await check(`${body}一、苹果\n二、香蕉\n`);
  await check('A first line that is a sentence.\n\nAnd another.\n');
});
