import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, rmdir, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { FileNote } from '../../protocol/memoryReports.ts';
import { sentence, type Sentence } from '../../protocol/sentences.ts';
import { grouped } from '../../protocol/numbers.ts';

/** Folders of tools, which are never read. */
const NEVER_ENTERED = new Set(['.git', '.hg', '.svn', 'node_modules', '.venv', '__pycache__']);
/** Kinds whose bytes nobody reads: a file as long and as empty stands for each, and the engine says why it is not read. */
const NOT_FETCHED =
  /\.(?:png|jpe?g|gif|webp|tiff?|ico|heic|avif|psd|mp3|wav|flac|ogg|m4a|aac|mp4|m4v|mkv|avi|mov|webm|zip|tar|t?gz|bz2|xz|zst|7z|rar|jar|whl|vsix|iso|dmg|exe|dll|so|dylib|wasm|ttf|otf|woff2?|eot)$/i;
/** The engine reads no larger file, so none is fetched. Bytes. */
const LARGEST = 32 * 1024 * 1024;
/** What is brought of one folder at most. */
const MOST_FILES = 20_000;
const MOST_BYTES = 512 * 1024 * 1024;
/** Files that are asked for at a time. */
const AT_ONCE = 8;

interface RemoteFile {
  /** Relative to the folder, with `/`. */
  readonly file: string;
  readonly uri: vscode.Uri;
  readonly size: number;
  /** Milliseconds since the epoch; 0 where the file system does not tell. */
  readonly modified: number;
}

/**
 * A folder that only VS Code can read (a repository on a server, an archive). Its files are read through
 * `workspace.fs` and laid down, byte by byte, in a folder of the extension's own, where the engine finds them as it
 * finds all others: ignore files, encodings and formats are its business, and a memory outlives the window. What did
 * not change is not fetched again.
 */
export class VirtualFolder {
  /** Absolute path of the copy. */
  readonly path: string;
  readonly #uri: vscode.Uri;

  /** @param home folder of all copies, absolute */
  constructor(uri: vscode.Uri, home: string) {
    this.#uri = uri;
    this.path = path.join(home, createHash('sha256').update(uri.toString()).digest('hex').slice(0, 20));
  }

  /** Makes the copy as the folder is now. Returns what could not be brought, each with the reason. */
  async bring(signal: AbortSignal): Promise<readonly FileNote[]> {
    const notes: FileNote[] = [];
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    const listed = await this.#list(notes, signal);
    let bytes = 0;
    const wanted = listed.filter(({ file, size }, i) => {
      bytes += size > LARGEST || NOT_FETCHED.test(file) ? 0 : size;
      if (i < MOST_FILES && bytes <= MOST_BYTES) return true;
      notes.push(
        noted(file, sentence('virtual-too-much', grouped(MOST_FILES), String(MOST_BYTES / 1024 / 1024))),
      );
      return false;
    });
    await this.#removeOthers(new Set(wanted.map(({ file }) => file)));
    for (let i = 0; i < wanted.length; i += AT_ONCE) {
      signal.throwIfAborted();
      await Promise.all(
        wanted.slice(i, i + AT_ONCE).map(async (remote) => {
          try {
            await this.#take(remote);
          } catch (error) {
            const why = error instanceof Error ? error.message : String(error);
            notes.push(noted(remote.file, sentence('virtual-failed', why)));
          }
        }),
      );
    }
    return notes;
  }

  async #list(notes: FileNote[], signal: AbortSignal): Promise<RemoteFile[]> {
    const found: RemoteFile[] = [];
    const pending: { readonly name: string; readonly uri: vscode.Uri }[] = [{ name: '', uri: this.#uri }];
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
      signal.throwIfAborted();
      const { name, uri } = folder;
      for (const [entry, type] of await vscode.workspace.fs.readDirectory(uri)) {
        // Names come from elsewhere: one that leads out of the copy is none.
        if (entry === '' || entry === '.' || entry === '..' || /[/\\\0]/.test(entry)) continue;
        if (NEVER_ENTERED.has(entry)) continue;
        const file = name === '' ? entry : `${name}/${entry}`;
        const at = vscode.Uri.joinPath(uri, entry);
        if ((type & vscode.FileType.Directory) !== 0) {
          if ((type & vscode.FileType.SymbolicLink) === 0) pending.push({ name: file, uri: at });
          else notes.push(noted(file, sentence('virtual-link')));
        } else if ((type & vscode.FileType.File) !== 0) {
          const { size, mtime } = await vscode.workspace.fs.stat(at);
          found.push({ file, uri: at, size, modified: Math.floor(mtime) });
        }
      }
    }
    return found.sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  async #take({ file, uri, size, modified }: RemoteFile): Promise<void> {
    const target = path.join(this.path, ...file.split('/'));
    const known = await stat(target).catch(() => undefined);
    // Of a file system that tells no times nothing is known to be the same. Seconds as a float lose a little.
    if (known?.isFile() === true && known.size === size && Math.abs(known.mtimeMs - modified) < 2) return;
    await mkdir(path.dirname(target), { recursive: true });
    if (size > LARGEST || NOT_FETCHED.test(file)) {
      await writeFile(target, '');
      await truncate(target, size);
    } else await writeFile(target, await vscode.workspace.fs.readFile(uri));
    if (modified > 0) await utimes(target, modified / 1000, modified / 1000);
  }

  /** Removes what the folder no longer has. */
  async #removeOthers(wanted: ReadonlySet<string>): Promise<void> {
    const entries = await readdir(this.path, { recursive: true, withFileTypes: true });
    // The deepest first, so that a folder is empty when its turn comes.
    for (const entry of entries.reverse()) {
      const at = path.join(entry.parentPath, entry.name);
      const file = path.relative(this.path, at).split(path.sep).join('/');
      if (entry.isDirectory()) await rmdir(at).catch(() => undefined);
      else if (!wanted.has(file)) await rm(at, { force: true });
    }
  }
}

function noted(file: string, why: Sentence): FileNote {
  return { file, reason: why.text, sentence: why };
}
