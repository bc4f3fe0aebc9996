/**
 * Fits the probability that attended passages say what a written sentence says (src/core/ground), and from which on a
 * sentence is called supported or unsupported, on true sentences of the public sets and what rules make of them. Each
 * family of sets is tested with what was fitted on the others; the sample library and what a language model wrote are
 * never fitted on.
 *
 *   npm run fit:grounding -- [--each 16] [--ridge 0.01] [--show] [--ablate] [--write]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GROUNDING, type GroundingModel } from '../../src/core/ground/support.ts';
import { SIGNALS, type Signal } from '../../src/core/ground/signals.ts';
import { publicSetsPresent, SAMPLE } from '../quality/sets.ts';
import { KINDS } from '../writing/cases.ts';
import { crossfit, fitGrounding, RIDGE, type SeenCase } from '../writing/crossfit.ts';
import { blindTo, judge } from '../writing/judged.ts';
import { figuresOf, figuresLine } from '../writing/marks.ts';
import { EACH, openModels, seenCases } from '../writing/seen.ts';

const FILE = join(import.meta.dirname, '../../models/ranking/grounding.json');

const { values: options } = parseArgs({
  options: {
    each: { type: 'string', default: String(EACH) },
    ridge: { type: 'string', default: String(RIDGE) },
    show: { type: 'boolean', default: false },
    ablate: { type: 'boolean', default: false },
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
  const models = await openModels();
  const seen = await seenCases(models, Number(options.each));
  const fitted = seen.filter(({ set }) => set !== SAMPLE);
  const ridge = Number(options.ridge);
  const byFamily = crossfit(fitted, ridge);
  const final = fitGrounding(fitted, ridge);
  const marked = seen.map((one) => ({ ...one, mark: judge(one.looked, byFamily.get(one.family) ?? final) }));
  console.log('\nfitted on the other families, tested on each');
  for (const kind of KINDS)
    console.log(
      figuresLine(
        kind,
        marked.filter((one) => one.kind === kind),
      ),
    );
  for (const set of new Set(marked.map((one) => one.set)))
    console.log(
      figuresLine(
        set,
        marked.filter((one) => one.set === set && one.kind !== 'unaltered'),
      ),
    );
  const judged = marked.filter(
    ({ kind }) => kind !== 'unaltered' && kind !== 'reference' && kind !== 'absent',
  );
  console.log(figuresLine('altered', judged));
  console.log(
    figuresLine(
      'all but unaltered',
      marked.filter(({ kind }) => kind !== 'unaltered'),
    ),
  );
  if (options.show) show(marked, final);
  if (options.ablate) ablate(seen, ridge);
  console.log(
    `\nbias ${final.bias.toFixed(2)}, supported from ${final.supported.toFixed(2)}, unsupported up to ${final.unsupported.toFixed(2)}`,
  );
  for (const name of SIGNALS) console.log(`  ${name.padEnd(24)} ${final.weights[name].toFixed(2)}`);
  if (options.write) write(final, fitted, judged);
  await models.encoder.close();
}

/** Signals that stand and fall together, by what they are made with. */
const GROUPS: Readonly<Record<string, readonly Signal[]>> = {
  'word by word': ['least alike'],
  similarity: ['dissimilar'],
  'words nowhere': ['unheard of'],
  'another in its place': ['replaced'],
  reversed: ['reversed'],
  negated: ['negated'],
  numbers: [
    'number not in the best',
    'number not near',
    'number not in the leaf',
    'number nowhere',
    'another number',
  ],
  names: ['name not in the best', 'name not in the leaf', 'name nowhere'],
};

/** The same without each group, fitted again: what every part gives. */
function ablate(seen: readonly SeenCase[], ridge: number): void {
  console.log('\nwithout');
  for (const [name, group] of Object.entries(GROUPS)) {
    const blind = seen.map((one) => ({ ...one, looked: blindTo(one.looked, group) }));
    const fitted = blind.filter(({ set }) => set !== SAMPLE);
    const byFamily = crossfit(fitted, ridge);
    const final = fitGrounding(fitted, ridge);
    const marked = blind
      .filter(({ kind }) => kind !== 'unaltered')
      .map((one) => ({ ...one, mark: judge(one.looked, byFamily.get(one.family) ?? final) }));
    console.log(figuresLine(name, marked));
  }
}

function show(marked: readonly (SeenCase & { readonly mark: string })[], final: GroundingModel): void {
  for (const one of marked) {
    if (one.mark === (one.supported ? 'supported' : 'unsupported')) continue;
    const parts = SIGNALS.map((name, i) => ({
      name,
      part: final.weights[name] * (one.looked.signals[i] ?? 0),
    }))
      .filter(({ part }) => Math.abs(part) > 0.3)
      .map(({ name, part }) => `${name} ${part.toFixed(1)}`);
    console.log(
      `${one.kind} ${one.set} ${one.supported ? 'TRUE' : 'FALSE'} → ${one.mark}\n    ${one.text}\n    ${one.from}\n    ${parts.join(', ')}`,
    );
  }
}

function write(
  final: GroundingModel,
  fitted: readonly SeenCase[],
  judged: readonly (SeenCase & { readonly mark: string })[],
): void {
  const rounded = (value: number): number => Number(value.toFixed(4));
  const json = {
    about: GROUNDING_ABOUT,
    provenance: {
      command: `npm run fit:grounding -- --each ${options.each} --ridge ${options.ridge} --write`,
      date: new Date().toISOString().slice(0, 10),
      sets: [...new Set(fitted.map(({ set }) => set))],
      sentences: fitted.length,
      heldOut: figuresOf(judged.filter(({ set }) => set !== SAMPLE)),
    },
    bias: rounded(final.bias),
    weights: Object.fromEntries(SIGNALS.map((name) => [name, rounded(final.weights[name])])),
    supported: rounded(final.supported),
    unsupported: rounded(final.unsupported),
  };
  writeFileSync(FILE, `${JSON.stringify(json, null, 2)}\n`);
  console.log(
    `\nWritten to models/ranking/grounding.json; before: from ${GROUNDING.supported}, up to ${GROUNDING.unsupported}.`,
  );
}
const GROUNDING_ABOUT =
  'Log-odds that attended passages say what a sentence says: bias and a weight a signal, and the probabilities from which on it is called supported, or unsupported';

await main();
