import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Milliseconds that a program of the system may take to tell. */
const PATIENCE = 5000;

/**
 * Whether the machine runs on its battery now. False where it has none, and where nobody can tell: work is then done
 * as on mains. Asks the system's own files or programs, which takes milliseconds on Linux and macOS, half a second on
 * Windows: ask seldom.
 */
export async function onBattery(platform: NodeJS.Platform = process.platform): Promise<boolean> {
  try {
    if (platform === 'linux') return await linuxOnBattery();
    if (platform === 'darwin') return saysBattery('darwin', await outputOf('/usr/bin/pmset', ['-g', 'ps']));
    if (platform === 'win32') return saysBattery('win32', await outputOf('powershell.exe', WINDOWS));
    return false;
  } catch {
    // No such file or program, or one that does not answer.
    return false;
  }
}

/** Win32_Battery's BatteryStatus is 1 while it discharges. */
const WINDOWS = [
  '-NoProfile',
  '-NonInteractive',
  '-Command',
  '(Get-CimInstance -ClassName Win32_Battery).BatteryStatus',
];

/** What the system's program printed, read. */
export function saysBattery(platform: 'darwin' | 'win32', output: string): boolean {
  if (platform === 'darwin') return /Now drawing from 'Battery Power'/.test(output);
  // One line a battery; a machine with two runs on mains unless one of them empties.
  return output.split(/\s+/).includes('1');
}

/**
 * On battery where no supply of mains is online and a battery of the machine itself discharges; a mouse or a headset
 * has one too and says so (`scope`). See the kernel's Documentation/ABI/testing/sysfs-class-power.
 *
 * @param folder where the kernel lists power supplies
 */
export async function linuxOnBattery(folder = '/sys/class/power_supply'): Promise<boolean> {
  const read = async (supply: string, file: string): Promise<string> =>
    (await readFile(path.join(folder, supply, file), 'utf8').catch(() => '')).trim();
  let discharging = false;
  for (const supply of await readdir(folder)) {
    const type = await read(supply, 'type');
    if (type !== 'Battery') {
      if ((await read(supply, 'online')) === '1') return false;
    } else if (
      (await read(supply, 'scope')) !== 'Device' &&
      (await read(supply, 'status')) === 'Discharging'
    ) {
      discharging = true;
    }
  }
  return discharging;
}

async function outputOf(file: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(file, args, { timeout: PATIENCE, windowsHide: true });
  return stdout;
}
