/**
 * Fits from which similarity on a leaf counts as saying much the same as another (`COMPRESSED_FROM` in
 * `src/core/summarize/weights.ts`): pairs that do (a leaf and every other sentence of it; a paragraph and its
 * translation) against pairs of one document that do not (neighbours; leaves far apart), as many of either. It is the
 * lowest similarity from which on nine of ten pairs do.
 *
 *   node bench/fit/compressed.ts [--pairs 100]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { centredPassages } from '../../src/core/ground/similarity.ts';
import { chunk } from '../../src/core/memory/chunker.ts';
import { sentences } from '../../src/core/text/sentences.ts';
import { outlineOf } from '../../src/engine/formats/outline.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { encodedText } from '../../src/engine/workspace/contentKey.ts';
import { sample } from '../quality/random.ts';
import { CACHE, filesOf, ROOT } from '../quality/sets.ts';
import { VectorCache } from '../quality/vectors.ts';

const { values: options } = parseArgs({ options: { pairs: { type: 'string', default: '100' } } });
const PAIRS = Number(options.pairs);
const PRECISION = 0.9;

interface Pair {
  readonly kind: string;
  readonly same: boolean;
  /** What the encoder reads, and what the text is by itself, which tells its script. */
  readonly texts: readonly [Text, Text];
}

interface Text {
  readonly encoded: string;
  readonly own: string;
}

async function leavesOf(folder: string, files: readonly string[]): Promise<Text[][]> {
  return Promise.all(
    files.map(async (file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const tree = chunk(text, await outlineOf(file, text));
      return tree.leaves.map(({ start, end }, leaf) => ({
        encoded: encodedText(text, tree, leaf),
        own: text.slice(start, end),
      }));
    }),
  );
}

/** Every other sentence of a leaf; undefined where there are fewer than four. */
function half({ own }: Text): Text | undefined {
  const all = sentences(own).map(({ start, end }) => own.slice(start, end));
  if (all.length < 4) return undefined;
  const kept = all.filter((_, i) => i % 2 === 0).join('');
  return { encoded: kept, own: kept };
}

function pairsWithin(name: string, documents: readonly Text[][], count: number): Pair[] {
  const all = documents.flatMap((leaves) => leaves.map((leaf, i) => ({ leaf, i, leaves })));
  const pair = (kind: string, same: boolean, a: Text, b: Text): Pair => ({
    kind: `${name}: ${kind}`,
    same,
    texts: [a, b],
  });
  const halves = sample(
    all.filter(({ leaf }) => half(leaf) !== undefined),
    count,
    1,
  ).map(({ leaf }) => pair('half of it', true, leaf, half(leaf)!));
  const neighbours = sample(
    all.filter(({ i, leaves }) => i + 1 < leaves.length),
    count,
    2,
  ).map(({ leaf, i, leaves }) => pair('neighbour', false, leaf, leaves[i + 1]!));
  const distant = sample(
    all.filter(({ leaves }) => leaves.length > 12),
    count,
    3,
  ).map(({ leaf, i, leaves }) =>
    pair('far apart', false, leaf, leaves[(i + Math.floor(leaves.length / 2)) % leaves.length]!),
  );
  return [...halves, ...neighbours, ...distant];
}

/** Articles whose paragraphs stand in both languages in the same order. */
function translations(count: number): Pair[] {
  const folder = (language: string): string => join(ROOT, `../shared/bench/xquad-${language}/workspace`);
  const articles = (language: string): Map<string, string[]> =>
    new Map(
      filesOf(folder(language)).flatMap((file) =>
        readFileSync(join(folder(language), file), 'utf8')
          .split(/^# /mu)
          .filter((article) => article.trim() !== '')
          .map((article): [string, string[]] => {
            const [title = '', ...paragraphs] = article.split(/\n\s*\n/u).map((text) => text.trim());
            return [title, paragraphs.filter((text) => text !== '')];
          }),
      ),
    );
  const chinese = articles('zh');
  const all = [...articles('en')].flatMap(([title, paragraphs]) => {
    const other = chinese.get(title);
    if (other?.length !== paragraphs.length) return [];
    return paragraphs.map((own, i): Pair => ({
      kind: 'xquad: translation',
      same: true,
      texts: [
        { encoded: own, own },
        { encoded: other[i]!, own: other[i]! },
      ],
    }));
  });
  return sample(all, count, 4);
}

const library = join(ROOT, 'media/sample-library');
const pairs: Pair[] = [];
for (const set of ['squality', 'qmsum', 'policyqa']) {
  const folder = join(ROOT, `../shared/bench/${set}/workspace`);
  pairs.push(...pairsWithin(set, await leavesOf(folder, sample(filesOf(folder), 20, 5)), PAIRS));
}
const chinese = filesOf(library).filter((file) => /^(?:manual|meetings|story|policies)\//u.test(file));
pairs.push(...pairsWithin('library (Chinese)', await leavesOf(library, chinese), Math.round(PAIRS / 2)));
pairs.push(...translations(PAIRS));

const encoder = await openEncoder();
const cache = new VectorCache(encoder, CACHE);
const texts = pairs.flatMap((pair) => pair.texts);
const vectors = await cache.encode(
  texts.map(({ encoded }) => encoded),
  'passage',
);
const similarities = pairs.map((_, i) => {
  const [a, b] = [2 * i, 2 * i + 1].map((at) =>
    centredPassages(vectors[at]!, texts[at]!.own, encoder.centres),
  );
  return a!.reduce((sum, value, d) => sum + value * (b![d] ?? 0), 0);
});
await encoder.close();

/** The share of the pairs of a kind with a similarity of at least so much, each kind counting the same. */
function share(same: boolean, from: number): number {
  const kinds = [...new Set(pairs.filter((pair) => pair.same === same).map(({ kind }) => kind))];
  const shares = kinds.map((kind) => {
    const own = similarities.filter((_, i) => pairs[i]!.kind === kind);
    return own.filter((value) => value >= from).length / own.length;
  });
  return shares.reduce((sum, value) => sum + value, 0) / shares.length;
}

for (const kind of new Set(pairs.map((pair) => pair.kind))) {
  const own = similarities.filter((_, i) => pairs[i]!.kind === kind).sort((a, b) => a - b);
  const at = (part: number): string => (own[Math.floor(part * (own.length - 1))] ?? NaN).toFixed(3);
  console.log(`${kind.padEnd(32)} ${own.length} pairs, 10 % ${at(0.1)}, half ${at(0.5)}, 90 % ${at(0.9)}`);
}
for (let from = 0.5; from < 1; from += 0.01) {
  const right = share(true, from);
  const precision = right / (right + share(false, from));
  if (precision >= PRECISION) {
    console.log(`\nfrom ${from.toFixed(2)}: precision ${precision.toFixed(3)}, recall ${right.toFixed(3)}`);
    break;
  }
}
