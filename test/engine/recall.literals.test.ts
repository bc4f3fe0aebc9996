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

/** A made-up name of each kind, and how people ask for it. */
const KINDS = [
  () => ({ name: `${pick(LATIN, 2)}-${pick(DIGITS, 4)}-${pick(LATIN, 1)}`, quoted: false }),
  () => ({ name: `${pick(LATIN, 1)}${pick(DIGITS, 3)}.${pick(DIGITS, 2)}`, quoted: false }),
  () => ({ name: `${pick(GREEK, 2)}${pick(DIGITS, 2)}-${pick(LATIN, 3)}`, quoted: false }),
  () => ({ name: `${pick(HAN, 4)}${pick(DIGITS, 2)}`, quoted: true }),
  () => ({ name: `${pick(LATIN, 3)}_${pick(DIGITS, 3)}`, quoted: false }),
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
  for (const [i, { name, quoted }] of planted.entries()) {
    const asked = quoted ? `“${name}”` : name;
    const question = i % 3 === 0 ? `${asked}放在哪里？` : `Where does ${asked} stand?`;
    const { passages } = await engine.ask({ workspace, question, passagesOnly: true });
    if (!passages[0]?.text.includes(name)) missed.push(question);
  }
  assert.deepEqual(missed, []);
});
