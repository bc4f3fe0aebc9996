import { sentence, type Sentence } from '../../protocol/sentences.ts';

/** The `code` of a system error, or empty. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** A sentence for a system error met while reading a file or a folder: what happened and what to do. */
export function systemReason(error: unknown, what: 'file' | 'folder'): Sentence {
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return sentence(what === 'file' ? 'file-forbidden' : 'folder-forbidden');
    case 'ENOENT':
      return sentence(what === 'file' ? 'file-gone' : 'folder-gone');
    case 'ELOOP':
      return sentence('link-loop');
    case 'ENAMETOOLONG':
      return sentence('path-too-long');
    case 'EMFILE':
    case 'ENFILE':
      return sentence('files-too-many-open');
    case 'EIO':
      return sentence('disk-faulty');
    case 'ETIMEDOUT':
    case 'ESTALE':
    case 'EHOSTDOWN':
      return sentence('drive-silent');
    default: {
      const detail = error instanceof Error ? error.message : String(error);
      return sentence(what === 'file' ? 'file-unreadable' : 'folder-unreadable', detail);
    }
  }
}

/** Bytes for people: `612 bytes`, `1.5 MB`. A megabyte is 1024 × 1024 bytes here. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let value = bytes / 1024;
  let unit = 0;
  for (; value >= 1023.95 && unit < units.length - 1; unit++) value /= 1024;
  return `${value.toFixed(1).replace(/\.0$/, '')} ${units[unit] ?? 'TB'}`;
}
