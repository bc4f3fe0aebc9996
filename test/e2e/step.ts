import { test } from 'node:test';
import type { Editor } from './editor.ts';

/**
 * What makes tests that are steps of one session in an editor. Where a step fails, a picture of the window and the
 * extension's own log are left behind.
 *
 * @param editor asked for when a step runs: it is started after the steps are told
 */
export function stepsIn(editor: () => Editor): (name: string, act: () => Promise<void>) => void {
  return (name, act) => {
    test(name, async () => {
      try {
        await act();
      } catch (error) {
        await editor().screenshot(`failed-${name.replace(/\W+/g, '-').slice(0, 60)}`);
        const log = (await editor().hostLogs()).split(/^== /m).find((part) => /recollect.*\n/i.test(part));
        process.stderr.write(`${log?.slice(-4000) ?? 'The extension wrote no log.'}\n`);
        throw error;
      }
    });
  };
}
