import type { Citation } from '../../protocol/asking.ts';
import type { PanelCitation } from '../../protocol/turnView.ts';
import type { Sentence } from '../../protocol/sentences.ts';
import type { CoverageStrip, PanelSummarySentence, SummaryContent } from '../../protocol/summaryView.ts';
import type { CoveredLeaf, LeafCoverage, SummaryResult, SummarySentence } from '../../protocol/writing.ts';
import { redactedCounts } from '../generate/sendingText.ts';
import { nameParts, placeOf, type Place } from '../places.ts';

/** A summary in the panel's words, with ids in place of files, and the places that these stand for. */
export interface ShownSummary {
  readonly content: SummaryContent;
  readonly places: readonly Place[];
}

/** What the summary itself does not say, or not in the user's language. */
export interface SummaryWording {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  readonly worded: (sentence: Sentence) => string;
  /** That of so many passages some could not be compared, since they are not remembered by meaning yet. */
  readonly partly: (compared: number, all: number) => string;
}

const LETTERS = { represented: 'r', compressed: 'c', 'left-out': 'o' } as const satisfies Record<
  LeafCoverage,
  string
>;

/**
 * Puts a summary into the panel's words.
 *
 * @param id of the summary: what all ids in it begin with
 * @param run another number with every run
 */
export function summaryContent(
  id: string,
  run: number,
  result: SummaryResult,
  { folder, worded, partly }: SummaryWording,
): ShownSummary {
  const citations: PanelCitation[] = [];
  const places: Place[] = [];
  const known = new Map<string, string>();
  const idOf = (citation: Citation): string => {
    const key = `${citation.file}\n${String(citation.start)}-${String(citation.end)}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const number = citations.length + 1;
    const cited = `${id}.${String(run)}.c${String(number)}`;
    known.set(key, cited);
    const { label } = nameParts(citation.file);
    citations.push({ id: cited, number, label, quote: citation.quote, standing: 'stands' });
    places.push(placeOf(cited, 'citation', { ...citation, folder }, []));
    return cited;
  };
  const shown = ({ text, citations: cited, support, doubts }: SummarySentence): PanelSummarySentence => ({
    text,
    citations: cited.map(idOf),
    support: support ?? null,
    doubts: doubts ?? [],
  });
  const several = new Set(result.sections.map(({ file }) => file)).size > 1;
  const { leaves } = result;
  // What is in the summary need not be compared with it.
  const compared = leaves.filter(
    ({ state, similarity }) => state === 'represented' || similarity !== null,
  ).length;
  const summary = result.summary.map(shown);
  const sections = result.sections.map(({ file, heading, summary: sentences }, i) => ({
    id: `${id}.s${String(i + 1)}`,
    heading,
    file: several ? nameParts(file).label : '',
    sentences: sentences.map(shown),
  }));
  return {
    content: {
      run,
      summary,
      sections,
      citations,
      coverage: result.coverage,
      strip: strip(id, result, several),
      model: result.model,
      reused: result.reused,
      redacted: redactedCounts(result.redacted),
      warnings: [
        ...(compared < leaves.length ? [partly(compared, leaves.length)] : []),
        ...result.warnings.map(worded),
      ],
      leftOut: null,
    },
    places,
  };
}

/** The index of the leaf of that id, or undefined. */
export function leafIndex(id: string, of: string): number | undefined {
  const [, number] = id.startsWith(`${of}.l`) ? (/^(\d{1,7})$/.exec(id.slice(of.length + 2)) ?? []) : [];
  return number === undefined ? undefined : Number(number);
}

function strip(id: string, { leaves, sections }: SummaryResult, several: boolean): CoverageStrip {
  const starts: { from: number; title: string }[] = [];
  let at = 0;
  for (const { file, heading, start, end } of sections) {
    const from = firstFrom(leaves, at, (leaf) => leaf.file === file && leaf.start < end && leaf.end > start);
    if (from < 0) continue;
    at = from;
    const { label } = nameParts(file);
    const title = heading === '' ? label : several ? `${label} › ${heading}` : heading;
    if (starts.at(-1)?.from !== from) starts.push({ from, title });
  }
  return {
    leaf: `${id}.l`,
    states: leaves.map(({ state }) => LETTERS[state]).join(''),
    lengths: leaves.map(({ start, end }) => end - start),
    sections: starts,
  };
}

/**
 * The index of the first leaf from that one on for which it holds, or -1. What lies before is not looked at again:
 * there are tens of thousands of leaves in a folder, and the extension host is shared.
 */
export function firstFrom(
  leaves: SummaryResult['leaves'],
  from: number,
  holds: (leaf: CoveredLeaf) => boolean,
): number {
  for (let i = from; i < leaves.length; i++) {
    const leaf = leaves[i];
    if (leaf !== undefined && holds(leaf)) return i;
  }
  return -1;
}

/** A run of leaves of one file, next to each other, that are left out; indices of leaves, the last one not in it. */
export interface Stretch {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** What is left out, as stretches in the order of the text. */
export function leftOutStretches(leaves: SummaryResult['leaves']): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [i, { file, state }] of leaves.entries()) {
    if (state !== 'left-out') continue;
    const last = stretches.at(-1);
    if (last !== undefined && last.to === i && last.file === file)
      stretches[stretches.length - 1] = { ...last, to: i + 1 };
    else stretches.push({ file, from: i, to: i + 1 });
  }
  return stretches;
}
