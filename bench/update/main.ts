/**
 * How soon a change of one paragraph is found in a file of 1,000 pages without a heading, and what it costs.
 *
 *   npm run bench:update
 *
 * The file is made of seeded sentences, English and then Chinese. The first run encodes it (minutes); its vectors are
 * kept in bench/.cache, as those of the other benches are. Edits are encoded each time.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { Workspace } from '../../src/engine/workspace/workspace.ts';
import { pages } from './pages.ts';
import { CACHE } from '../quality/sets.ts';
import { VectorCache } from '../quality/vectors.ts';

const FILE = 'book.txt';
const SENTENCES = { en: 13_000, zh: 4_000 };

/** A text after an edit, what is asked then, and whether an answer's best passages show that the edit is known. */
interface Edit {
  readonly name: string;
  readonly text: string;
  readonly question: string;
  readonly shows: (passages: readonly string[]) => boolean;
}

/** Offset of the paragraph at or after a share of the text. */
function paragraphAt(text: string, share: number): number {
  if (share === 0) return 0;
  const before = text.indexOf('\n\n', Math.floor(text.length * share));
  return before < 0 ? text.lastIndexOf('\n\n', text.length - 3) + 2 : before + 2;
}

/** The Chinese part is the last tenth and written in few characters. */
function chineseParagraph(text: string): number {
  return text.lastIndexOf('\n\n', Math.floor(text.length * 0.97)) + 2;
}

function endOfParagraph(text: string, start: number): number {
  const end = text.indexOf('\n\n', start);
  return end < 0 ? text.length : end + 2;
}

const word = (name: string): string => `${name}${process.hrtime.bigint() % 1_000_000n}`;

/** A sentence with a word that the text does not hold. */
function inserted(name: string, text: string, at: number, ending = ' '): Edit {
  const strange = word('zeppelin');
  const sentence = `The ${strange} crossed the harbour on a winter evening.`;
  return {
    name,
    text: `${text.slice(0, at)}${sentence}${ending}${text.slice(at)}`,
    question: `When did the ${strange} cross the harbour?`,
    shows: ([first]) => first?.includes(strange) === true,
  };
}

function moved(text: string): Edit {
  const strange = word('dirigible');
  const from = paragraphAt(text, 0.3);
  const to = endOfParagraph(text, from);
  const paragraph = `${text.slice(from, to).trimEnd()} A ${strange} waited.\n\n`;
  const rest = text.slice(0, from) + text.slice(to);
  const at = paragraphAt(rest, 0.7);
  return {
    name: 'paragraph moved and changed',
    text: rest.slice(0, at) + paragraph + rest.slice(at),
    question: `What waited, the ${strange}?`,
    shows: ([first]) => first?.includes(strange) === true,
  };
}

/** The paragraph that starts at the offset, gone; its first sentence is asked for. */
function deleted(text: string, at: number): Edit {
  const end = endOfParagraph(text, at);
  const sentence = text.slice(at, text.indexOf('.', at) + 1);
  return {
    name: 'paragraph deleted in the middle',
    text: text.slice(0, at) + text.slice(end),
    question: sentence,
    shows: (passages) => passages.every((passage) => !passage.includes(sentence)),
  };
}

const encoder = await openEncoder();
const cache = new VectorCache(encoder, CACHE);
const folder = mkdtempSync(join(tmpdir(), 'recollect-update-'));
const root = join(folder, 'files');
const workspace = new Workspace(root, { store: join(folder, 'memories') });

/** Saves the text, tells the engine, and asks until the answer knows of the edit. Milliseconds since the telling. */
async function measure({ name, text, question, shows }: Edit): Promise<string[]> {
  writeFileSync(join(root, FILE), text);
  const asked = { workspace: root, question, passagesOnly: true };
  const cpu = process.cpuUsage();
  const started = performance.now();
  const updating = workspace.update({ changes: [{ file: FILE, text: null }] }, encoder, {});
  const deadline = started + 60_000;
  let found = Number.NaN;
  while (Number.isNaN(found) && performance.now() < deadline) {
    const { passages } = await workspace.ask(asked, { encoder, reader: null });
    if (shows(passages.slice(0, 8).map((passage) => passage.text))) found = performance.now() - started;
    else await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { encoded, reused } = await updating;
  const complete = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return [
    name,
    found.toFixed(0),
    complete.toFixed(0),
    ((user + system) / 1000).toFixed(0),
    String(encoded),
    String(reused),
  ];
}

try {
  let text = pages('en', SENTENCES.en, 5) + pages('zh', SENTENCES.zh, 6);
  mkdirSync(root);
  writeFileSync(join(root, FILE), text);
  const started = performance.now();
  const { leaves } = await workspace.index({}, cache, {});
  console.log(
    `${text.length} characters, ${leaves} leaves; indexed in ${((performance.now() - started) / 1000).toFixed(1)} s, ` +
      `of which ${cache.work.encoded} encoded in ${cache.work.seconds.toFixed(0)} s.`,
  );
  await workspace.ask(
    { workspace: root, question: 'a lantern on the bridge', passagesOnly: true },
    { encoder, reader: null },
  );
  const rows = [['edit', 'found (ms)', 'encoded (ms)', 'CPU time (ms)', 'leaves encoded', 'leaves reused']];
  const edits: ((text: string) => Edit)[] = [
    (now) => inserted('sentence at the start', now, 0),
    (now) => inserted('sentence in the middle', now, paragraphAt(now, 0.5)),
    (now) => inserted('sentence among the Chinese', now, chineseParagraph(now)),
    (now) => inserted('sentence at the end', now, now.length),
    (now) => inserted('paragraph inserted in the middle', now, paragraphAt(now, 0.4), '\n\n'),
    (now) => deleted(now, paragraphAt(now, 0.6)),
    moved,
  ];
  for (const edit of edits) {
    const next = edit(text);
    rows.push(await measure(next));
    text = next.text;
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
} finally {
  workspace.close();
  await cache.close();
  rmSync(folder, { recursive: true, force: true });
}
