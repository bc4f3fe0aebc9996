import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import ts from 'typescript';

// Whatever a person reads goes through `l10n.t` or the panel's strings. This looks for texts that do not: literals of
// several words anywhere, and literals of any word in places that are shown.

const root = join(import.meta.dirname, '../..');

/** Two words with a space between them, or a Chinese character: nothing that a program says to itself. */
const WORDS = /\p{L}{2,}[,;:.]? \p{L}{2,}|\p{Script=Han}/u;
/** A word, once icons (`$(sync)`) are taken out. */
const WORD = /\p{L}{3,}/u;
/** Properties of the editor's and the page's parts that people read. */
const SHOWN = new Set(
  'label detail description title placeHolder placeholder prompt tooltip openLabel saveLabel validationMessage textContent innerText ariaLabel ariaDescription aria-label aria-description alt contentText'.split(
    ' ',
  ),
);
/** A page's skeleton, rules and lengths of style sheets. */
const MARKUP = /<\/?[a-z!][^>]*(?:>|$)|\{ ?[a-z-]+: [^{}]*; ?\}|^\d+px /;
/** What is the same in every language. */
const NAMES = new Set([
  'Recollect',
  'Markdown',
  'OpenAI',
  'Ollama',
  'LM Studio',
  'llama.cpp',
  'vLLM',
  'CPU',
  'GitHub Copilot',
]);
/** Files whose words are for programs, with the reason. */
const FOR_PROGRAMS: Readonly<Record<string, string>> = {
  'src/host/diagnostics.ts': 'a report for an issue, in English for whoever reads it there',
  'src/host/suggestions/headingQuestions.ts': 'questions in the language of their document',
  'src/host/tools/toolQuestions.ts': 'said to language models',
  'src/host/tools/toolVersions.ts': 'said to language models',
};

interface Found {
  readonly where: string;
  readonly text: string;
}

/** The texts of a file that are shown and not translated. */
function untranslated(file: string, content: string): Found[] {
  const source = ts.createSourceFile(file, content, ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const note = (node: ts.Node, text: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push({ where: `${file}:${String(line + 1)}`, text });
  };
  const visit = (node: ts.Node): void => {
    if (isUnseen(node)) return;
    const text = textOf(node);
    if (text !== undefined && !isName(node) && !isIcon(node) && !MARKUP.test(text)) {
      const bare = text
        .replace(/\$\([\w~-]*\)?/g, '')
        .replace(/[\s:]+$/, '')
        .trim();
      if (WORDS.test(bare) || (isShown(node) && WORD.test(bare))) if (!NAMES.has(bare)) note(node, text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) return node.text;
  return undefined;
}

/** Parts of a program that nobody is shown: what they hold is not looked at. */
function isUnseen(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return true;
  if (ts.isNewExpression(node)) {
    // A plain Error is a mistake of ours: it goes into the log, with its stack.
    return /^(?:Error|TypeError|RangeError)$/.test(node.expression.getText());
  }
  if (!ts.isCallExpression(node)) return false;
  const called = node.expression.getText();
  return /(?:^|\.)l10n\.t$|(?:^|[.#])log\??\.(?:info|warn|error|debug|trace)$|^import$/.test(called);
}

/** The whole that a text is a part or an alternative of: what stands on one side of something else. */
function wholeOf(node: ts.Node): ts.Node {
  let part = node;
  for (;;) {
    const { parent } = part;
    const alternative = ts.isConditionalExpression(parent) && parent.condition !== part;
    if (!(alternative || ts.isTemplateSpan(parent) || ts.isTemplateExpression(parent))) break;
    part = parent;
  }
  return part;
}

/** Names that a program knows things by: of classes, selectors, keys, what is compared, icons of a template. */
function isName(node: ts.Node): boolean {
  const whole = wholeOf(node);
  const { parent } = whole;
  if (ts.isPropertyAssignment(parent))
    return parent.name === whole || /^class(?:Name)?$/.test(parent.name.getText());
  if (ts.isBinaryExpression(parent))
    return parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
      ? /\.className$/.test(parent.left.getText())
      : /^[!=]==$/.test(parent.operatorToken.getText());
  return (
    ts.isCaseClause(parent) ||
    (ts.isCallExpression(parent) &&
      /querySelector(?:All)?$|closest$|matchMedia$/.test(parent.expression.getText()))
  );
}

/** Whether a text is the name of an icon in a template: \`$(${busy ? 'sync' : 'check'}) …\`. */
function isIcon(node: ts.Node): boolean {
  const { parent } = node;
  const span = ts.isConditionalExpression(parent) ? parent.parent : parent;
  if (!ts.isTemplateSpan(span)) return false;
  const { head, templateSpans } = span.parent;
  const at = templateSpans.indexOf(span);
  return (at === 0 ? head : templateSpans[at - 1]?.literal)?.text.endsWith('$(') === true;
}

/** Whether a text stands where people read it: the value of such a property, or a button of a message. */
function isShown(node: ts.Node): boolean {
  const whole = wholeOf(node);
  const { parent } = whole;
  if (ts.isPropertyAssignment(parent) && parent.initializer === whole)
    return SHOWN.has(parent.name.getText().replace(/['"]/g, ''));
  if (ts.isBinaryExpression(parent) && parent.right === whole && ts.isPropertyAccessExpression(parent.left))
    return SHOWN.has(parent.left.name.text);
  return (
    ts.isCallExpression(parent) &&
    parent.arguments.some((argument) => argument === whole) &&
    /show(?:Information|Warning|Error)Message$|setStatusBarMessage$/.test(parent.expression.getText())
  );
}

suite('Texts that are not translated', () => {
  const files = globSync('src/{host,webview}/**/*.ts', { cwd: root }).sort();

  test('none stand in the host, none in the panel', () => {
    assert.ok(files.length > 80);
    const found = files
      .filter((file) => FOR_PROGRAMS[file] === undefined)
      .flatMap((file) => untranslated(file, readFileSync(join(root, file), 'utf8')));
    assert.deepEqual(found, []);
  });

  const check = (content: string, ...expected: readonly string[]): void =>
    assert.deepEqual(
      untranslated('a.ts', content).map(({ text }) => text),
      expected,
    );

  test('are found in messages, labels and templates', () => {
    check("window.showErrorMessage('It failed.');", 'It failed.');
    check("window.showInformationMessage(l10n.t('Done.'), 'Undo');", 'Undo');
    check("const item = { label: '$(sync) Index', description: l10n.t('now') };", '$(sync) Index');
    check('item.tooltip = `Ready: ${count}`;', 'Ready: ');
    check("box.ariaLabel = busy ? 'Busy' : strings.ask;", 'Busy');
    check("const text = 'You can ask already.';", 'You can ask already.');
    check("const title = '打开';", '打开');
  });

  test('are not mistaken in what nobody is shown', () => {
    check("import { a } from 'some thing here';");
    check("log.info('Starting the engine'); throw new Error('It is not there.');");
    check("const item = { label: '$(sync) Recollect', tooltip: l10n.t('Reading {0} files', n) };");
    check("switch (part) { case 'words of the passage': return l10n.t('Its words'); }");
    check("box.className = `codicon codicon-${name}`; look.border = '1px solid';");
    check("item.label = `$(${paused ? 'debug-pause' : 'sync'}) ${l10n.t('{0} of {1}', a, b)}`;");
    check("type Kind = 'a kind of thing'; const kind = element.dataset['memory-kind'];");
    check("const icon = { title: strings.pause, class: 'status restricted' };");
  });
});
