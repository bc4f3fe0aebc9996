import type { KeptThread } from '../threads/keptThread.ts';
import { nextTurn } from '../turns.ts';

/** That something was attended, and for what. */
export interface Attended {
  /** Milliseconds since the epoch. */
  readonly asked: number;
  readonly question: string;
}

/** A place in a file that was attended. Offsets are those of then. */
interface AttendedPlace extends Attended {
  readonly start: number;
  readonly end: number;
}

/**
 * When each file was last attended, and for which question, by the conversations that are kept: what is forgotten of
 * them is forgotten here.
 */
export class LastAttended {
  /** Threads never change: one that goes on is another object. By thread and file, latest last. */
  readonly #read = new WeakMap<KeptThread, ReadonlyMap<string, readonly AttendedPlace[]>>();
  #threads: readonly KeptThread[] = [];

  /** Takes what is kept as it stands now, a thread a turn of the event loop. @returns whether that is anything new */
  async look(threads: readonly KeptThread[]): Promise<boolean> {
    const same =
      threads.length === this.#threads.length && threads.every((thread) => this.#threads.includes(thread));
    if (same) return false;
    for (const thread of threads) {
      if (this.#read.has(thread)) continue;
      this.#read.set(thread, placesIn(thread));
      await nextTurn();
    }
    this.#threads = threads;
    return true;
  }

  /** The last time that the file was attended or, where a range is given, that part of it. */
  of(
    folder: string,
    file: string,
    range?: { readonly start: number; readonly end: number },
  ): Attended | undefined {
    let last: Attended | undefined;
    for (const thread of this.#threads) {
      const places = this.#read.get(thread)?.get(keyOf(folder, file)) ?? [];
      const found = places.findLast(
        ({ start, end }) => range === undefined || (start < range.end && end > range.start),
      );
      if (found !== undefined && (last === undefined || found.asked > last.asked)) last = found;
    }
    return last;
  }
}

function placesIn({ turns }: KeptThread): Map<string, AttendedPlace[]> {
  const places = new Map<string, AttendedPlace[]>();
  for (const { asked, question, attended } of turns)
    for (const { folder, file, start, end } of attended) {
      const key = keyOf(folder, file);
      const known = places.get(key);
      const place = { asked, question, start, end };
      if (known === undefined) places.set(key, [place]);
      else known.push(place);
    }
  return places;
}

function keyOf(folder: string, file: string): string {
  return `${folder}\0${file}`;
}
