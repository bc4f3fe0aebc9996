import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { RETURNED_MEMORY, SMALL_HEAP } from '../../src/protocol/engineMemory.ts';
import { SILENT_RUNTIME } from '../../src/protocol/silentRuntime.ts';
import { CACHE, ROOT } from '../quality/sets.ts';

/** How a process is forked in which the engine is to take what it takes in the editor. */
export const SHIPPED = {
  execArgv: ['--disable-warning=ExperimentalWarning', ...SMALL_HEAP],
  env: { ...process.env, ...SILENT_RUNTIME, ...RETURNED_MEMORY },
};

/**
 * A script of this folder in one file, as the engine is shipped: TypeScript that Node reads as it is takes memory of its
 * own. Gives the file.
 */
export async function asShipped(script: string): Promise<string> {
  const folder = join(CACHE, 'speed', script);
  await build({
    entryPoints: {
      [script]: fileURLToPath(new URL(`${script}.ts`, import.meta.url)),
      modelWorker: join(ROOT, 'src/engine/models/modelWorker.ts'),
    },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['onnxruntime-node', 'hnswlib-node', '@vscode/tree-sitter-wasm'],
    define: { 'import.meta.dirname': '__dirname' },
  });
  return join(folder, `${script}.cjs`);
}
