import * as vscode from 'vscode';
import { wantedDevices, type WantedDevice } from '../protocol/devices.ts';
import { ON_BATTERY, type OnBattery } from '../protocol/onBattery.ts';
import { quotaBytes } from '../protocol/vectorQuota.ts';
import type { HeatLook } from './heat/heatLook.ts';

/** Our settings as they are now. */
export interface Settings {
  /** Whether changes of files are followed without being asked to. */
  readonly automatic: boolean;
  /** A folder that would take longer to remember for the first time is asked about first; seconds. */
  readonly askAbove: number;
  /** Milliseconds without work after which the engine's process ends; Infinity where it never does. */
  readonly idle: number;
  /** Folders that are asked along with every workspace, as they were typed; see `libraryFolders`. */
  readonly library: readonly string[];
  readonly heat: boolean;
  /** Whether heat is drawn by sentence or by word, and whether shares stand behind sentences. */
  readonly heatDetail: HeatLook['detail'];
  readonly heatShares: boolean;
  /** The share of questions that may get a wrong answer, 0 to 1; undefined leaves it to the engine. */
  readonly risk: number | undefined;
  /** Folder of the memories; empty for the usual place. */
  readonly store: string;
  /** Bytes that the vectors of a folder's memory may take on disk. */
  readonly vectorQuota: number;
  /** What documents are encoded with. */
  readonly device: WantedDevice;
  /** How fast a memory is encoded on battery. */
  readonly onBattery: OnBattery;
  readonly encoder: EncoderSettings;
  readonly model: ModelSettings;
  /** Whether what is about to leave is shown each time, or until the user allows the address for good. */
  readonly preview: 'once' | 'always';
  readonly redaction: {
    readonly enabled: boolean;
    readonly names: readonly string[];
  };
}

/** The encoder that the user chose. */
export interface EncoderSettings {
  /** As the engine names it; empty for what was chosen for the store. */
  readonly model: string;
  /** Address of the hub; empty for the usual one. */
  readonly hub: string;
}

/** The language model that the user chose; of another kind the fields beside `kind` say nothing. */
export interface ModelSettings {
  readonly kind: 'none' | 'editor' | 'endpoint';
  /** Base address of an endpoint, or empty. */
  readonly endpoint: string;
  /** The endpoint's name of the model; of an editor's model `vendor/id`. */
  readonly name: string;
  /** Tokens; undefined to ask the endpoint. */
  readonly window: number | undefined;
  /** Milliseconds. */
  readonly timeout: number;
  /** Whether it puts follow-ups so that they stand alone, before the answer. */
  readonly rewrites: boolean;
}

/**
 * Reads the settings. A folder has no say in where memories are kept nor in what is sent where: `machine` scope keeps
 * its values out altogether, and VS Code leaves out those of one that is not trusted (`restrictedConfigurations`).
 *
 * @param trusted false in Restricted Mode: then no language model is asked, whoever chose it
 */
export function readSettings(trusted: boolean): Settings {
  const section = vscode.workspace.getConfiguration('recollect');
  const names = section.get<unknown>('redaction.names');
  return {
    automatic: section.get('indexing.automatic', true),
    askAbove: boundedIn(section.get<unknown>('indexing.askAbove'), 0, 86_400) ?? 20,
    idle: idleIn(section.get<unknown>('engine.idleMinutes')),
    library: listIn(section.get<unknown>('library')),
    heat: section.get('heat.enabled', true),
    heatDetail: oneOf(section.get<unknown>('heat.detail'), ['sentences', 'words']),
    heatShares: section.get<unknown>('heat.shares') === true,
    risk: boundedIn(section.get<unknown>('risk'), 0, 1),
    store: textIn(ownValue(section, 'store')),
    onBattery: oneOf(section.get<unknown>('indexing.onBattery'), ON_BATTERY),
    vectorQuota: quotaBytes(section.get<unknown>('vectorQuota')),
    device: oneOf(section.get<unknown>('device'), wantedDevices),
    encoder: {
      model: textIn(ownValue(section, 'encoder.model')),
      hub: textIn(ownValue(section, 'encoder.hub')),
    },
    model: {
      kind: trusted ? oneOf(section.get<unknown>('model.kind'), ['none', 'editor', 'endpoint']) : 'none',
      endpoint: textIn(section.get<unknown>('model.endpoint')),
      name: textIn(section.get<unknown>('model.name')),
      window: countIn(section.get<unknown>('model.window')),
      rewrites: section.get<unknown>('model.rewriteFollowUps') === true,
      timeout: 1000 * Math.max(5, countIn(section.get<unknown>('model.timeout')) ?? 60),
    },
    preview: oneOf(section.get<unknown>('sending.preview'), ['once', 'always']),
    redaction: {
      // Whatever else stands there, only a plain `false` switches it off.
      enabled: section.get<unknown>('redaction.enabled') !== false,
      names: listIn(names),
    },
  };
}

/** How heat is drawn. */
export function heatLookOf({ heat, heatDetail, heatShares }: Settings): HeatLook {
  return { enabled: heat, detail: heatDetail, shares: heatShares };
}

/** What the user's own settings say, whatever a folder's do: where memories are kept is not for a folder to say. */
function ownValue(section: vscode.WorkspaceConfiguration, name: string): unknown {
  const inspected = section.inspect<unknown>(name);
  return inspected?.globalValue ?? inspected?.defaultValue;
}

/** A number held to its bounds, or undefined for what is none. */
function boundedIn(value: unknown, least: number, most: number): number | undefined {
  return typeof value === 'number' && Number.isFinite(value)
    ? Math.min(most, Math.max(least, value))
    : undefined;
}

/** Milliseconds of so many minutes; 0 stands for never. */
function idleIn(minutes: unknown): number {
  const bounded = boundedIn(minutes, 0, 1440) ?? 30;
  return bounded === 0 ? Infinity : bounded * 60_000;
}

/** One of the values, or the first. */
function oneOf<const T extends string>(value: unknown, values: readonly [T, ...T[]]): T {
  return values.find((known) => known === value) ?? values[0];
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** The texts of a list, those that are not empty. */
function listIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textIn).filter((text) => text !== '') : [];
}

/** A whole number above 0, or undefined. */
function countIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
