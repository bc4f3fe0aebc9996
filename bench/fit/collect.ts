import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseQuestion } from '../../src/core/recall/question.ts';
import { FEATURES, featureOf, features } from '../../src/core/recall/features.ts';
import { leafTable } from '../../src/core/recall/leafTable.ts';
import { encodeQuestion, exactMeaning } from '../../src/engine/recall/meaning.ts';
import { CACHE } from '../quality/sets.ts';
import { INDEX_SOURCES, sourceDigest } from '../quality/sourceDigest.ts';
import { benchStore, indexed } from '../quality/store.ts';
import type { ChunkTree } from '../../src/core/memory/tree.ts';
import type { Encoder, MemoryStore } from '../../src/core/ports.ts';
import type { Evidence } from '../../src/core/answer/abstain.ts';
import type { Coverage } from '../../src/core/recall/coverage.ts';
import type { FeatureName, LegScores } from '../../src/core/recall/features.ts';
import type { Recalled } from '../../src/engine/recall/recall.ts';
import { recalledFor } from '../quality/recalled.ts';
import type { Question } from '../quality/score.ts';
import type { Query } from '../../src/engine/recall/meaning.ts';
import type { Snapshot } from '../../src/engine/recall/snapshot.ts';
import type { BenchSet } from '../quality/sets.ts';

/** What the two legs say about every leaf that a question may use, before features are made of it. */
export interface CollectedQuestion {
  readonly question: Question;
  /** The documents in scope: first, and one past the last, in {@link Collected.documents}. */
  readonly from: number;
  readonly to: number;
  readonly legs: LegScores;
  readonly evidence: Evidence;
}

/** A file as it was indexed. */
export interface CollectedDocument {
  readonly file: string;
  readonly tree: ChunkTree;
  /** By leaf: index of its script. */
  readonly scripts: readonly number[];
}

/** A bench set, indexed and asked. */
export interface Collected {
  readonly set: BenchSet;
  readonly documents: readonly CollectedDocument[];
  readonly questions: readonly CollectedQuestion[];
}

/** The part of a collected question that is kept as JSON; the scores lie in a file of floats beside it. */
interface Saved extends Omit<CollectedQuestion, 'question' | 'legs'> {
  readonly leaves: number;
  readonly lexical: boolean;
  readonly lexicalTrust: number;
  /** Leaf and share of the literals. */
  readonly literal: readonly (readonly [number, number])[];
  /** Leaf and how it covers the question. */
  readonly coverage: readonly (readonly [number, Coverage])[];
}

/** Code that the scores depend on; a change of it makes another cache. */
const SOURCES = [
  ...INDEX_SOURCES,
  'src/core/recall/*.ts',
  'src/core/answer/abstain.ts',
  'src/engine/recall/*.ts',
  'models/ranking/weights.json',
];

/**
 * Indexes the set with the engine and asks it every question, keeping what both legs say about every leaf.
 * Read from disk where nothing that it depends on has changed.
 */
export async function collect(set: BenchSet, encoder: Encoder): Promise<Collected> {
  const path = join(CACHE, `legs-${set.name}-${digest(set, encoder.fingerprint)}`);
  if (!existsSync(`${path}.json`)) await ask(set, encoder, path);
  return load(set, path);
}

function digest(set: BenchSet, fingerprint: string): string {
  const hash = createHash('sha256').update(fingerprint).update(sourceDigest(SOURCES));
  for (const { id, question } of set.questions) hash.update(`${id} ${question}\n`);
  return hash.digest('hex').slice(0, 16);
}

async function ask(set: BenchSet, encoder: Encoder, path: string): Promise<void> {
  const vectors: Query[] = [];
  for (const { question } of set.questions) {
    const query = await encodeQuestion(encoder, question);
    if (query !== null) vectors.push(query);
  }
  const workspace = await indexed(set.workspace, benchStore(), encoder);
  const { documents, saved, floats } = await workspace.examine(encoder, ({ store }, snapshot) =>
    score(set, vectors, store, snapshot),
  );
  workspace.close();
  const outdated = new RegExp(`^legs-${set.name}-[0-9a-f]{16}\\.`);
  for (const file of readdirSync(CACHE)) if (outdated.test(file)) rmSync(join(CACHE, file));
  writeFileSync(
    `${path}.bin`,
    Buffer.concat(
      floats.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
    ),
  );
  writeFileSync(`${path}.json`, JSON.stringify({ documents, saved }));
}

function score(
  set: BenchSet,
  queries: readonly Query[],
  store: MemoryStore,
  snapshot: Snapshot,
): { documents: CollectedDocument[]; saved: Saved[]; floats: Float32Array[] } {
  const { lexical } = store;
  const texts = new Map(snapshot.documents.map(({ id }) => [id, store.text(id)]));
  const floats: Float32Array[] = [];
  const saved = set.questions.map((question, q): Saved => {
    const scoped = snapshot.documents.findIndex(({ file }) => file === question.scope);
    const [from, to] = question.scope === undefined ? [0, snapshot.documents.length] : [scoped, scoped + 1];
    const parsed = parseQuestion(question.question);
    let meaning: Float32Array = new Float32Array();
    const recalled = recalledFor(
      question,
      queries[q]!,
      { store, snapshot },
      {
        textOf: ({ id }) => texts.get(id) ?? '',
        meaningOf: (input) => {
          const found = exactMeaning(input);
          meaning = found.z;
          return found;
        },
      },
    );
    const words = new Float32Array(recalled.table.size);
    let found = false;
    for (const { label, score } of lexical.search(parsed.terms, snapshot.table.size)) {
      const index = recalled.table.indexOf.get(label);
      if (index === undefined) continue;
      words[index] = score;
      found = true;
    }
    const sought = parsed.terms.reduce((sum, term) => sum + recalled.rarity(term), 0);
    const literal = Array.from(words.keys(), (leaf): [number, number] => [
      leaf,
      featureOf(recalled.matrix, leaf, FEATURES.indexOf('literal')),
    ]).filter(([, share]) => share > 0);
    const coverage = Array.from(words.keys(), (leaf): [number, Coverage] => [
      leaf,
      coverageIn(recalled, leaf),
    ]).filter(([, { sentence, headings }]) => sentence + headings > 0);
    const legs = {
      lexical: found ? words : null,
      lexicalTrust: sought > 0 ? words.reduce((best, value) => Math.max(best, value), 0) / sought : 0,
      meaning,
      literal: new Map(literal),
      coverage: new Map(coverage),
    };
    const same = features(recalled.table, legs);
    if (
      !words.every((_, leaf) =>
        FEATURES.every((_name, f) => featureOf(same, leaf, f) === featureOf(recalled.matrix, leaf, f)),
      )
    )
      throw new Error(`${question.id}: the engine makes other features of this question than bench/fit does`);
    floats.push(words, meaning);
    return {
      from,
      to,
      leaves: words.length,
      lexical: found,
      lexicalTrust: legs.lexicalTrust,
      literal,
      coverage,
      evidence: recalled.evidence,
    };
  });
  const documents = snapshot.documents.map(({ file, tree, scripts }): CollectedDocument => {
    return { file, tree, scripts: [...scripts] };
  });
  return { documents, saved, floats };
}

function coverageIn({ matrix }: Recalled, leaf: number): Coverage {
  const at = (name: FeatureName): number => featureOf(matrix, leaf, FEATURES.indexOf(name));
  return {
    sentence: at('coverage by a sentence'),
    headings: at('coverage by headings'),
  };
}

function load(set: BenchSet, path: string): Collected {
  const { documents, saved }: { documents: CollectedDocument[]; saved: Saved[] } = JSON.parse(
    readFileSync(`${path}.json`, 'utf8'),
  );
  const bytes = readFileSync(`${path}.bin`);
  const floats = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  let at = 0;
  const take = (count: number): Float32Array => floats.subarray(at, (at += count));
  const questions = saved.map((question, q): CollectedQuestion => {
    const { leaves, lexical, lexicalTrust, literal, coverage, from, to, evidence } = question;
    const words = take(leaves);
    const meaning = take(leaves);
    return {
      question: set.questions[q]!,
      from,
      to,
      evidence,
      legs: {
        lexical: lexical ? words : null,
        lexicalTrust,
        meaning,
        literal: new Map(literal),
        coverage: new Map(coverage),
      },
    };
  });
  return { set, documents, questions };
}

/** Leaf tables of the set's scopes, made once each. */
export function tables({
  documents,
}: Collected): (question: CollectedQuestion) => ReturnType<typeof leafTable> {
  const made = new Map<string, ReturnType<typeof leafTable>>();
  return ({ from, to }) => {
    const key = `${from}-${to}`;
    let table = made.get(key);
    if (table === undefined) {
      const scoped = documents.slice(from, to);
      table = leafTable(
        scoped.map(({ file, tree, scripts }) => ({
          file,
          tree,
          scripts: Uint8Array.from(scripts),
          leafIds: tree.leaves.map((_, i) => i),
        })),
      );
      made.set(key, table);
    }
    return table;
  };
}
