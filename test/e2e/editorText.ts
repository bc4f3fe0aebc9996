import type { Page } from 'playwright-core';
import { until } from './editor.ts';

/** A line of the editor that carries heat, as it is painted. */
export interface HeatedLine {
  /** The line's text as far as the editor has drawn it. */
  readonly text: string;
  /** What paints it: background colours and borders, as computed. */
  readonly paint: string;
}

/**
 * The lines in view that an extension has decorated with a background or a border, top to bottom. Monaco paints
 * decorations in a layer of their own, so that they are matched with the lines by where they lie.
 */
export async function heatedLines(page: Page): Promise<HeatedLine[]> {
  return page.evaluate(() => {
    const clear = /^(rgba\(0, 0, 0, 0\)|transparent)$/;
    const painted = [...document.querySelectorAll('.editor-instance .view-overlays [class*="ced-"]')].flatMap(
      (element) => {
        const style = getComputedStyle(element);
        const border = style.borderTopWidth !== '0px' && !clear.test(style.borderTopColor);
        if (clear.test(style.backgroundColor) && !border) return [];
        const { top, bottom, width } = element.getBoundingClientRect();
        return width < 2
          ? []
          : [{ middle: (top + bottom) / 2, paint: border ? style.borderTopColor : style.backgroundColor }];
      },
    );
    return [...document.querySelectorAll('.editor-instance .view-line')]
      .map((line) => ({ line, box: line.getBoundingClientRect() }))
      .sort((a, b) => a.box.top - b.box.top)
      .flatMap(({ line, box }) => {
        const paint = painted.find(({ middle }) => middle > box.top && middle < box.bottom);
        // Monaco draws spaces as no-break spaces.
        const text = (line.textContent ?? '').replaceAll('\u00a0', ' ');
        return paint === undefined ? [] : [{ text, paint: paint.paint }];
      });
  });
}

/** A piece of heat in view: the words that lie on it, and its paint. */
export async function paintedWords(page: Page): Promise<HeatedLine[]> {
  return page.evaluate(() => {
    const clear = /^(rgba\(0, 0, 0, 0\)|transparent)$/;
    const boxes = [...document.querySelectorAll('.editor-instance .view-overlays [class*="ced-"]')].flatMap(
      (element) => {
        const { backgroundColor } = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        return clear.test(backgroundColor) || box.width < 2
          ? []
          : [{ paint: backgroundColor, box, text: '' }];
      },
    );
    const range = document.createRange();
    for (const line of document.querySelectorAll('.editor-instance .view-line')) {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        for (let i = 0; i < (node.textContent?.length ?? 0); i++) {
          range.setStart(node, i);
          range.setEnd(node, i + 1);
          const { left, right, top, bottom } = range.getBoundingClientRect();
          const [x, y] = [(left + right) / 2, (top + bottom) / 2];
          for (const painted of boxes)
            if (
              x > painted.box.left &&
              x < painted.box.right &&
              y > painted.box.top &&
              y < painted.box.bottom
            )
              painted.text += range.toString();
        }
      }
    }
    return boxes.map(({ paint, text }) => ({ paint, text: text.replaceAll('\u00a0', ' ') }));
  });
}

/** Where the first piece of heat in view is painted, in pixels of the window. */
export async function heatBox(
  page: Page,
): Promise<{ readonly x: number; readonly y: number; readonly height: number }> {
  const [box] = await page
    .locator('.editor-instance .view-overlays [class*="ced-"]')
    .evaluateAll((elements) =>
      elements
        .map((element) => element.getBoundingClientRect())
        .filter(({ width }) => width > 8)
        .map(({ x, y, height }) => ({ x, y, height })),
    );
  if (box === undefined) throw new Error('No heat is in view.');
  return box;
}

/** Waits until the words stand in view on heated lines, however these are wrapped; returns the first of them. */
export async function heatOn(page: Page, words: string): Promise<HeatedLine> {
  return until(`heat on "${words}"`, async () => {
    const lines = await heatedLines(page);
    const held = lines.map(({ text }) => text.trim()).join(' ');
    return held.includes(words) ? lines[0] : undefined;
  });
}

/** Moves the focus into the text that is open, wherever it was. */
export async function focusText(page: Page): Promise<void> {
  await until('the focus to be in the text', async () => {
    await page.keyboard.press('Control+1');
    return page.evaluate(() =>
      document.activeElement?.closest('.editor-instance') === null ? undefined : true,
    );
  });
}

/** Puts the cursor on the first place of these words in the editor, selecting them. */
export async function find(page: Page, words: string): Promise<void> {
  await focusText(page);
  await page.keyboard.press('Control+f');
  const box = page.locator('.find-widget textarea, .find-widget input').first();
  await box.fill(words);
  await page.locator('.find-widget .matchesCount').filter({ hasText: /1 of/ }).waitFor();
  await page.keyboard.press('Escape');
}

/** Deletes the lines that hold the words. */
export async function deleteLine(page: Page, words: string): Promise<void> {
  await find(page, words);
  await page.keyboard.press('Control+Shift+k');
}
