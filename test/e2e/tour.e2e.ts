import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { Editor, until } from './editor.ts';
import { heatedLines, heatOn } from './editorText.ts';
import { Film } from './film.ts';
import { PanelView } from './panelView.ts';
import { stepsIn } from './step.ts';

// The whole path by keys alone: nothing here moves or clicks a mouse. What it does is filmed, and is the moving picture
// of the README: ask, heat, the place, the map. The memory view's own test goes through it by keys.

const VSIX =
  process.env['RECOLLECT_VSIX'] ?? join(import.meta.dirname, '../../dist/recollect-linux-x64.vsix');
const LIBRARY = join(import.meta.dirname, '../../media/sample-library');
const QUESTION = 'What is the yearly rent of Unit 7?';
/** What a README may make a reader load, in bytes. */
const LIGHT = 3e6;

let editor: Editor;
let panel: PanelView;
let film: Film;
let scratch: string;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'recollect-tour-'));
  const folder = join(scratch, 'library');
  await cp(LIBRARY, folder, { recursive: true });
  editor = await Editor.start({ folder, extensions: [VSIX], size: { width: 1200, height: 720 } });
  panel = new PanelView(editor);
  film = new Film(editor.page, 1000);
});
after(async () => {
  await editor.stop();
  await rm(scratch, { recursive: true, force: true });
});

const step = stepsIn(() => editor);
const press = (key: string): Promise<void> => editor.page.keyboard.press(key);

/** Presses Tab until what has the focus in the panel is what `selector` names. */
async function tabTo(selector: string, most = 40): Promise<void> {
  for (let pressed = 0; pressed < most; pressed++) {
    const frame = await panel.frame();
    if (await frame.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
    await press('Tab');
  }
  throw new Error(`${String(most)} times Tab did not come to ${selector}.`);
}

step('the ask box is reached, and a question asked', async () => {
  await editor.command('Recollect: Ask');
  await panel.ready();
  const frame = await panel.frame();
  await until('the focus in the ask box', async () =>
    (await frame.evaluate(() => document.activeElement?.matches('textarea.question') === true))
      ? true
      : undefined,
  );
  await film.take(900);
  const before = (await frame.locator('#panel').getAttribute('data-turn')) ?? '';
  await film.type(QUESTION);
  await film.take(500);
  await press('Enter');
  const { outcome } = await panel.answer(before);
  assert.equal(outcome, 'answered');
  await film.take(2400);
});

step('its source is reached, shows its passage in its place, and is opened lit', async () => {
  await tabTo('.cite');
  const frame = await panel.frame();
  await frame.locator('[role="tooltip"]').filter({ visible: true }).waitFor();
  await film.take(2000);
  await press('Enter');
  await heatOn(editor.page, '£34,800');
  await film.take(2400);
});

step('the next lit sentence is gone to, in another file', async () => {
  await until('the other side', async () => {
    await press('Control+F8');
    return (await editor.page.locator('.tab.active[data-resource-name="lease.md"]').count()) > 0
      ? true
      : undefined;
  });
  await until('heat there', async () => ((await heatedLines(editor.page)).length > 0 ? true : undefined));
  await film.take(2400);
});

step('the map is opened, gone through and left by a passage', async () => {
  await editor.command('Recollect: Show Attention Map');
  const map = await editor.webview('[role="tree"]');
  await map.locator('[role="treeitem"].lit').first().waitFor();
  await film.take(2600);
  // The list beside the picture: where the attention went, level by level.
  await until('the focus in the list', async () => {
    await press('Tab');
    return (await map.evaluate(() => document.activeElement?.matches('[role="treeitem"]') === true))
      ? true
      : undefined;
  });
  const focused = (): Promise<string> =>
    map.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  await press('Home');
  const first = await focused();
  await press('ArrowDown');
  assert.notEqual(await focused(), first);
  await until('a passage', async () => {
    await press('ArrowRight');
    return (await map.evaluate(() => document.activeElement?.matches('.leaf') === true)) ? true : undefined;
  });
  await press('Enter');
  await until('it to be said', async () =>
    ((await map.locator('.said').textContent()) ?? '').startsWith('Opened in the editor') ? true : undefined,
  );
});

step('the film is as light as a README wants it', async () => {
  const size = await film.write('tour');
  assert.ok(size < LIGHT, `${String(size)} bytes`);
});

step('no error stands in the extension host’s logs', async () => {
  assert.deepEqual(await editor.hostErrors(), []);
});
