import * as vscode from 'vscode';
import { inTheirWords } from '../errorView.ts';
import { grouped, percent } from '../../protocol/numbers.ts';
import type { Attended, LastAttended } from './lastAttended.ts';
import type { MemoryNode } from './nodes.ts';
import { sizeText } from './sizes.ts';
import { reasonOf, type ItemParts } from './treeItems.ts';

/** What tooltips are told with. */
export interface TooltipParts extends ItemParts {
  readonly attended: LastAttended;
}

/** Longer questions are cut; UTF-16 units. */
const QUESTION = 160;

/** What there is to say of a node, a line each; plain text, since names of files and headings are no markup. */
export function tooltipOf(node: MemoryNode, parts: TooltipParts): string {
  return linesOf(node, parts)
    .filter((line) => line !== '')
    .join('\n');
}

function linesOf(node: MemoryNode, { heat, attended, isPinned }: TooltipParts): readonly string[] {
  const { l10n } = vscode;
  switch (node.kind) {
    case 'workspace':
      return [node.folder, shareLine(heat.of(node.folder, ''))];
    case 'folder': {
      const { path, totals } = node.listed;
      return [
        path,
        l10n.t('Files: {0}, passages: {1}', grouped(totals.files), grouped(totals.leaves)),
        stateText(totals),
        shareLine(heat.of(node.folder, path)),
        isPinned(node.folder, path)
          ? l10n.t('Pinned: of files that answer as well, those in it come first')
          : '',
      ];
    }
    case 'file': {
      const { folder, file } = node;
      const size = file.size < 0 ? l10n.t('unsaved') : sizeText(file.size);
      return [
        file.file,
        `${l10n.t('Passages: {0}', grouped(file.leaves))} · ${size}`,
        stateText(file),
        shareLine(heat.of(folder, file.file)),
        attendedText(attended.of(folder, file.file)),
        isPinned(folder, file.file)
          ? l10n.t('Pinned: of files that answer as well, this one comes first')
          : '',
        file.sentence === undefined ? file.note : inTheirWords(file.sentence),
      ];
    }
    case 'section': {
      const { folder, file, section } = node;
      return [
        section.heading,
        l10n.t('Passages: {0}', grouped(section.leaves)),
        stateText(section),
        shareLine(heat.within(folder, file, section)),
        attendedText(attended.of(folder, file, section)),
      ];
    }
    case 'skipped':
      return [node.note.file, reasonOf(node.note)];
    case 'forgotten':
      return [
        node.name,
        l10n.t('Kept out of the memory until you take it back; the file itself is untouched'),
      ];
    case 'left-out':
      return [l10n.t('Files that could not be remembered, each with the reason')];
    case 'forgotten-all':
      return [l10n.t('Kept out of the memory until you take them back; the files themselves are untouched')];
    case 'batch':
      return [];
  }
}

function shareLine(share: number): string {
  return share > 0 ? vscode.l10n.t('{0} of the attention of the answer shown', percent(share)) : '';
}

function stateText({ leaves, encoded }: { readonly leaves: number; readonly encoded: number }): string {
  const { l10n } = vscode;
  if (leaves === 0) return '';
  if (encoded === leaves) return l10n.t('Found by its meaning and its words');
  if (encoded === 0) return l10n.t('Found by its words; its meaning is not indexed yet');
  return l10n.t(
    'Found by its words, and by its meaning as far as that is indexed: {0} of {1} passages',
    grouped(encoded),
    grouped(leaves),
  );
}

function attendedText(last: Attended | undefined): string {
  if (last === undefined) return '';
  const question = last.question.replace(/\s+/gu, ' ').trim();
  return vscode.l10n.t(
    'Last attended {0}: “{1}”',
    timeText(last.asked),
    question.length > QUESTION ? `${question.slice(0, QUESTION).trimEnd()}…` : question,
  );
}

/** "2026-03-01 14:05", on this machine's clock: Intl, which would know better, takes too long to load. */
function timeText(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
