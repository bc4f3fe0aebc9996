/** Earlier questions that a question may go on from. The engine takes words from the last two, files from all. */
const REMEMBERED = 8;

/**
 * The questions that the next one goes on from, oldest first. One that is asked again counts once, as the last.
 *
 * @param before those that this one could go on from
 */
export function withQuestion(before: readonly string[], question: string): string[] {
  return [...before.filter((earlier) => earlier !== question), question].slice(-REMEMBERED);
}
