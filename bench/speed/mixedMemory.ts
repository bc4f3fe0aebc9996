import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chunk } from '../../src/core/memory/chunker.ts';
import type { Encoder } from '../../src/core/ports.ts';
import { sentences } from '../../src/core/text/sentences.ts';
import { scriptOf } from '../../src/core/text/script.ts';
import { outlineOf } from '../../src/engine/formats/outline.ts';
import { openStore } from '../../src/engine/store/openStore.ts';
import { contentKeys, encodedText } from '../../src/engine/workspace/contentKey.ts';
import { filesOf, textReader, type BenchSet } from '../quality/sets.ts';
import { seeded } from '../quality/random.ts';
import { VectorCache } from '../quality/vectors.ts';

/**
 * Memories of any size with text as it really is: first every file of the bench sets with its own vectors; beyond
 * these, files whose paragraphs are put together of the sentences of two others of the same script, drawn by a seed,
 * with vectors mixed of the vectors of both and a little noise. Words are as frequent and vectors as near to each
 * other as in the real ones; no two leaves are the same.
 */
export interface MixedMemory {
  /** The workspace's folder: empty, the memory was made without it. */
  readonly root: string;
  readonly store: string;
  readonly leaves: number;
  readonly files: number;
  /** Leaves that are real: text and vector of a file of the bench sets. */
  readonly real: number;
  /** Seconds that making it took; from the run that made it. */
  readonly seconds: number;
}

/** Changes whenever what is made changes. */
const VERSION = 1;
/** Leaves of a mixed file: those of a paper or a chapter. */
const FILE_LEAVES = 60;
/** Vectors put at once. */
const BATCH = 2048;
const SEED = 7;
const NOISE = 0.15;

/** A leaf that others are mixed of. */
interface RealLeaf {
  readonly text: string;
  readonly script: number;
  readonly vector: Float32Array;
}

/**
 * Makes a memory of `leaves` leaves, or takes the one that an earlier run left.
 *
 * @param cache folder that it is kept in, and the vectors of real texts beside it
 */
export async function mixedMemory(
  leaves: number,
  sets: readonly BenchSet[],
  encoder: Encoder,
  cache: string,
): Promise<MixedMemory> {
  const folder = join(cache, `scale-${VERSION}-${leaves}`);
  const facts = join(folder, 'facts.json');
  if (existsSync(facts)) return JSON.parse(readFileSync(facts, 'utf8'));
  const root = join(folder, 'workspace');
  const store = join(folder, 'store');
  mkdirSync(root, { recursive: true });
  const started = performance.now();
  const writer = new MemoryMaker(root, store, encoder.fingerprint);
  const real = await putReal(writer, sets, new VectorCache(encoder, cache), leaves);
  const realLeaves = writer.leaves;
  await putMixed(writer, real, leaves);
  const { files } = writer;
  writer.close();
  const made: MixedMemory = {
    root,
    store,
    leaves: writer.leaves,
    files,
    real: realLeaves,
    seconds: Math.round((performance.now() - started) / 100) / 10,
  };
  writeFileSync(facts, JSON.stringify(made));
  return made;
}

/** Puts documents and their vectors into a store. */
class MemoryMaker {
  readonly #opened: ReturnType<typeof openStore>;
  readonly #fingerprint: string;
  #pending = new Map<string, Float32Array>();
  leaves = 0;
  files = 0;

  constructor(root: string, store: string, fingerprint: string) {
    this.#opened = openStore(root, { store });
    this.#fingerprint = fingerprint;
  }

  async put(
    file: string,
    text: string,
    vectorOf: (leaf: number, encoded: string) => Float32Array,
  ): Promise<void> {
    const tree = chunk(text, await outlineOf(file, text));
    const keys = contentKeys(text, tree);
    const hash = createHash('sha256').update(text).digest('hex');
    this.#opened.store.put({ file, size: text.length, modified: 0, hash, note: '', text, tree, keys });
    for (const [leaf, key] of keys.entries())
      this.#pending.set(key, vectorOf(leaf, encodedText(text, tree, leaf)));
    if (this.#pending.size >= BATCH) this.#flush();
    this.leaves += keys.length;
    this.files++;
  }

  close(): void {
    this.#flush();
    this.#opened.close();
  }

  #flush(): void {
    this.#opened.store.putVectors(this.#pending, this.#fingerprint);
    this.#pending = new Map();
  }
}

async function putReal(
  writer: MemoryMaker,
  sets: readonly BenchSet[],
  encoder: Encoder,
  most: number,
): Promise<RealLeaf[]> {
  const found: RealLeaf[] = [];
  for (const { name, workspace } of sets) {
    const textOf = textReader(workspace);
    for (const file of filesOf(workspace)) {
      const text = textOf(file) ?? '';
      if (writer.leaves >= most) return found;
      const tree = chunk(text, await outlineOf(file, text));
      const texts = tree.leaves.map((_, leaf) => encodedText(text, tree, leaf));
      const vectors = await encoder.encode(texts, 'passage');
      for (const [leaf, { start, end }] of tree.leaves.entries()) {
        const vector = vectors[leaf];
        if (vector !== undefined)
          found.push({ text: text.slice(start, end), script: scriptOf(text, start, end), vector });
      }
      await writer.put(
        `${name}/${file}`,
        text,
        (leaf) => vectors[leaf] ?? new Float32Array(encoder.dimensions),
      );
    }
  }
  return found;
}

async function putMixed(writer: MemoryMaker, real: readonly RealLeaf[], leaves: number): Promise<void> {
  const random = seeded(SEED);
  const byScript = Map.groupBy(real, ({ script }) => script);
  for (let number = 0; writer.leaves < leaves; number++) {
    const pick = real[Math.floor(random() * real.length)];
    const pool = byScript.get(pick?.script ?? 0) ?? real;
    const pairs = Array.from({ length: Math.min(FILE_LEAVES, leaves - writer.leaves) }, () => {
      const [a, b] = [0, 1].map(() => pool[Math.floor(random() * pool.length)]);
      return a === undefined || b === undefined ? [] : [a, b];
    });
    const paragraphs = pairs.map(([a, b]) =>
      a === undefined || b === undefined ? '' : mixedText(a.text, b.text),
    );
    const text = paragraphs.join('\n\n');
    let length = 0;
    const ends = paragraphs.map((paragraph) => (length += paragraph.length + 2));
    const tree = chunk(text, await outlineOf('mixed.txt', text));
    await writer.put(`mixed/${number % 97}/${number}.txt`, text, (leaf) => {
      const start = tree.leaves[leaf]?.start ?? 0;
      const [a, b] =
        pairs[
          Math.max(
            0,
            ends.findIndex((end) => end > start),
          )
        ] ?? [];
      return mixedVector(a?.vector ?? new Float32Array(0), b?.vector ?? new Float32Array(0), random);
    });
  }
}

/** The first half of one text's sentences and the second half of the other's. */
function mixedText(a: string, b: string): string {
  const first = sentences(a, { start: 0, end: a.length });
  const second = sentences(b, { start: 0, end: b.length });
  const until = first[Math.floor((first.length - 1) / 2)]?.end ?? a.length;
  const from = second[Math.floor(second.length / 2)]?.start ?? 0;
  return `${a.slice(0, until).trim()} ${b.slice(from).trim()}`.replaceAll(/\s*\n\s*/g, ' ');
}

function mixedVector(a: Float32Array, b: Float32Array, random: () => number): Float32Array {
  const share = 0.3 + 0.4 * random();
  const size = NOISE / Math.sqrt(a.length);
  const mixed = a.map((value, i) => share * value + (1 - share) * (b[i] ?? 0) + size * (2 * random() - 1));
  const length = Math.hypot(...mixed);
  return mixed.map((value) => value / length);
}
