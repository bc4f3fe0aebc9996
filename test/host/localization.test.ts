import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import ts from 'typescript';
import { englishSentences, sentence, worded } from '../../src/protocol/sentences.ts';
import { englishMapStrings } from '../../src/protocol/mapStrings.ts';
import { englishPanelStrings } from '../../src/protocol/panelStrings.ts';

const root = join(import.meta.dirname, '../..');

function strings(file: string): Record<string, string> {
  const content: unknown = JSON.parse(readFileSync(join(root, file), 'utf8'));
  assert.ok(typeof content === 'object' && content !== null);
  return Object.fromEntries(Object.entries(content).map(([key, value]) => [key, String(value)]));
}

/** Every text that the host hands to `l10n.t`, with where it stands. Anything but a literal is a mistake. */
function hostTexts(): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of globSync('src/host/**/*.ts', { cwd: root })) {
    const source = ts.createSourceFile(
      file,
      readFileSync(join(root, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && /\bl10n\.t$/.test(node.expression.getText())) {
        const [text] = node.arguments;
        const where = `${file}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}`;
        if (text !== undefined && ts.isStringLiteralLike(text)) found.set(text.text, where);
        // The panel's texts, translated by key; they are looked at below.
        else if (text?.getText() !== 'english') assert.fail(`${where}: the text is not a literal`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

const places = (text: string): string[] => (text.match(/\{\d\}/g) ?? []).sort();

suite('Texts in Chinese', () => {
  const bundle = strings('l10n/bundle.l10n.zh-cn.json');
  const host = hostTexts();

  test('every text of the host and of the panel is translated, with the same places to fill', () => {
    assert.ok(host.size > 30, 'the host has texts');
    const wanted = [
      ...host.keys(),
      ...Object.values(englishPanelStrings),
      ...Object.values(englishMapStrings),
      ...Object.values(englishSentences),
    ];
    assert.deepEqual(
      wanted.filter((text) => bundle[text] === undefined),
      [],
    );
    for (const text of wanted) assert.deepEqual(places(bundle[text] ?? ''), places(text), text);
  });

  test('nothing is translated that nobody says', () => {
    const said = new Set([
      ...host.keys(),
      ...Object.values<string>(englishPanelStrings),
      ...Object.values<string>(englishMapStrings),
      ...Object.values<string>(englishSentences),
    ]);
    assert.deepEqual(
      Object.keys(bundle).filter((text) => !said.has(text)),
      [],
    );
  });

  test('every sentence of the engine has words in English and in Chinese, its parts filled in', () => {
    for (const [code, english] of Object.entries(englishSentences)) {
      const chinese = bundle[english] ?? '';
      assert.match(chinese, /\p{Script=Han}/u, code);
      assert.deepEqual(places(english), [...new Set(places(english))], `${code} says a part twice`);
      assert.deepEqual(
        places(english),
        places(english).map((_place, i) => `{${i}}`),
        code,
      );
    }
    const rebuilt = sentence('words-only', sentence('model-file-missing', '/m/{1}.onnx'));
    const chinese = worded(rebuilt, (english) => bundle[english] ?? english);
    assert.match(chinese, /^缺少模型文件 \/m\/\{1\}\.onnx。在修复之前/);
    assert.equal(
      worded(rebuilt, (english) => english),
      rebuilt.text,
    );
  });

  test('the manifest names every text that it uses, in both languages, and no other', () => {
    const used = readFileSync(join(root, 'package.json'), 'utf8').match(/(?<="%)[\w.]+(?=%")/g) ?? [];
    const keys = [...new Set(used)].sort();
    assert.deepEqual(Object.keys(strings('package.nls.json')).sort(), keys);
    assert.deepEqual(Object.keys(strings('package.nls.zh-cn.json')).sort(), keys);
  });
});
