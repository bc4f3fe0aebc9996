import { providerNames } from '../protocol/devices.ts';
import type { MemoryView } from '../protocol/panelMessages.ts';
import type { ErrorView } from '../protocol/turnView.ts';
import type { FolderState } from './folderMemory.ts';

/** What the state of the workspace's memory is told from. */
export interface MemoryInput {
  /** A state for each workspace folder that can be read. */
  readonly folders: readonly FolderState[];
  readonly errorView: (error: Error) => ErrorView;
  /** Bytes and seconds in words. */
  readonly sizeText: (bytes: number) => string;
  readonly timeText: (seconds: number) => string;
}

/** The folders' states as one: what fails first, then what is still to come, then sums of all. */
export function memoryView({ folders, errorView, sizeText, timeText }: MemoryInput): MemoryView {
  if (folders.length === 0) return { kind: 'no-folder' };
  const failed = folders.find((state) => state.kind === 'failed');
  if (failed !== undefined) return { kind: 'failed', error: errorView(failed.error) };
  // What was put off stays out without a word, unless there is nothing else.
  const large = folders.filter((state) => state.kind === 'large');
  const asked =
    large.find(({ declined }) => !declined) ?? (large.length === folders.length ? large[0] : undefined);
  if (asked !== undefined) {
    const { name, files, bytes, seconds, parts } = asked.large;
    return {
      kind: 'large',
      name,
      files,
      size: sizeText(bytes),
      time: timeText(seconds),
      divisible: parts.length > 1,
      declined: asked.declined,
    };
  }
  const indexing = folders.filter((state) => state.kind === 'indexing');
  if (indexing.length > 0) {
    const phase = indexing.some((state) => state.phase === 'reading') ? 'reading' : 'encoding';
    const waits = indexing.every(({ waiting }) => waiting === 'battery');
    return {
      kind: 'indexing',
      phase,
      ...sums(indexing.filter((state) => state.phase === phase)),
      ...(waits ? { waiting: 'battery' } : {}),
    };
  }
  if (folders.some(({ kind }) => kind === 'idle' || kind === 'starting')) return { kind: 'starting' };
  const paused = folders.filter((state) => state.kind === 'paused');
  if (paused.length > 0) return { kind: 'paused', ...sums(paused) };
  const reports = folders.flatMap((state) => (state.kind === 'ready' ? [state.report] : []));
  const sum = (figure: (report: (typeof reports)[number]) => number): number =>
    reports.reduce((total, report) => total + figure(report), 0);
  const files = sum((report) => report.files);
  const passages = sum(({ leaves }) => leaves);
  const skipped = sum((report) => report.skipped.length);
  if (files === 0) return { kind: 'empty', skipped };
  const encoded = sum((report) => report.encoded + report.reused);
  const device = reports.find((report) => report.device !== undefined)?.device ?? 'cpu';
  const runs = encoded > 0 || passages === 0;
  return { kind: 'ready', files, passages, skipped, device: runs ? providerNames[device] : null };
}

function sums(states: readonly { readonly done: number; readonly total: number }[]): {
  readonly done: number;
  readonly total: number;
} {
  return {
    done: states.reduce((sum, { done }) => sum + done, 0),
    total: states.reduce((sum, { total }) => sum + total, 0),
  };
}
