import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { arch, cpus, hostname, platform, release } from 'node:os';
import path from 'node:path';

/** What of this machine a device's speed and rightness hang on. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly processor: string;
  readonly cores: number;
  /** Names of graphics devices as the system tells them; empty where it does not. */
  readonly graphics: readonly string[];
  /** Whether there is anything that a graphics API could open. */
  readonly hasGraphics: boolean;
  /** Changes with every driver. */
  readonly drivers: string;
  /** False where the processor is known to lack AVX2; onnxruntime then takes several times as long. */
  readonly avx2: boolean;
}

/** How long the system may take to tell, in ms. */
const PATIENCE = 15_000;
/** `IsProcessorFeaturePresent`'s number of AVX2 (winnt.h). */
const WINDOWS_AVX2 = 40;
const POWERSHELL = `
$ErrorActionPreference = 'Stop'
$cards = @(Get-CimInstance Win32_VideoController | Select-Object Name, DriverVersion)
$kernel = Add-Type -PassThru -Namespace Recollect -Name Kernel -MemberDefinition '[DllImport("kernel32.dll")] public static extern bool IsProcessorFeaturePresent(uint feature);'
ConvertTo-Json -Compress @{ cards = $cards; avx2 = $kernel::IsProcessorFeaturePresent(${WINDOWS_AVX2}) }
`;

let known: Promise<Machine> | undefined;

/** Looks once a process: on Windows that takes a second, elsewhere no time. */
export function machine(): Promise<Machine> {
  known ??= look();
  return known;
}

/**
 * Names a machine with its drivers and what is tried on it: where any of it changes, devices are tried again.
 *
 * @param parts versions of the runtime, of the extension and of the model
 */
export function machineKey(of: Machine, parts: readonly string[]): string {
  const { graphics, drivers, processor, cores } = of;
  const all = [
    hostname(),
    of.platform,
    of.arch,
    release(),
    processor,
    String(cores),
    ...graphics,
    drivers,
    ...parts,
  ];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 20);
}

async function look(): Promise<Machine> {
  const processors = cpus();
  const same = {
    platform: platform(),
    arch: arch(),
    processor: processors[0]?.model.trim() ?? '',
    cores: processors.length,
  };
  if (same.platform === 'linux') return { ...same, ...lookOnLinux() };
  if (same.platform === 'win32') return { ...same, ...(await lookOnWindows()) };
  // Apple's processors name their graphics, whose driver comes with the system.
  return { ...same, graphics: [same.processor], hasGraphics: true, drivers: release(), avx2: true };
}

function lookOnLinux(): Pick<Machine, 'graphics' | 'hasGraphics' | 'drivers' | 'avx2'> {
  const nvidia = globSync('/proc/driver/nvidia/gpus/*/information').flatMap((file) => {
    const model = /^Model:\s*(.+)$/m.exec(textOf(file))?.[1];
    return model === undefined ? [] : [model.trim()];
  });
  const others = globSync('/sys/class/drm/card*/device/uevent').flatMap((file) => {
    const text = textOf(file);
    const driver = /^DRIVER=(.+)$/m.exec(text)?.[1];
    const id = /^PCI_ID=(.+)$/m.exec(text)?.[1];
    return driver === undefined || driver === 'nvidia' ? [] : [[driver, id].filter(Boolean).join(' ')];
  });
  // Vulkan's loader reads these instead of the system's where they are set: a driver of the user's own choosing.
  const named = ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES'].flatMap((name) =>
    (process.env[name] ?? '').split(path.delimiter).filter((file) => file !== ''),
  );
  const drivers = [...named, ...globSync('/{usr/share,etc}/vulkan/icd.d/*.json')].map((file) => {
    const stat = statSync(file, { throwIfNoEntry: false });
    return `${file} ${stat?.size ?? 0} ${stat?.mtimeMs ?? 0}`;
  });
  const flags = /^flags\s*:(.+)$/m.exec(textOf('/proc/cpuinfo'))?.[1];
  const opened =
    ['/dev/nvidiactl', '/dev/dxg'].some((file) => existsSync(file)) ||
    globSync('/dev/dri/renderD*').length > 0;
  return {
    graphics: [...new Set([...nvidia, ...others])],
    hasGraphics: opened || named.length > 0,
    drivers: [textOf('/proc/driver/nvidia/version'), ...drivers].join('\n'),
    // On other processors there are no such flags, and nothing to lack.
    avx2: flags === undefined || arch() !== 'x64' || flags.split(/\s+/).includes('avx2'),
  };
}

async function lookOnWindows(): Promise<Pick<Machine, 'graphics' | 'hasGraphics' | 'drivers' | 'avx2'>> {
  const said = await new Promise<string>((resolve) => {
    execFile(
      'powershell.exe',
      ['-NoProfile', '-NonInteractive', '-Command', POWERSHELL],
      { timeout: PATIENCE, windowsHide: true },
      (error, out) => resolve(error === null ? out : ''),
    );
  });
  try {
    const told: unknown = JSON.parse(said);
    if (typeof told === 'object' && told !== null && 'cards' in told && Array.isArray(told.cards)) {
      const cards = (told.cards as readonly unknown[]).map((card) =>
        typeof card === 'object' && card !== null && 'Name' in card && 'DriverVersion' in card
          ? { name: String(card.Name), driver: String(card.DriverVersion) }
          : { name: '', driver: '' },
      );
      return {
        graphics: cards.map(({ name }) => name).filter((name) => name !== ''),
        hasGraphics: cards.length > 0,
        drivers: cards.map(({ driver }) => driver).join('\n'),
        avx2: arch() !== 'x64' || !('avx2' in told) || told.avx2 !== false,
      };
    }
  } catch {
    // PowerShell may be forbidden here: nothing is known then, and devices are tried all the same.
  }
  return { graphics: [], hasGraphics: true, drivers: '', avx2: true };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
