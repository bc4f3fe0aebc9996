import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite } from 'node:test';
import { encoderRepository, ModelHub } from '../support/modelHub.ts';
import { Editor, until } from './editor.ts';
import { PanelView } from './panelView.ts';
import { stepsIn } from './step.ts';

// Another encoder in a real VS Code: planned, shown, fetched from a hub on this machine, used. Each test goes on where
// the one before it stopped.

const ROOT = join(import.meta.dirname, '../..');
const VSIX = process.env['RECOLLECT_VSIX'] ?? join(ROOT, 'dist/recollect-linux-x64.vsix');
const MODEL = 'maker/variant';
const QUESTION = 'How long is the notice period for ending the lease early?';
const CHOOSE = 'Recollect: Choose Encoder Model…';

suite('Encoders', () => {
  let editor: Editor;
  let panel: PanelView;
  let hub: ModelHub;
  let scratch: string;

  before(async () => {
    hub = await ModelHub.start({ [MODEL]: encoderRepository({ pooling: 'cls' }) });
    scratch = await mkdtemp(join(tmpdir(), 'recollect-encoders-'));
    const folder = join(scratch, 'library');
    await mkdir(folder);
    await cp(join(ROOT, 'media/sample-library/contracts'), join(folder, 'contracts'), { recursive: true });
    editor = await Editor.start({
      folder,
      extensions: [VSIX],
      settings: { 'recollect.encoder.hub': hub.address },
    });
    panel = new PanelView(editor);
    await panel.open();
    await panel.ready(400_000);
  });
  after(async () => {
    await editor.stop();
    hub.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  const step = stepsIn(() => editor);
  const box = () => editor.page.locator('.quick-input-widget input');
  const dialog = () => editor.page.locator('.monaco-dialog-box');

  step('what is fetched is shown first: from where, licence, size, checksums', async () => {
    await editor.command(CHOOSE, true);
    await editor.page.locator('.quick-input-list').getByText('Built-in encoder', { exact: true }).waitFor();
    await editor.screenshot('encoders-choice');
    await editor.pick('Another model by its name…');
    await editor.page.getByText('Name of the model at').waitFor();
    await box().fill(MODEL);
    await editor.page.keyboard.press('Enter');
    await dialog().getByText(`Fetch ${MODEL}:model?`).waitFor();
    const told = (await dialog().textContent()) ?? '';
    assert.match(told, /Licence: mit/);
    assert.match(told, /sha256 [0-9a-f]{64}/);
    assert.ok(told.includes(hub.address));
    await editor.screenshot('encoders-plan');
    assert.ok(
      hub.seen.every(({ path }) => /blobs=true$|config\w*\.json$/.test(path)),
      'nothing was fetched yet',
    );
  });

  step('once agreed to it is fetched, tried and used; the files are asked all the while', async () => {
    await dialog().getByRole('button', { name: 'Fetch and Use' }).click();
    await editor.page.getByText('is here and works').first().waitFor({ timeout: 240_000 });
    await editor.screenshot('encoders-fetched');
    const { text } = await panel.ask(QUESTION);
    assert.match(text, /ninety|90|sixty|60|days|months/i);
    await panel.ready(400_000);
  });

  step('the status tells which encoder finds by meaning', async () => {
    await until(
      'the status to name the encoder',
      async () => {
        await editor.command('Recollect: Show Index Status', true);
        const row = editor.page.locator('.quick-input-list').getByText(`${MODEL}:model`, { exact: false });
        const named = await row
          .first()
          .waitFor({ timeout: 5000 })
          .then(
            () => true,
            () => undefined,
          );
        if (named === true) await editor.screenshot('encoders-status');
        await editor.page.keyboard.press('Escape');
        await box().waitFor({ state: 'hidden' });
        return named;
      },
      120_000,
    );
    assert.deepEqual(await editor.hostErrors(), []);
  });
});
