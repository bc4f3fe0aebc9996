import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Editor, until } from './editor.ts';
import { focusText } from './editorText.ts';
import { packProbe } from './packExtension.ts';
import { PanelView } from './panelView.ts';

// How much the extension is felt by the editor. Measured inside a real extension host by an extension of its own
// (probe/): the time Recollect takes to activate, the event loop's delay with and without it under the same work,
// and how long its code holds the thread at a stretch.
//
//   node test/e2e/responsiveness.ts [--seconds 120] [--activations 10] [--out FILE]
//
// With --seconds 0 only the activations are measured.

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    activations: { type: 'string', default: '10' },
    out: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const VSIX =
  process.env['RECOLLECT_VSIX'] ?? join(import.meta.dirname, '../../dist/recollect-linux-x64.vsix');
const LIBRARY = join(import.meta.dirname, '../../media/sample-library');
const QUESTIONS = [
  'How deep did the water stand in Unit 7?',
  'What is the yearly rent from 1 April 2025?',
  '从 2025 年 4 月 1 日起，每年的租金是多少？',
  'How do I bake sourdough bread?',
];

interface Measured {
  readonly delay: { readonly p50: number; readonly p99: number; readonly p999: number; readonly max: number };
  readonly slices: readonly { readonly length: number; readonly heaviest: readonly string[] }[];
}

const scratch = await mkdtemp(join(tmpdir(), 'recollect-responsiveness-'));
const probe = await packProbe(scratch);

/** A copy of the library, large enough that indexing takes a good part of the run. */
async function library(name: string): Promise<string> {
  const folder = join(scratch, name);
  for (let copy = 0; copy < 8; copy++) {
    const to = join(folder, `copy-${String(copy)}`);
    await cp(LIBRARY, to, { recursive: true });
    // Texts that are the same are encoded once: each copy says something of its own.
    for (const file of [
      'contracts/lease.md',
      'manual/freeze-dryer-sq-d12.md',
      'research/eels-and-tidal-turbines.md',
    ]) {
      const text = await readFile(join(to, file), 'utf8');
      await writeFile(join(to, file), text.replaceAll('. ', `, as copy ${String(copy)} says. `));
    }
  }
  return folder;
}

async function probed<T>(out: string, act: () => Promise<void>): Promise<T> {
  await rm(out, { force: true });
  await act();
  return until('the probe', async () => {
    const text = await readFile(out, 'utf8').catch(() => '');
    return text === '' ? undefined : (JSON.parse(text) as T);
  });
}

/** Two minutes of work: opening files, typing, scrolling; with the extension also indexing and asking. */
async function work(editor: Editor, panel: PanelView | null): Promise<void> {
  const end = Date.now() + seconds * 1000;
  const files = [
    'lease.md',
    'freeze-dryer-sq-d12.md',
    'eels-and-tidal-turbines.md',
    'queue.ts',
    'amendment-2.md',
  ];
  for (let round = 0; Date.now() < end; round++) {
    await editor.openFile(files[round % files.length] ?? 'lease.md');
    await focusText(editor.page);
    await editor.page.keyboard.press('Control+Home');
    await editor.page.keyboard.type('A line that was typed while the folder was being read. ', { delay: 30 });
    for (let i = 0; i < 12; i++) await editor.page.keyboard.press('PageDown', { delay: 20 });
    if (panel !== null) await panel.put(QUESTIONS[round % QUESTIONS.length] ?? '');
    await editor.page.waitForTimeout(2000);
  }
}

async function measure(extensions: readonly string[], name: string): Promise<Measured> {
  const out = join(scratch, `${name}.json`);
  const editor = await Editor.start({
    folder: await library(name),
    extensions,
    env: { PROBE_OUT: out },
    // A busy machine may take it for a large folder, which is asked about first.
    settings: { 'recollect.indexing.askAbove': 3600 },
  });
  try {
    await editor.openFile('lease.md');
    await editor.command('Probe: Start');
    let panel: PanelView | null = null;
    if (extensions.length > 1) {
      panel = new PanelView(editor);
      await panel.open();
    }
    await work(editor, panel);
    return await probed<Measured>(out, () => editor.command('Probe: Stop'));
  } finally {
    await editor.stop();
  }
}

/** After so many milliseconds a window has come to rest: its other extensions have started. */
const REST = 6000;

/**
 * Loading and activating, in ms, as VS Code itself measures it ('Developer: Show Running Extensions'): when somebody
 * opens the panel in a window that has come to rest, and when a window that had it open comes back with it, where the
 * time is shared with all that starts beside it. Beside them the same of a small extension of VS Code's own, which does
 * little but register commands: what is the editor's and the machine's in such a figure.
 */
async function activations(): Promise<{
  readonly opened: number[];
  readonly restored: number[];
  readonly small: number[];
}> {
  // Tall, since a list draws only the rows in view.
  const size = { width: 1280, height: 3000 };
  const editor = await Editor.start({ folder: LIBRARY, extensions: [VSIX], size });
  const opened: number[] = [];
  const restored: number[] = [];
  const small: number[] = [];
  try {
    for (let i = 0; i < Number(values.activations); i++) {
      await editor.page.waitForTimeout(REST);
      await new PanelView(editor).open();
      await editor.command('Developer: Show Running Extensions');
      opened.push(await activationTime(editor, 'Recollect'));
      small.push(await activationTime(editor, 'Merge Conflict'));
      await editor.reload();
      await new PanelView(editor).open();
      await editor.command('Developer: Show Running Extensions');
      restored.push(await activationTime(editor, 'Recollect'));
      // With another view in front, the next window starts without ours.
      await editor.page.keyboard.press('Control+Shift+E');
      await editor.page.waitForTimeout(1500);
      await editor.reload();
    }
    return { opened, restored, small };
  } finally {
    await editor.stop();
  }
}

/** What the list of running extensions, which is open, says of one. */
async function activationTime(editor: Editor, extension: string): Promise<number> {
  const row = editor.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: extension });
  return until('the activation time', async () => {
    const told = /Activation: (\d+)ms/.exec((await row.first().textContent()) ?? '')?.[1];
    return told === undefined ? undefined : Number(told);
  });
}

const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
const round = (value: number): number => Math.round(value * 100) / 100;

const summary = (times: readonly number[]): { readonly median: number; readonly all: readonly number[] } => {
  const all = times.toSorted((a, b) => a - b);
  return { median: at(all, 0.5), all };
};

const times = await activations();
const activation = {
  opened: summary(times.opened),
  restored: summary(times.restored),
  small: summary(times.small),
  limit: 50,
};
process.stdout.write(`${JSON.stringify(activation)}\n`);
if (seconds === 0) {
  await rm(scratch, { recursive: true, force: true });
  process.exit();
}
const without = await measure([probe], 'without');
const together = await measure([probe, VSIX], 'with');
const slices = together.slices.map(({ length }) => length).sort((a, b) => a - b);
const result = {
  seconds,
  activation,
  slices: {
    count: slices.length,
    p50: round(at(slices, 0.5)),
    p99: round(at(slices, 0.99)),
    p999: round(at(slices, 0.999)),
    max: round(slices.at(-1) ?? 0),
    longest: together.slices.toSorted((a, b) => b.length - a.length).slice(0, 6),
    limit: 16,
  },
  delay: { without: without.delay, with: together.delay, p99Limit: 5 },
};
await rm(scratch, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
if (values.out !== undefined) await writeFile(values.out, `${JSON.stringify(result, null, 2)}\n`);
