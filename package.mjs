// Packs the extension for Linux on x64 as dist/recollect-linux-x64.vsix: builds, lays out what ships (and nothing
// else) under dist/vsix, lets vsce zip it. test/host/package.test.ts holds the contents to a golden list.
//   node package.mjs                builds and packs
//   node package.mjs --layout DIR   only lays out what is built already, in DIR
import { createVSIX } from '@vscode/vsce';
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));

/** hnswlib-node is built where it is installed, so a package is for the platform that it was made on. */
const target = 'linux-x64';
const packagePath = `dist/recollect-${target}.vsix`;
/** What a download may weigh, in bytes. */
const limit = 110e6;

/** An allow-list: nothing ships but what is named here. */
const files = [
  'package.nls.json',
  'package.nls.zh-cn.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'dist/*.cjs',
  'dist/webview/codicon.ttf',
  'dist/webview/panel.css',
  'dist/webview/panel.js',
  'dist/webview/panel.js.LEGAL.txt',
  'l10n/*.json',
  'media/*.*',
  'media/sample-library/**/*.*',
  'models/encoder/*',
];
/** Native code and what loads it. It ships beside the bundles, since vsce leaves out a node_modules at the top. */
const natives = [
  'bindings/{package.json,LICENSE.md,bindings.js}',
  'file-uri-to-path/{package.json,LICENSE,index.js}',
  'hnswlib-node/{package.json,LICENSE.txt,lib/index.js,build/Release/addon.node}',
  'onnxruntime-common/{package.json,README.md,dist/cjs/package.json,dist/cjs/*.js}',
  'onnxruntime-node/{package.json,README.md,dist/*.js}',
  'onnxruntime-node/bin/napi-v6/linux/x64/{libonnxruntime.so.1,onnxruntime_binding.node}',
];

function layOut(stage) {
  rmSync(stage, { recursive: true, force: true });
  copy(files, '.', stage);
  copy(natives, 'node_modules', join(stage, 'dist/node_modules'));
  // Everything that is not for the editor stays behind: scripts, and dependencies that are bundled.
  const { scripts, bin, dependencies, devDependencies, allowScripts, ...manifest } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  );
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

function copy(patterns, from, to) {
  for (const pattern of patterns) {
    const found = globSync(pattern, { cwd: from }).filter((file) => statSync(join(from, file)).isFile());
    if (found.length === 0)
      throw new Error(`Nothing to pack is named ${pattern}: run "npm ci" and build first.`);
    for (const file of found) {
      mkdirSync(dirname(join(to, file)), { recursive: true });
      cpSync(join(from, file), join(to, file));
    }
  }
}

const [, , option, folder] = process.argv;
if (option === '--layout' && folder !== undefined) {
  layOut(folder);
} else {
  if (`${process.platform}-${process.arch}` !== target)
    throw new Error(
      `This packs for ${target} and runs on ${process.platform}-${process.arch}: natives would not fit.`,
    );
  execFileSync(process.execPath, ['build.mjs'], { stdio: 'inherit' });
  const stage = 'dist/vsix';
  layOut(stage);
  // vsce asks for one; there is nothing left to ignore.
  writeFileSync(join(stage, '.vscodeignore'), '');
  await createVSIX({
    cwd: stage,
    target,
    packagePath: join(process.cwd(), packagePath),
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const { size } = statSync(packagePath);
  process.stdout.write(`${packagePath}: ${(size / 1e6).toFixed(1)} MB\n`);
  if (size > limit) throw new Error(`That is more than the ${limit / 1e6} MB that a download may weigh.`);
}
