import { softPrior } from '../../core/recall/prior.ts';
import type { DocumentsInUse } from '../../protocol/asking.ts';
import type { SnapshotDocument } from './snapshot.ts';

const DAY = 86_400_000;

/**
 * What each document is favoured by before it is read: it was changed lately, opened from answers, pinned. Counted in
 * whole days, so that a question asked twice on a day is answered alike, and files that came together are equal.
 *
 * @param pinned files of the memory
 * @param now milliseconds since the epoch
 */
export function priorOf(
  { opened = {} }: Pick<DocumentsInUse, 'opened'>,
  pinned: ReadonlySet<string>,
  now: number,
): (document: SnapshotDocument) => number {
  const today = startOfDay(now);
  return ({ file, record: { modified } }) =>
    softPrior(
      {
        // A text that an editor holds, or that was changed while it was read, has no time: it is new.
        modified: modified < 0 ? today : startOfDay(modified),
        opened: Object.hasOwn(opened, file) ? Number(opened[file]) : 0,
        pinned: pinned.has(file),
      },
      today,
    );
}

function startOfDay(time: number): number {
  return Math.floor(time / DAY) * DAY;
}
