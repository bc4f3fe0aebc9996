// Bundles every process of Recollect with esbuild: one self-contained CommonJS file each, natives left outside.
//   node build.mjs              builds
//   node build.mjs --if-stale   builds only where a source is newer than its bundle; prints nothing
import { build } from 'esbuild';
import { globSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));

const bundles = [
  { entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.cjs', banner: { js: '#!/usr/bin/env node' } },
  { entryPoints: ['src/engine/main.ts'], outfile: 'dist/engine.cjs' },
];

const modified = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const built = Math.min(...bundles.map((bundle) => modified(bundle.outfile)));
const sources = ['build.mjs', 'package.json', ...globSync('src/**/*.ts')];

if (!process.argv.includes('--if-stale') || sources.some((file) => modified(file) > built)) {
  await Promise.all(
    bundles.map((bundle) =>
      build({
        ...bundle,
        bundle: true,
        platform: 'node',
        target: 'node22',
        format: 'cjs',
        external: ['onnxruntime-node', 'hnswlib-node', 'vscode'],
        // Sources run as they are in tests (ES modules) and as CommonJS once bundled.
        define: { 'import.meta.dirname': '__dirname' },
        sourcemap: 'linked',
        logLevel: 'warning',
      }),
    ),
  );
}
