import type { Range } from '../../core/text/range.ts';
import type { AskParams } from '../../protocol/asking.ts';
import { nameParts } from '../places.ts';
import type { WorkspaceFile } from '../workspaceMemory.ts';

/** A file, a part of one, or a folder with all that is in it. */
export interface ScopePart extends WorkspaceFile {
  // A folder's `file` ends with `/`; a workspace folder's is empty.
  /** Of a part of a file: UTF-16 offsets. */
  readonly range?: Range | undefined;
}

/** What alone is asked. */
export interface AskScope {
  /** As people read it: `lease.md`, `contracts/`, `lease.md, lines 12 to 30`. */
  readonly name: string;
  /** One at least. */
  readonly parts: readonly ScopePart[];
}

/** The scope of one file. */
export function fileScope({ folder, file }: WorkspaceFile): AskScope {
  return { name: nameParts(file).label, parts: [{ folder, file }] };
}

/** Several scopes as one; null of none. */
export function joinedScope(scopes: readonly AskScope[]): AskScope | null {
  const [only, ...others] = scopes;
  if (only === undefined) return null;
  if (others.length === 0) return only;
  return {
    name: scopes.map(({ name }) => name).join(', '),
    parts: scopes.flatMap(({ parts }) => parts),
  };
}

/** Whether two scopes mean the same places. */
export function sameParts(one: readonly ScopePart[] | null, other: readonly ScopePart[] | null): boolean {
  return keyOf(one) === keyOf(other);
}

function keyOf(parts: readonly ScopePart[] | null): string {
  const keys = (parts ?? []).map(({ folder, file, range }) =>
    JSON.stringify([folder, file, range?.start ?? null, range?.end ?? null]),
  );
  return keys.sort().join('\n');
}

/** The parts as the engine of one workspace folder is told of them. */
export function scopeParams(
  folder: string,
  parts: readonly ScopePart[],
): Pick<AskParams, 'scopes' | 'within'> {
  const own = parts.filter((part) => part.folder === folder);
  const whole = own.filter(({ range }) => range === undefined).map(({ file }) => (file === '' ? './' : file));
  // What is asked as a whole is not asked in part.
  const within = own.flatMap(({ file, range }) =>
    range === undefined || whole.includes(file) ? [] : [{ file, start: range.start, end: range.end }],
  );
  return {
    ...(whole.length > 0 ? { scopes: whole } : {}),
    ...(within.length > 0 ? { within } : {}),
  };
}
