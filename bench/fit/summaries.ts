/**
 * Fits what makes a sentence part of a summary (`src/core/summarize/weights.ts`) by coordinate search: each weight in
 * turn is tried larger and smaller, and kept where the summaries come nearer to those that people wrote (mean of
 * ROUGE-1, -L and twice ROUGE-2). Each set is also tested with weights fitted on the other one alone.
 *
 *   node bench/fit/summaries.ts [--kind general|question] [--items 60] [--rounds 2] [--cross]
 */
import { parseArgs } from 'node:util';
import { headingsOf } from '../../src/core/memory/chunker.ts';
import { candidatesIn, summaryTerms, type SentenceCandidate } from '../../src/core/summarize/candidates.ts';
import { budgets, fitting, USUAL_LENGTH } from '../../src/core/summarize/length.ts';
import { inOrderOfWorth, standardized, type SelectionScope } from '../../src/core/summarize/select.ts';
import { smoothedRelevance, TermStatistics } from '../../src/core/summarize/terms.ts';
import { ASKED, GENERAL, type SelectionWeights } from '../../src/core/summarize/weights.ts';
import { countTokens } from '../../src/core/text/tokens.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { readMaterial } from '../../src/engine/summarize/material.ts';
import { Slices } from '../../src/engine/summarize/slices.ts';
import { OpenMemory } from '../../src/engine/workspace/openMemory.ts';
import { sample } from '../quality/random.ts';
import { CACHE } from '../quality/sets.ts';
import { benchStore, indexed } from '../quality/store.ts';
import { VectorCache } from '../quality/vectors.ts';
import { rougeTokens } from '../writing/rouge.ts';
import { SUMMARY_SETS, summaryItems, type SummaryItem } from '../writing/summarySets.ts';

const { values: options } = parseArgs({
  options: {
    kind: { type: 'string', default: 'general' },
    items: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '2' },
    cross: { type: 'boolean', default: false },
  },
});

interface Prepared {
  readonly item: SummaryItem;
  readonly candidates: readonly SentenceCandidate[];
  readonly scope: SelectionScope;
  readonly budget: number;
  readonly references: readonly (readonly number[])[];
  /** By candidate: its words, the speaker's name first where it is told. */
  readonly words: readonly (readonly number[])[];
}

const ids = new Map<string, number>();
const idOf = (word: string): number => {
  let id = ids.get(word);
  if (id === undefined) ids.set(word, (id = ids.size));
  return id;
};

async function prepare(): Promise<Prepared[]> {
  const encoder = await openEncoder();
  const cache = new VectorCache(encoder, CACHE);
  const store = benchStore();
  const prepared: Prepared[] = [];
  for (const set of SUMMARY_SETS) {
    const all = summaryItems(set);
    if (all === undefined) throw new Error(`${set} is not here`);
    const items = sample(
      all.filter(({ kind }) => kind === options.kind),
      Number(options.items),
      7,
    );
    const [first] = items;
    if (first === undefined) continue;
    (await indexed(first.workspace, store, cache)).close();
    const memory = new OpenMemory(first.workspace, { store });
    const candidatesOf = new Map<string, SentenceCandidate[]>();
    for (const item of items) {
      const question = item.kind === 'question' ? item.question : undefined;
      const { documents, asked } = await readMaterial(
        memory,
        { workspace: item.workspace, of: item.file },
        question,
        { encoder: cache, slices: new Slices(undefined) },
      );
      const [document] = documents;
      if (document === undefined) continue;
      const { tree } = document.document;
      const headings = tree.leaves.map((_, leaf) => headingsOf(tree, leaf));
      const candidates =
        candidatesOf.get(item.file) ??
        candidatesIn(
          tree.leaves.map((leaf, i) => ({
            ...leaf,
            source: document.text,
            headings: headings[i] ?? [],
            turnAt: document.turnAt,
          })),
        );
      candidatesOf.set(item.file, candidates);
      const statistics = new TermStatistics();
      statistics.add(candidates);
      prepared.push({
        item,
        candidates,
        scope: {
          vectors: document.vectors,
          sizes: document.lengths,
          weightOf: (term) => statistics.weight(term),
          headings: headings.map((names) => summaryTerms(names.join('\n'))),
          attended: document.attended && standardized(document.attended),
          asked: asked && smoothedRelevance(candidates, asked),
        },
        budget: budgets(USUAL_LENGTH, [countTokens(document.text)]).whole,
        references: item.references.map((text) => rougeTokens(text).map(idOf)),
        words: candidates.map(({ text, speaker = '' }) => rougeTokens(`${speaker} ${text}`).map(idOf)),
      });
    }
    memory.close();
  }
  await encoder.close();
  return prepared;
}

function select({ candidates, scope, budget }: Prepared, weights: SelectionWeights): number[] {
  const work = inOrderOfWorth(candidates, scope, weights, 16);
  let step = work.next();
  while (step.done !== true) step = work.next();
  const order = step.value;
  const count = fitting(
    order.map((i) => candidates[i]!.tokens),
    budget,
  );
  return order.slice(0, count).sort((a, b) => a - b);
}

function score(prepared: Prepared, weights: SelectionWeights): readonly [number, number, number] {
  const words = select(prepared, weights).flatMap((i) => prepared.words[i]!);
  const best: [number, number, number] = [0, 0, 0];
  for (const reference of prepared.references) {
    best[0] = Math.max(best[0], overlap(words, reference, 1));
    best[1] = Math.max(best[1], overlap(words, reference, 2));
    best[2] = Math.max(best[2], (2 * lcs(words, reference)) / Math.max(1, words.length + reference.length));
  }
  return best;
}

function overlap(a: readonly number[], b: readonly number[], n: number): number {
  const grams = (words: readonly number[]): Map<string | number, number> => {
    const counts = new Map<string | number, number>();
    for (let i = 0; i + n <= words.length; i++) {
      const gram = n === 1 ? words[i]! : words[i]! * 1e6 + words[i + 1]!;
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
    return counts;
  };
  const [one, other] = [grams(a), grams(b)];
  let shared = 0;
  for (const [gram, count] of one) shared += Math.min(count, other.get(gram) ?? 0);
  return (2 * shared) / Math.max(1, a.length + b.length - 2 * (n - 1));
}

function lcs(a: readonly number[], b: readonly number[]): number {
  let before = new Uint16Array(b.length + 1);
  let row = new Uint16Array(b.length + 1);
  for (const word of a) {
    for (let j = 1; j <= b.length; j++)
      row[j] = word === b[j - 1] ? before[j - 1]! + 1 : Math.max(before[j]!, row[j - 1]!);
    [before, row] = [row, before];
  }
  return before[b.length]!;
}

/** Every set counts the same. */
function objective(items: readonly Prepared[], weights: SelectionWeights): number {
  return mean(
    SUMMARY_SETS.flatMap((set) => {
      const own = items.filter(({ item }) => item.set === set);
      if (own.length === 0) return [];
      return [
        mean(
          own.map((one) => {
            const [r1, r2, rl] = score(one, weights);
            return r1 + 2 * r2 + rl;
          }),
        ),
      ];
    }),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

const STEPS = [0.4, -0.4];

function fit(items: readonly Prepared[], start: SelectionWeights): SelectionWeights {
  let weights = start;
  let best = objective(items, weights);
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const name of Object.keys(start) as (keyof SelectionWeights)[]) {
      if (options.kind === 'general' && (name === 'attended' || name === 'asked')) continue;
      for (const step of STEPS) {
        for (;;) {
          const tried = { ...weights, [name]: Math.round((weights[name] + step) * 100) / 100 };
          const value = objective(items, tried);
          if (value <= best + 1e-4) break;
          weights = tried;
          best = value;
          console.log(`${best.toFixed(4)} ${name} ${tried[name]}`);
        }
      }
    }
  }
  return weights;
}

function report(name: string, items: readonly Prepared[], weights: SelectionWeights): void {
  for (const set of SUMMARY_SETS) {
    const own = items.filter(({ item }) => item.set === set).map((one) => score(one, weights));
    if (own.length === 0) continue;
    const figures = [0, 1, 2].map((i) => (100 * mean(own.map((one) => one[i]!))).toFixed(1)).join(' / ');
    console.log(`${name}: ${set} (${own.length}) ${figures}`);
  }
}

const start = options.kind === 'general' ? GENERAL : ASKED;
const all = await prepare();
const started = performance.now();
objective(all, start);
console.log(`${((performance.now() - started) / 1000).toFixed(1)} s a trial`);
console.log(`${all.length} items`);
report('as it is', all, start);
if (options.cross) {
  for (const set of SUMMARY_SETS) {
    const fitted = fit(
      all.filter(({ item }) => item.set !== set),
      start,
    );
    report(
      `without ${set}`,
      all.filter(({ item }) => item.set === set),
      fitted,
    );
  }
}
if (options.rounds === '0') process.exit(0);
const fitted = fit(all, start);
report('fitted on both', all, fitted);
console.log(fitted);
