import { join } from 'node:path';
import { openEncoder } from '../../../src/engine/models/openEncoder.ts';
import { CACHE } from '../sets.ts';
import { benchStore } from '../store.ts';
import { KeptVectors, VectorCache } from '../vectors.ts';
import { FlatBm25 } from './bm25.ts';
import { FlatDense } from './dense.ts';
import { FlatWorkspaces } from './flat.ts';
import { FlatHybrid } from './hybrid.ts';
import { AutoMerging } from './peers/autoMerging.ts';
import { cutLeaves } from './peers/hierarchy.ts';
import { Float32Encoder } from './peers/float32.ts';
import { LateEncoder } from './peers/lateChunking.ts';
import { MinilmEncoder } from './peers/minilm.ts';
import { ParentDocument } from './peers/parentDocument.ts';
import { Raptor } from './peers/raptor.ts';
import { reciprocalRanks } from './peers/rrf.ts';
import { Recollect } from './recollect.ts';
import { sumOfZ } from './sum.ts';
import { cutWindows } from './windows.ts';
import type { VectorSource } from '../vectors.ts';
import type { System } from './system.ts';

/** Everything that is compared, in the order of the tables. */
export const SYSTEMS = [
  'bm25',
  'dense',
  'sum',
  'rrf',
  'minilm',
  'minilm-256',
  'parent',
  'auto-merging',
  'raptor',
  'late',
  'recollect',
  'recollect-read',
  'dense-fp32',
] as const;
/** Systems that run only where they are named: reading takes ten times as long, float32 three times. */
export const ON_REQUEST: readonly string[] = ['recollect-read', 'dense-fp32'];
export type SystemName = (typeof SYSTEMS)[number];

/** Systems ready to be asked. */
export interface OpenSystems {
  readonly systems: readonly System[];
  /** Of the encoder shipped with Recollect; undefined where none of the systems needs it. */
  readonly fingerprint: string | undefined;
  /** Chosen systems that cannot run here, each with the reason. */
  readonly missing: readonly string[];
  close(): Promise<void>;
}

/** Opens the chosen systems and what they share: encoders, and vectors kept from earlier runs. */
export async function openSystems(chosen: readonly SystemName[]): Promise<OpenSystems> {
  const systems: System[] = [];
  const missing: string[] = [];
  const closing: { close(): Promise<void> }[] = [];
  const has = (...names: SystemName[]): boolean => names.some((name) => chosen.includes(name));
  if (chosen.every((name) => name === 'bm25')) {
    if (has('bm25')) systems.push(new FlatBm25(new FlatWorkspaces(undefined)));
    return { systems, fingerprint: undefined, missing, close: () => Promise.resolve() };
  }
  const encoder = await openEncoder();
  closing.push(encoder);
  const cache = new VectorCache(encoder, CACHE);
  const peerCache = join(CACHE, 'peers');
  const flat = new FlatWorkspaces(cache);
  const queries = (passages: VectorSource): VectorSource => ({
    fingerprint: cache.fingerprint,
    dimensions: cache.dimensions,
    encode: (texts, role) => (role === 'query' ? cache : passages).encode(texts, role),
    close: () => Promise.resolve(),
  });
  const make = new Map<SystemName, () => System>([
    ['bm25', () => new FlatBm25(flat)],
    ['dense', () => new FlatDense(flat)],
    ['sum', () => new FlatHybrid(flat, 'sum', sumOfZ)],
    ['rrf', () => new FlatHybrid(flat, 'rrf', reciprocalRanks)],
    ['parent', () => new ParentDocument(flat)],
    ['recollect', () => new Recollect(benchStore(), cache)],
    [
      'recollect-read',
      () => new Recollect(`${benchStore()}-read`, cache, { name: 'recollect-read', reads: true }),
    ],
  ]);
  if (has('minilm', 'minilm-256')) {
    const minilm = await MinilmEncoder.open();
    if (minilm === undefined)
      missing.push(
        'all-MiniLM-L6-v2 is not on this machine, so minilm and minilm-256 are left out; `node bench/fetch-minilm.ts` fetches it (16 MB).',
      );
    else {
      closing.push(minilm);
      const vectors = new KeptVectors(minilm, peerCache);
      make.set('minilm', () => new FlatDense(new FlatWorkspaces(vectors), 'minilm'));
      const cut = (file: string, text: string): ReturnType<typeof cutWindows> =>
        cutWindows(file, text, { size: 256, overlap: 20 });
      make.set('minilm-256', () => new FlatDense(new FlatWorkspaces(vectors, { cut }), 'minilm-256'));
    }
  }
  if (has('dense-fp32')) {
    const float32 = await Float32Encoder.open();
    if (float32 === undefined)
      missing.push('The float32 export is not on this machine; `models/build/stock.py` makes it (600 MB).');
    else {
      closing.push(float32);
      const vectors = new KeptVectors(float32, peerCache);
      make.set('dense-fp32', () => new FlatDense(new FlatWorkspaces(vectors), 'dense-fp32'));
    }
  }
  if (has('auto-merging', 'raptor')) {
    const both = queries(new KeptVectors(encoder, peerCache));
    const leaves = new FlatWorkspaces(both, { cut: cutLeaves });
    make.set('auto-merging', () => new AutoMerging(leaves));
    make.set('raptor', () => new Raptor(leaves, both));
  }
  if (has('late')) {
    const late = new LateEncoder(cache);
    const vectors = new KeptVectors(late, peerCache);
    make.set('late', () => new FlatDense(new FlatWorkspaces(queries(vectors), { texts: late.keys }), 'late'));
  }
  for (const name of chosen) {
    const system = make.get(name)?.();
    if (system !== undefined) systems.push(system);
  }
  return {
    systems,
    fingerprint: cache.fingerprint,
    missing,
    close: async () => {
      for (const system of systems) await system.close();
      for (const part of closing) await part.close();
    },
  };
}
