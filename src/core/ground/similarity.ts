import type { Centres } from '../recall/centring.ts';
import { scriptOf } from '../text/script.ts';
import { centredVector } from '../recall/centring.ts';

/**
 * The vector of a sentence with its script's mean taken out, of unit length: both a written sentence and what it may
 * rest on are encoded as passages.
 */
export function centredPassages(
  vector: Float32Array,
  text: string,
  centres: Centres | undefined,
): Float32Array {
  return centres === undefined ? vector : centredVector(vector, scriptOf(text), centres.passages);
}
