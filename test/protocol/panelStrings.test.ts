import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fill } from '../../src/protocol/fill.ts';
import {
  englishPanelStrings,
  panelStringKeys,
  translatedPanelStrings,
} from '../../src/protocol/panelStrings.ts';
import { panelPage } from '../../src/protocol/panelPage.ts';

const bundle: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../l10n/bundle.l10n.zh-cn.json'), 'utf8'),
);
const slots = (text: string): string[] => [...text.matchAll(/\{\d\}/g)].map(([slot]) => slot).sort();

test('every text of the panel has a Chinese one with the same slots', () => {
  for (const key of panelStringKeys) {
    const english = englishPanelStrings[key];
    const chinese = bundle[english];
    assert.ok(chinese !== undefined && /\p{Script=Han}/u.test(chinese), `${key} has no Chinese text`);
    assert.deepEqual(slots(chinese), slots(english), key);
  }
});

test('translates every text, and keeps the English where there is no other', () => {
  assert.deepEqual(
    translatedPanelStrings((text) => text),
    englishPanelStrings,
  );
  const chinese = translatedPanelStrings((text) => bundle[text] ?? text);
  assert.equal(chinese.ask, '提问');
  assert.deepEqual(Object.keys(chinese), Object.keys(englishPanelStrings));
});

test('fills slots with values as they are, whatever they look like', () => {
  assert.equal(fill('{0} of {1}', '3', '10'), '3 of 10');
  assert.equal(fill('{1}/{0}', '{1}', '$&'), '$&/{1}');
  assert.equal(fill('{0} {2}', 'a'), 'a {2}');
});

test('the page lets nothing in but its own script and style', () => {
  const page = panelPage({
    script: 'https://host/panel.js?a=1&b="2"',
    style: 'https://host/panel.css',
    cspSource: 'https://host',
    nonce: 'n0nce',
    language: 'zh-cn',
  });
  assert.match(
    page,
    /content="default-src 'none'; style-src https:\/\/host; font-src https:\/\/host; script-src 'nonce-n0nce'"/,
  );
  assert.match(
    page,
    /<script nonce="n0nce" src="https:\/\/host\/panel\.js\?a=1&#38;b=&#34;2&#34;"><\/script>/,
  );
  assert.match(page, /<html lang="zh-cn">/);
  assert.doesNotMatch(page, /style="|<style|unsafe/);
});
