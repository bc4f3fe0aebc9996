import { headingsOf } from '../../core/memory/chunker.ts';
import { acrossScripts, SoughtWords, type Coverage, type LeafTerms } from '../../core/recall/coverage.ts';
import type { Question } from '../../core/recall/question.ts';
import type { LeafTable } from '../../core/recall/leafTable.ts';
import { scriptOf } from '../../core/text/script.ts';
import { sentences } from '../../core/text/sentences.ts';
import { terms } from '../../core/text/words.ts';
import type { SnapshotDocument } from './snapshot.ts';

/** Leaves whose text is read word by word; more than are ever shown, and what stands below moves nothing above. */
export const READ_CLOSELY = 40;

export interface CoverageInput {
  readonly question: Question;
  /** Inverse document frequency of a term of the question. */
  readonly rarity: (term: string) => number;
  readonly documents: readonly SnapshotDocument[];
  readonly table: LeafTable;
  readonly textOf: (document: SnapshotDocument) => string;
  /** By leaf what was cut for another reading of the same question: most readings look at the same leaves. */
  readonly cut: Map<number, LeafTerms>;
}

/** How the leaves (indices in the table) hold the question's words. */
export function coverageOf(leaves: readonly number[], input: CoverageInput): Map<number, Coverage> {
  const { question, table } = input;
  const sought = new SoughtWords(question.terms, input.rarity);
  const found = new Map<number, Coverage>();
  for (const index of leaves) {
    const known = input.cut.get(index) ?? cutLeaf(index, input);
    if (known === undefined) continue;
    input.cut.set(index, known);
    found.set(index, sought.coverage(known));
  }
  return acrossScripts(found, table.script, scriptOf(question.text));
}

function cutLeaf(index: number, { documents, table, textOf }: CoverageInput): LeafTerms | undefined {
  const document = documents[table.document[index] ?? -1];
  const ordinal = table.ordinal[index] ?? -1;
  const leaf = document?.tree.leaves[ordinal];
  if (document === undefined || leaf === undefined) return undefined;
  const text = textOf(document);
  return {
    sentences: sentences(text, leaf).map(({ start, end }) => terms(text.slice(start, end))),
    headings: headingsOf(document.tree, ordinal).map((heading) => terms(heading)),
  };
}
