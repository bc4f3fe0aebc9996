import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { Editor } from './editor.ts';
import { heatOn } from './editorText.ts';
import { PanelView } from './panelView.ts';
import { stepsIn } from './step.ts';

// The package is installed and does its main job where there is no network at all. This file starts itself again in a
// network namespace of its own, in which nothing but this machine itself can be reached: server, browser and extension.

const WITHIN = 'RECOLLECT_E2E_WITHOUT_NETWORK';
const VSIX =
  process.env['RECOLLECT_VSIX'] ?? join(import.meta.dirname, '../../dist/recollect-linux-x64.vsix');
const LIBRARY = join(import.meta.dirname, '../../media/sample-library');

/** A namespace of its own, with this machine's address in it; what follows is the command. */
const CUT = ['--map-root-user', '--net', 'sh', '-c', 'ip link set lo up && exec "$0" "$@"'];

if (process.env[WITHIN] === undefined) {
  const impossible =
    spawnSync('unshare', [...CUT, 'true']).status === 0
      ? false
      : 'this machine gives nobody a network of their own (unshare, ip)';
  // A server has to.
  const skip = process.env['RECOLLECT_E2E'] === 'required' ? false : impossible;
  test('The network is cut', { skip }, async () => {
    const { NODE_TEST_CONTEXT, ...env } = process.env;
    void NODE_TEST_CONTEXT;
    const child = spawn(
      'unshare',
      [
        ...CUT,
        process.execPath,
        ...process.execArgv.filter((word) => word.startsWith('--disable-warning')),
        '--test-reporter=spec',
        import.meta.filename,
      ],
      {
        env: { ...env, [WITHIN]: '1' },
        stdio: 'inherit',
      },
    );
    const [code] = await once(child, 'exit');
    assert.equal(code, 0);
  });
} else {
  suite('Without a network', () => {
    let editor: Editor;
    let panel: PanelView;
    let scratch: string;
    const step = stepsIn(() => editor);

    before(async () => {
      scratch = await mkdtemp(join(tmpdir(), 'recollect-offline-'));
      const folder = join(scratch, 'library');
      await cp(LIBRARY, folder, { recursive: true });
      editor = await Editor.start({ folder, extensions: [VSIX] });
      panel = new PanelView(editor);
    });
    after(async () => {
      await editor.stop();
      await rm(scratch, { recursive: true, force: true });
    });

    test('there is no way out', () => {
      const interfaces = [...readFileSync('/proc/net/dev', 'utf8').matchAll(/^\s*([^:\s|]+):/gm)].map(
        ([, name]) => name,
      );
      assert.deepEqual(interfaces, ['lo']);
      const routes = readFileSync('/proc/net/route', 'utf8').trim().split('\n').slice(1);
      assert.deepEqual(routes, []);
    });

    step('the package is installed, and the folder remembered', async () => {
      await panel.open();
      assert.match(await panel.ready(), /\d+ files · \d+ passages/);
    });

    step('a question is answered from the files, and its source opens with heat', async () => {
      const answer = await panel.ask('How deep did the water stand in Unit 7?');
      assert.equal(answer.outcome, 'answered');
      assert.match(answer.text, /54 centimetres deep/);
      await editor.command('Recollect: Next Attended Passage');
      await heatOn(editor.page, 'Water stood 54 centimetres deep');
    });

    step('a question in Chinese finds the English sentence, so the encoder runs', async () => {
      const answer = await panel.ask('从 2025 年 4 月 1 日起，每年的租金是多少？');
      assert.match(`${answer.text} ${answer.passages.join(' ')}`, /34,800|amendment-2/);
      await editor.screenshot('offline-answer');
    });

    step('nothing went wrong that the log would tell of', async () => {
      assert.deepEqual(await editor.hostErrors(), []);
    });
  });
}
