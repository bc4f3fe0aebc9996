/**
 * Are the answers right, and does it know when it has none? With the paragraph given and with nothing but the files,
 * on questions that the files answer and on ones that they do not, and how long it takes.
 *
 *   npm run bench:answers -- [--parts gold,workspace,confidence,latency] [--each 60] [--gold 100] [--sets a,b]
 *                            [--xquad DIR] [--reader DIR] [--json FILE]
 *
 * `--xquad` names a folder with XQuAD's files (xquad.<language>.json, google-deepmind/xquad): its odd articles are kept
 * out of training. `--reader` names a models folder's `reader` to compare with. Results and their page go to
 * bench/results; parts that are not asked for stay as they were there.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { OnnxReader } from '../../src/engine/models/onnxReader.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { CACHE, RESULTS, publicSetsPresent } from '../quality/sets.ts';
import { VectorCache } from '../quality/vectors.ts';
import { askSets } from './askSets.ts';
import { crossfit, type EvidenceKind } from './crossfit.ts';
import { goldSets, readGold, type GoldFigures } from './gold.ts';
import { measureLatency } from './latency.ts';
import { otherReader } from './otherReader.ts';
import { pageOf } from './page.ts';
import { ReaderCache } from '../quality/readerCache.ts';
import { confidenceReport, goldReport, workspaceReport, type AnswersReport } from './report.ts';
import { asText } from './text.ts';

const PARTS = ['gold', 'workspace', 'confidence', 'latency'] as const;
/** As in bench/fit/abstain.ts. */
const RIDGE = 0.01;

const { values: options } = parseArgs({
  options: {
    parts: { type: 'string', default: PARTS.join(',') },
    each: { type: 'string', default: '60' },
    gold: { type: 'string', default: '100' },
    latency: { type: 'string', default: '90' },
    sets: { type: 'string' },
    xquad: { type: 'string' },
    reader: { type: 'string' },
    json: { type: 'string', default: join(RESULTS, 'answers.json') },
  },
});

type Measured = Omit<AnswersReport, 'settings'>;

async function main(): Promise<void> {
  if (!publicSetsPresent()) {
    console.log('The public bench sets are not on this machine (../shared/bench); there is nothing to ask.');
    return;
  }
  if (options.xquad === undefined)
    console.log(
      'Without --xquad DIR the odd articles of XQuAD are left out: gold paragraphs are of fewer languages.',
    );
  const wanted = new Set(options.parts.split(','));
  const each = Number(options.each);
  const measured: { -readonly [Part in keyof Measured]: Measured[Part] } = {};
  if (wanted.has('gold')) measured.gold = await gold();
  let reader: string | null = null;
  if (wanted.has('workspace') || wanted.has('confidence')) {
    const asked = await askSets({ each, only: options.sets?.split(','), xquad: options.xquad });
    ({ reader } = asked);
    if (wanted.has('workspace')) measured.workspace = workspaceReport(asked.asked);
    const kinds: readonly EvidenceKind[] = reader === null ? ['recall'] : ['recall', 'reading'];
    if (wanted.has('confidence'))
      measured.confidence = Object.fromEntries(
        kinds.map((kind) => [kind, confidenceReport(crossfit(asked.asked, kind, RIDGE))]),
      );
  }
  if (wanted.has('latency')) measured.latency = await latency();
  write(measured, reader);
}

async function gold(): Promise<NonNullable<AnswersReport['gold']>> {
  const encoder = await openEncoder();
  const sets = goldSets(options.xquad, Number(options.gold));
  const read = async (reader: ReaderCache): Promise<GoldFigures[]> => {
    const figures: GoldFigures[] = [];
    for (const [name, questions] of sets) {
      const began = performance.now();
      figures.push(await readGold(name, questions, reader));
      console.log(
        `${name}: ${questions.length} read in ${((performance.now() - began) / 1000).toFixed(1)} s`,
      );
    }
    return figures;
  };
  try {
    const ours = await read(new ReaderCache(new OnnxReader(encoder), CACHE));
    const { reader } = options;
    if (reader === undefined) return goldReport(ours, null);
    console.log(`the same by ${reader}`);
    const other = await otherReader(reader);
    try {
      return goldReport(ours, await read(new ReaderCache(other.reader, CACHE)));
    } finally {
      await other.close();
    }
  } finally {
    await encoder.close();
  }
}

async function latency(): Promise<NonNullable<AnswersReport['latency']>> {
  const encoder = new VectorCache(await openEncoder(), CACHE);
  try {
    return await measureLatency(encoder, Number(options.latency));
  } finally {
    await encoder.close();
  }
}

function write(measured: Measured, reader: string | null): void {
  const path = options.json;
  const before: Partial<AnswersReport> = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const report: AnswersReport = {
    ...before,
    settings: {
      date: new Date().toISOString().slice(0, 10),
      reader: reader ?? before.settings?.reader ?? null,
      each: Number(options.each),
      command: `npm run bench:answers -- --each ${options.each} --gold ${options.gold}${options.xquad === undefined ? '' : ' --xquad DIR'}${options.reader === undefined ? '' : ' --reader DIR'}`,
    },
    ...measured,
  };
  console.log(`\n${asText(report)}\n`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
  const page = path.replace(/(?:\.json)?$/, '.html');
  writeFileSync(page, pageOf(report));
  console.log(`Written to ${relative('', path)} and ${relative('', page)}.`);
}

await main();
