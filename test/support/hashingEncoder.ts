import { createHash } from 'node:crypto';
import type { Encoder } from '../../src/core/ports.ts';
import { terms } from '../../src/core/text/words.ts';

const DIMENSIONS = 64;

/**
 * Vectors made of a text's words alone, each hashed to a few signed places (feature hashing): quick, the same
 * everywhere, and near where words are shared. For tests of what happens to vectors, not of what they mean.
 */
export const HASHING_ENCODER: Encoder = {
  fingerprint: 'hashed words',
  dimensions: DIMENSIONS,
  encode: (texts) =>
    Promise.resolve(
      texts.map((text) => {
        const vector = new Float32Array(DIMENSIONS);
        for (const term of terms(text)) {
          const digest = createHash('sha256').update(term).digest();
          for (let i = 0; i < 8; i += 2) vector[digest[i]! % DIMENSIONS]! += digest[i + 1]! % 2 ? 1 : -1;
        }
        const length = Math.hypot(...vector) || 1;
        return vector.map((value) => value / length);
      }),
    ),
  tokenStates: () => Promise.reject(new Error('it knows no tokens')),
  close: () => Promise.resolve(),
};
