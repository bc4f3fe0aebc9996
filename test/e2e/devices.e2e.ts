import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { Editor } from './editor.ts';
import { stepsIn } from './step.ts';

// Devices in a real VS Code: the Vulkan driver that comes with Debian's chromium runs on the processor, so WebGPU is
// really tried, found right and found slow.

const VSIX =
  process.env['RECOLLECT_VSIX'] ?? join(import.meta.dirname, '../../dist/recollect-linux-x64.vsix');
const LIBRARY = join(import.meta.dirname, '../../media/sample-library');
const CHROMIUM = '/usr/lib/chromium';
/** Trying takes some ten seconds where nothing else runs. */
const PATIENCE = 240_000;

let editor: Editor;
let scratch: string;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'recollect-e2e-devices-'));
  const folder = join(scratch, 'library');
  await cp(join(LIBRARY, 'contracts'), folder, { recursive: true });
  const env = {
    VK_ICD_FILENAMES: join(CHROMIUM, 'vk_swiftshader_icd.json'),
    LD_LIBRARY_PATH: CHROMIUM,
    XDG_RUNTIME_DIR: '/tmp',
  };
  editor = await Editor.start({ folder, extensions: [VSIX], env });
});
after(async () => {
  await editor.stop();
  await rm(scratch, { recursive: true, force: true });
});

const step = stepsIn(() => editor);

step('devices are tried again, and what came of it is said', async () => {
  await editor.command('Recollect: Try Devices Again');
  const said = editor.page
    .locator('.notification-toast')
    .filter({ hasText: 'WebGPU is not both right and faster' });
  await said.waitFor({ timeout: PATIENCE });
  assert.match(
    (await said.textContent()) ?? '',
    /WebGPU \(q4\): right \(cosine 1\.0000\), 0\.0\d+ times as fast/,
  );
  await editor.screenshot('devices-1-tried');
});

step('the index status says what encodes, and what was tried', async () => {
  await editor.command('Recollect: Show Index Status', true);
  const list = editor.page.locator('.quick-input-list');
  await list.getByText('Runs on the CPU').waitFor({ timeout: 60_000 });
  await list.getByText(/WebGPU \(q4\): right/).waitFor();
  await editor.screenshot('devices-2-status');
});
