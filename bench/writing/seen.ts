import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { openReader } from '../../src/engine/models/openReader.ts';
import type { GroundingModels } from '../../src/engine/workspace/grounding.ts';
import { ReaderCache } from '../quality/readerCache.ts';
import { CACHE } from '../quality/sets.ts';
import { VectorCache } from '../quality/vectors.ts';
import { seeded, shuffled } from '../../src/core/evaluate/random.ts';
import { casesOf, KINDS, type Kind } from './cases.ts';
import type { SeenCase } from './crossfit.ts';
import { drawTrue } from './drawn.ts';
import { lookAt, type Looked, type Written } from './judged.ts';

/** Sentences drawn from each set. */
export const EACH = 10;
/** Of each kind so many are looked at, every set in turn. */
const MOST: Readonly<Record<Kind, number>> = {
  number: 45,
  name: 45,
  negation: 45,
  relation: 60,
  entity: 45,
  paraphrase: 80,
  unaltered: 50,
  absent: 60,
  reference: 40,
};

/** What the bench looks at sentences with; vectors and what was read are kept on disk. */
export interface BenchModels {
  readonly encoder: VectorCache;
  readonly reader: ReaderCache;
  /** The same with nothing kept, for taking times. */
  readonly plain: GroundingModels;
}

export async function openModels(): Promise<BenchModels> {
  const onnx = await openEncoder();
  const reader = await openReader(onnx);
  return {
    encoder: new VectorCache(onnx, CACHE),
    reader: new ReaderCache(reader, CACHE),
    plain: { encoder: onnx, reader },
  };
}

/** Every altered sentence of the sets that are here, looked at. */
export async function seenCases(models: BenchModels, each = EACH): Promise<SeenCase[]> {
  const all = casesOf(await drawTrue(models.encoder, each));
  const chosen = new Set(KINDS.flatMap((kind) => inTurn(all, kind, MOST[kind])));
  // In the order of the draw: sentences about the same passages are looked at together.
  const cases = all.filter((one) => chosen.has(one));
  const written = cases.map(({ text, of }): Written => ({ text, leaves: of.leaves }));
  const looked = await lookAt('altered', written, models);
  return cases.flatMap((one, i): SeenCase[] => {
    const seen: Looked | undefined = looked[i];
    return seen === undefined ? [] : [{ ...one, looked: seen }];
  });
}

/** So many of a kind, sets in turn, by a fixed seed. */
export function inTurn<Case extends { readonly kind: Kind; readonly set: string }>(
  cases: readonly Case[],
  kind: Kind,
  count: number,
): Case[] {
  const sets = new Map<string, Case[]>();
  for (const one of shuffled(
    cases.filter((other) => other.kind === kind),
    seeded(SEED),
  ))
    sets.set(one.set, [...(sets.get(one.set) ?? []), one]);
  const chosen: Case[] = [];
  for (let turn = 0; chosen.length < count; turn++) {
    const layer = [...sets.values()].flatMap((some) => some[turn] ?? []);
    if (layer.length === 0) break;
    chosen.push(...layer.slice(0, count - chosen.length));
  }
  return chosen;
}
const SEED = 20251122;
