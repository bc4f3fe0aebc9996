import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { patternsFor } from './allowList.ts';
import { ZIG } from './hnswlib.ts';
import type { Target } from './targets.ts';

/** The file in every package that holds the licences of what others made. */
export const NOTICES = 'THIRD_PARTY_NOTICES.txt';

/** Something in a package that others made. */
export interface Component {
  /** Name and version. */
  readonly name: string;
  /** As SPDX abbreviates it. */
  readonly licence: string;
  /** The licence's own text, and the notices that belong to it. */
  readonly text: string;
}

/** Texts that are in no package of npm. */
const LICENCES = path.join(import.meta.dirname, 'licences');
/** The version that {@link LICENCES} has the notices of. */
export const ONNX_RUNTIME = '1.30.0';
const BUNDLED = 'dist/bundled.json';

/**
 * All that the target's package holds and that others made, by name: what is bundled (as the build says), what ships
 * beside the bundles, what is compiled into natives, and the models. Throws where a licence's text is nowhere.
 */
export function components(target: Target): Component[] {
  const patterns = patternsFor(target);
  const found = [...bundled(), ...beside(patterns)].map(npmComponent);
  found.push(kept('tree-sitter and its grammars', 'MIT', 'tree-sitter.txt'));
  if (target.encodes) {
    found.push(model('encoder'), model('reader'));
  }
  if (target.zig !== undefined) {
    found.push(
      inFolder('hnswlib', 'Apache-2.0', 'node_modules/hnswlib-node/src/hnswlib'),
      npmComponent('node-addon-api'),
      npmComponent('node-api-headers'),
      kept('libc++, libc++abi and libunwind of LLVM', 'Apache-2.0 WITH LLVM-exception', 'llvm.txt'),
      kept(`compiler-rt of zig ${ZIG}`, 'MIT', `zig-${ZIG}.txt`),
    );
  }
  if (target.platform === 'win32' && target.encodes)
    found.push(kept('DirectX Shader Compiler 1.8.2502', 'NCSA', 'directx-shader-compiler.txt'));
  const byName = new Map(found.map((component) => [component.name, component]));
  return [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The text of the notices. Licences that are the same to the letter stand once. */
export function noticesFor(target: Target): string {
  const byText = Map.groupBy(components(target), ({ text }) => text);
  const sections = [...byText].map(([text, of]) =>
    [...of.map(({ name, licence }) => `${name} (${licence})`), '', text.trim(), ''].join('\n'),
  );
  const rule = `${'='.repeat(80)}\n`;
  return [
    `What others made and this package of Recollect for ${target.name} holds, with the terms that it is under.\n`,
    ...sections,
  ].join(rule);
}

/** Packages of npm that the build took into the bundles. */
export function bundled(): string[] {
  const names: unknown = JSON.parse(readFileSync(BUNDLED, 'utf8'));
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    throw new Error(`${BUNDLED} is no list of packages: run "npm run build" again.`);
  return names;
}

/** Packages of npm that ship as they are. */
function beside(patterns: readonly string[]): string[] {
  const inModules = /^dist\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;
  return [...new Set(patterns.flatMap((pattern) => inModules.exec(pattern)?.[1] ?? []))];
}

function npmComponent(name: string): Component {
  const folder = path.join('node_modules', name);
  const manifest: { readonly version: string; readonly license?: string } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const licence = manifest.license ?? 'see below';
  const named = `${name} ${manifest.version}`;
  // npm's package leaves its licence out; the text is that of the same release elsewhere.
  if (name.startsWith('onnxruntime-')) {
    if (manifest.version !== ONNX_RUNTIME)
      throw new Error(
        `The notices are those of ONNX Runtime ${ONNX_RUNTIME}, not ${manifest.version}: renew them.`,
      );
    return kept(named, licence, `onnxruntime-${ONNX_RUNTIME}.txt`);
  }
  return inFolder(named, licence, folder);
}

/** A component whose licence lies in a folder: every file that is named as one. */
function inFolder(name: string, licence: string, folder: string): Component {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const text = files
    .toSorted()
    .map((file) => readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim())
    .join('\n\n');
  if (text === '') throw new Error(`${folder} holds no text of its licence (${licence}).`);
  return { name, licence, text };
}

function kept(name: string, licence: string, file: string): Component {
  const from = path.join(LICENCES, file);
  if (!existsSync(from)) throw new Error(`The licence ${from} of ${name} is missing.`);
  return { name, licence, text: readFileSync(from, 'utf8') };
}

function model(kind: 'encoder' | 'reader'): Component {
  const folder = path.join('models', kind);
  const manifest: { readonly name: string; readonly licence: string } = JSON.parse(
    readFileSync(path.join(folder, 'manifest.json'), 'utf8'),
  );
  return inFolder(`${kind}: ${manifest.name}`, manifest.licence, folder);
}
