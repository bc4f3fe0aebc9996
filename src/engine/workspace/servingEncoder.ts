import type { Encoder, MemoryStore } from '../../core/ports.ts';

/**
 * The encoder whose vectors a memory is asked by: the chosen one once it has as many leaves as any other, else the one
 * that has most. So the vectors of before serve while a memory is encoded anew, and from one question to the next the
 * new ones do; those of two models never meet (invariant 4).
 *
 * @param encoders the chosen one first
 */
export function servingEncoder(store: MemoryStore, encoders: readonly Encoder[]): Encoder | null {
  const [chosen, ...others] = encoders;
  if (chosen === undefined) return null;
  const { leaves, encoded } = store.counts(chosen.fingerprint);
  if (encoded === leaves) return chosen;
  let serving = { encoder: chosen, encoded };
  for (const encoder of others) {
    const there = store.counts(encoder.fingerprint).encoded;
    if (there > serving.encoded) serving = { encoder, encoded: there };
  }
  return serving.encoder;
}

/** Milliseconds for which an answer holds: counting looks at every file that is not encoded whole. */
const FRESH = 1000;

/**
 * {@link servingEncoder} of one memory, looked up as seldom as may be. A chosen encoder that has served once goes on
 * serving: files that come later are found by their words until they are encoded, as ever.
 */
export class ServingEncoder {
  /** Fingerprint of the chosen encoder that serves. */
  #settled: string | undefined;
  #last: { readonly of: string; readonly at: number; readonly encoder: Encoder | null } | undefined;

  now(store: MemoryStore, encoders: readonly Encoder[]): Encoder | null {
    const of = encoders.map(({ fingerprint }) => fingerprint).join(' ');
    const last = this.#last;
    return last?.of === of && performance.now() - last.at < FRESH
      ? last.encoder
      : this.#look(store, encoders, of);
  }

  /** Once something was written. */
  anew(store: MemoryStore, encoders: readonly Encoder[]): Encoder | null {
    return this.#look(store, encoders, encoders.map(({ fingerprint }) => fingerprint).join(' '));
  }

  #look(store: MemoryStore, encoders: readonly Encoder[], of: string): Encoder | null {
    const chosen = encoders[0] ?? null;
    const settled = encoders.length < 2 || chosen?.fingerprint === this.#settled;
    const encoder = settled ? chosen : servingEncoder(store, encoders);
    if (encoder === chosen) this.#settled = chosen?.fingerprint;
    this.#last = { of, at: performance.now(), encoder };
    return encoder;
  }
}
