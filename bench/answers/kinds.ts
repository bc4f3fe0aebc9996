/**
 * How answers are made, and how often it is wrong to say that files contradict each other or speak of something else:
 * on questions that a set's files answer (and, as far as known, alike), every contradiction and near-miss shown is a
 * false one.
 *
 *   node --disable-warning=ExperimentalWarning bench/answers/kinds.ts [--each 60] [--sets a,b] [--show]
 */
import { parseArgs } from 'node:util';
import { OnnxReader } from '../../src/engine/models/onnxReader.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { ask } from '../../src/engine/workspace/asking.ts';
import { recallAndRead } from '../../src/engine/workspace/recallAndRead.ts';
import { OpenMemory } from '../../src/engine/workspace/openMemory.ts';
import { CACHE, publicSetsPresent, SAMPLE } from '../quality/sets.ts';
import { benchStore, indexed } from '../quality/store.ts';
import { VectorCache } from '../quality/vectors.ts';
import { drawSets } from './draw.ts';
import { ReaderCache } from '../quality/readerCache.ts';

const { values: options } = parseArgs({
  options: {
    each: { type: 'string', default: '60' },
    sets: { type: 'string' },
    show: { type: 'boolean', default: false },
  },
});

if (!publicSetsPresent()) console.log('The public bench sets are not on this machine (../shared/bench).');
const onnx = await openEncoder();
const encoder = new VectorCache(onnx, CACHE);
const reader = new ReaderCache(new OnnxReader(onnx), CACHE);
const store = benchStore();
const totals = { asked: 0, sides: 0, declinedAsOther: 0 };
for (const set of drawSets({ each: Number(options.each), only: options.sets?.split(',') })) {
  (await indexed(set.workspace, store, encoder)).close();
  const memory = new OpenMemory(set.workspace, { store });
  const kinds = new Map<string, number>();
  let asked = 0;
  let others = 0;
  for (const { question, scope, answerable } of set.own) {
    if (answerable === false) continue;
    const params = { workspace: set.workspace, question, ...(scope === undefined ? {} : { scope }) };
    const models = { encoder, reader, readingBudget: Infinity };
    const { answer } = await ask(memory, { ...params, risk: 1 }, models);
    const { missed } = await recallAndRead(memory, params, models, undefined);
    const kind = answer === null ? 'nothing' : (answer.kind ?? 'sentences');
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    asked++;
    if (missed?.other === true) others++;
    if (options.show && kind === 'sides')
      console.log(
        `  sides: ${question}\n    ${answer?.sentences.map(({ side, text }) => `${side?.value}: ${text}`).join('\n    ')}`,
      );
    if (options.show && missed?.other === true)
      console.log(`  other: ${question}
    ${missed.asked}: ${missed.found.join()}`);
  }
  memory.close();
  const sides = kinds.get('sides') ?? 0;
  const counted = [...kinds].map(([kind, count]) => `${kind} ${count}`).join(', ');
  console.log(`${set.name}: ${asked} asked: ${counted}; declined as about another: ${others}`);
  if (set.name === SAMPLE) continue;
  totals.asked += asked;
  totals.sides += sides;
  totals.declinedAsOther += others;
}
const share = (count: number): string =>
  `${count} of ${totals.asked} (${((100 * count) / Math.max(1, totals.asked)).toFixed(1)} %)`;
console.log(
  `All but the sample library: sides ${share(totals.sides)}, declined as about another ${share(totals.declinedAsOther)}`,
);
await encoder.close();
