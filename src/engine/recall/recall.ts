import {
  confidence,
  confidenceOfWords,
  type Evidence,
  type ReadingEvidence,
} from '../../core/answer/abstain.ts';
import type { LexicalIndex } from '../../core/ports.ts';
import { attendedBefore, type AttendedTurn } from '../../core/recall/attendedBefore.ts';
import { attend, type Attention } from '../../core/recall/attention.ts';
import { best, largest } from '../../core/recall/best.ts';
import {
  features,
  addCoverage,
  thinned,
  type FeatureMatrix,
  type NewColumn,
} from '../../core/recall/features.ts';
import { leafTable, type LeafTable } from '../../core/recall/leafTable.ts';
import { mixParts, withRewritten } from '../../core/recall/parts.ts';
import { inverseDocumentFrequency, tellingTerms, type Question } from '../../core/recall/question.ts';
import { addPriors } from '../../core/recall/prior.ts';
import { ALONE, meanFeatures } from '../../core/recall/followUp.ts';
import { logits, makeAnew, temperature } from '../../core/recall/weights.ts';
import { scriptOf } from '../../core/text/script.ts';
import { ColumnPool } from './columnPool.ts';
import { coverageOf, READ_CLOSELY, type CoverageInput } from './covered.ts';
import { evidenceOf } from './evidence.ts';
import { scoresTables } from './snapshotWords.ts';
import { literalLeaves } from './literals.ts';
import { exactMeaning, type Meaning, type MeaningInput, type Query } from './meaning.ts';
import type { Snapshot, SnapshotDocument } from './snapshot.ts';

/** A text that leaves are scored for. */
export interface Probe {
  readonly question: Question;
  /** Its vector; null without a model. */
  readonly query: Query | null;
}

/** A question and, where it goes on from others, what it is read as beside (`InContext`). */
export interface Asked extends Probe {
  readonly inContext?: { readonly together: Probe; readonly carrying: Probe } | undefined;
}

export interface RecallInput extends Asked {
  readonly snapshot: Snapshot;
  readonly lexical: LexicalIndex;
  /** The questions that it consists of, where there are several. */
  readonly parts?: readonly Asked[] | undefined;
  /** The question as a model put it so that it stands alone: beside the question, never in its place. */
  readonly rewritten?: Probe | undefined;
  /** Turns that it goes on from, oldest first: what they attended to leads it. */
  readonly goesOnFrom?: readonly AttendedTurn[] | undefined;
  /** Only these files are asked. */
  readonly files?: ReadonlySet<string> | undefined;
  readonly textOf: (document: SnapshotDocument) => string;
  /** What is computed in, lent until it is done; columns of its own where left out. */
  readonly columns?: ColumnPool | undefined;
  /** How leaves are scored by meaning; exactly where left out. */
  readonly meaningOf?: ((input: MeaningInput) => Meaning) | undefined;
  /** What a document is favoured by before it is read (`softPrior`), in logits; held to what a prior may do. */
  readonly priorOf?: ((document: SnapshotDocument) => number) | undefined;
}

/** Leaves that are put in order: more than are ever read, listed or shown. */
export const MOST_ORDERED = 256;

/** What the memory gives for a question, before anything is read. */
export interface Recalled {
  readonly documents: readonly SnapshotDocument[];
  readonly table: LeafTable;
  /** Of the question as a whole, what it goes on from included; where columns are lent, for the leaves in `order` alone. */
  readonly matrix: FeatureMatrix;
  /** The matrix times the weights and the document's prior; of several questions in one the parts are mixed in. */
  readonly logits: Float32Array;
  /** By document: what its use added to the logit of each of its leaves. */
  readonly priors: readonly number[];
  /** By leaf: what earlier turns' attention added to its logit; null where there is nothing of the kind. */
  readonly led: Float32Array | null;
  /** Indices of the best leaves, best first: {@link MOST_ORDERED} of them at most. */
  readonly order: readonly number[];
  readonly attention: Attention;
  /** As in `LegScores.lexicalTrust`. */
  readonly trust: number;
  readonly evidence: Evidence;
  /** `sureness` with nothing read. */
  readonly confidence: number;
  /** How probable it is that the files answer, with what the reader has to say of it. */
  readonly sureness: (reading: ReadingEvidence | null) => number;
  /** The question's terms with the number of leaves that hold each. */
  readonly frequencies: ReadonlyMap<string, number>;
  /** Inverse document frequency of a term of the question. */
  readonly rarity: (term: string) => number;
}

/** Scores every leaf in scope, lexically and by meaning, and lets the question attend to them. */
export function recall(input: RecallInput): Recalled {
  const { columns = new ColumnPool() } = input;
  return columns.lend(() => recallIn(columns, input));
}

/** Nothing that it returns lies in columns that were lent. */
function recallIn(columns: ColumnPool, input: RecallInput): Recalled {
  const { snapshot, files, lexical } = input;
  const asked = bounded(input, lexical);
  const parts = (input.parts ?? []).map((part) => bounded(part, lexical));
  const documents =
    files === undefined ? snapshot.documents : snapshot.documents.filter(({ file }) => files.has(file));
  const table = files === undefined ? snapshot.table : leafTable(documents);
  const scope: Scoped = { ...input, columns, documents, table, cut: new Map() };
  const whole = score(asked, scope);
  const apart = (probe: Asked): Omit<Scored, 'matrix'> => columns.lend(() => score(probe, scope));
  const single = parts.map(apart);
  const rewritten = input.rewritten && apart(bounded(input.rewritten, lexical));
  const scores = withRewritten(
    mixParts(
      whole.logits,
      single.map(({ logits: own }) => own),
    ),
    rewritten?.logits,
  );
  const priors = addPriors(scores, table, documents.map(input.priorOf ?? (() => 0)));
  const led = attendedBefore(table, input.goesOnFrom ?? []);
  if (led !== null)
    for (let leaf = 0; leaf < scores.length; leaf++) scores[leaf] = (scores[leaf] ?? 0) + (led[leaf] ?? 0);
  // What answers one of several questions answers.
  const sureness = (reading: ReadingEvidence | null): number =>
    Math.max(...[whole, ...single].map((one) => one.sureness(reading)));
  const sure = sureness(null);
  const order = best(scores, MOST_ORDERED);
  return {
    documents,
    table,
    matrix: input.columns === undefined ? whole.matrix : thinned(whole.matrix, order),
    logits: scores,
    priors,
    led,
    order,
    attention: attend(scores, temperature(whole.trust), sure),
    trust: whole.trust,
    evidence: whole.evidence,
    confidence: sure,
    sureness,
    frequencies: whole.frequencies,
    rarity: whole.rarity,
  };
}

type Scoped = Omit<RecallInput, keyof Asked | 'parts' | 'rewritten' | 'goesOnFrom' | 'files' | 'columns'> &
  Pick<Recalled, 'documents' | 'table'> & { readonly columns: ColumnPool } & Pick<CoverageInput, 'cut'>;
type Scored = Pick<
  Recalled,
  'matrix' | 'logits' | 'trust' | 'evidence' | 'sureness' | 'frequencies' | 'rarity'
>;

/** One question: by itself and, where it goes on from others, in context. */
function score(asked: Asked, scope: Scoped): Scored {
  const { question } = asked.inContext?.together ?? asked;
  const { snapshot, lexical, documents, table, textOf, cut } = scope;
  const frequencies = new Map(question.terms.map((term) => [term, lexical.frequency(term)]));
  const rarity = (term: string): number =>
    inverseDocumentFrequency(frequencies.get(term) ?? lexical.frequency(term), snapshot.table.size);
  const readings = readingsOf(asked).map(({ probe, weight }) => ({
    ...matrixOf(probe, rarity, scope),
    question: probe.question,
    weight,
  }));
  // The fullest of them tells how much of what is sought the files hold.
  const { meaning = null, trust = 0 } = readings[0] ?? {};
  const matrix = meanFeatures(readings);
  const scores = logits(matrix);
  const close = best(scores, READ_CLOSELY);
  for (const { question: read, weight } of readings)
    addCoverage(matrix, coverageOf(close, { question: read, rarity, documents, table, textOf, cut }), weight);
  makeAnew(scores, matrix, close);
  const evidence = evidenceOf({
    question,
    logits: scores,
    similarity: meaning?.best ?? 0,
    documents,
    table,
    textOf,
    rarity,
    frequencies,
  });
  const whole = meaning !== null && documents.every(({ complete }) => complete);
  // '?!' has no words; of 'asdf qwer' no file holds one, though there are files in its script.
  const meaningless =
    question.terms.length === 0 ||
    (![...frequencies.values()].some((leaves) => leaves > 0) &&
      table.script.includes(scriptOf(question.text)) &&
      evidence.similarity < STRIKING);
  const sureness = (reading: ReadingEvidence | null): number => {
    if (meaningless) return 0;
    const sure = confidence(evidence, reading);
    return whole ? sure : Math.max(sure, confidenceOfWords(evidence));
  };
  return { matrix, logits: scores, evidence, sureness, frequencies, rarity, trust };
}

/** What a question is read as, the fullest reading first, and how much each of them counts. */
function readingsOf({ inContext, ...alone }: Asked): readonly { probe: Probe; weight: number }[] {
  if (inContext === undefined) return [{ probe: alone, weight: 1 }];
  // What was quoted in an earlier question was to be found then.
  const then = ({ question, query }: Probe): Probe => ({ question: { ...question, literals: [] }, query });
  const weight = (1 - ALONE) / 2;
  return [
    { probe: then(inContext.together), weight },
    { probe: then(inContext.carrying), weight },
    { probe: alone, weight: ALONE },
  ];
}

/** The features of one text, whatever was asked before. */
function matrixOf(
  { question, query }: Probe,
  rarity: (term: string) => number,
  { snapshot, lexical, documents, table, textOf, columns, meaningOf = exactMeaning }: Scoped,
): { readonly matrix: FeatureMatrix; readonly meaning: Meaning | null; readonly trust: number } {
  const sought = question.terms.reduce((sum, term) => sum + rarity(term), 0);
  const words = lexicalScores(lexical, question, { table, whole: snapshot.table, column: columns.take });
  const bestWords = words === null ? 0 : Math.max(0, largest(words));
  const meaning =
    query === null ? null : meaningOf({ snapshot, documents, table, query, column: columns.take });
  const trust = sought > 0 ? bestWords / sought : 0;
  const legs = {
    lexical: words,
    lexicalTrust: trust,
    meaning: meaning?.z ?? null,
    literal: literalLeaves(question.literals, { lexical, documents, table, whole: snapshot.table, textOf }),
  };
  const matrix = features(table, legs, columns.take);
  return { matrix, meaning, trust };
}

/** Looks up no more words than tell something. */
function bounded({ inContext, ...asked }: Asked, lexical: LexicalIndex): Asked {
  const bound = ({ question, query }: Probe): Probe => ({
    question: { ...question, terms: tellingTerms(question.terms, (term) => lexical.frequency(term)) },
    query,
  });
  return {
    ...bound(asked),
    inContext: inContext && {
      together: bound(inContext.together),
      carrying: bound(inContext.carrying),
    },
  };
}

/** Best first; of equal ones the first first. */
export function byScore(scores: Float32Array): (a: number, b: number) => number {
  return (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b;
}

/** BM25 by leaf index; null where nothing matches. */
function lexicalScores(
  lexical: LexicalIndex,
  question: Question,
  {
    table,
    whole,
    column,
  }: { readonly table: LeafTable; readonly whole: LeafTable; readonly column: NewColumn },
): Float32Array | null {
  if (question.terms.length === 0 || whole.size === 0) return null;
  if (scoresTables(lexical)) return inTable(lexical.scores(question.terms, column(whole.size)), table, whole);
  const scores = column(table.size);
  let found = false;
  for (const { label, score } of lexical.search(question.terms, whole.size)) {
    const index = table.indexOf.get(label);
    if (index === undefined) continue;
    scores[index] = score;
    found = true;
  }
  return found ? scores : null;
}

/** The scores of a part of the whole table's leaves; null where none of them has one. */
function inTable(scores: Float32Array | null, table: LeafTable, whole: LeafTable): Float32Array | null {
  if (scores === null || table === whole) return scores;
  const own = new Float32Array(table.size);
  let found = false;
  for (const [d, { leafIds }] of table.documents.entries()) {
    for (let leaf = 0, at = table.first[d] ?? 0; leaf < leafIds.length; leaf++, at++) {
      const score = scores[whole.indexOf.get(leafIds[leaf] ?? 0) ?? -1] ?? 0;
      own[at] = score;
      found ||= score > 0;
    }
  }
  return found ? own : null;
}

/** A similarity that means something even where no word is shared. */
const STRIKING = 0.55;
