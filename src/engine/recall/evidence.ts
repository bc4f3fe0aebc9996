import { TYPICAL_WORDS, type Evidence } from '../../core/answer/abstain.ts';
import { mismatch, specificsOf } from '../../core/answer/specifics.ts';
import { headingsOf } from '../../core/memory/chunker.ts';
import { best } from '../../core/recall/best.ts';
import type { LeafTable } from '../../core/recall/leafTable.ts';
import type { Question } from '../../core/recall/question.ts';
import { isUnspaced, scriptOf } from '../../core/text/script.ts';
import { holdsTerm, terms } from '../../core/text/words.ts';
import type { SnapshotDocument } from './snapshot.ts';

/** Summed rarity of a short but meant question; of 'a' or '的' the files hold all and it says nothing. */
const LEAST_SOUGHT = 4;
/** How much more often words are shared than pairs of characters. */
const PAIRS = 1.2;
/** Leaves that are looked through for the question's words. */
const LOOKED_THROUGH = 3;

export interface EvidenceInput {
  readonly question: Question;
  /** By leaf of the table. */
  readonly logits: Float32Array;
  readonly similarity: number;
  readonly documents: readonly SnapshotDocument[];
  readonly table: LeafTable;
  readonly textOf: (document: SnapshotDocument) => string;
  readonly rarity: (term: string) => number;
  /** How many leaves hold a term of the question. */
  readonly frequencies: ReadonlyMap<string, number>;
}

/** What recall knows of whether the files answer. */
export function evidenceOf(input: EvidenceInput): Evidence {
  const { question, logits, table, rarity, frequencies } = input;
  const found = best(logits, LOOKED_THROUGH);
  const leaves = found.flatMap((index) => textsOf(index, input));
  const sought = question.terms.reduce((sum, term) => sum + rarity(term), 0);
  const unknown = question.terms.reduce((sum, term) => sum + (frequencies.get(term) ? 0 : rarity(term)), 0);
  const words = new Set(leaves.flatMap(({ text }) => terms(text)));
  const covered = question.terms.reduce((sum, term) => sum + (holdsTerm(words, term) ? rarity(term) : 0), 0);
  const share = covered / Math.max(sought, LEAST_SOUGHT);
  const script = scriptOf(question.text);
  const unspaced = isUnspaced(script);
  const crossing = found[0] !== undefined && table.script[found[0]] !== script;
  const { figures, names } = mismatch(
    specificsOf(question.text),
    leaves.map(({ above, text }) => `${above}\n${text}`),
  );
  return {
    similarity: input.similarity,
    words: crossing ? TYPICAL_WORDS : Math.min(1, unspaced ? PAIRS * share : share),
    comparable: !crossing,
    unknown: !crossing && !unspaced && sought > 0 ? Math.max(0, unknown / sought - 0.5) : 0,
    figures,
    names,
  };
}

/** A leaf's text and what it stands under, its file's name first. */
function textsOf(
  index: number,
  { documents, table, textOf }: EvidenceInput,
): { readonly above: string; readonly text: string }[] {
  const document = documents[table.document[index] ?? -1];
  const ordinal = table.ordinal[index] ?? -1;
  const leaf = document?.tree.leaves[ordinal];
  if (document === undefined || leaf === undefined) return [];
  return [
    {
      above: [document.file, ...headingsOf(document.tree, ordinal)].join('\n'),
      text: textOf(document).slice(leaf.start, leaf.end),
    },
  ];
}
