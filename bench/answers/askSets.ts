import { OnnxReader } from '../../src/engine/models/onnxReader.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { CACHE } from '../quality/sets.ts';
import { VectorCache } from '../quality/vectors.ts';
import { askedOf, type Asked } from './asked.ts';
import { drawSets } from './draw.ts';
import { ReaderCache } from '../quality/readerCache.ts';

/** Everything that was asked, and the fingerprint of the reader that read; null where there is none. */
export interface AskedSets {
  readonly asked: readonly Asked[];
  readonly reader: string | null;
}

/** Draws from the sets and asks, with the shipped models. Says what each set took. */
export async function askSets(draw: Parameters<typeof drawSets>[0]): Promise<AskedSets> {
  const onnx = await openEncoder();
  const encoder = new VectorCache(onnx, CACHE);
  let reader: ReaderCache | null = null;
  try {
    reader = new ReaderCache(new OnnxReader(onnx), CACHE);
  } catch (error) {
    console.log(`Without a reader: ${error instanceof Error ? error.message : String(error)}`);
  }
  const asked: Asked[] = [];
  for (const set of drawSets(draw)) {
    const began = performance.now();
    const before = reader?.work.read ?? 0;
    asked.push(...(await askedOf(set, { encoder, reader })));
    console.log(
      `${set.name}: ${set.own.length} questions and ${set.foreign.length} foreign ones, ` +
        `${(reader?.work.read ?? 0) - before} windows read, ${((performance.now() - began) / 1000).toFixed(1)} s`,
    );
  }
  await encoder.close();
  return { asked, reader: reader?.fingerprint ?? null };
}
