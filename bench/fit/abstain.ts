/**
 * Fits how sure recall may be that the files answer at all, and tests it on sets it has not seen. Questions that
 * the files do not answer are those marked so and, for every set, questions about other sets' files.
 *
 *   node bench/fit/abstain.ts [--ridge 0.01] [--sets a,b]
 */
import { parseArgs } from 'node:util';
import { CONFIDENCE, EVIDENCE_NAMES } from '../../src/core/answer/abstain.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { sample, seeded } from '../quality/random.ts';
import { auroc } from '../quality/score.ts';
import { CACHE, SAMPLE, publicSetsPresent, readSets } from '../quality/sets.ts';
import { VectorCache } from '../quality/vectors.ts';
import { collect } from './collect.ts';
import { familyOf, fitted } from './dataset.ts';
import { calibrationError, fitLogistic, probability } from './logistic.ts';
import type { BenchSet } from '../quality/sets.ts';
import type { Case, Logistic } from './logistic.ts';

/** Questions of each kind, a set. */
const ASKED = 200;

const { values: options } = parseArgs({
  options: { ridge: { type: 'string', default: '0.003' }, sets: { type: 'string' } },
});

/** One question over one set's files. */
interface Asked extends Case {
  readonly set: string;
  /** A question of another set. */
  readonly foreign: boolean;
}

/** Questions of other families, asked of this set's files; in one of them where the set asks about one. */
function foreign(set: BenchSet, sets: readonly BenchSet[]): BenchSet {
  const others = sets.filter(({ name }) => familyOf(name) !== familyOf(set.name));
  const each = Math.ceil(ASKED / Math.max(1, others.length));
  const random = seeded(7);
  const questions = others.flatMap((other) =>
    sample(
      other.questions.filter(({ answerable }) => answerable !== false),
      each,
      11,
    ).map(({ id, question }) => {
      const scope = set.questions[Math.floor(random() * set.questions.length)]?.scope;
      return {
        id,
        question,
        answers: [],
        evidence: [],
        answerable: false,
        ...(scope === undefined ? {} : { scope }),
      };
    }),
  );
  return { name: `${set.name}-foreign`, workspace: set.workspace, questions, available: questions.length };
}

async function gather(): Promise<Asked[]> {
  const only = options.sets?.split(',');
  const sets = readSets(only === undefined ? {} : { only });
  const encoder = new VectorCache(await openEncoder(), CACHE);
  const cases: Asked[] = [];
  for (const set of sets) {
    for (const asked of [set, foreign(set, sets)]) {
      const { questions } = await collect(asked, encoder);
      for (const { question, evidence } of sample(questions, ASKED, 3))
        cases.push({
          set: set.name,
          foreign: asked !== set,
          x: EVIDENCE_NAMES.map((name) => evidence[name]),
          is: question.answerable ?? true,
          importance: 1,
        });
    }
  }
  await encoder.close();
  return balanced(cases);
}

/** In each set the two kinds count the same. */
function balanced(cases: readonly Asked[]): Asked[] {
  const counts = new Map<string, number>();
  for (const { set, is } of cases) counts.set(`${set} ${is}`, (counts.get(`${set} ${is}`) ?? 0) + 1);
  return cases.map((one) => ({ ...one, importance: 1 / counts.get(`${one.set} ${one.is}`)! }));
}

function report(cases: readonly Asked[], ridge: number): void {
  const now: Logistic = {
    bias: CONFIDENCE.recall.bias,
    weights: EVIDENCE_NAMES.map((name) => CONFIDENCE.recall.weights[name]),
  };
  const training = cases.filter(({ set }) => fitted(set));
  console.log(`${'set'.padEnd(18)} auroc now, fitted | ece now, fitted | declined: right, wrongly (now)`);
  const all: { asked: Asked; now: number; then: number }[] = [];
  for (const name of new Set(cases.map(({ set }) => set))) {
    const held = fitLogistic(
      training.filter(({ set }) => familyOf(set) !== familyOf(name)),
      ridge,
    );
    const tested = cases
      .filter(({ set }) => set === name)
      .map((asked) => ({ asked, now: probability(now, asked.x), then: probability(held, asked.x) }));
    console.log(line(name, tested));
    if (fitted(name)) all.push(...tested);
  }
  console.log(line('all public', all));
  const marked = all.filter(({ asked }) => asked.set === 'clapnq' && !asked.foreign);
  if (marked.length > 0) console.log(line('clapnq, its own', marked));
  const final = fitLogistic(training, ridge);
  console.log(`\nfitted on every set: bias ${final.bias.toFixed(2)} (${now.bias})`);
  for (const [f, name] of EVIDENCE_NAMES.entries())
    console.log(`  ${name.padEnd(16)} ${final.weights[f]!.toFixed(3)} (${now.weights[f]})`);
  const library = cases.filter(({ set, foreign: other }) => set === SAMPLE && !other);
  if (library.length > 0)
    console.log(
      line(
        `${SAMPLE}, own`,
        library.map((asked) => ({
          asked,
          now: probability(now, asked.x),
          then: probability(final, asked.x),
        })),
      ),
    );
}

function line(name: string, tested: readonly { asked: Asked; now: number; then: number }[]): string {
  const cases = tested.map(({ asked }) => asked);
  const figures = (['now', 'then'] as const).map((which) => {
    const sure = tested.map((one) => one[which]);
    const of = (is: boolean): number[] => sure.filter((_, i) => cases[i]!.is === is);
    const declined = (is: boolean): string => {
      const these = of(is);
      return (these.filter((p) => p < 0.5).length / Math.max(1, these.length)).toFixed(2);
    };
    return {
      auroc: (auroc(of(true), of(false)) ?? Number.NaN).toFixed(3),
      ece: calibrationError(cases, sure).toFixed(3),
      declined: `${declined(false)} ${declined(true)}`,
    };
  });
  const [before, after] = figures;
  return `${name.padEnd(18)} ${before!.auroc} ${after!.auroc} | ${before!.ece} ${after!.ece} | ${after!.declined} (${before!.declined})`;
}

if (publicSetsPresent()) report(await gather(), Number(options.ridge));
else
  console.log('The public bench sets are not on this machine (../shared/bench); there is nothing to fit on.');
