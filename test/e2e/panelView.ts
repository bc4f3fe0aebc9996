import type { Frame, Locator } from 'playwright-core';
import { until, type Editor } from './editor.ts';

/** The panel's page once it has been given a state. */
const PANEL = '#panel[data-outcome]';

/** What the panel shows of an answer. */
export interface ShownAnswer {
  readonly outcome: string;
  readonly text: string;
  /** Shares of the passages, in percent, in order. */
  readonly shares: readonly number[];
  /** "amendment-2.md › 3. Break" and so on. */
  readonly passages: readonly string[];
}

/** The panel in a running editor, worked as a person works it. */
export class PanelView {
  readonly #editor: Editor;

  constructor(editor: Editor) {
    this.#editor = editor;
  }

  /** Shows the view by its icon in the activity bar and waits for its page. */
  async open(): Promise<Frame> {
    const icon = this.#editor.page.locator('.activitybar .action-item', {
      has: this.#editor.page.locator('.action-label[aria-label^="Recollect"]'),
    });
    await icon.waitFor();
    // A window that opens again brings the view back by itself, after a moment: a click then would hide it.
    return until('the panel', async () => {
      const checked = (await icon.getAttribute('class'))?.includes('checked') === true;
      const frame = await this.#editor.webview(PANEL, checked ? 10_000 : 1500).catch(() => undefined);
      if (frame === undefined && !checked && (await icon.getAttribute('class'))?.includes('checked') !== true)
        await icon.click();
      return frame;
    });
  }

  /** The page; found anew each time, since a hidden view loses it. */
  async frame(): Promise<Frame> {
    return this.#editor.webview(PANEL);
  }

  /** Waits until everything is remembered; returns the line that says so. */
  async ready(limit = 120_000): Promise<string> {
    return until(
      'the memory to be ready',
      async () => {
        const frame = await this.frame();
        if ((await frame.locator('#panel').getAttribute('data-memory')) !== 'ready') return undefined;
        return (await frame.locator('.status-text').textContent()) ?? undefined;
      },
      limit,
    );
  }

  /** Types the question and presses Enter; does not wait. Returns the turn that was shown before. */
  async put(question: string): Promise<string> {
    const frame = await this.frame();
    const turn = (await frame.locator('#panel').getAttribute('data-turn')) ?? '';
    const box = frame.locator('textarea.question');
    await box.fill(question);
    await box.press('Enter');
    return turn;
  }

  /** Asks and waits for what becomes of it. */
  async ask(question: string): Promise<ShownAnswer> {
    return this.answer(await this.put(question));
  }

  /** Waits for the answer to a question that came after the turn `before`. */
  async answer(before: string, limit = 60_000): Promise<ShownAnswer> {
    return until(
      `an answer that comes after the turn “${before}”`,
      async () => {
        const frame = await this.frame();
        const { turn, outcome } = await frame
          .locator('#panel')
          .evaluate((panel) => ({ turn: panel.dataset['turn'], outcome: panel.dataset['outcome'] ?? '' }));
        if (turn === before || outcome === 'pending' || outcome === 'none') return undefined;
        const texts = (selector: string): Promise<string[]> => frame.locator(selector).allTextContents();
        const words = await texts('.answer, .callout');
        return {
          outcome,
          text: words.join('\n').replaceAll('\u2060', ''),
          shares: (await texts('.card .share')).map((share) => Number(share.replace(/[^\d.]/g, ''))),
          passages: (
            await frame
              .locator('.card .path')
              .evaluateAll((paths) => paths.map((path) => [...path.children].map((part) => part.textContent)))
          ).map((parts) => parts.join(' › ')),
        };
      },
      limit,
    );
  }

  /** The button of a citation, by its number. */
  async citation(number: number): Promise<Locator> {
    const frame = await this.frame();
    return frame.locator(`.cite[data-number="${String(number)}"]`).first();
  }
}
