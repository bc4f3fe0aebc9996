import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** Where pictures of the last run go; not kept in git. */
export const SCREENSHOTS = join(import.meta.dirname, 'screenshots');

/**
 * Debian's Chromium without a window (another with RECOLLECT_CHROMIUM).
 *
 * @param home a throw-away folder for what it writes
 */
export async function launchBrowser(home: string): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['RECOLLECT_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env: await environment(home),
  });
}

/** The same fonts in every picture, Chinese included: those that `install.sh` brings. */
async function environment(home: string): Promise<Record<string, string>> {
  const fonts = join(home, '.config/fontconfig');
  await mkdir(fonts, { recursive: true });
  const alias = (family: string, preferred: string): string =>
    `<alias binding="same"><family>${family}</family><prefer><family>${preferred}</family></prefer></alias>`;
  await writeFile(
    join(fonts, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
${['system-ui', 'sans-serif', 'Ubuntu'].map((family) => alias(family, 'Noto Sans CJK SC')).join('\n')}
${alias('monospace', 'DejaVu Sans Mono')}
</fontconfig>`,
  );
  return { ...definedEnvironment(), HOME: home, XDG_CONFIG_HOME: join(home, '.config') };
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
