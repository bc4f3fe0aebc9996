import { auditLeaf, coverageShares, visibleLength, type AuditedLeaf } from '../../core/summarize/coverage.ts';
import { budgets, fitting, USUAL_LENGTH } from '../../core/summarize/length.ts';
import { aboutEverything } from '../../core/summarize/request.ts';
import { COMPRESSED_FROM } from '../../core/summarize/weights.ts';
import type { Encoder } from '../../core/ports.ts';
import type { Range } from '../../core/text/range.ts';
import type { CallOptions } from '../../protocol/engineApi.ts';
import type {
  CoveredLeaf,
  SummarizeParams,
  SummarizeProgress,
  SummaryResult,
  SummarySection,
  SummarySentence,
} from '../../protocol/writing.ts';
import type { RankedSentence } from '../summarize/keptRanking.ts';
import { readMaterial, type Material } from '../summarize/material.ts';
import {
  rankSection,
  rankWhole,
  sectionsOf,
  type ChosenSentence,
  type RankedSection,
} from '../summarize/sections.ts';
import { SectionCache } from '../summarize/sectionCache.ts';
import { Slices } from '../summarize/slices.ts';
import type { OpenMemory } from './openMemory.ts';

/** The summary of a whole consists of this many sentences at most. */
const MOST_SENTENCES = 120;

/**
 * Summarizes a file, a part of one, or a folder: each section by its own sentences, the whole by the best of those that
 * the sections put forward (map-reduce over the tree), and accounts for every leaf.
 *
 * @throws RecollectError `file-unknown` or `cancelled`
 */
export async function summarize(
  memory: OpenMemory,
  params: SummarizeParams,
  encoder: Encoder | null,
  { signal, onProgress }: CallOptions<SummarizeProgress>,
): Promise<SummaryResult> {
  signal?.throwIfAborted();
  const slices = new Slices(signal);
  const question = aboutEverything(params.question) ? undefined : params.question;
  const material = await readMaterial(memory, params, question, { encoder, slices, signal });
  const cache = await memory.use(({ folder }) => new SectionCache(folder));
  const parts = sectionsOf(material);
  const sections: RankedSection[] = [];
  for (const part of parts) {
    onProgress?.({ phase: 'reading', done: sections.length, total: parts.length });
    sections.push(await rankSection(part, material, cache, slices));
  }
  onProgress?.({ phase: 'reading', done: parts.length, total: parts.length });
  cache.prune();
  const whole = await rankWhole(sections, material, MOST_SENTENCES, slices);
  const { whole: budget, sections: sectionBudgets } = budgets(
    params.length ?? USUAL_LENGTH,
    sections.map(({ tokens }) => tokens),
  );
  const top = whole.slice(
    0,
    fitting(
      whole.map(({ sentence }) => sentence.tokens),
      budget,
    ),
  );
  const chosen = sections.map((section, i): RankedSentence[] =>
    section.ranked.slice(
      0,
      fitting(
        section.ranked.map(({ tokens }) => tokens),
        sectionBudgets[i] ?? 0,
      ),
    ),
  );
  const cited: ChosenSentence[] = [
    ...top,
    ...sections.flatMap((section, i) => (chosen[i] ?? []).map((sentence) => ({ section, sentence }))),
  ];
  return {
    of: params.of,
    summary: inTextOrder(top, sections).map(({ section, sentence }) => cite(section, sentence)),
    sections: sections.map((section, i): SummarySection => ({
      file: section.document.document.file,
      heading: section.part.heading,
      ...clipped(section.part, params.range),
      summary: (chosen[i] ?? [])
        .toSorted((a, b) => a.start - b.start)
        .map((sentence) => cite(section, sentence)),
    })),
    ...(await account(material, sections, cited, slices)),
    threshold: COMPRESSED_FROM,
    model: null,
    reused: sections.filter(({ reused }) => reused).length,
    redacted: [],
    warnings: material.warnings,
  };
}

function inTextOrder(
  chosen: readonly ChosenSentence[],
  sections: readonly RankedSection[],
): ChosenSentence[] {
  const place = new Map(sections.map((section, i) => [section, i]));
  return chosen.toSorted(
    (a, b) =>
      (place.get(a.section) ?? 0) - (place.get(b.section) ?? 0) || a.sentence.start - b.sentence.start,
  );
}

const BULLET = /^(?:[-*+•·◦▪]\s+)+/u;

/** A sentence of the text as one of the summary: it cites itself, and says who speaks where it does not say so. */
function cite({ document }: RankedSection, { start, end, text, speaker }: RankedSentence): SummarySentence {
  const words = text.replace(BULLET, '').replace(/\s+/gu, ' ');
  return {
    text: speaker === undefined ? words : `${speaker}: ${words}`,
    citations: [{ file: document.document.file, start, end, quote: text }],
  };
}

/** Accounts for every leaf of the sections. */
async function account(
  { within }: Material,
  sections: readonly RankedSection[],
  cited: readonly ChosenSentence[],
  slices: Slices,
): Promise<Pick<SummaryResult, 'coverage' | 'leaves'>> {
  const held = new Map<RankedSection['document'], Set<number>>();
  for (const { section, sentence } of cited) {
    const leaves = held.get(section.document) ?? new Set();
    held.set(section.document, leaves.add(sentence.leaf));
  }
  const said = [...held].flatMap(([{ vectors }, leaves]) => [...leaves].map((leaf) => vectors[leaf]));
  const leaves: CoveredLeaf[] = [];
  const audited: AuditedLeaf[] = [];
  const lengths: number[] = [];
  for (const { document, part } of sections) {
    const cover = held.get(document);
    for (let leaf = part.first; leaf < part.last; leaf++) {
      const range = document.document.tree.leaves[leaf];
      if (range === undefined) continue;
      const found = auditLeaf(document.vectors[leaf], cover?.has(leaf) === true, said, COMPRESSED_FROM);
      audited.push(found);
      const summarized = clipped(range, within);
      lengths.push(visibleLength(document.text, summarized.start, summarized.end));
      leaves.push({ file: document.document.file, ...summarized, ...found });
      await slices.pause();
    }
  }
  return { coverage: coverageShares(audited, lengths), leaves };
}

/** What of a range lies within another, where there is one. */
function clipped({ start, end }: Range, within: Range | undefined): Range {
  return { start: Math.max(start, within?.start ?? 0), end: Math.min(end, within?.end ?? Infinity) };
}
