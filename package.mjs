// Packs the extension as dist/recollect-TARGET.vsix, for any target from any machine: builds, lays out what
// .vscodeignore allows (and nothing else) under dist/vsix/TARGET, lets vsce zip it, then unpacks the archive and looks at
// it: the files are those of its golden list, and native code is for its platform. packaging/ does the work.
//   node package.mjs                          for the platform that it runs on
//   node package.mjs --target win32-x64       for another one; may be given several times
//   node package.mjs --target all             for every one
//   node package.mjs --draft                  to try here: where hnswlib cannot be compiled for old systems, with the
//                                             binding that npm compiled for this one, and without that look at it
//   node package.mjs --layout DIR [--target]  only lays out what is built already, in DIR
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));
const { hostTarget, targetOf, targets } = await import('./packaging/targets.ts');
const { compileAddon, installedAddon } = await import('./packaging/hnswlib.ts');
const { layOut, writeAllowList } = await import('./packaging/layout.ts');
const { packVsix, vsixFaults } = await import('./packaging/vsix.ts');

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true, default: [] },
    draft: { type: 'boolean', default: false },
    layout: { type: 'string' },
  },
});
const wanted = values.target.includes('all')
  ? targets
  : values.target.length > 0
    ? values.target.map(targetOf)
    : [hostTarget()];

async function pack(target) {
  let fit = true;
  try {
    compileAddon(target);
  } catch (error) {
    if (!values.draft || installedAddon(target) === undefined) throw error;
    process.stdout.write(
      `${error.message}\nThe package holds the one of this machine: try it, give it to nobody.\n`,
    );
    fit = false;
  }
  const stage = `dist/vsix/${target.name}`;
  layOut(stage, target);
  writeAllowList(stage, target);
  const packagePath = path.resolve(`dist/recollect-${target.name}.vsix`);
  await packVsix(stage, target, packagePath);
  const golden = readFileSync(`test/golden/vsix-${target.name}.txt`, 'utf8');
  const faults = await vsixFaults(packagePath, target, golden);
  if (fit && faults.length > 0)
    throw new Error(`${packagePath} is not fit to be given away:\n${faults.join('\n')}`);
  process.stdout.write(
    `dist/recollect-${target.name}.vsix: ${(statSync(packagePath).size / 1e6).toFixed(1)} MB, ` +
      `${golden.trim().split('\n').length} files, as its golden list has them; ` +
      `${target.encodes ? `native code for ${target.name} alone` : 'no native code'}\n`,
  );
}

if (values.layout !== undefined) {
  const [target] = wanted;
  mkdirSync(values.layout, { recursive: true });
  layOut(values.layout, target);
} else {
  execFileSync(process.execPath, ['build.mjs'], { stdio: 'inherit' });
  for (const target of wanted) await pack(target);
}
