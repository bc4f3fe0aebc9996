import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { SCREENSHOTS } from './browser.ts';

/** A picture and how long it stands, in milliseconds. */
interface Frame {
  readonly picture: Buffer;
  readonly delay: number;
}

/**
 * Pictures of a window, put together as a moving one: an animated WebP, which GitHub and the editor's own pages show.
 * Pictures are taken when they are asked for, so a film shows no waiting and is as long on a slow machine.
 */
export class Film {
  readonly #page: Page;
  readonly #width: number;
  readonly #frames: Frame[] = [];

  /** @param width of the moving picture, in pixels */
  constructor(page: Page, width: number) {
    this.#page = page;
    this.#width = width;
  }

  /** Takes a picture that stands for `delay` milliseconds. */
  async take(delay: number): Promise<void> {
    const picture = await this.#page.screenshot({ animations: 'disabled', caret: 'initial' });
    this.#frames.push({ picture: await sharp(picture).resize(this.#width).png().toBuffer(), delay });
  }

  /** Types as a person does, with a picture every few letters. */
  async type(text: string): Promise<void> {
    for (let at = 0; at < text.length; at += 3) {
      await this.#page.keyboard.type(text.slice(at, at + 3));
      await this.take(90);
    }
  }

  /**
   * Writes `<name>.webp` among the screenshots.
   *
   * @returns its size in bytes
   */
  async write(name: string): Promise<number> {
    await mkdir(SCREENSHOTS, { recursive: true });
    const path = join(SCREENSHOTS, `${name}.webp`);
    await sharp(
      this.#frames.map(({ picture }) => picture),
      { join: { animated: true } },
    )
      .webp({ quality: 80, effort: 4, loop: 0, delay: this.#frames.map(({ delay }) => delay) })
      .toFile(path);
    return (await stat(path)).size;
  }
}
