// The extension host is one thread for all extensions. Work that takes a while is cut into turns, between which it
// serves whoever waits.

/** Resolves in a later turn of the event loop, after all that waited by now; about a millisecond. */
export function nextTurn(): Promise<void> {
  // A timer, since an immediate comes back before timers that are due.
  return new Promise((resolve) => setTimeout(resolve, 1));
}

/** Does one step a turn, in order, and ends in a turn of its own. */
export async function inTurns(steps: readonly (() => unknown)[]): Promise<void> {
  for (const step of steps) {
    await step();
    await nextTurn();
  }
}
