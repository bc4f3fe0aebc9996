import { confidence, confidenceOfWords, type Evidence } from '../../core/answer/abstain.ts';
import type { LexicalIndex } from '../../core/ports.ts';
import { attend, type Attention } from '../../core/recall/attention.ts';
import { features, type FeatureMatrix } from '../../core/recall/features.ts';
import { leafTable, type LeafTable } from '../../core/recall/leafTable.ts';
import { inverseDocumentFrequency, type Question } from '../../core/recall/question.ts';
import { logits, TEMPERATURE } from '../../core/recall/weights.ts';
import { isUnspaced, scriptOf } from '../../core/text/script.ts';
import { holdsTerm, terms } from '../../core/text/words.ts';
import { literalLeaves } from './literals.ts';
import { exactMeaning, type Meaning, type MeaningInput, type Query } from './meaning.ts';
import type { Snapshot, SnapshotDocument } from './snapshot.ts';

export interface RecallInput {
  readonly snapshot: Snapshot;
  readonly lexical: LexicalIndex;
  readonly question: Question;
  /** The question's vector; null without a model. */
  readonly query: Query | null;
  /** Only these files are asked. */
  readonly files?: ReadonlySet<string> | undefined;
  readonly textOf: (document: SnapshotDocument) => string;
  /** How leaves are scored by meaning; exactly where left out. */
  readonly meaningOf?: ((input: MeaningInput) => Meaning) | undefined;
}

/** What the memory gives for a question, before anything is read. */
export interface Recalled {
  readonly documents: readonly SnapshotDocument[];
  readonly table: LeafTable;
  readonly matrix: FeatureMatrix;
  readonly logits: Float32Array;
  /** Leaf indices, best first. */
  readonly order: readonly number[];
  readonly attention: Attention;
  readonly evidence: Evidence;
  readonly confidence: number;
  /** The question's terms with the number of leaves that hold each. */
  readonly frequencies: ReadonlyMap<string, number>;
  /** Inverse document frequency of a term of the question. */
  readonly rarity: (term: string) => number;
}

/** Scores every leaf in scope, lexically and by meaning, and lets the question attend to them. */
export function recall({
  snapshot,
  lexical,
  question,
  query,
  files,
  textOf,
  meaningOf = exactMeaning,
}: RecallInput): Recalled {
  const documents =
    files === undefined ? snapshot.documents : snapshot.documents.filter(({ file }) => files.has(file));
  const table = files === undefined ? snapshot.table : leafTable(documents);
  const frequencies = new Map(question.terms.map((term) => [term, lexical.frequency(term)]));
  const rarity = (term: string): number =>
    inverseDocumentFrequency(frequencies.get(term) ?? 0, snapshot.table.size);
  const sought = question.terms.reduce((sum, term) => sum + rarity(term), 0);
  const words = lexicalScores(lexical, question, table, snapshot.table.size);
  const bestWords = words === null ? 0 : words.reduce((best, score) => Math.max(best, score), 0);
  const meaning = query === null ? null : meaningOf({ snapshot, documents, table, query });
  const lexicalRatio = sought > 0 ? bestWords / sought : 0;
  const matrix = features(table, {
    lexical: words,
    lexicalTrust: lexicalRatio,
    meaning: meaning?.z ?? null,
    literal: literalLeaves(question.literals, { lexical, documents, table, textOf }),
  });
  const scores = logits(matrix);
  const order = Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const coverage = coveredRarity(order.slice(0, READ_LEAVES), { question, rarity, documents, table, textOf });
  const script = scriptOf(question.text);
  const unspaced = isUnspaced(script);
  const crossing = order[0] !== undefined && table.script[order[0]] !== script;
  const unknown = question.terms.reduce((sum, term) => sum + (frequencies.get(term) ? 0 : rarity(term)), 0);
  const evidence: Evidence = {
    similarity: meaning?.best ?? 0,
    crossing: crossing ? 1 : 0,
    words: !crossing && !unspaced ? coverage / Math.max(sought, LEAST_SOUGHT) : 0,
    pairs: !crossing && unspaced ? coverage / Math.max(sought, LEAST_SOUGHT) : 0,
    unknown: !crossing && !unspaced && sought > 0 ? Math.max(0, unknown / sought - 0.5) : 0,
  };
  const whole = meaning !== null && documents.every(({ complete }) => complete);
  // '?!' has no words; of 'asdf qwer' no file holds one, though there are files in its script.
  const meaningless =
    question.terms.length === 0 ||
    (![...frequencies.values()].some((leaves) => leaves > 0) &&
      table.script.includes(script) &&
      evidence.similarity < STRIKING);
  const sure = meaningless
    ? 0
    : whole
      ? confidence(evidence)
      : Math.max(confidence(evidence), confidenceOfWords(evidence));
  return {
    documents,
    table,
    matrix,
    logits: scores,
    order,
    attention: attend(scores, TEMPERATURE, sure),
    evidence,
    confidence: sure,
    frequencies,
    rarity,
  };
}

/** BM25 by leaf index; null where nothing matches. */
function lexicalScores(
  lexical: LexicalIndex,
  question: Question,
  table: LeafTable,
  limit: number,
): Float32Array | null {
  if (question.terms.length === 0 || limit === 0) return null;
  const scores = new Float32Array(table.size);
  let found = false;
  for (const { label, score } of lexical.search(question.terms, limit)) {
    const index = table.indexOf.get(label);
    if (index === undefined) continue;
    scores[index] = score;
    found = true;
  }
  return found ? scores : null;
}

/** Summed rarity of a short but meant question; of 'a' or '的' the files hold all and it says nothing. */
const LEAST_SOUGHT = 4;
/** A similarity that means something even where no word is shared. */
const STRIKING = 0.55;
/** Leaves that are looked through for the question's words. */
const READ_LEAVES = 3;

/** The summed rarity of the question's terms that stand in the leaves. */
function coveredRarity(
  leaves: readonly number[],
  {
    question,
    rarity,
    documents,
    table,
    textOf,
  }: Pick<RecallInput, 'question' | 'textOf'> & Pick<Recalled, 'rarity' | 'documents' | 'table'>,
): number {
  const held = new Set<string>();
  for (const index of leaves) {
    const document = documents[table.document[index] ?? -1];
    const leaf = document?.tree.leaves[table.ordinal[index] ?? -1];
    if (document === undefined || leaf === undefined) continue;
    const words = new Set(terms(textOf(document).slice(leaf.start, leaf.end)));
    for (const term of question.terms) if (holdsTerm(words, term)) held.add(term);
  }
  return [...held].reduce((sum, term) => sum + rarity(term), 0);
}
