/**
 * Fits how probable it is that the files answer, with the reader and from recall alone, and from which probability on
 * an answer is given at each risk; tests both on families of sets that they have not seen. Questions that the files do
 * not answer are those marked so and, for every set, questions about other sets' files.
 *
 *   npm run fit:abstain -- [--each 60] [--ridge 0.01] [--sets a,b] [--xquad DIR] [--risk 0.2] [--write]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CONFIDENCE } from '../../src/core/answer/abstain.ts';
import { publicSetsPresent, SAMPLE } from '../quality/sets.ts';
import { askSets } from '../answers/askSets.ts';
import { atRisk, atTable, crossfit, figuresOf, NAMES } from '../answers/crossfit.ts';
import type { Asked } from '../answers/asked.ts';
import type { Crossfit, EvidenceKind, Judged } from '../answers/crossfit.ts';

const FILE = join(import.meta.dirname, '../../models/ranking/confidence.json');
/** Risks that are reported. */
const REPORTED = [0.02, 0.05, 0.1, 0.16, 0.2, 0.24, 0.28, 0.3, 0.32, 0.34, 0.36];

const { values: options } = parseArgs({
  options: {
    each: { type: 'string', default: '60' },
    ridge: { type: 'string', default: '0.01' },
    risk: { type: 'string', default: String(CONFIDENCE.risk) },
    sets: { type: 'string' },
    xquad: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  if (!publicSetsPresent()) {
    console.log(
      'The public bench sets are not on this machine (../shared/bench); there is nothing to fit on.',
    );
    return;
  }
  const { asked, reader } = await askSets({
    each: Number(options.each),
    only: options.sets?.split(','),
    xquad: options.xquad,
  });
  const kinds: readonly EvidenceKind[] = reader === null ? ['recall'] : ['recall', 'reading'];
  const fits = kinds.map((kind) => crossfit(asked, kind, Number(options.ridge)));
  for (const fit of fits) report(fit);
  if (options.write) write(fits, asked, reader);
}

function report({ kind, final, judged, extra, near, never, risks }: Crossfit): void {
  console.log(`\n${kind}: fitted on the other families, tested on the set`);
  console.log(
    `${'set'.padEnd(24)} questions auroc   ece   declined at risk ${options.risk}: rightly, wrongly`,
  );
  const answered = judged.filter(({ asked }) => asked.answerable);
  const line = (name: string, some: readonly Judged[]): void => {
    if (some.length === 0) return;
    const { questions, auroc, ece } = figuresOf(some);
    const declined = (is: boolean): string => {
      const of = some.filter(({ asked }) => asked.answerable === is);
      const given = atTable(of, risks, Number(options.risk));
      const share = of.length === 0 ? 1 : is ? given.answered : given.measured;
      return (1 - share).toFixed(2);
    };
    console.log(
      `${name.padEnd(24)} ${String(questions).padStart(9)} ${auroc?.toFixed(3) ?? '    -'} ${ece.toFixed(3)}   ${declined(false)} ${declined(true)}`,
    );
  };
  const all = [...judged, ...never];
  for (const name of new Set(all.map(({ asked }) => asked.set)))
    line(
      name,
      all.filter(({ asked }) => asked.set === name),
    );
  line('all fitted on', judged);
  line('clapnq, its own', [
    ...judged.filter(({ asked }) => asked.set === 'clapnq' && !asked.foreign),
    ...extra,
  ]);
  line('near misses', [
    ...near,
    ...answered.filter(({ asked }) => near.some((one) => one.asked.family === asked.family)),
  ]);
  line(
    'xquad',
    judged.filter(({ asked }) => asked.family === 'xquad'),
  );
  console.log('risk: measured, of answers, answerable answered (each family at the threshold of the others)');
  for (const risk of REPORTED) {
    const { measured, ofAnswers, answered } = atRisk(judged, risk);
    console.log(
      `  ${risk.toFixed(2)}: ${measured.toFixed(3)}, ${ofAnswers.toFixed(3)}, ${answered.toFixed(3)}; ${SAMPLE} ` +
        `declines ${declinedOf(never, risks, risk)}`,
    );
  }
  console.log(`fitted on all: bias ${final.bias.toFixed(2)} (${CONFIDENCE[kind].bias})`);
  const now: Readonly<Record<string, number>> = CONFIDENCE[kind].weights;
  for (const [f, name] of NAMES[kind].entries())
    console.log(`  ${name.padEnd(20)} ${final.weights[f]!.toFixed(3)} (${now[name]})`);
}

function declinedOf(never: readonly Judged[], risks: Crossfit['risks'], risk: number): string {
  const own = never.filter(({ asked }) => asked.set === SAMPLE);
  const of = (is: boolean): string => {
    const some = own.filter(({ asked }) => asked.answerable === is);
    const { answered, measured } = atTable(some, risks, risk);
    const given = is ? answered : measured;
    return `${Math.round((1 - given) * some.length)} of ${some.length}`;
  };
  return `${of(false)} unanswerable, ${of(true)} answerable`;
}

/** Keeps what was fitted, with where it comes from. */
function write(fits: readonly Crossfit[], asked: readonly Asked[], reader: string | null): void {
  const rounded = (value: number): number => Number(value.toFixed(4));
  const judge = (kind: EvidenceKind): object => {
    const fit = fits.find((one) => one.kind === kind);
    if (fit === undefined) return CONFIDENCE[kind];
    const weights = NAMES[kind].map((name, f): [string, number] => [name, rounded(fit.final.weights[f]!)]);
    return {
      bias: rounded(fit.final.bias),
      weights: Object.fromEntries(weights),
      risks: fit.risks.map(({ risk, threshold }) => ({ risk, threshold: rounded(threshold) })),
    };
  };
  const json = {
    about:
      'How probable it is that the files answer: log-odds as bias and weights, from recall alone and with the reader, and from which probability on an answer is given at a risk',
    provenance: {
      command: `npm run fit:abstain -- --each ${options.each} --ridge ${options.ridge} --risk ${options.risk}${options.xquad === undefined ? '' : ' --xquad DIR'} --write`,
      date: new Date().toISOString().slice(0, 10),
      reader,
      sets: [...new Set(asked.map(({ set }) => set))].filter((name) => name !== SAMPLE),
      heldOut: Object.fromEntries(
        fits.map(({ kind, judged }) => {
          const { auroc, ece } = figuresOf(judged);
          return [kind, { auroc: rounded(auroc ?? 0), ece: rounded(ece) }];
        }),
      ),
    },
    risk: Number(options.risk),
    recall: judge('recall'),
    reading: judge('reading'),
  };
  writeFileSync(FILE, `${JSON.stringify(json, null, 2)}\n`);
  console.log(`\nWritten to models/ranking/confidence.json.`);
}

await main();
