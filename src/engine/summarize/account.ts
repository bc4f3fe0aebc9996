import { auditLeaf, coverageShares, visibleLength, type AuditedLeaf } from '../../core/summarize/coverage.ts';
import { COMPRESSED_FROM } from '../../core/summarize/weights.ts';
import { overlaps, type Range } from '../../core/text/range.ts';
import type { Citation } from '../../protocol/asking.ts';
import type { CoveredLeaf, SummaryResult, SummarySentence } from '../../protocol/writing.ts';
import type { SummarizedDocument } from './material.ts';
import type { RankedSection } from './sections.ts';
import type { Slices } from './slices.ts';

/** Accounts for every leaf of the sections: by what is cited anywhere in the summary. */
export async function account(
  sections: readonly RankedSection[],
  summaries: readonly (readonly SummarySentence[])[],
  within: Range | undefined,
  slices: Slices,
): Promise<Pick<SummaryResult, 'coverage' | 'leaves'>> {
  const cited = citedLeaves(
    new Set(sections.map(({ document }) => document)),
    summaries.flat().flatMap(({ citations }) => citations),
  );
  const said = [...cited].flatMap(([{ vectors }, leaves]) => [...leaves].map((leaf) => vectors[leaf]));
  const leaves: CoveredLeaf[] = [];
  const audited: AuditedLeaf[] = [];
  const lengths: number[] = [];
  for (const { document, part } of sections) {
    for (let leaf = part.first; leaf < part.last; leaf++) {
      const range = document.document.tree.leaves[leaf];
      if (range === undefined) continue;
      const summarized = clipped(range, within);
      const isCited = cited.get(document)?.has(leaf) === true;
      const found = auditLeaf(document.vectors[leaf], isCited, said, COMPRESSED_FROM);
      audited.push(found);
      lengths.push(visibleLength(document.text, summarized.start, summarized.end));
      leaves.push({ file: document.document.file, ...summarized, ...found });
      await slices.pause();
    }
  }
  return { coverage: coverageShares(audited, lengths), leaves };
}

/** What of a range lies within another, where there is one. */
export function clipped({ start, end }: Range, within: Range | undefined): Range {
  return { start: Math.max(start, within?.start ?? 0), end: Math.min(end, within?.end ?? Infinity) };
}

/** Number of the leaf that holds an offset. */
export function leafAt({ document: { tree } }: SummarizedDocument, offset: number): number {
  let low = 0;
  let high = tree.leaves.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((tree.leaves[middle]?.start ?? Infinity) <= offset) low = middle;
    else high = middle;
  }
  return low;
}

function citedLeaves(
  documents: ReadonlySet<SummarizedDocument>,
  citations: readonly Citation[],
): Map<SummarizedDocument, Set<number>> {
  const byFile = new Map([...documents].map((document) => [document.document.file, document]));
  const cited = new Map<SummarizedDocument, Set<number>>();
  for (const citation of citations) {
    const document = byFile.get(citation.file);
    if (document === undefined) continue;
    const { leaves } = document.document.tree;
    const held = cited.get(document) ?? new Set<number>();
    cited.set(document, held);
    for (let leaf = leafAt(document, citation.start); leaf < leaves.length; leaf++) {
      const range = leaves[leaf];
      if (range === undefined || !overlaps(range, citation)) break;
      held.add(leaf);
    }
  }
  return cited;
}
