import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimsSomething, statementOf } from '../../src/core/ground/claims.ts';
import { copiedFrom } from '../../src/core/ground/copied.ts';
import { SIGNALS, signalsOf, type Signal } from '../../src/core/ground/signals.ts';
import { sourcesOf, type AttendedText } from '../../src/core/ground/sources.ts';
import { supportProbability, type GroundingModel, type Verdict } from '../../src/core/ground/support.ts';
import type { Encoder, Reader } from '../../src/core/ports.ts';
import { Grounding } from '../../src/engine/workspace/grounding.ts';
import { CACHE } from '../quality/sets.ts';
import { sourceDigest } from '../quality/sourceDigest.ts';

/** A written sentence with what it is checked against. */
export interface Written {
  readonly text: string;
  readonly leaves: readonly AttendedText[];
}

/** What is known of a written sentence before it is judged. */
export interface Looked {
  /** It repeats the sources word for word, or it claims nothing: then no model is asked. */
  readonly settled: 'supported' | 'no-claim' | null;
  readonly signals: readonly number[];
  /** A number of it stands nowhere. */
  readonly unheard: boolean;
}

const SOURCES = [
  'src/core/ground/!(support).ts',
  'src/core/answer/{coverage,named,values,dates,numerals,units,spans,trim}.ts',
  'src/core/text/*.ts',
  'src/engine/workspace/grounding.ts',
];

/** Looks at every sentence, by passages in turn; kept on disk for the code as it is. */
export async function lookAt(
  name: string,
  written: readonly Written[],
  models: { readonly encoder: Encoder; readonly reader: Reader },
): Promise<Looked[]> {
  const hash = createHash('sha256').update(sourceDigest(SOURCES));
  hash.update(`${models.encoder.fingerprint} ${models.reader.fingerprint}`);
  for (const { text, leaves } of written)
    hash.update(`${text}\n${leaves.map(({ file, start, end }) => `${file} ${start} ${end}`).join()}\n`);
  const path = join(CACHE, `grounding-${name}-${hash.digest('hex').slice(0, 16)}.json`);
  if (existsSync(path)) {
    const kept: Looked[] = JSON.parse(readFileSync(path, 'utf8'));
    return kept;
  }
  const looked: Looked[] = [];
  let last: { readonly leaves: readonly AttendedText[]; readonly grounding: Grounding } | undefined;
  const started = performance.now();
  for (const { text, leaves } of written) {
    if (last?.leaves !== leaves) {
      last = { leaves, grounding: new Grounding({ leaves, models }) };
      await last.grounding.prepare();
    }
    looked.push(await look(text, leaves, last.grounding));
    if (looked.length % 100 === 0)
      console.log(
        `  ${looked.length} of ${written.length} sentences, ${((performance.now() - started) / 1000).toFixed(0)} s`,
      );
  }
  mkdirSync(CACHE, { recursive: true });
  const outdated = new RegExp(`^grounding-${name}-[0-9a-f]{16}\\.json$`);
  for (const file of readdirSync(CACHE)) if (outdated.test(file)) rmSync(join(CACHE, file));
  writeFileSync(path, JSON.stringify(looked));
  return looked;
}

async function look(text: string, leaves: readonly AttendedText[], grounding: Grounding): Promise<Looked> {
  const statement = statementOf(text);
  const settled =
    copiedFrom(statement, sourcesOf(leaves)).length > 0
      ? 'supported'
      : claimsSomething(statement)
        ? null
        : 'no-claim';
  const compared = settled === null ? await grounding.compare(statement) : undefined;
  return {
    settled,
    signals: compared === undefined ? [] : signalsOf(compared),
    unheard: compared?.missing.anywhere.some(({ kind }) => kind === 'number') === true,
  };
}

/** What is said of a sentence under a model. */
export function judge({ settled, signals, unheard }: Looked, model: GroundingModel): Verdict {
  if (settled !== null) return settled;
  const probability = supportProbability(signals, model);
  if (probability <= model.unsupported) return 'unsupported';
  return probability >= model.supported && !unheard ? 'supported' : 'unsure';
}

/** The same as if some signals were not there. */
export function blindTo(looked: Looked, to: readonly Signal[]): Looked {
  const signals = looked.signals.map((value, i) => (to.some((signal) => signal === SIGNALS[i]) ? 0 : value));
  return { ...looked, signals };
}
