import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { chunk, headingsOf } from '../../../src/core/memory/chunker.ts';
import { GRAMMARS } from '../../../src/engine/formats/grammars.ts';
import { outlineOf } from '../../../src/engine/formats/outline.ts';
import { readSyntax } from '../../../src/engine/formats/syntax.ts';

const SAMPLES = path.join(import.meta.dirname, '..', '..', 'golden', 'outlines');

test('every grammar that the table names is there and reads a file', async () => {
  for (const extension of GRAMMARS.keys())
    assert.deepEqual(await readSyntax('', extension), { headings: [], breaks: [] }, extension);
});

test('a leaf of a method knows its class, and no leaf crosses a function', async () => {
  const text = readFileSync(path.join(SAMPLES, 'ledger.py'), 'utf8');
  const tree = chunk(text, await outlineOf('ledger.py', text));
  const leaf = tree.leaves.findIndex(({ start, end }) => text.slice(start, end).includes('def balance'));
  assert.deepEqual(headingsOf(tree, leaf), ['Ledger', 'balance']);
  const { start, end } = tree.leaves[leaf] ?? { start: 0, end: 0 };
  assert.match(text.slice(start, end), /^ *@property\n *def balance/);
  assert.doesNotMatch(text.slice(start, end), /def load/);
});

test('code between two functions is not taken for a part of the one above', async () => {
  const between = 'register(first, {\n  name: "one",\n  when: "always",\n});\n\n';
  const text = `function first() {\n  return 1;\n}\n\n${between}function second() {\n  return 2;\n}\n`;
  const tree = chunk(text, await outlineOf('file.ts', text));
  const leaf = tree.leaves.findIndex(({ start, end }) => text.slice(start, end) === between);
  assert.deepEqual(headingsOf(tree, leaf), []);
});

test('offsets are UTF-16 units, whatever stands before', async () => {
  const text = '\uFEFF// 😀 灯 é\r\nconst a = "😀";\r\n\r\nfunction light() {\r\n  return a;\r\n}\r\n';
  const { headings } = await outlineOf('file.js', text);
  assert.deepEqual(
    headings.map(({ start, title }) => [text.slice(start, start + 14), title]),
    [['function light', 'light']],
  );
});

test('what a parser is not for is cut by its braces', async () => {
  const unit = 'function light() {\n  return 1;\n}\n';
  for (const [name, text] of Object.entries({
    'a large file': unit.repeat(20_000),
    'a file of one line': unit.replaceAll('\n', ' ').repeat(400),
    'prose by the name of code': 'It was a dark night, and the lamp did not burn.\n'.repeat(400),
  })) {
    assert.equal(await readSyntax(text, 'ts'), undefined, name);
    await outlineOf('file.ts', text);
  }
  assert.equal(await readSyntax(unit, 'swift'), undefined);
  const swift = await outlineOf('lamp.swift', 'class Lamp {\n  func light() {\n  }\n}\n');
  assert.deepEqual(
    swift.headings.map(({ title, depth }) => [title, depth]),
    [
      ['Lamp', 1],
      ['light', 2],
    ],
  );
});

test('code nested without end is read as far as people nest it, and never throws', async () => {
  const nested = (open: string, close: string, levels: number): string =>
    `${open.repeat(levels)}${close.repeat(levels)}`;
  const cases: [extension: string, open: string, close: string][] = [
    ['php', '{\n', '}\n'],
    ['cpp', 'namespace a {\n', '}\n'],
    ['cpp', 'template <class T>\n', ''],
    ['cpp', '#if A\n', '#endif\n'],
    ['cs', '#if A\n', '#endif\n'],
    ['rb', 'class << self\n', 'end\n'],
    ['java', 'class A {\n', '}\n'],
    ['ts', "describe('a', () => {\n", '});\n'],
    ['ts', 'export default {\n', '}\n'],
    ['py', '@a\n', ''],
  ];
  for (const [extension, open, close] of cases) {
    const start = extension === 'php' ? '<?php\n' : '';
    for (const levels of [10, 3000])
      await outlineOf(`file.${extension}`, start + nested(open, close, levels));
  }
  const tree = `${'namespace a {\n'.repeat(20)}void light() {\n}\n${'}\n'.repeat(20)}`;
  const read = await readSyntax(tree, 'cpp');
  assert.deepEqual(
    read?.headings.map(({ title }) => title),
    ['light'],
  );
  const deep = await readSyntax(`<?php\n${nested('{\n', '}\n', 3000)}function light() {\n}\n`, 'php');
  assert.deepEqual(
    deep?.headings.map(({ title }) => title),
    ['light'],
  );
});

test('code made to be slow is given up in time, and the parser reads the next file', async () => {
  for (const extension of ['ts', 'py', 'cpp']) {
    for (const text of ['{\n', 'A short line\n', '"\n\'\n`\n', 'if x:\n ']) {
      const before = process.cpuUsage();
      await outlineOf(`file.${extension}`, text.repeat(200_000 / text.length));
      const { user, system } = process.cpuUsage(before);
      assert.ok((user + system) / 1000 < 4000, `${text} as .${extension}: ${(user + system) / 1000} ms`);
    }
    assert.notEqual(await readSyntax('', extension), undefined);
  }
});
