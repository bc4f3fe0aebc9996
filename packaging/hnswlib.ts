// Compiles hnswlib's binding for every platform that has one, from any machine, with the C++ compiler of zig (from
// PyPI): against glibc 2.28, where npm would compile it against the C library of the machine that it runs on.
//   node packaging/hnswlib.ts            compiles for every target what is not compiled yet
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { type Target, targets } from './targets.ts';

/** The compiler's version: another one may give other bytes. */
export const ZIG = '0.15.2';

const PYTHON = process.platform === 'win32' ? 'python' : 'python3';
const FLAGS = [
  '-O3',
  '-shared',
  '-fPIC',
  '-s',
  '-fvisibility=hidden',
  '-std=c++17',
  '-DNAPI_DISABLE_CPP_EXCEPTIONS',
  '-DNAPI_VERSION=8',
  '-DBUILDING_NODE_EXTENSION',
  '-DNODE_GYP_MODULE_NAME=addon',
];

const SOURCES = path.resolve('node_modules/hnswlib-node/src');
const HEADERS = ['node_modules/node-api-headers/include', 'node_modules/node-addon-api'].map((at) =>
  path.resolve(at),
);

/**
 * What was compiled is kept for all checkouts of this user, beside the compiler: in RECOLLECT_BUILD_CACHE, else in
 * `recollect-build` of the user's cache.
 */
export function buildCache(): string {
  const given = process.env['RECOLLECT_BUILD_CACHE'];
  if (given !== undefined && given !== '') return path.resolve(given);
  return path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'recollect-build');
}

/** The binding for a target, where it has been compiled from these sources with this compiler. */
export function keptAddon(target: Target): string | undefined {
  const file = target.zig === undefined ? undefined : addonFile(target.zig);
  return file !== undefined && existsSync(file) ? file : undefined;
}

/** The binding that npm compiled: for this machine alone. */
export function installedAddon({ platform, arch, zig }: Target): string | undefined {
  const file = 'node_modules/hnswlib-node/build/Release/addon.node';
  if (zig === undefined || platform !== process.platform || arch !== process.arch || !existsSync(file))
    return undefined;
  return file;
}

/** Compiles the binding for a target unless that has been done. Nothing to do where there is none. */
export function compileAddon(target: Target): void {
  if (target.zig === undefined || keptAddon(target) !== undefined) return;
  const file = addonFile(target.zig);
  mkdirSync(path.dirname(file), { recursive: true });
  const written = `${file}.${process.pid}`;
  // The Mac's linker wants to know every name; Node's are known once Node has loaded the binding.
  const linking =
    target.platform === 'darwin' ? ['-Wl,-undefined,dynamic_lookup', '-Wl,-install_name,addon.node'] : [];
  // Run where the sources are, with names that say nothing of this machine: the same bytes everywhere.
  execFileSync(
    PYTHON,
    [
      '-m',
      'ziglang',
      'c++',
      '-target',
      target.zig,
      ...FLAGS,
      ...HEADERS.flatMap((at) => ['-I', at]),
      'addon.cc',
      ...linking,
      '-o',
      written,
    ],
    {
      cwd: SOURCES,
      env: { ...process.env, PYTHONPATH: compiler() },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  renameSync(written, file);
}

/** Where the compiled binding belongs: its folder is named by all that it is made from. */
function addonFile(zig: string): string {
  const hash = createHash('sha256').update(JSON.stringify([ZIG, FLAGS, zig]));
  for (const name of globSync('**/*.{cc,h}', { cwd: SOURCES }).toSorted())
    hash.update(name.split(path.sep).join('/')).update(readFileSync(path.join(SOURCES, name)));
  for (const name of ['node-api-headers', 'node-addon-api'])
    hash.update(JSON.stringify([name, versionOf(name)]));
  return path.join(buildCache(), `hnswlib-${zig}-${hash.digest('hex').slice(0, 16)}`, 'addon.node');
}

function versionOf(name: string): string {
  const { version }: { readonly version: string } = createRequire(path.resolve('package.json'))(
    `${name}/package.json`,
  );
  return version;
}

/** The folder that Python finds zig in. It is installed there, some 400 MB, where it is missing. */
function compiler(): string {
  const folder = path.join(buildCache(), `ziglang-${ZIG}`);
  if (existsSync(folder)) return folder;
  const written = `${folder}.${process.pid}`;
  try {
    execFileSync(
      PYTHON,
      [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--disable-pip-version-check',
        '--no-deps',
        '--target',
        written,
        `ziglang==${ZIG}`,
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    renameSync(written, folder);
  } catch (error) {
    rmSync(written, { recursive: true, force: true });
    throw new Error(
      `hnswlib's binding is compiled by zig ${ZIG}, which could not be installed: that takes Python 3 with pip and, ` +
        'this once, its package index.',
      { cause: error },
    );
  }
  return folder;
}

if (import.meta.main) {
  for (const target of targets) {
    compileAddon(target);
    const file = keptAddon(target);
    process.stdout.write(
      `${target.name}: ${file ?? (target.encodes ? 'no binding, exact search' : 'words only')}\n`,
    );
  }
}
