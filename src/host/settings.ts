import * as vscode from 'vscode';
import { quotaBytes } from '../protocol/vectorQuota.ts';

/** Our settings as they are now. */
export interface Settings {
  /** Whether changes of files are followed without being asked to. */
  readonly automatic: boolean;
  readonly heat: boolean;
  /** The share of questions that may get a wrong answer, 0 to 1; undefined leaves it to the engine. */
  readonly risk: number | undefined;
  /** Folder of the memories; empty for the usual place. */
  readonly store: string;
  /** Bytes that the vectors of a folder's memory may take on disk. */
  readonly vectorQuota: number;
  readonly model: ModelSettings;
  /** Whether what is about to leave is shown each time, or until the user allows the address for good. */
  readonly preview: 'once' | 'always';
  readonly redaction: {
    readonly enabled: boolean;
    readonly names: readonly string[];
  };
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
 */
export function readSettings(): Settings {
  const section = vscode.workspace.getConfiguration('recollect');
  const names = section.get<unknown>('redaction.names');
  return {
    automatic: section.get('indexing.automatic', true),
    heat: section.get('heat.enabled', true),
    risk: riskIn(section.get<unknown>('risk')),
    store: section.get('store', '').trim(),
    vectorQuota: quotaBytes(section.get<unknown>('vectorQuota')),
    model: {
      kind: oneOf(section.get<unknown>('model.kind'), ['none', 'editor', 'endpoint']),
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
      names: Array.isArray(names) ? names.map(textIn).filter((name) => name !== '') : [],
    },
  };
}

/** What a person has typed is bounded; what is no number is left to the engine. */
function riskIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : undefined;
}

/** One of the values, or the first. */
function oneOf<const T extends string>(value: unknown, values: readonly [T, ...T[]]): T {
  return values.find((known) => known === value) ?? values[0];
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** A whole number above 0, or undefined. */
function countIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
