import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../src/engine/engine.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { prose, random } from '../support/texts.ts';

const next = random(11);
const pick = (letters: string, count: number): string =>
  Array.from(
    { length: count },
    () => Array.from(letters)[Math.floor(next() * Array.from(letters).length)],
  ).join('');
const LATIN = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const DIGITS = '23456789';
const GREEK = 'αβγδεζηθκλμξπρστφψω';
const HAN = '铜钟楼桥灯船镜河石铁墙风云山水春秋';

const wide = (name: string): string =>
  name.replaceAll(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));

/** A made-up name as it is planted, and as it is asked for. */
interface Planted {
  readonly name: string;
  readonly asked: string;
}
const same = (name: string): Planted => ({ name, asked: name });

const KINDS: readonly (() => Planted)[] = [
  () => same(`${pick(LATIN, 2)}-${pick(DIGITS, 4)}-${pick(LATIN, 1)}`),
  () => same(`${pick(LATIN, 1)}${pick(DIGITS, 3)}.${pick(DIGITS, 2)}`),
  () => same(`${pick(GREEK, 2)}${pick(DIGITS, 2)}-${pick(LATIN, 3)}`),
  () => {
    const name = `${pick(HAN, 4)}${pick(DIGITS, 2)}`;
    return { name, asked: `“${name}”` };
  },
  () => same(`${pick(LATIN, 3)}_${pick(DIGITS, 3)}`),
  // Full width in the file, or in the question, as a Chinese or Japanese input method leaves it.
  () => {
    const name = `${pick(LATIN, 2)}-${pick(DIGITS, 4)}`;
    return { name: wide(name), asked: name };
  },
  () => {
    const name = `${pick(LATIN, 2)}-${pick(DIGITS, 4)}`;
    return { name, asked: wide(name) };
  },
  () => {
    const name = `${pick(HAN, 3)}之${pick(HAN, 2)}`;
    return { name, asked: `『${name}』` };
  },
  // Letters with marks, composed in the question and apart in the file; a hyphen that breaks no line.
  () => {
    const name = `${pick('ÅÄÖÉÜ', 2)}ng${pick('ström', 3)}-${pick(DIGITS, 2)}`;
    return { name: name.normalize('NFD').replace('-', '\u2011'), asked: `"${name}"` };
  },
  () => {
    const name = `${pick(GREEK, 1)}-${pick(HAN, 2)}${pick(DIGITS, 3)}`;
    return { name, asked: `「${name}」` };
  },
];

test('invariant 11: 200 planted part numbers, codes and names are each found first', async (t) => {
  const workspace = temporaryFolder(t);
  const engine = new Engine({ store: temporaryFolder(t) });
  t.after(() => engine.close());
  const planted = Array.from({ length: 200 }, (_, i) => KINDS[i % KINDS.length]!());
  const files: Record<string, string> = {};
  for (let f = 0; f < 10; f++) {
    const paragraphs = prose(f % 2 === 0 ? 'en' : 'zh', 60, f + 40).split('\n\n');
    for (const [i, { name }] of planted.slice(f * 20, f * 20 + 20).entries()) {
      const at = i % paragraphs.length;
      paragraphs[at] +=
        f % 2 === 0 ? ` The part ${name} stands in hall ${i}.` : `零件${name}放在第${i}号大厅。`;
    }
    files[`${f}.md`] = paragraphs.join('\n\n');
  }
  writeFiles(workspace, files);
  await engine.index({ workspace });
  const missed: string[] = [];
  for (const [i, { name, asked }] of planted.entries()) {
    const question = i % 3 === 0 ? `${asked}放在哪里？` : `Where does ${asked} stand?`;
    const { passages } = await engine.ask({ workspace, question, passagesOnly: true });
    if (!passages[0]?.text.includes(name)) missed.push(question);
  }
  assert.deepEqual(missed, []);
});
