import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Libraries of the Microsoft Visual C++ runtime that ONNX Runtime needs on Windows and does not bring: what its files'
 * import tables name (a test holds the two together). Lower case, as Windows compares names.
 */
export function vcRuntimeLibraries(arch: string): readonly string[] {
  const everywhere = ['msvcp140.dll', 'msvcp140_1.dll', 'msvcp140_atomic_wait.dll', 'vcruntime140.dll'];
  return arch === 'x64' ? [...everywhere, 'vcruntime140_1.dll'] : everywhere;
}

/**
 * Those of {@link vcRuntimeLibraries} that this Windows has not: in its system folder, which the runtime's installer
 * puts them into. They are looked for because Windows itself only says "The specified module could not be found"
 * (error 126), in its own language, and never which.
 *
 * @param system the folder that they belong into
 */
export function missingVcRuntime(
  arch: string = process.arch,
  system: string = path.win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32'),
): string[] {
  return vcRuntimeLibraries(arch).filter((name) => !existsSync(path.join(system, name)));
}
