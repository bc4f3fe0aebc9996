import type { Kept } from '../openedFiles.ts';

/** What a person decided about a folder that is large to remember. */
export type Decision =
  | { readonly kind: 'all' }
  /** Only these folders at its top; '' stands for the files beside them. */
  | { readonly kind: 'part'; readonly folders: readonly string[] }
  /** Not now; what the folder looked like then, so that it need not be looked at to say so again. */
  | { readonly kind: 'later'; readonly large: LargeFolder };

/** A folder that would take a while to remember. */
export interface LargeFolder {
  /** Of the folder, for people. */
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  /** Seconds, estimated. */
  readonly seconds: number;
  /** The folders at its top, the largest first; files beside them under ''. At most {@link MOST_PARTS}. */
  readonly parts: readonly { readonly name: string; readonly files: number; readonly bytes: number }[];
}

/** Folders at the top that are offered for a choice. */
export const MOST_PARTS = 200;

/** Under this key of the extension's own state. */
const KEY = 'firstIndex';
/** Folders that decisions are kept of; the oldest go first. */
const MOST_KEPT = 200;

interface Entry {
  readonly folder: string;
  readonly decision: Decision;
}

/** What was decided of each folder, in this window and those before. */
export class Decisions {
  readonly #kept: Kept;

  constructor(kept: Kept) {
    this.#kept = kept;
  }

  of(folder: string): Decision | undefined {
    return this.#entries().find((entry) => entry.folder === folder)?.decision;
  }

  async set(folder: string, decision: Decision): Promise<void> {
    const others = this.#entries().filter((entry) => entry.folder !== folder);
    await this.#kept.update(KEY, [...others, { folder, decision }].slice(-MOST_KEPT));
  }

  #entries(): readonly Entry[] {
    const kept = this.#kept.get(KEY);
    return Array.isArray(kept) ? kept.filter(isEntry) : [];
  }
}

/**
 * The decision as lines of a .gitignore, which is what the engine takes: of a part, everything at the top is left out
 * but for the folders chosen.
 */
export function leftOutBy(decision: Decision | undefined): string[] {
  if (decision?.kind !== 'part') return [];
  const named = decision.folders.filter((name) => name !== '');
  return [
    decision.folders.includes('') ? '/*/' : '/*',
    ...named.map((name) => `!/${name.replace(/[\\*?[\]!# ]/g, '\\$&')}/`),
  ];
}

function isEntry(value: unknown): value is Entry {
  return (
    isObject(value) &&
    typeof value['folder'] === 'string' &&
    isObject(value['decision']) &&
    isDecision(value['decision'])
  );
}

function isDecision(value: Readonly<Record<string, unknown>>): boolean {
  switch (value['kind']) {
    case 'all':
      return true;
    case 'part':
      return (
        Array.isArray(value['folders']) && value['folders'].every((folder) => typeof folder === 'string')
      );
    case 'later': {
      const { large } = value;
      return (
        isObject(large) &&
        typeof large['name'] === 'string' &&
        [large['files'], large['bytes'], large['seconds']].every((figure) => Number.isFinite(figure)) &&
        Array.isArray(large['parts']) &&
        large['parts'].every(
          (part) =>
            isObject(part) &&
            typeof part['name'] === 'string' &&
            Number.isFinite(part['files']) &&
            Number.isFinite(part['bytes']),
        )
      );
    }
    default:
      return false;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
