/**
 * Are the marks of written sentences right? 200 true sentences altered by rules, each set judged by what was fitted on
 * the other families, and 60 sentences that SmolLM2-135M-Instruct wrote about the sample library, labelled by hand
 * (smollm2.jsonl), judged as shipped. Nothing was fitted on the 60 or on the sample library.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GROUNDING } from '../../src/core/ground/support.ts';
import { Grounding } from '../../src/engine/workspace/grounding.ts';
import { sample } from '../quality/random.ts';
import { publicSetsPresent, ROOT, SAMPLE, textReader } from '../quality/sets.ts';
import type { Kind } from './cases.ts';
import { crossfit, type SeenCase } from './crossfit.ts';
import { judge, lookAt, type Looked, type Written } from './judged.ts';
import { figuresLine, figuresOf, type Marked } from './marks.ts';
import type { PartOutcome } from './part.ts';
import { inTurn, openModels, seenCases, type BenchModels } from './seen.ts';

/** How many of each kind make the 200: half numbers, names and negation; half relations, entities and paraphrases. */
const DRAWN = {
  number: 34,
  name: 33,
  negation: 33,
  relation: 19,
  entity: 31,
  paraphrase: 50,
} as const satisfies Partial<Record<Kind, number>>;
const SEED = 20251122;
/** Sentences whose time is taken, with nothing kept from before. */
const TIMED = 20;

/** A sentence of smollm2.jsonl: passages are ranges of files of the sample library. */
interface LabelledSentence {
  readonly question: string;
  readonly passages: readonly { readonly file: string; readonly start: number; readonly end: number }[];
  readonly sentence: string;
  readonly supported: boolean;
}

interface MarkedCase extends Marked {
  readonly kind: string;
  readonly set: string;
}

export async function run(): Promise<PartOutcome> {
  if (!publicSetsPresent())
    console.log(
      'The public bench sets are not on this machine (../shared/bench): the sample library alone is altered.',
    );
  const models = await openModels();
  const seen = await seenCases(models);
  const byFamily = crossfit(seen.filter(({ set }) => set !== SAMPLE));
  const mark = (one: SeenCase): MarkedCase => ({
    kind: one.kind,
    set: one.set,
    supported: one.supported,
    mark: judge(one.looked, byFamily.get(one.family) ?? GROUNDING),
  });
  const altered = drawAltered(seen).map(mark);
  const unaltered = sample(
    seen.filter(({ kind }) => kind === 'unaltered'),
    50,
    SEED,
  ).map(mark);
  const reference = seen.filter(({ kind }) => kind === 'reference').map(mark);
  const looked = await lookedAtWritten(models);
  const written = looked.map(({ supported, seen: one }): MarkedCase => ({
    kind: 'written',
    set: SAMPLE,
    supported,
    mark: judge(one, GROUNDING),
  }));
  const milliseconds = await timed(seen, models);
  await models.encoder.close();

  const all = [...altered, ...written];
  const rows: readonly (readonly [string, readonly Marked[]])[] = [
    ...Object.keys(DRAWN).map((kind) => [kind, altered.filter((one) => one.kind === kind)] as const),
    ['altered', altered],
    ['SmolLM2', written],
    ['all 260', all],
    ['unaltered', unaltered],
    ['written answers', reference],
    ...[...new Set(altered.map(({ set }) => set))].map(
      (set) => [set, altered.filter((one) => one.set === set)] as const,
    ),
  ];
  for (const [name, marked] of rows) if (marked.length > 0) console.log(figuresLine(name, marked));
  console.log(`a sentence, passages prepared: p50 ${milliseconds.p50} ms, p95 ${milliseconds.p95} ms`);
  return {
    figures: { ...Object.fromEntries(rows.map(([name, marked]) => [name, figuresOf(marked)])), milliseconds },
  };
}

/** So many of each kind, sets in turn. */
function drawAltered(seen: readonly SeenCase[]): SeenCase[] {
  const kinds = Object.keys(DRAWN) as (keyof typeof DRAWN)[];
  return kinds.flatMap((kind) => inTurn(seen, kind, DRAWN[kind]));
}

interface LookedSentence {
  readonly supported: boolean;
  readonly seen: Looked;
}

async function lookedAtWritten(models: BenchModels): Promise<LookedSentence[]> {
  const textOf = textReader(join(ROOT, 'media/sample-library'));
  const labelled = readFileSync(join(import.meta.dirname, 'smollm2.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): LabelledSentence => JSON.parse(line));
  const written = labelled.map(({ sentence, passages }): Written => ({
    text: sentence,
    leaves: passages.map((place) => ({ ...place, source: textOf(place.file) ?? '', headings: [] })),
  }));
  const looked = await lookAt('written', written, models);
  return labelled.flatMap(({ supported }, i) => {
    const one = looked[i];
    return one === undefined ? [] : [{ supported, seen: one }];
  });
}

/** How long a check takes with nothing kept from an earlier run, once the passages are prepared. */
async function timed(
  seen: readonly SeenCase[],
  { plain }: BenchModels,
): Promise<{ readonly p50: number; readonly p95: number }> {
  const times: number[] = [];
  for (const { text, of } of sample(
    seen.filter(({ kind }) => kind === 'paraphrase'),
    TIMED,
    SEED,
  )) {
    const grounding = new Grounding({ leaves: of.leaves, models: plain });
    await grounding.prepare();
    const began = performance.now();
    await grounding.check(text);
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => Math.round(times[Math.floor(share * (times.length - 1))] ?? 0);
  return { p50: at(0.5), p95: at(0.95) };
}
