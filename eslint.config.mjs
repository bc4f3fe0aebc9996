// Few rules, all errors. The import rules are the architecture: a layer is the ambient API it may touch
// (see src/ARCHITECTURE.md, "Folders").
import tseslint from 'typescript-eslint';

const layer = (files, patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});
const outside = (message, ...group) => ({ group, message });

export default tseslint.config(
  {
    ignores: [
      'dist',
      '.tsbuild',
      'node_modules',
      'media',
      'models',
      'bench/results',
      'test/golden',
      'bench/.cache',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['test', 'describe', 'it', 'suite'], package: 'node:test' },
          ],
        },
      ],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'prefer-const': 'error',
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
      ],
    },
  },
  layer(
    ['src/core/**/*.ts'],
    [
      outside(
        'core is pure: it imports nothing outside core.',
        '**/engine/**',
        '**/protocol/**',
        '**/host/**',
        '**/cli/**',
        'node:*',
        'vscode*',
        'onnxruntime*',
        'hnswlib*',
        '@huggingface/*',
      ),
    ],
  ),
  {
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'fetch',
        'setTimeout',
        'setInterval',
        'performance',
        'Date',
      ],
    },
  },
  layer(
    ['src/protocol/**/*.ts'],
    [
      outside(
        'protocol holds types that cross a boundary: it imports core only.',
        '**/engine/**',
        '**/host/**',
        '**/cli/**',
        'node:*',
        'vscode',
      ),
    ],
  ),
  layer(
    ['src/engine/**/*.ts'],
    [outside('engine imports core and protocol.', '**/host/**', '**/cli/**', '**/webview/**', 'vscode')],
  ),
  layer(
    ['src/cli/**/*.ts'],
    [outside('cli asks the engine; it never touches the editor.', '**/host/**', '**/webview/**', 'vscode')],
  ),
  layer(
    ['src/host/**/*.ts'],
    [
      outside(
        "host is the editor's side: it imports core and protocol; the engine is a process away.",
        '**/engine/**',
        '**/cli/**',
        '**/webview/**',
      ),
    ],
  ),
  layer(
    ['src/webview/**/*.ts'],
    [
      outside(
        "webview is DOM only: it imports protocol and core's types.",
        '**/engine/**',
        '**/host/**',
        '**/cli/**',
        'node:*',
        'vscode',
      ),
    ],
  ),
  {
    files: ['src/webview/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        {
          selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|srcdoc)$/]',
          message: 'Text of documents is text: build elements with el().',
        },
        {
          selector:
            'CallExpression[callee.property.name=/^(insertAdjacentHTML|createContextualFragment|setHTMLUnsafe|write|writeln)$/]',
          message: 'Text of documents is text: build elements with el().',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'no-console': 'off' },
  },
);
