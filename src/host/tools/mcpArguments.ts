import type { WantedDevice } from '../../protocol/devices.ts';
import type { OnBattery } from '../../protocol/onBattery.ts';

/** How the MCP server is started: everything that tells which memory it serves. */
export interface McpCommand {
  /** Absolute path of the command line. */
  readonly script: string;
  /** Absolute paths. */
  readonly folders: readonly string[];
  /** Absolute path, or empty for the usual place. */
  readonly store: string;
  /** Patterns of files that the window hides, as in a .gitignore: the server leaves them out of the same memory. */
  readonly exclude: readonly string[];
  /** As the engine names it; empty for the one chosen for the store. */
  readonly encoder: string;
  /** Bytes. */
  readonly vectorQuota: number;
  readonly onBattery: OnBattery;
  readonly device: WantedDevice;
}

/** The arguments of the command line's MCP server: the folders of the window, and the store and room that it has. */
export function mcpArguments({
  script,
  folders,
  store,
  exclude,
  encoder,
  vectorQuota,
  onBattery,
  device,
}: McpCommand): string[] {
  return [
    script,
    'mcp',
    ...folders,
    ...(store === '' ? [] : ['--store', store]),
    ...(encoder === '' ? [] : ['--encoder', encoder]),
    ...exclude.flatMap((pattern) => ['--exclude', pattern]),
    '--vector-quota',
    String(Math.round(vectorQuota / 1024 ** 2)),
    '--on-battery',
    onBattery,
    '--device',
    device,
  ];
}
