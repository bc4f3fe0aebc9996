import { release } from 'node:os';
import { RecollectError } from '../../protocol/errors.ts';
import { isRecord } from '../../protocol/isRecord.ts';
import { sentence, type Sentence } from '../../protocol/sentences.ts';
import { missingVcRuntime } from './vcRuntime.ts';

/** What decides whether ONNX Runtime can run on a machine. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** The C library of a Linux: the version of the GNU one, 'musl', or undefined where it is not known. */
  readonly libc: string | undefined;
  /** Of the system's kernel, as `os.release()` has it. */
  readonly release: string;
  /** Libraries of the Visual C++ runtime that Windows has not. */
  readonly missing: readonly string[];
}

/** What onnxruntime-node brings libraries for. */
const BUILDS = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];
/** The oldest systems that these run on: of glibc, and of Apple's kernel (23 is macOS 14). */
const OLDEST = { glibc: [2, 28], darwin: 23 } as const;

/**
 * Why models cannot be loaded on this machine, where that is the machine's and not the model's fault; undefined where
 * nothing is known to be wrong with it. To be asked once something could not be loaded: what the system's loader says is
 * in its own language, and names no remedy.
 */
export function nativeFault(machine: Machine = thisMachine()): Sentence | undefined {
  const { platform, arch, libc, release: kernel, missing } = machine;
  const musl = libc === 'musl';
  if (musl || !BUILDS.includes(`${platform}-${arch}`))
    return sentence('runtime-unsupported', nameOf(platform, arch, musl));
  if (libc !== undefined) {
    const [major = 0, minor = 0] = libc.split('.').map(Number);
    const [needed, part] = OLDEST.glibc;
    if (major < needed || (major === needed && minor < part)) return sentence('system-old', `glibc ${libc}`);
  }
  if (platform === 'darwin' && Number.parseInt(kernel, 10) < OLDEST.darwin)
    return sentence('system-old', `macOS (Darwin ${kernel})`);
  if (platform === 'win32' && missing.length > 0)
    return sentence('vc-runtime-missing', missing.join(', '), arch);
  return undefined;
}

/** The error that says so where the machine is at fault; else the one given. */
export function blamed(error: unknown): unknown {
  const fault = nativeFault();
  return fault === undefined ? error : new RecollectError('model-incomplete', fault, { cause: error });
}

function nameOf(platform: string, arch: string, musl: boolean): string {
  if (musl) return `Linux with musl (Alpine), ${arch}`;
  if (platform === 'darwin' && arch === 'x64') return 'macOS on Intel';
  return `${platform} ${arch}`;
}

function thisMachine(): Machine {
  const { platform, arch } = process;
  return {
    platform,
    arch,
    libc: platform === 'linux' ? cLibrary() : undefined,
    release: release(),
    missing: platform === 'win32' ? missingVcRuntime(arch) : [],
  };
}

/** As Node's own report has it: the version of the GNU one, or the libraries that are loaded. */
function cLibrary(): string | undefined {
  // The report looks at network interfaces otherwise, which takes a socket.
  Object.assign(process.report, { excludeNetwork: true });
  const report: unknown = process.report.getReport();
  if (!isRecord(report)) return undefined;
  const { header, sharedObjects } = report;
  const version = isRecord(header) ? header['glibcVersionRuntime'] : undefined;
  if (typeof version === 'string') return version;
  const musl =
    Array.isArray(sharedObjects) &&
    sharedObjects.some((name) => /\b(libc\.musl|ld-musl)-/.test(String(name)));
  return musl ? 'musl' : undefined;
}
