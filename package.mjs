// Packs the extension for Linux on x64 as dist/recollect-linux-x64.vsix: builds, lays out what .vscodeignore
// allows (and nothing else) under dist/vsix, lets vsce zip it. test/host/package.test.ts holds the contents to a golden list.
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

/** Where natives lie in the package: vsce leaves out a node_modules at the top. */
const NATIVES = 'dist/node_modules/';
/** The allow-list's patterns. */
const shipped = readFileSync('.vscodeignore', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('!') && line !== '!package.json')
  .map((line) => line.slice(1));

function layOut(stage) {
  rmSync(stage, { recursive: true, force: true });
  for (const pattern of shipped) {
    if (pattern.startsWith(NATIVES))
      copy(pattern.slice(NATIVES.length), 'node_modules', join(stage, NATIVES));
    else copy(pattern, '.', stage);
  }
  // Everything that is not for the editor stays behind: scripts, and dependencies that are bundled.
  const { scripts, bin, dependencies, devDependencies, allowScripts, ...manifest } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  );
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

function copy(pattern, from, to) {
  const found = globSync(pattern, { cwd: from }).filter((file) => statSync(join(from, file)).isFile());
  if (found.length === 0)
    throw new Error(`Nothing to pack is named ${pattern}: run "npm ci" and build first.`);
  for (const file of found) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(from, file), join(to, file));
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
  cpSync('.vscodeignore', join(stage, '.vscodeignore'));
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
