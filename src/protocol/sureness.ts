/** How sure the engine is that the files answer, as people are told. */
export type Sureness = 'high' | 'medium' | 'low';

/** The confidence from which on an answer is called very likely, and probable. */
const HIGH = 0.85;
const MEDIUM = 0.6;

/** @param confidence that the files answer, 0 to 1 */
export function surenessOf(confidence: number): Sureness {
  return confidence >= HIGH ? 'high' : confidence >= MEDIUM ? 'medium' : 'low';
}
