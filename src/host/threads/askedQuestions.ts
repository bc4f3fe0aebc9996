import type { KeptThread } from './keptThread.ts';

/** Questions that the arrow keys bring back, at most. */
const MOST = 50;

/** Every question that was asked, each once, the one asked last first. */
export function askedQuestions(threads: readonly KeptThread[]): string[] {
  const turns = threads.flatMap((thread) => thread.turns).sort((a, b) => b.asked - a.asked);
  return [...new Set(turns.map(({ question }) => question))].slice(0, MOST);
}
