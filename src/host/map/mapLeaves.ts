import type * as vscode from 'vscode';
import type { Range } from '../../core/text/range.ts';
import type { PackedLeaves } from '../../protocol/attentionMap.ts';
import { fileUri } from '../folderUri.ts';
import { LeafRanges, type TextEdit } from '../summary/leafRanges.ts';
import type { MapContent } from './mapContent.ts';

interface FileLeaves {
  readonly file: string;
  readonly uri: vscode.Uri;
  readonly packed: PackedLeaves;
  /** Made when they are first wanted, or the file is first edited. */
  ranges: LeafRanges | undefined;
}

/** A leaf of the map as it stands in its file. */
export interface FoundLeaf {
  /** Relative to its workspace folder. */
  readonly file: string;
  readonly uri: vscode.Uri;
  readonly range: Range;
}

/** Where the leaves of a map are, as their files are edited. */
export class MapLeaves {
  readonly #files: readonly FileLeaves[];

  constructor(files: MapContent['files']) {
    this.#files = files.map(({ folder, file, leaves }) => ({
      file,
      uri: fileUri(folder, file),
      packed: leaves,
      ranges: undefined,
    }));
  }

  /** A document was edited. */
  edit(uri: vscode.Uri, edits: readonly TextEdit[]): void {
    const address = uri.toString();
    const leaves = this.#files.find((candidate) => candidate.uri.toString() === address);
    if (leaves !== undefined) rangesOf(leaves).edit(edits);
  }

  /** The leaf of that number of the document of that number, or undefined where there is none. */
  at(document: number, leaf: number): FoundLeaf | undefined {
    const leaves = this.#files[document];
    if (leaves === undefined) return undefined;
    const range = rangesOf(leaves).at(leaf);
    return range === undefined ? undefined : { file: leaves.file, uri: leaves.uri, range };
  }
}

function rangesOf(leaves: FileLeaves): LeafRanges {
  leaves.ranges ??= new LeafRanges(unpackedRanges(leaves.packed));
  return leaves.ranges;
}

function unpackedRanges({ count, bounds }: PackedLeaves): Range[] {
  const bytes = Buffer.from(bounds, 'base64');
  return Array.from({ length: count }, (_, leaf) => ({
    start: bytes.readUInt32LE(leaf * 4),
    end: bytes.readUInt32LE(leaf * 4 + 4),
  }));
}
