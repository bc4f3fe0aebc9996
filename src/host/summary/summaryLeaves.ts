import type * as vscode from 'vscode';
import { fileUri } from '../folderUri.ts';
import type { Range } from '../../core/text/range.ts';
import type { SummaryContent } from '../../protocol/summaryView.ts';
import type { SummaryResult } from '../../protocol/writing.ts';
import { textOf } from '../placeTracker.ts';
import { LeafRanges, type TextEdit } from './leafRanges.ts';
import { firstFrom, leftOutStretches, type Stretch } from './summaryContent.ts';

/** Stretches that are listed of what is left out, at most; and UTF-16 units that each is shown with. */
const MOST_LISTED = 40;
const SHOWN = 160;

interface FileLeaves {
  readonly file: string;
  readonly uri: vscode.Uri;
  /** Index of its first leaf among all. */
  readonly first: number;
  readonly ranges: LeafRanges;
}

/** Where the leaves are that a summary accounts for, as their files are edited. */
export class SummaryLeaves {
  readonly #files: readonly FileLeaves[];
  readonly #leftOut: readonly Stretch[];

  /** @param folder absolute path of the workspace folder */
  constructor({ leaves }: SummaryResult, folder: string) {
    const files: FileLeaves[] = [];
    // The leaves of a file follow one another.
    for (let first = 0; first < leaves.length;) {
      const file = leaves[first]?.file ?? '';
      const beyond = firstFrom(leaves, first, (leaf) => leaf.file !== file);
      const last = beyond < 0 ? leaves.length : beyond;
      const uri = fileUri(folder, file);
      files.push({ file, uri, first, ranges: new LeafRanges(leaves.slice(first, last)) });
      first = last;
    }
    this.#files = files;
    this.#leftOut = leftOutStretches(leaves);
  }

  /** A document was edited. */
  edit(uri: vscode.Uri, edits: readonly TextEdit[]): void {
    this.#of(uri)?.ranges.edit(edits);
  }

  /** The i-th leaf of all. */
  at(index: number): { readonly file: string; readonly uri: vscode.Uri; readonly range: Range } | undefined {
    const leaves = this.#files.findLast(({ first }) => first <= index);
    const range = leaves?.ranges.at(index - leaves.first);
    return leaves === undefined || range === undefined
      ? undefined
      : { file: leaves.file, uri: leaves.uri, range };
  }

  /** What is left out of a file. */
  leftOutIn(uri: vscode.Uri): Range[] {
    const leaves = this.#of(uri);
    if (leaves === undefined) return [];
    return this.#leftOut.flatMap(({ file, from, to }) => {
      const first = leaves.ranges.at(from - leaves.first);
      const last = leaves.ranges.at(to - 1 - leaves.first);
      return file !== leaves.file || first === undefined || last === undefined
        ? []
        : [{ start: first.start, end: last.end }];
    });
  }

  /** What is left out, longest first, each with how it begins. */
  async listed({ strip }: SummaryContent): Promise<SummaryContent['leftOut']> {
    const lengthOf = ({ from, to }: Stretch): number =>
      strip.lengths.slice(from, to).reduce((sum, length) => sum + length, 0);
    const longest = this.#leftOut.toSorted((a, b) => lengthOf(b) - lengthOf(a)).slice(0, MOST_LISTED);
    const texts = new Map<string, string>();
    const stretches = [];
    for (const { file, from, to } of longest) {
      const leaf = this.at(from);
      if (leaf === undefined) continue;
      const text = texts.get(file) ?? (await textOf(leaf.uri)) ?? '';
      texts.set(file, text);
      stretches.push({
        id: `${strip.leaf}${String(from)}`,
        label: strip.sections.findLast((section) => section.from <= from)?.title ?? file,
        text: beginning(text, leaf.range.start),
        leaves: to - from,
      });
    }
    return { all: this.#leftOut.length, stretches };
  }

  #of(uri: vscode.Uri): FileLeaves | undefined {
    const address = uri.toString();
    return this.#files.find((leaves) => leaves.uri.toString() === address);
  }
}

function beginning(text: string, start: number): string {
  const words = text
    .slice(start, start + 2 * SHOWN)
    .replace(/^#+[ \t]+/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  return words.length > SHOWN ? `${words.slice(0, SHOWN).trimEnd()}…` : words;
}
