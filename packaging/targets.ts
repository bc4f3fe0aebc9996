/** A platform that a package is made for, as `vsce package --target` names it. */
export interface Target {
  readonly name: string;
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly arch: 'x64' | 'arm64';
  /**
   * Whether the models run there. ONNX Runtime has no build for Intel Macs and for musl (Alpine): a package for these
   * holds neither natives nor models, and finds by words alone.
   */
  readonly encodes: boolean;
  /** What zig calls the platform that hnswlib's binding is compiled for; undefined where there is no binding. */
  readonly zig: string | undefined;
}

/** The oldest C library, in versions of glibc, that natives for Linux may need: what VS Code itself needs. */
export const OLDEST_GLIBC = '2.28';

/** Every platform that a package is made for. Windows has no binding of hnswlib: what is not found by a graph is compared. */
export const targets: readonly Target[] = [
  {
    name: 'linux-x64',
    platform: 'linux',
    arch: 'x64',
    encodes: true,
    zig: `x86_64-linux-gnu.${OLDEST_GLIBC}`,
  },
  {
    name: 'linux-arm64',
    platform: 'linux',
    arch: 'arm64',
    encodes: true,
    zig: `aarch64-linux-gnu.${OLDEST_GLIBC}`,
  },
  { name: 'darwin-arm64', platform: 'darwin', arch: 'arm64', encodes: true, zig: 'aarch64-macos.12.0' },
  { name: 'win32-x64', platform: 'win32', arch: 'x64', encodes: true, zig: undefined },
  { name: 'win32-arm64', platform: 'win32', arch: 'arm64', encodes: true, zig: undefined },
  { name: 'darwin-x64', platform: 'darwin', arch: 'x64', encodes: false, zig: undefined },
  { name: 'alpine-x64', platform: 'linux', arch: 'x64', encodes: false, zig: undefined },
];

/** The target of that name. Throws, naming those that there are, where there is none. */
export function targetOf(name: string): Target {
  const found = targets.find((target) => target.name === name);
  if (found === undefined)
    throw new Error(
      `No package is made for ${name}. There are: ${targets.map((target) => target.name).join(', ')}.`,
    );
  return found;
}

/** The target of the machine that this runs on. */
export function hostTarget(): Target {
  return targetOf(`${process.platform}-${process.arch}`);
}
