import type { TurnView } from '../protocol/turnView.ts';

/** For so many milliseconds an answer may still be replaced by a better one. */
const SOON = 60_000;

/** What tells whether an answer may be replaced now. */
export interface Moment {
  /** The turn with what is written to it. */
  readonly turn: TurnView;
  /** True where the user has gone on to the answer's sources. */
  readonly opened: boolean;
  /** True where every folder is remembered as far as it can be. */
  readonly ready: boolean;
  /** Milliseconds, by a clock that only goes forward. */
  readonly now: number;
}

/**
 * When an answer that was given before everything was remembered by meaning is given again, in place: once, soon, and
 * not under a reader's eyes. What the user has put out meanwhile stays out.
 */
export class SecondAnswer {
  #answered = -Infinity;
  /** Without a model the second is no better than the first, and the last. */
  #given = false;
  #dark = false;

  /** A question is asked: its answer is a first one, and lit. */
  asked(): void {
    this.#given = false;
    this.#dark = false;
  }

  /** @param now milliseconds, as of {@link Moment.now} */
  answered(now: number): void {
    this.#answered = now;
  }

  /** The user has put the light out that was on what the answer rests on. */
  darkened(): void {
    this.#dark = true;
  }

  /** Whether an answer that is shown now is lit. */
  get lit(): boolean {
    return !this.#dark;
  }

  /** Whether the answer is to be given again now; true once for a question at most. */
  due({ turn, opened, ready, now }: Moment): boolean {
    if (this.#given || (turn.kind !== 'answered' && turn.kind !== 'declined')) return false;
    const { encoded, leaves } = turn.remembered;
    // What is written stands on the answer as it was.
    if (encoded >= leaves || turn.written !== null) return false;
    if (!ready || opened || now - this.#answered > SOON) return false;
    this.#given = true;
    return true;
  }
}
