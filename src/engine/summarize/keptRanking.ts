import { headingsOf } from '../../core/memory/chunker.ts';
import type { SentenceCandidate } from '../../core/summarize/candidates.ts';
import type { Part } from '../../core/summarize/parts.ts';
import type { SelectionWeights } from '../../core/summarize/weights.ts';
import type { Material, SummarizedDocument } from './material.ts';
import { sectionKey } from './sectionCache.ts';

/** A part of a document that is ranked. */
export interface SectionPart {
  readonly document: SummarizedDocument;
  readonly part: Part;
}

/** Leaves are numbered as in the document's tree, offsets are of the document. */
export interface RankedSentence extends SentenceCandidate {
  /** BM25 of the question in it and its neighbours; 0 without a question. */
  readonly asked: number;
}

/** Raised where the same text and weights give another order: what was kept is of no use then. */
const VERSION = 4;

/** The name under which a part's ranking is kept: whatever it depends on, and not where in the document it stands. */
export function rankingKey(
  { document: { document, text, attended, turnAt }, part }: SectionPart,
  { asked, within, fingerprint }: Pick<Material, 'asked' | 'within' | 'fingerprint'>,
  weights: SelectionWeights,
): string {
  const { tree, encoded } = document;
  return sectionKey(
    VERSION,
    weights,
    fingerprint,
    text.slice(part.start, part.end),
    tree.leaves.slice(part.first, part.last).map(({ start, end }, i) => [
      end - part.start,
      // Who speaks at the beginning of a part may stand before it.
      [turnAt?.(start)?.speaker, turnAt?.(end - 1)?.speaker],
      document.keyOf(part.first + i),
      encoded[part.first + i],
      headingsOf(tree, part.first + i),
    ]),
    within === undefined ? null : [within.start - part.start, within.end - part.start],
    asked === undefined ? null : [...asked],
    attended?.slice(part.first, part.last) ?? null,
  );
}

/** A ranking as it is kept: counted from the beginning of its part, without the texts. */
export function keptRanking(ranked: readonly RankedSentence[], { part }: SectionPart): object {
  return ranked.map(({ text: _, ...sentence }) => ({
    ...sentence,
    start: sentence.start - part.start,
    end: sentence.end - part.start,
    leaf: sentence.leaf - part.first,
  }));
}

/** The ranking that was kept, where its part now stands; undefined where it is none. */
export function rankingFrom(kept: unknown, { document, part }: SectionPart): RankedSentence[] | undefined {
  if (!Array.isArray(kept) || kept.length === 0) return undefined;
  const sentences: readonly unknown[] = kept;
  if (!sentences.every(isKept)) return undefined;
  return sentences.map((sentence) => {
    const start = sentence.start + part.start;
    const end = sentence.end + part.start;
    return {
      ...sentence,
      start,
      end,
      leaf: sentence.leaf + part.first,
      text: document.text.slice(start, end),
    };
  });
}

const NUMBERS = ['start', 'end', 'leaf', 'tokens', 'asked'];
const FAULTS = ['dangling', 'fragment', 'spoken', 'hesitant', 'apart'];

function isKept(value: unknown): value is Omit<RankedSentence, 'text'> {
  if (!holdsNumbers(value, NUMBERS)) return false;
  const { terms, faults, speaker } = value;
  return (
    Array.isArray(terms) &&
    terms.every((term) => typeof term === 'string') &&
    holdsNumbers(faults, FAULTS) &&
    (speaker === undefined || typeof speaker === 'string')
  );
}

function holdsNumbers(value: unknown, names: readonly string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  return names.every((name) => typeof fields.get(name) === 'number');
}
