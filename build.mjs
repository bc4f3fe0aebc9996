// Bundles every process of Recollect with esbuild: one self-contained CommonJS file each, natives left outside.
//   node build.mjs              builds
//   node build.mjs --if-stale   builds only where a source is newer than its bundle; prints nothing
import { build, transform } from 'esbuild';
import { globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));

// Sources run as they are in tests (ES modules) and as CommonJS once bundled.
const node = {
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  external: ['onnxruntime-node', 'hnswlib-node', '@vscode/tree-sitter-wasm', 'vscode'],
  define: { 'import.meta.dirname': '__dirname' },
};
// As a namespace import, every file would copy the whole of the editor's API when it is loaded: a third of the time
// that the extension takes to start.
const sharedEditorApi = {
  name: 'shared-editor-api',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]host[\\/].+\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replace(
        "import * as vscode from 'vscode';",
        "import vscode = require('vscode');",
      ),
    }));
  },
};
// esbuild splits ES modules alone, and the editor wants CommonJS: each part is turned into it when it is written. Parts
// that several share get a number in place of a hash, so that a package's list of files stays the same.
const asCommonJs = {
  name: 'as-common-js',
  setup({ initialOptions, onEnd }) {
    initialOptions.write = false;
    onEnd(async ({ outputFiles = [] }) => {
      const parts = outputFiles.map(({ path, text }) => ({ path, text, name: basename(path) }));
      const names = new Map();
      let shared = 0;
      for (const { name } of parts) {
        const [, title, hash] = /^(.+)-([A-Z0-9]{8})\.cjs$/.exec(name) ?? [];
        if (hash !== undefined) names.set(name, title === 'chunk' ? `shared${++shared}.cjs` : `${title}.cjs`);
      }
      const renamed = (text) =>
        [...names].reduce((all, [from, to]) => all.replaceAll(`./${from}`, `./${to}`), text);
      for (const folder of new Set(parts.map(({ path }) => dirname(path)))) {
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
      }
      for (const { path, text, name } of parts) {
        const file = join(dirname(path), names.get(name) ?? name);
        const { code, map } = await transform(renamed(text), {
          format: 'cjs',
          platform: 'node',
          target: node.target,
          supported: { 'dynamic-import': false },
          sourcemap: true,
          minifyWhitespace: true,
          minifySyntax: true,
        });
        writeFileSync(file, `${code}//# sourceMappingURL=${basename(file)}.map\n`);
        writeFileSync(`${file}.map`, map);
      }
    });
  },
};
// The panel: one script, one style sheet with the icons' font beside it; minified, since it is read with every view.
const webview = {
  platform: 'browser',
  target: 'chrome138',
  format: 'iife',
  minify: true,
  legalComments: 'linked',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
};
const bundles = [
  {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.cjs',
    banner: { js: '#!/usr/bin/env node' },
    // The protocol for assistants comes with all its schemas: two thirds of the text. Names stay for stacks.
    minifyWhitespace: true,
    minifySyntax: true,
  },
  { ...node, entryPoints: ['src/engine/main.ts'], outfile: 'dist/engine.cjs' },
  { ...node, entryPoints: ['src/engine/models/modelWorker.ts'], outfile: 'dist/modelWorker.cjs' },
  { ...node, entryPoints: ['src/engine/models/devices/deviceChild.ts'], outfile: 'dist/deviceChild.cjs' },
  {
    ...node,
    entryPoints: ['src/host/extension.ts'],
    // What is not wanted at once is a file of its own: the editor compiles the rest with every window that shows us.
    // Only ES modules are split, so the parts are turned into CommonJS when they are written.
    format: 'esm',
    splitting: true,
    outdir: 'dist/host',
    chunkNames: '[name]-[hash]',
    outExtension: { '.js': '.cjs' },
    sourcemap: 'inline',
    plugins: [sharedEditorApi, asCommonJs],
    // Half the text, half the time to compile it. Names stay for the log.
    minifyWhitespace: true,
    minifySyntax: true,
  },
  // For windows in a browser without a machine: says so, and needs nothing of Node.
  {
    ...node,
    platform: 'browser',
    target: 'chrome138',
    entryPoints: ['src/host/webWindow.ts'],
    outfile: 'dist/web.cjs',
    plugins: [sharedEditorApi],
    minify: true,
  },
  { ...webview, entryPoints: ['src/webview/main.ts'], outfile: 'dist/webview/panel.js' },
  { ...webview, entryPoints: ['src/webview/panel.css'], outfile: 'dist/webview/panel.css' },
  { ...webview, entryPoints: ['src/webview/map/main.ts'], outfile: 'dist/webview/map.js' },
  { ...webview, entryPoints: ['src/webview/map/map.css'], outfile: 'dist/webview/map.css' },
];

const modified = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const BUNDLED = 'dist/bundled.json';
const built = Math.min(
  modified(BUNDLED),
  ...bundles.map(({ outfile, outdir }) => modified(outfile ?? join(outdir, 'extension.cjs'))),
);
const sources = ['build.mjs', 'package.json', ...globSync('{src/**/*.{ts,css},models/ranking/*.json}')];

if (!process.argv.includes('--if-stale') || sources.some((file) => modified(file) > built)) {
  const results = await Promise.all(
    bundles.map((bundle) =>
      build({ bundle: true, sourcemap: 'linked', logLevel: 'warning', metafile: true, ...bundle }),
    ),
  );
  // Packages whose code is in a bundle: their licences go into the notices (packaging/notices.ts).
  const packages = results.flatMap(({ metafile }) =>
    Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .flatMap(([file]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
    ),
  );
  writeFileSync(BUNDLED, `${JSON.stringify([...new Set(packages)].toSorted(), null, 2)}\n`);
}
