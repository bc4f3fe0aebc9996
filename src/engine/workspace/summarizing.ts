import { budgets, fitting, USUAL_LENGTH } from '../../core/summarize/length.ts';
import { aboutEverything } from '../../core/summarize/request.ts';
import { COMPRESSED_FROM } from '../../core/summarize/weights.ts';
import { RecollectError, type ErrorCode } from '../../protocol/errors.ts';
import type { Sentence } from '../../protocol/sentences.ts';
import type {
  SummarizeParams,
  SummarizeProgress,
  SummaryResult,
  SummarySection,
  SummarySentence,
  WritingOptions,
} from '../../protocol/writing.ts';
import { openGenerator } from '../generate/openGenerator.ts';
import { account, clipped } from '../summarize/account.ts';
import type { RankedSentence } from '../summarize/keptRanking.ts';
import { readMaterial } from '../summarize/material.ts';
import {
  rankSection,
  rankWhole,
  sectionsOf,
  type ChosenSentence,
  type RankedSection,
} from '../summarize/sections.ts';
import { SectionCache } from '../summarize/sectionCache.ts';
import { Slices } from '../summarize/slices.ts';
import { writeSection, writeWhole, type SummaryWriter, type WrittenSummary } from '../summarize/written.ts';
import type { GroundingModels } from './grounding.ts';
import type { OpenMemory } from './openMemory.ts';
import { ledgerOf } from './writing.ts';

/** The summary of a whole consists of this many sentences at most. */
const MOST_SENTENCES = 120;

/**
 * Summarizes a file, a part of one, or a folder: each section by its own sentences, the whole by the best of those that
 * the sections put forward (map-reduce over the tree), and accounts for every leaf. Where a model is to write, it
 * writes each section and then the whole; what the text does not say of it is dropped, and the text's own sentences
 * stand in its place.
 *
 * @throws RecollectError `file-unknown`, `cancelled`, or `input-invalid` where the model's address is none
 */
export async function summarize(
  memory: OpenMemory,
  params: SummarizeParams,
  models: GroundingModels,
  options: WritingOptions<SummarizeProgress>,
): Promise<SummaryResult> {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const { encoder } = models;
  const slices = new Slices(signal);
  const question = aboutEverything(params.question) ? undefined : params.question;
  const material = await readMaterial(memory, params, question, { encoder, slices, signal });
  const cache = await memory.use(({ folder }) => new SectionCache(folder));
  const parts = sectionsOf(material);
  const sections: RankedSection[] = [];
  for (const part of parts) {
    onProgress?.({ phase: 'reading', done: sections.length, total: parts.length });
    // Short ones are done within a slice, and whoever is told how far it is may stop it there.
    signal?.throwIfAborted();
    sections.push(await rankSection(part, material, cache, slices));
  }
  onProgress?.({ phase: 'reading', done: parts.length, total: parts.length });
  const whole = await rankWhole(sections, material, MOST_SENTENCES, slices);
  const chosen = choose(sections, whole, params.length ?? USUAL_LENGTH);
  const extractive: Summaries = {
    summary: inTextOrder(chosen.top, sections).map(({ section, sentence }) => cite(section, sentence)),
    sections: sections.map((section, i) =>
      (chosen.sections[i] ?? [])
        .toSorted((a, b) => a.start - b.start)
        .map((sentence) => cite(section, sentence)),
    ),
    model: null,
    reused: sections.filter(({ reused }) => reused).length,
    redacted: [],
    warnings: [],
  };
  const made =
    params.model === undefined || sections.length === 0
      ? extractive
      : await written({ memory, params, models, options, question, cache, sections, chosen, extractive });
  cache.prune();
  return {
    of: params.of,
    summary: made.summary,
    sections: sections.map(({ document, part }, i): SummarySection => ({
      file: document.document.file,
      heading: part.heading,
      ...clipped(part, params.range),
      summary: made.sections[i] ?? [],
    })),
    ...(await account(sections, [made.summary, ...made.sections], params.range, slices)),
    threshold: COMPRESSED_FROM,
    model: made.model,
    reused: made.reused,
    redacted: made.redacted,
    warnings: [...material.warnings, ...made.warnings],
  };
}

type Summaries = Pick<SummaryResult, 'summary' | 'model' | 'reused' | 'redacted'> & {
  /** By section. */
  readonly sections: readonly (readonly SummarySentence[])[];
  readonly warnings: readonly Sentence[];
};

/** The sentences that fit, best first. */
interface Chosen {
  readonly top: readonly ChosenSentence[];
  /** By section. */
  readonly sections: readonly (readonly RankedSentence[])[];
}

function choose(
  sections: readonly RankedSection[],
  whole: readonly ChosenSentence[],
  length: number,
): Chosen {
  const limits = budgets(
    length,
    sections.map(({ tokens }) => tokens),
  );
  const top = fitting(
    whole.map(({ sentence }) => sentence.tokens),
    limits.whole,
  );
  return {
    top: whole.slice(0, top),
    sections: sections.map(({ ranked }, i) => {
      const tokens = ranked.map((sentence) => sentence.tokens);
      return ranked.slice(0, fitting(tokens, limits.sections[i] ?? 0));
    }),
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

interface ToWrite {
  readonly memory: OpenMemory;
  readonly params: SummarizeParams;
  readonly models: GroundingModels;
  readonly options: WritingOptions<SummarizeProgress>;
  readonly question: string | undefined;
  readonly cache: SectionCache;
  readonly sections: readonly RankedSection[];
  readonly chosen: Chosen;
  readonly extractive: Summaries;
}

/** What keeps a model from writing, and not the text from speaking for itself. */
const UNWRITTEN: ReadonlySet<ErrorCode> = new Set([
  'not-approved',
  'endpoint-unreachable',
  'endpoint-refused',
  'endpoint-failed',
  'prompt-too-long',
]);

/** The summaries as the model writes them; where nothing may be sent, or it fails, the text's own, and why. */
async function written(toWrite: ToWrite): Promise<Summaries> {
  const { memory, params, models, options, question, cache, sections, chosen, extractive } = toWrite;
  const { model: choice, redaction } = params;
  const { signal, onProgress, shell } = options;
  if (choice === undefined) return extractive;
  const ledger = await ledgerOf(memory);
  const generator = await openGenerator(choice, { shell, redaction, ledger, signal });
  const within = params.range;
  const writer: SummaryWriter = { choice, redaction, generator, models, question, within, cache, signal };
  const total = sections.length + 1;
  const made: SummarySentence[][] = [];
  let reused = 0;
  try {
    for (const [i, section] of sections.entries()) {
      onProgress?.({ phase: 'writing', done: i, total });
      const wanted = chosen.sections[i]?.length ?? 1;
      const own = await writeSection(section, wanted, writer);
      if (own.reused) reused++;
      made.push(filled(own, extractive.sections[i] ?? [], wanted));
    }
    onProgress?.({ phase: 'writing', done: sections.length, total });
    // Of one section the whole is the section.
    const wanted = chosen.top.length;
    const top = await writeWhole(sections, made, chosen.top, wanted, writer);
    onProgress?.({ phase: 'writing', done: total, total });
    return {
      summary: filled(top, extractive.summary, wanted),
      sections: made,
      model: generator.name,
      reused,
      redacted: generator.redacted,
      warnings: [],
    };
  } catch (error) {
    if (!(error instanceof RecollectError && UNWRITTEN.has(error.code))) throw error;
    return { ...extractive, warnings: error.sentence === undefined ? [] : [error.sentence] };
  }
}

/**
 * What a model wrote, with sentences of the text in the place of those that it does not say: one at least, and no more
 * than were wanted.
 */
function filled(
  { sentences, dropped }: WrittenSummary,
  own: readonly SummarySentence[],
  wanted: number,
): SummarySentence[] {
  const starts = new Set(
    sentences.flatMap(({ citations }) => citations.map(({ file, start }) => `${file} ${start}`)),
  );
  const others = own.filter(
    ({ citations }) => !citations.some(({ file, start }) => starts.has(`${file} ${start}`)),
  );
  const missing = Math.min(dropped, Math.max(0, wanted - sentences.length));
  const kept = sentences.length === 0 ? own.slice(0, Math.max(1, missing)) : others.slice(0, missing);
  return inOrder([...sentences, ...kept], own);
}

/** By where they stand in the text; files in the order of the sentences that were chosen. */
function inOrder(sentences: readonly SummarySentence[], own: readonly SummarySentence[]): SummarySentence[] {
  const files = [
    ...new Set([...own, ...sentences].flatMap(({ citations }) => citations.map(({ file }) => file))),
  ];
  const place = ({ citations: [first] }: SummarySentence): readonly [number, number] =>
    first === undefined ? [0, 0] : [files.indexOf(first.file), first.start];
  return sentences.toSorted((a, b) => {
    const [fileA, startA] = place(a);
    const [fileB, startB] = place(b);
    return fileA - fileB || startA - startB;
  });
}
