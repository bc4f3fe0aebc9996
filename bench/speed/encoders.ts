import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultWorkers } from '../../src/engine/models/modelPool.ts';
import { CACHE } from '../quality/sets.ts';
import { Contender } from './contender.ts';
import { sampleOfLeaves } from './corpus.ts';
import { matrixOperations } from './operations.ts';
import { STOCK, STOCK_NAME } from './stock.ts';
import { medianOf, ratioOf, type EncoderFigures, type MatrixFigures, type SpeedReport } from './figures.ts';

const BATCH = 32;
const OURS = 'ours';

/** The peers: what they are called, how they are set, what ours was to be over them. */
const PEERS = [
  {
    name: 'transformers.js, q8, file order',
    about: 'quantize_dynamic, batches of 32 as the texts come',
    settings: { dtype: 'q8', sorted: false },
    goal: 3.5,
  },
  {
    name: 'transformers.js, q8, sorted',
    about: 'the same, the texts sorted by length first',
    settings: { dtype: 'q8', sorted: true },
    goal: 3,
  },
  {
    name: 'transformers.js, fp32, file order',
    about: 'its float32',
    settings: { dtype: 'fp32', sorted: false },
    goal: 5,
  },
] as const;

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Why the peers cannot run here, or undefined. Installs their package where it is missing. */
export function peersMissing(): string | undefined {
  if (!existsSync(join(STOCK, 'onnx', 'model_quantized.onnx')))
    return 'The stock export is missing: python models/build/stock.py makes it (see there).';
  const folder = script('peers');
  if (existsSync(join(folder, 'node_modules', '@huggingface', 'transformers'))) return undefined;
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return status === 0
    ? undefined
    : `npm ci failed in ${folder}: @huggingface/transformers is not compared with.`;
}

/** Ours and the peers on the same texts, in turns, each with as many threads as we have workers. */
export async function compareEncoders(
  count: number,
  rounds: number,
): Promise<NonNullable<SpeedReport['encoders']>> {
  const texts = await sampleOfLeaves(count);
  const workers = defaultWorkers();
  const ours = new Contender(OURS, script('ourEncoder.ts'), { texts, settings: { workers } });
  const common = { models: CACHE, model: STOCK_NAME, threads: workers, batch: BATCH };
  const peers = PEERS.map(
    ({ name, settings }) =>
      new Contender(name, script('peers/transformers.mjs'), { texts, settings: { ...common, ...settings } }),
  );
  const all = [ours, ...peers];
  try {
    for (const contender of all) await contender.load();
    let tokens = 0;
    const taken = new Map<string, number[]>();
    for (let round = 0; round < rounds; round++)
      // Who goes first takes turns as well.
      for (const contender of round % 2 === 0 ? all : all.toReversed()) {
        const { ms, amount } = await contender.round();
        if (contender === ours) tokens = amount;
        taken.set(contender.name, [...(taken.get(contender.name) ?? []), ms]);
      }
    const rate = (name: string): number => (1000 * tokens) / medianOf(taken.get(name) ?? []);
    const own = taken.get(OURS) ?? [];
    const compared: EncoderFigures[] = [
      { name: OURS, about: 'one text a run, tokenized, as many threads', rate: rate(OURS) },
      ...PEERS.map(({ name, about, goal }) => ({
        name,
        about,
        rate: rate(name),
        ours: ratioOf((taken.get(name) ?? []).map((ms, i) => ms / (own[i] ?? NaN))),
        goal,
      })),
    ];
    return { texts: texts.length, tokens, compared };
  } finally {
    for (const contender of all) contender.close();
  }
}

/**
 * How fast this runtime multiplies matrices of the encoder's shapes in int8 and does nothing else, as many processes
 * at once as we have workers, for several numbers of rows at once.
 *
 * @param bareRate tokens a second of the encoder alone, measured in the same run
 */
export async function compareMatrices(bareRate: number, rounds: number): Promise<MatrixFigures> {
  const rates: { rows: number; rate: number }[] = [];
  for (const rows of [64, 128, 256, 512]) {
    const all = Array.from(
      { length: defaultWorkers() },
      () => new Contender('matrices', script('matrices.ts'), { settings: { rows, tokens: 8192 } }),
    );
    try {
      await Promise.all(all.map((one) => one.load()));
      let best = 0;
      for (let round = 0; round < rounds; round++) {
        const done = await Promise.all(all.map((one) => one.round()));
        best = Math.max(
          best,
          done.reduce((sum, { ms, amount }) => sum + (1000 * amount) / ms, 0),
        );
      }
      rates.push({ rows, rate: best });
    } finally {
      for (const one of all) one.close();
    }
  }
  const encoder = bareRate * matrixOperations();
  return { rates, encoder, share: encoder / Math.max(...rates.map(({ rate }) => rate)) };
}
