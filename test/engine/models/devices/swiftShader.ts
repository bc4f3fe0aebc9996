import { existsSync } from 'node:fs';

/** Debian's chromium brings a Vulkan driver that runs on the processor, and Vulkan's loader. */
const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const LOADER = '/usr/lib/chromium';

/**
 * Lets the devices that this process tries from now on be SwiftShader. False where it is not installed; where it must
 * be there (RECOLLECT_E2E=required, as in CI), that throws.
 */
export function useSwiftShader(): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(DRIVER)) {
    if (process.env['RECOLLECT_E2E'] === 'required')
      throw new Error('SwiftShader is not here: bash test/e2e/install.sh brings it with chromium');
    return false;
  }
  process.env['VK_ICD_FILENAMES'] = DRIVER;
  process.env['XDG_RUNTIME_DIR'] = '/tmp';
  process.env['LD_LIBRARY_PATH'] = [LOADER, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
  return true;
}
