import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { modelsDirectory } from '../../src/engine/models/manifest.ts';
import { OnnxEncoder } from '../../src/engine/models/onnxEncoder.ts';
import { OnnxReader } from '../../src/engine/models/onnxReader.ts';
import { CACHE } from '../quality/sets.ts';

/** Another reader beside our encoder, in threads of its own; close it. */
export async function otherReader(
  folder: string,
): Promise<{ readonly reader: OnnxReader; readonly close: () => Promise<void> }> {
  const models = join(CACHE, 'other-models');
  rmSync(models, { recursive: true, force: true });
  mkdirSync(models, { recursive: true });
  symlinkSync(join(modelsDirectory(), 'encoder'), join(models, 'encoder'));
  symlinkSync(resolve(folder), join(models, 'reader'));
  const encoder = new OnnxEncoder(models);
  return { reader: new OnnxReader(encoder, models), close: () => encoder.close() };
}
