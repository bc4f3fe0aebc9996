import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';

// Text on heat must be as easy to read as WCAG 2.2 asks of text: 4.5:1 (success criterion 1.4.3).

const ENOUGH = 4.5;

/** Editor foreground and background of the themes that VS Code comes up with, 1.105 to 1.139. */
const THEMES = {
  'Dark Modern': { kind: 'dark', foreground: '#CCCCCC', background: '#1F1F1F' },
  '2026 Dark': { kind: 'dark', foreground: '#BBBEBF', background: '#121314' },
  'Light Modern': { kind: 'light', foreground: '#3B3B3B', background: '#FFFFFF' },
  '2026 Light': { kind: 'light', foreground: '#202020', background: '#FFFFFF' },
} as const;

const manifest: {
  readonly contributes: {
    readonly colors: readonly { readonly id: string; readonly defaults: Readonly<Record<string, string>> }[];
  };
} = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'));

/** Red, green, blue and opacity, 0 to 1. */
type Color = readonly [number, number, number, number];

function color(hex: string): Color {
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2) || 'ff', 16) / 255;
  return [part(1), part(3), part(5), part(7)];
}

function over([r, g, b, opacity]: Color, below: Color): Color {
  const mix = (top: number, i: 0 | 1 | 2): number => top * opacity + below[i] * (1 - opacity);
  return [mix(r, 0), mix(g, 1), mix(b, 2), 1];
}

/** WCAG 2.2, relative luminance. */
function luminance([r, g, b]: Color): number {
  const linear = (value: number): number =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

function contrast(a: Color, b: Color): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

suite('Heat in the editor', () => {
  test('is measured as WCAG does', () => {
    assert.equal(contrast(color('#000000'), color('#ffffff')), 21);
    assert.equal(contrast(color('#777777'), color('#ffffff')).toFixed(2), '4.48');
  });

  for (const [name, { kind, foreground, background }] of Object.entries(THEMES))
    test(`leaves text readable in ${name}, and each level shows more than the one below`, () => {
      const levels = manifest.contributes.colors.filter(({ id }) => /heat(?:Passage|\d)Background$/.test(id));
      // The passage, then five shades for sentences and the words that answer: they never lie on each other.
      assert.equal(levels.length, 6);
      assert.match(levels[0]?.id ?? '', /Passage/);
      let before = 1;
      for (const { id, defaults } of levels) {
        const heat = over(color(defaults[kind]!), color(background));
        const text = contrast(color(foreground), heat);
        assert.ok(text >= ENOUGH, `${id}: ${text.toFixed(2)}`);
        const shown = contrast(heat, color(background));
        assert.ok(shown > before * 1.05, `${id}: ${shown.toFixed(2)} after ${before.toFixed(2)}`);
        before = shown;
      }
    });
});
