import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';
import { vcRuntimeLibraries } from '../src/engine/models/vcRuntime.ts';
import { isLater, nativeHeader, type NativeHeader } from './nativeHeader.ts';
import { ONNX_RUNTIME } from './notices.ts';
import { OLDEST_GLIBC, type Target } from './targets.ts';

/** A file of a package and what it holds. */
export interface PackedFile {
  /** In the package, with `/`. */
  readonly path: string;
  readonly bytes: Buffer;
}

/** The newest versions that natives may ask for: of what VS Code needs itself, and of what ONNX Runtime needs of a Mac. */
const NEWEST: Readonly<Record<string, string>> = {
  GLIBC: OLDEST_GLIBC,
  GLIBCXX: '3.4.25',
  CXXABI: '1.3.11',
  GCC: '7.0.0',
  macOS: '14.0',
  // What the binding of ONNX Runtime asks the library beside it for.
  VERS: ONNX_RUNTIME,
};

/** What every system has. */
const SYSTEM: Readonly<Record<Target['platform'], RegExp>> = {
  linux: /^(lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+)\.so\.\d|ld-linux-(x86-64|aarch64)\.so\.\d)$/,
  darwin: /^(\/usr\/lib\/|\/System\/Library\/)/,
  // The last four are loaded when they are first wanted; Node's is the program that loads us.
  win32:
    /^(api-ms-win-[\w-]+|kernel32|advapi32|ole32|oleaut32|setupapi|dbghelp|shell32|user32|d3d12|dxgi|directml|node\.exe)(\.dll)?$/i,
};

const FORMAT = { linux: 'elf', darwin: 'mach-o', win32: 'pe' } as const;

/**
 * What is wrong with the native code among a package's files: one sentence each, none where all is well. Native code is
 * known by what it holds, whatever it is called.
 */
export function nativeFaults(target: Target, files: readonly PackedFile[]): string[] {
  return files.flatMap((file) => {
    const header = nativeHeader(file.bytes);
    if (header === undefined) {
      return /\.(node|dll|so|dylib|exe)(\.\d+)*$/i.test(file.path)
        ? [`${file.path} is named as native code and is none.`]
        : [];
    }
    return faultsOf(target, file.path, header, files);
  });
}

function faultsOf(
  target: Target,
  name: string,
  header: NativeHeader,
  files: readonly PackedFile[],
): string[] {
  const faults: string[] = [];
  const fault = (what: string): void => void faults.push(`${name} ${what}.`);
  if (!target.encodes) fault(`is native code, and a package for ${target.name} holds none`);
  if (header.format !== FORMAT[target.platform] || header.arch !== target.arch)
    fault(`is for ${header.format} on ${header.arch}, not for ${target.name}`);
  if (header.signed === false) fault('is not signed, or was changed after it was');
  for (const [what, version] of Object.entries(header.versions)) {
    const newest = NEWEST[what];
    if (newest === undefined || isLater(version, newest))
      fault(`needs ${what} ${version}, and at most ${newest ?? 'none'} may be needed`);
  }
  const beside = new Set(
    files
      .filter(({ path: other }) => path.posix.dirname(other) === path.posix.dirname(name))
      .map(({ path: other }) => path.posix.basename(other)),
  );
  for (const library of [...header.needs, ...header.later]) {
    const known =
      SYSTEM[target.platform].test(library) ||
      beside.has(library.replace(/^@(rpath|loader_path)\//, '')) ||
      (target.platform === 'win32' && vcRuntimeLibraries(target.arch).includes(library.toLowerCase()));
    if (!known) fault(`needs ${library}, which is neither beside it nor part of the system`);
  }
  return faults;
}

/** The files of a list in words: what is too much and what is missing. Empty where they are the golden ones. */
export function listFaults(paths: readonly string[], golden: string): string[] {
  const wanted = new Set(golden.split(/\r?\n/).filter((line) => line !== ''));
  const there = new Set(paths);
  return [
    ...paths
      .filter((name) => !wanted.has(name))
      .map((name) => `${name} is in the package and not in its golden list.`),
    ...[...wanted]
      .filter((name) => !there.has(name))
      .map((name) => `${name} is in the golden list and not in the package.`),
  ];
}

/** The file's bytes where it is native code, else its first ones: models are large and are none. */
export function readForChecks(file: string): Buffer {
  const head = Buffer.alloc(4096);
  const handle = openSync(file, 'r');
  let length: number;
  try {
    length = readSync(handle, head);
  } finally {
    closeSync(handle);
  }
  const first = head.subarray(0, length);
  let native = true;
  try {
    native = nativeHeader(first) !== undefined;
  } catch {
    // It begins as native code does and goes on.
  }
  return native ? readFileSync(file) : first;
}
