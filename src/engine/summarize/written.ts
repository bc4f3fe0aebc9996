import type { AttendedText } from '../../core/ground/sources.ts';
import { buildSummaryPrompt } from '../../core/summarize/prompt.ts';
import { demandsOf } from '../../core/write/injected.ts';
import { withoutHosts } from '../../core/write/plain.ts';
import type { GivenPassage, PromptPassage } from '../../core/write/prompt.ts';
import { writtenSentences } from '../../core/write/writtenSentences.ts';
import { headingsOf } from '../../core/memory/chunker.ts';
import { overlaps, type Range } from '../../core/text/range.ts';
import type { CancelSignal } from '../../core/ports.ts';
import { RecollectError } from '../../protocol/errors.ts';
import type { ModelChoice, RedactionChoice, SummarySentence } from '../../protocol/writing.ts';
import type { OpenGenerator } from '../generate/openGenerator.ts';
import { Grounding, type GroundingModels } from '../workspace/grounding.ts';
import type { RankedSentence } from './keptRanking.ts';
import { clipped, leafAt } from './account.ts';
import { sectionKey, type SectionCache } from './sectionCache.ts';
import type { ChosenSentence, RankedSection } from './sections.ts';

/** What summaries are written with. */
export interface SummaryWriter {
  readonly choice: ModelChoice;
  readonly redaction: RedactionChoice | undefined;
  readonly generator: OpenGenerator;
  readonly models: GroundingModels;
  readonly question: string | undefined;
  /** Only what lies within it is sent and cited. */
  readonly within: Range | undefined;
  readonly cache: SectionCache;
  readonly signal: CancelSignal | undefined;
}

/** A summary that a model wrote, as far as the text says it. */
export interface WrittenSummary {
  /** Supported or not surely so, each with a citation. */
  readonly sentences: readonly SummarySentence[];
  /** How many others it wrote. */
  readonly dropped: number;
  /** Taken over from an earlier summary. */
  readonly reused: boolean;
}

/** Tokens that one written sentence may have. */
const A_SENTENCE = 60;
/** Where a prompt turns out too long, it is sent once more within this part of the window. */
const SHORTER = 0.5;
/** Leaves of a section that a model is given at most, beside those of the chosen sentences: a window may be vast. */
const MOST_LEAVES = 40;

/** Lets the model write the summary of one section from its leaves, those that its best sentences stand in first. */
export async function writeSection(
  section: RankedSection,
  wanted: number,
  writer: SummaryWriter,
): Promise<WrittenSummary> {
  const { document, part, ranked } = section;
  const { tree } = document.document;
  const first = [...new Set(ranked.map(({ leaf }) => leaf))];
  const rest = Array.from({ length: part.last - part.first }, (_, i) => part.first + i).filter(
    (leaf) => !first.includes(leaf),
  );
  const leaves = [...first, ...rest].slice(0, Math.max(MOST_LEAVES, wanted));
  const passages = leaves.flatMap((leaf, place) => {
    const range = tree.leaves[leaf];
    if (range === undefined) return [];
    return [passageOf(section, leaf, clipped(range, writer.within), 1 / (1 + place))];
  });
  return writeFrom(passages, { wanted, at: part.start, sources: [section] }, writer);
}

/**
 * Lets the model write the summary of the whole from what the sections' summaries rest on, that of the sentences that
 * were chosen for the whole first.
 *
 * @param made by section: its summary
 */
export async function writeWhole(
  sections: readonly RankedSection[],
  made: readonly (readonly SummarySentence[])[],
  top: readonly ChosenSentence[],
  wanted: number,
  writer: SummaryWriter,
): Promise<WrittenSummary> {
  const chosen = new Map(
    top.map(({ section, sentence }, place) => [`${sections.indexOf(section)} ${sentence.start}`, place]),
  );
  for (const [i, summary] of made.entries())
    for (const { citations } of summary)
      for (const { start } of citations)
        if (!chosen.has(`${i} ${start}`)) chosen.set(`${i} ${start}`, top.length);
  const passages = sections.flatMap((section, i) => {
    const cited = (made[i] ?? []).flatMap(({ citations }) => citations);
    const own = top.flatMap(({ section: of, sentence }) => (of === section ? [sentence] : []));
    const ranges = new Map([...cited, ...own].map(({ start, end }) => [start, end]));
    return [...ranges].map(([start, end]) =>
      passageOf(
        section,
        leafAt(section.document, start),
        { start, end },
        1 / (1 + (chosen.get(`${i} ${start}`) ?? top.length)),
      ),
    );
  });
  return writeFrom(passages, { wanted, at: 0, sources: sections }, writer);
}

function passageOf(
  { document }: RankedSection,
  leaf: number,
  { start, end }: Pick<RankedSentence, 'start' | 'end'>,
  weight: number,
): PromptPassage {
  return {
    file: document.document.file,
    start,
    end,
    text: document.text.slice(start, end),
    headings: headingsOf(document.document.tree, leaf),
    weight,
  };
}

interface WritingFrom {
  readonly wanted: number;
  /** What kept offsets are counted from. */
  readonly at: number;
  readonly sources: readonly RankedSection[];
}

async function writeFrom(
  passages: readonly PromptPassage[],
  { wanted, at, sources }: WritingFrom,
  { choice, redaction, generator, models, question, within, cache, signal }: SummaryWriter,
): Promise<WrittenSummary> {
  const { window } = generator;
  const maxTokens = Math.min(wanted * A_SENTENCE + 20, Math.floor(window / 3));
  for (let room = window; ; room = Math.floor(room * SHORTER)) {
    const { messages, given } = buildSummaryPrompt({
      question,
      sentences: wanted,
      passages,
      window: room,
      maxTokens,
    });
    if (given.length === 0) return { sentences: [], dropped: 0, reused: false };
    const leaves = leavesUnder(given, sources, within);
    const key = sectionKey(
      VERSION,
      choice.kind === 'endpoint' ? [choice.url, choice.model] : [choice.id],
      redaction ?? null,
      maxTokens,
      messages,
      leaves.map(({ file, source, start, end, headings }) => [
        file,
        start - at,
        source.slice(start, end),
        headings,
      ]),
      [models.encoder?.fingerprint, models.reader?.fingerprint],
    );
    const kept = writtenFrom(cache.get(key), at);
    if (kept !== undefined) return { ...kept, reused: true };
    const grounding = new Grounding({ leaves, models });
    let text: string;
    try {
      ({ text } = await generator.generate(messages, { maxTokens, signal }));
    } catch (error) {
      if (room < window || !(error instanceof RecollectError && error.code === 'prompt-too-long'))
        throw error;
      continue;
    }
    const written = { sentences: new Array<SummarySentence>(), dropped: 0 };
    const demands = demandsOf(given.flatMap((passage) => [...passage.headings, passage.text]));
    for (const sentence of writtenSentences(text, demands)) {
      const { support, citations, doubts } = await grounding.check(sentence, signal);
      const stands = support === 'supported' || support === 'unsure';
      if (stands && citations.length > 0)
        written.sentences.push({
          text: support === 'supported' ? sentence : withoutHosts(sentence),
          citations,
          support,
          doubts,
        });
      else written.dropped++;
    }
    cache.put(key, shifted(written, -at));
    return { ...written, reused: false };
  }
}

/** The leaves that what was given stands in, as what is written is checked against them. */
function leavesUnder(
  given: readonly GivenPassage[],
  sources: readonly RankedSection[],
  within: Range | undefined,
): AttendedText[] {
  return [...new Set(sources.map(({ document }) => document))].flatMap(
    ({ document: { file, tree }, text }) => {
      const own = given.filter((passage) => passage.file === file);
      return tree.leaves.flatMap((range, leaf) =>
        own.some((passage) => overlaps(range, passage))
          ? [{ file, source: text, ...clipped(range, within), headings: headingsOf(tree, leaf) }]
          : [],
      );
    },
  );
}

/** Raised where the same text would be judged otherwise. */
const VERSION = 2;

type KeptSummary = Omit<WrittenSummary, 'reused'>;

/** With offsets counted from elsewhere. */
function shifted({ sentences: written, dropped }: KeptSummary, by: number): KeptSummary {
  return {
    sentences: written.map((sentence) => ({
      ...sentence,
      citations: sentence.citations.map((citation) => ({
        ...citation,
        start: citation.start + by,
        end: citation.end + by,
      })),
    })),
    dropped,
  };
}

function writtenFrom(kept: unknown, at: number): KeptSummary | undefined {
  return isKept(kept) ? shifted(kept, at) : undefined;
}

/** The key holds the version of what is kept under it: what is looked at is that it is whole. */
function isKept(value: unknown): value is KeptSummary {
  return (
    typeof value === 'object' &&
    value !== null &&
    'sentences' in value &&
    Array.isArray(value.sentences) &&
    value.sentences.every(
      (one: unknown) =>
        typeof one === 'object' && one !== null && 'citations' in one && Array.isArray(one.citations),
    ) &&
    'dropped' in value &&
    typeof value.dropped === 'number'
  );
}
