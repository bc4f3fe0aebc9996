import type { Range } from '../../core/text/range.ts';

/**
 * Addresses of what is served, as resources have them:
 *
 *     recollect://file/contracts/lease.md            a file, its first page
 *     recollect://file/contracts/lease.md?page=2
 *     recollect://passage/contracts/lease.md?lines=12-18
 *
 * The path is a file's name as models are told it. It is looked up among the files that are remembered, so it leads
 * nowhere else.
 */

/** What an address stands for. */
export type Address =
  | { readonly kind: 'file'; readonly file: string; /** From 1. */ readonly page: number }
  | { readonly kind: 'passage'; readonly file: string; /** From 1, both in it. */ readonly lines: Range };

/** The templates of addresses (RFC 6570). */
export const addressTemplates = {
  file: 'recollect://file/{+file}{?page}',
  passage: 'recollect://passage/{+file}{?lines}',
} as const;

/** The address of a file, or of a page of it. */
export function fileAddress(file: string, page = 1): string {
  return `recollect://file/${escaped(file)}${page === 1 ? '' : `?page=${page}`}`;
}

/** The address of lines of a file. */
export function passageAddress(file: string, startLine: number, endLine: number): string {
  return `recollect://passage/${escaped(file)}?lines=${startLine}-${endLine}`;
}

/** What the address stands for; undefined where it is none of ours. */
export function addressed(uri: string): Address | undefined {
  const parts = /^recollect:\/\/(file|passage)\/([^?#]+)(?:\?([^#]*))?$/u.exec(uri);
  const file = unescaped(parts?.[2] ?? '');
  if (parts === null || file === undefined || file === '') return undefined;
  const query = new URLSearchParams(parts[3] ?? '');
  if (parts[1] === 'file') {
    const page = Number(query.get('page') ?? 1);
    return Number.isSafeInteger(page) && page >= 1 ? { kind: 'file', file, page } : undefined;
  }
  const [, from, to] = /^(\d{1,9})(?:-(\d{1,9}))?$/u.exec(query.get('lines') ?? '') ?? [];
  const start = Number(from);
  const end = Number(to ?? from);
  return start >= 1 && end >= start ? { kind: 'passage', file, lines: { start, end } } : undefined;
}

function escaped(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

/** Undefined where it is no percent-encoding. */
function unescaped(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
