import { headingsOf } from '../../core/memory/chunker.ts';
import { candidatesIn, summaryTerms } from '../../core/summarize/candidates.ts';
import { partsOf, partsWanted, type Part } from '../../core/summarize/parts.ts';
import { dot, inOrderOfWorth, standardized, type SelectionScope } from '../../core/summarize/select.ts';
import { smoothedRelevance, TermStatistics } from '../../core/summarize/terms.ts';
import { ASKED, GENERAL, type SelectionWeights } from '../../core/summarize/weights.ts';
import { countTokens } from '../../core/text/tokens.ts';
import type { Material, SummarizedDocument } from './material.ts';
import {
  keptRanking,
  rankingFrom,
  rankingKey,
  type RankedSentence,
  type SectionPart,
} from './keptRanking.ts';
import type { SectionCache } from './sectionCache.ts';
import type { Slices } from './slices.ts';

/** A part of a document with its sentences in the order of their worth. */
export interface RankedSection {
  readonly document: SummarizedDocument;
  readonly part: Part;
  /** Tokens of its text. */
  readonly tokens: number;
  /** Best first, `MOST_RANKED` at most; one at least, unless the part is white space. Leaves are numbered as in the tree. */
  readonly ranked: readonly RankedSentence[];
  /** Taken over from an earlier summary. */
  readonly reused: boolean;
}

/** Sentences of a section that may stand in the summary of the whole, or of itself. */
export const MOST_RANKED = 48;

/** The parts of all documents that are summarized, in order, and what white space alone is left out. */
export function sectionsOf({
  documents,
  within,
}: Material): { readonly document: SummarizedDocument; readonly part: Part }[] {
  const sizes = documents.map(({ lengths }) =>
    lengths.reduce((sum, length) => sum + (length > 0 ? 1 : 0), 0),
  );
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const wanted = partsWanted(all);
  return documents.flatMap((document, d) => {
    const { lengths, vectors } = document;
    const { tree } = document.document;
    const parts = partsOf(tree, {
      within,
      sizes: lengths,
      wanted: Math.max(1, Math.round((wanted * (sizes[d] ?? 0)) / Math.max(1, all))),
      alike: (leaf) => {
        const before = vectors[leaf - 1];
        const own = vectors[leaf];
        return before === undefined || own === undefined ? 0 : dot(before, own);
      },
    });
    return parts
      .filter(({ first, last }) => lengths.slice(first, last).some((length) => length > 0))
      .map((part) => ({ document, part }));
  });
}

/**
 * Ranks the sentences of one part by what the part itself says: another part's edit changes nothing here. What was
 * ranked before is taken over.
 */
export async function rankSection(
  section: SectionPart,
  material: Pick<Material, 'asked' | 'within' | 'fingerprint'>,
  cache: SectionCache,
  slices: Slices,
): Promise<RankedSection> {
  const { document, part } = section;
  const key = rankingKey(section, material, weightsFor(material.asked));
  const known = rankingFrom(cache.get(key), section);
  await slices.pause();
  const ranked = known ?? (await rank(section, material, slices));
  if (known === undefined) cache.put(key, keptRanking(ranked, section));
  return {
    document,
    part,
    tokens: countTokens(document.text, part.start, part.end),
    ranked,
    reused: known !== undefined,
  };
}

async function rank(
  { document, part }: SectionPart,
  { asked, within }: Pick<Material, 'asked' | 'within'>,
  slices: Slices,
): Promise<RankedSentence[]> {
  const { text, turnAt } = document;
  const { tree } = document.document;
  const leaves = tree.leaves.slice(part.first, part.last);
  const headings = leaves.map((_, i) => headingsOf(tree, part.first + i));
  const candidates = candidatesIn(
    leaves.map((leaf, i) => ({
      start: Math.max(leaf.start, within?.start ?? 0),
      end: Math.min(leaf.end, within?.end ?? Infinity),
      source: text,
      headings: headings[i] ?? [],
      turnAt,
    })),
  );
  await slices.pause();
  const statistics = new TermStatistics();
  statistics.add(candidates);
  const relevance = asked && smoothedRelevance(candidates, asked);
  const attended = document.attended?.slice(part.first, part.last);
  const order = await slices.run(
    inOrderOfWorth(
      candidates,
      {
        vectors: document.vectors.slice(part.first, part.last),
        sizes: document.lengths.slice(part.first, part.last),
        weightOf: (term) => statistics.weight(term),
        headings: headings.map((names) => summaryTerms(names.join('\n'))),
        attended: attended && standardized(attended),
        asked: relevance,
      },
      weightsFor(asked),
      MOST_RANKED,
    ),
  );
  return order.flatMap((i) => {
    const candidate = candidates[i];
    return candidate === undefined
      ? []
      : [{ ...candidate, leaf: candidate.leaf + part.first, asked: relevance?.[i] ?? 0 }];
  });
}

/** A sentence of the summary of the whole: which section it is of. */
export interface ChosenSentence {
  readonly section: RankedSection;
  readonly sentence: RankedSentence;
}

/** Ranks the sentences that the sections put forward by what the whole says. */
export async function rankWhole(
  sections: readonly RankedSection[],
  { asked }: Pick<Material, 'asked'>,
  most: number,
  slices: Slices,
): Promise<ChosenSentence[]> {
  const pool = sections.flatMap((section) =>
    section.ranked.toSorted((a, b) => a.start - b.start).map((sentence) => ({ section, sentence })),
  );
  const scope = wholeScope(sections);
  const statistics = new TermStatistics();
  statistics.add(pool.map(({ sentence }) => sentence));
  await slices.pause();
  const order = await slices.run(
    inOrderOfWorth(
      pool.map(({ section, sentence }) => ({ ...sentence, leaf: scope.leafOf(section, sentence.leaf) })),
      {
        ...scope,
        weightOf: (term) => statistics.weight(term),
        asked: asked && pool.map(({ sentence }) => sentence.asked),
      },
      weightsFor(asked),
      most,
    ),
  );
  return order.flatMap((i) => pool[i] ?? []);
}

function wholeScope(sections: readonly RankedSection[]): Omit<SelectionScope, 'weightOf' | 'asked'> & {
  readonly leafOf: (section: RankedSection, leaf: number) => number;
} {
  const offsets = new Map<RankedSection, number>();
  const vectors: (Float32Array | undefined)[] = [];
  const sizes: number[] = [];
  const headings: string[][] = [];
  const attended: number[] = [];
  for (const section of sections) {
    const { document, part } = section;
    offsets.set(section, vectors.length - part.first);
    for (let leaf = part.first; leaf < part.last; leaf++) {
      vectors.push(document.vectors[leaf]);
      sizes.push(document.lengths[leaf] ?? 0);
      headings.push(summaryTerms(headingsOf(document.document.tree, leaf).join('\n')));
      attended.push(document.attended?.[leaf] ?? NaN);
    }
  }
  return {
    vectors,
    sizes,
    headings,
    attended: sections[0]?.document.attended && standardized(attended),
    leafOf: (section, leaf) => (offsets.get(section) ?? 0) + leaf,
  };
}

function weightsFor(asked: Material['asked']): SelectionWeights {
  return asked === undefined ? GENERAL : ASKED;
}
