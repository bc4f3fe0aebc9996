/**
 * Measures the mean vectors of questions and passages of each script, and writes `models/encoder/centres.json`.
 * Every set of a script counts the same, so that no kind of text rules.
 *
 *   node bench/fit/centres.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chunk } from '../../src/core/memory/chunker.ts';
import { SCRIPTS, scriptOf } from '../../src/core/text/script.ts';
import { outlineOf } from '../../src/engine/formats/outline.ts';
import { modelsDirectory } from '../../src/engine/models/manifest.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { encodedText } from '../../src/engine/workspace/contentKey.ts';
import { readDocument } from '../../src/engine/workspace/readFile.ts';
import { walk } from '../../src/engine/workspace/walk.ts';
import { sample } from '../quality/random.ts';
import { publicSetsPresent, readSets, SAMPLE } from '../quality/sets.ts';

/** Texts of each role, a set. */
const EACH = 120;
/** Decimals kept: far below what moves a ranking. */
const DECIMALS = 4;

type Means = Record<string, Float64Array[]>;

const encoder = await openEncoder();
const means: { queries: Means; passages: Means } = { queries: {}, passages: {} };

async function count(role: keyof typeof means, texts: readonly string[]): Promise<void> {
  const vectors = await encoder.encode(texts, role === 'queries' ? 'query' : 'passage');
  for (const [script, name] of SCRIPTS.entries()) {
    const own = vectors.filter((_, i) => scriptOf(texts[i] ?? '') === script);
    if (own.length < EACH / 4) continue;
    const mean = new Float64Array(encoder.dimensions);
    for (const vector of own) for (const [i, value] of vector.entries()) mean[i]! += value / own.length;
    (means[role][name] ??= []).push(mean);
  }
}

async function passages(root: string): Promise<string[]> {
  const texts: string[] = [];
  for (const { file } of (await walk(root)).files) {
    const read = await readDocument(root, file);
    if (read.kind === 'skipped') continue;
    const tree = chunk(read.text, await outlineOf(file, read.text));
    for (const leaf of tree.leaves.keys()) texts.push(encodedText(read.text, tree, leaf));
  }
  return texts;
}

if (publicSetsPresent()) {
  for (const set of readSets({}).filter(({ name }) => name !== SAMPLE)) {
    await count(
      'queries',
      sample(set.questions, EACH, 1).map(({ question }) => question),
    );
    await count('passages', sample(await passages(set.workspace), EACH, 2));
    console.log(set.name);
  }
  const average = (vectors: readonly Float64Array[]): number[] =>
    Array.from({ length: encoder.dimensions }, (_, i) =>
      Number((vectors.reduce((sum, vector) => sum + vector[i]!, 0) / vectors.length).toFixed(DECIMALS)),
    );
  const rounded = (of: Means): object =>
    Object.fromEntries(Object.entries(of).map(([name, vectors]) => [name, average(vectors)]));
  const file = path.join(modelsDirectory(), 'encoder', 'centres.json');
  const json = {
    about: 'Mean vectors by script, written by bench/fit/centres.ts',
    queries: rounded(means.queries),
    passages: rounded(means.passages),
  };
  writeFileSync(file, `${JSON.stringify(json).replaceAll(/"(queries|passages)":/g, '\n"$1":')}\n`);
  console.log(`${file}: ${readFileSync(file).length} bytes`);
} else
  console.log(
    'The public bench sets are not on this machine (../shared/bench); there is nothing to measure.',
  );
await encoder.close();
