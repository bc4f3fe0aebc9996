import type { ThreadView } from '../../protocol/panelMessages.ts';
import type { Standing, TurnView } from '../../protocol/turnView.ts';
import type { MergedAnswer } from '../../protocol/mergeAnswers.ts';
import type { PlaceTracker } from '../placeTracker.ts';
import type { ShownPlaces } from '../shownPlaces.ts';
import type { ScopePart } from '../scopes/askScope.ts';
import type { Threads } from './threads.ts';
import { citationOf, keptTurn, threadView } from './turnViews.ts';

/** What the turns of a thread are shown and kept with. */
export interface ThreadTurnsParts {
  readonly threads: Threads;
  readonly tracker: PlaceTracker;
  readonly places: ShownPlaces;
}

/** A question as it is kept: which turn it is, when and of what it was asked. */
export interface AskedTurn {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What alone is asked; null for everything. */
  readonly scope: readonly ScopePart[] | null;
}

/** The turns around the present one: kept as they are answered, and opened by their words once they are over. */
export class ThreadTurns {
  readonly #parts: ThreadTurnsParts;
  /** How the words of citations stood when they were opened, by id. */
  readonly #standings = new Map<string, Standing>();

  constructor(parts: ThreadTurnsParts) {
    this.#parts = parts;
  }

  /** @param shown id of the present turn, where there is one */
  view(shown: string | undefined): Omit<ThreadView, 'notice'> {
    const { threads } = this.#parts;
    return threadView(threads.current, { shown, kept: threads.all.length, standings: this.#standings });
  }

  /** Keeps the turn as it stands, where it was answered or declined. */
  async keep(turn: TurnView, { id, at, scope }: AskedTurn, { passages }: MergedAnswer): Promise<void> {
    const { threads, tracker } = this.#parts;
    const kept = keptTurn(turn, { id, asked: at, scope, places: tracker.places(), passages });
    if (kept !== undefined) await threads.add(kept);
  }

  /** Opens the citation of that id, of a turn that is over, where its words stand now. @returns false where there is none */
  async open(id: string): Promise<boolean> {
    const { threads, places } = this.#parts;
    for (const turn of threads.current.turns) {
      const citation = citationOf(turn, id);
      if (citation === undefined) continue;
      const { folder, file, ...anchor } = citation.kept;
      const standing = await places.openKept(id, { folder, file, anchor });
      this.#standings.set(citation.id, standing ?? 'gone');
      return true;
    }
    return false;
  }
}
