/**
 * What an index loses whose passages were encoded, all or half of them, by the graph that graphics devices run: may it
 * have the fingerprint of the shipped one? The processor runs that graph here, so that no such device is needed.
 *
 *   node bench/quality/devices.ts [--sets a,b]
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DeviceLane } from '../../src/engine/models/devices/deviceLane.ts';
import { DeviceProcess } from '../../src/engine/models/devices/deviceProcess.ts';
import { modelsDirectory, readEncoderManifest } from '../../src/engine/models/manifest.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import type { OnnxEncoder } from '../../src/engine/models/onnxEncoder.ts';
import type { Encoder, EncodingRole } from '../../src/core/ports.ts';
import { COMPARED, DEV, difference, macro, runSystem, type SetRuns } from './compare.ts';
import { signed } from './limits.ts';
import { rounded, table } from './report.ts';
import { CACHE, publicSetsPresent, readSets } from './sets.ts';
import { benchStore } from './store.ts';
import { Recollect } from './systems/recollect.ts';
import { KeptVectors, VectorCache, type VectorSource } from './vectors.ts';

/** Recall that a mixed index may lose, macro. */
const LIMIT = 0.003;
const DERIVING = 120_000;
const FOLDER = join(modelsDirectory(), 'encoder');

/** Passages by the derived graph, in half precision as devices have it (weights; the processor multiplies in full). */
class DerivedPassages implements VectorSource {
  readonly #encoder: OnnxEncoder;
  #lane: Promise<DeviceLane> | undefined;

  constructor(encoder: OnnxEncoder) {
    this.#encoder = encoder;
  }

  get fingerprint(): string {
    return `${this.#encoder.fingerprint}-derived`;
  }

  get dimensions(): number {
    return this.#encoder.dimensions;
  }

  async encode(texts: readonly string[], role: EncodingRole): Promise<Float32Array[]> {
    const { tokenizer } = await this.#encoder.load();
    const { prefixes, maxTokens } = readEncoderManifest(FOLDER);
    this.#lane ??= openLane();
    const lane = await this.#lane;
    return Promise.all(texts.map((text) => lane.vector(tokenizer.ids(prefixes[role] + text, maxTokens))));
  }

  async close(): Promise<void> {
    await (await this.#lane)?.close();
  }
}

/** The shipped encoder, but for the passages that `derives` names: as on a machine whose device comes and goes. */
class MixedEncoder extends VectorCache {
  readonly #derived: KeptVectors;
  readonly #derives: (text: string) => boolean;

  constructor(encoder: Encoder, derived: KeptVectors, derives: (text: string) => boolean) {
    super(encoder, CACHE);
    this.#derived = derived;
    this.#derives = derives;
  }

  override async encode(texts: readonly string[], role: EncodingRole): Promise<Float32Array[]> {
    const byDevice = (text: string): boolean => role === 'passage' && this.#derives(text);
    const made = await this.#derived.encode(texts.filter(byDevice), role);
    const others = await super.encode(
      texts.filter((text) => !byDevice(text)),
      role,
    );
    return texts.map((text) => (byDevice(text) ? made : others).shift()!);
  }
}

async function openLane(): Promise<DeviceLane> {
  const child = new DeviceProcess();
  const graph = join(tmpdir(), `recollect-derived-${process.pid}.onnx`);
  await child.ask(
    { kind: 'derive', encoder: join(FOLDER, 'encoder.onnx'), variant: 'f16', file: graph },
    DERIVING,
  );
  await child.ask({ kind: 'open', provider: 'cpu', graph, embeddings: FOLDER }, DERIVING);
  for (const file of [graph, `${graph}.sha256`]) rmSync(file);
  return new DeviceLane(child);
}

function half(text: string): boolean {
  return (createHash('sha256').update(text).digest()[0] ?? 0) % 2 === 0;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { sets: { type: 'string' } } });
  if (!publicSetsPresent()) {
    console.log('The public bench sets are not on this machine (../shared/bench), so nothing was measured.');
    return 0;
  }
  const encoder = await openEncoder();
  const derived = new KeptVectors(new DerivedPassages(encoder), CACHE);
  const ways = { shipped: () => false, mixed: half, derived: () => true };
  const measured: SetRuns[] = [];
  for (const set of readSets({ only: values.sets?.split(',') ?? DEV })) {
    const runs = [];
    for (const [name, derives] of Object.entries(ways)) {
      const store = name === 'shipped' ? benchStore() : `${benchStore()}-${name}`;
      const system = new Recollect(store, new MixedEncoder(encoder, derived, derives), { name });
      runs.push(await runSystem(system, set));
      await system.close();
    }
    measured.push({ set, runs });
    const one = measured.slice(-1);
    console.log(
      [set.name, ...['mixed', 'derived'].map((name) => `${name} ${told(one, name, 'recall@1024')}`)].join(
        '  ',
      ),
    );
  }
  await derived.close();
  await encoder.close();
  console.log(
    table([
      [`macro of ${measured.length}`, ...COMPARED],
      ['shipped', ...COMPARED.map((figure) => macro(measured, 'shipped', figure)?.toFixed(3) ?? '')],
      ...['mixed', 'derived'].map((name) => [
        `${name} − shipped`,
        ...COMPARED.map((figure) => told(measured, name, figure)),
      ]),
    ]),
  );
  const loss = difference(measured, 'mixed', 'shipped', 'recall@1024');
  console.log(
    `Limit: a mixed index loses at most ${LIMIT}: ${loss !== undefined && loss.mean >= -LIMIT ? 'met' : 'MISSED'}.`,
  );
  return 0;
}

function told(sets: readonly SetRuns[], name: string, figure: (typeof COMPARED)[number]): string {
  const by = difference(sets, name, 'shipped', figure);
  return by === undefined ? '' : signed(rounded(by));
}

process.exitCode = await main();
