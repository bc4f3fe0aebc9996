/**
 * The sentences for files that could not be read. A reason never names the file: it is always shown beside it.
 */

/** The `code` of a system error, or empty. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** A sentence for a system error met while reading a file or a folder: what happened and what to do. */
export function systemReason(error: unknown, what: 'file' | 'folder'): string {
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return what === 'file'
        ? 'Your account may not read this file. Give it the right to (on Linux and macOS: chmod u+r, or ask the owner), then index again; or leave it out with .recollectignore.'
        : 'Your account may not read this folder. Give it the right to (on Linux and macOS: chmod u+rx, or ask the owner), then index again; or leave it out with .recollectignore.';
    case 'ENOENT':
      return what === 'file' ? 'The file is no longer there.' : 'The folder is no longer there.';
    case 'ELOOP':
      return 'It is a link that leads back to itself.';
    case 'ENAMETOOLONG':
      return 'Its path is longer than the system allows. Move it nearer to the top of the folder, or shorten its name.';
    case 'EMFILE':
    case 'ENFILE':
      return 'Too many files are open on this machine. Close some programs, then index again.';
    case 'EIO':
      return 'The disk reported an error while reading it. Check the disk, or copy it from a backup, then index again.';
    case 'ETIMEDOUT':
    case 'ESTALE':
    case 'EHOSTDOWN':
      return 'The drive or network share it lies on did not answer. Check the connection, then index again.';
    default: {
      const detail = error instanceof Error ? error.message : String(error);
      return `The ${what} could not be read (${detail}). Index again once it can be opened in an editor.`;
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
