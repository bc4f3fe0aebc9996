import type { Range } from '../core/text/range.ts';
import type { AnswerKind, AnswerSide, AttendedPassage, MemoryState } from './asking.ts';
import type { Sentence } from './sentences.ts';
import { surenessOf } from './sureness.ts';
import type {
  AskToolOutput,
  PassagesToolOutput,
  SummarizeToolOutput,
  ToolCitation,
  ToolMemory,
  ToolPassage,
  ToolPlace,
  ToolSentence,
} from './tools.ts';
import type { SummaryResult } from './writing.ts';

/** A range of a file as the engine names it, with whatever else a shell needs to find it. */
export type InFile<Where> = Where & Range & { readonly file: string };

/** Tells where something stands, by line and by the file's name as models are told it. */
export type Placing<Where> = (where: InFile<Where>) => Promise<ToolPlace>;

/** An answer as far as a tool tells it; `mergeAnswers` gives one. */
export interface ToldAnswer<Where> {
  readonly kind: AnswerKind;
  readonly sentences: readonly {
    readonly text: string;
    readonly citations: readonly Cited<Where>[];
    readonly side?: AnswerSide;
  }[];
  readonly abstained: boolean;
  readonly confidence: number;
  readonly nearMiss?:
    | { readonly asked: string; readonly found: readonly string[]; readonly citation: Cited<Where> }
    | undefined;
  readonly nullWeight: number;
  readonly passages: readonly (InFile<Where> & AttendedPassage)[];
  readonly memory: MemoryState;
  readonly warnings: readonly Sentence[];
}

type Cited<Where> = InFile<Where> & { readonly quote: string };

/** Passages beside an answer: what a model may look at for itself. Those with less than this share say nothing. */
const BESIDE = { answered: 3, declined: 5, share: 0.02 };

/** What `recollect_ask` gives for an answer. */
export async function askToolOutput<Where>(
  question: string,
  answer: ToldAnswer<Where>,
  placing: Placing<Where>,
): Promise<AskToolOutput> {
  const citations = new Citations(placing);
  const declined = answer.abstained || answer.sentences.length === 0;
  const { nearMiss } = answer;
  const sentences = declined ? [] : await toldSentences(answer.sentences, citations);
  const missed =
    nearMiss === undefined
      ? {}
      : {
          nearMiss: {
            asked: nearMiss.asked,
            found: nearMiss.found,
            citation: await citations.number(nearMiss.citation),
          },
        };
  const beside = declined
    ? answer.passages.slice(0, BESIDE.declined)
    : answer.passages.slice(0, BESIDE.answered).filter(({ weight }) => weight >= BESIDE.share);
  return {
    question,
    declined,
    answer: declined ? null : sentences.map(({ text }) => text).join(answer.kind === 'items' ? '\n' : ' '),
    kind: declined ? null : answer.kind,
    confidence: surenessOf(answer.confidence),
    sentences,
    citations: citations.all,
    ...missed,
    passages: await toldPassages(beside, placing),
    memory: toldMemory(answer.memory),
    warnings: answer.warnings.map(({ text }) => text),
  };
}

/** What `recollect_passages` gives: at most `count` of them. */
export async function passagesToolOutput<Where>(
  question: string,
  answer: Pick<ToldAnswer<Where>, 'nullWeight' | 'passages' | 'memory' | 'warnings'>,
  { placing, count }: { readonly placing: Placing<Where>; readonly count: number },
): Promise<PassagesToolOutput> {
  return {
    question,
    passages: await toldPassages(answer.passages.slice(0, count), placing),
    nothingRelevant: answer.nullWeight,
    memory: toldMemory(answer.memory),
    warnings: answer.warnings.map(({ text }) => text),
  };
}

/** What `recollect_summarize` gives; `of` is what was summarized, as models are told it. */
export async function summarizeToolOutput(
  of: string,
  result: SummaryResult,
  placing: Placing<unknown>,
): Promise<SummarizeToolOutput> {
  const citations = new Citations(placing);
  const summary = await toldSentences(result.summary, citations);
  const sections: SummarizeToolOutput['sections'][number][] = [];
  // One section says what its whole says.
  for (const section of result.sections.length > 1 ? result.sections : []) {
    const { heading, file, start, end } = section;
    sections.push({
      heading,
      ...(await placing({ file, start, end })),
      summary: await toldSentences(section.summary, citations),
    });
  }
  const { represented, compressed, leftOut } = result.coverage;
  return {
    file: of,
    summary,
    sections,
    citations: citations.all,
    coverage: { represented, compressed, leftOut },
    warnings: result.warnings.map(({ text }) => text),
  };
}

/** Numbers citations by first use, once each. */
class Citations<Where> {
  readonly all: ToolCitation[] = [];
  readonly #placing: Placing<Where>;

  constructor(placing: Placing<Where>) {
    this.#placing = placing;
  }

  async number(cited: Cited<Where>): Promise<number> {
    const place = await this.#placing(cited);
    const known = this.all.find(
      ({ file, start, end }) => file === place.file && start === place.start && end === place.end,
    );
    if (known !== undefined) return known.number;
    const number = this.all.length + 1;
    this.all.push({ number, ...place, quote: cited.quote });
    return number;
  }
}

async function toldSentences<Where>(
  sentences: readonly {
    readonly text: string;
    readonly citations: readonly Cited<Where>[];
    readonly side?: AnswerSide;
  }[],
  citations: Citations<Where>,
): Promise<ToolSentence[]> {
  const told: ToolSentence[] = [];
  for (const { text, citations: cited, side } of sentences) {
    const numbers: number[] = [];
    for (const citation of cited) numbers.push(await citations.number(citation));
    told.push({
      text,
      citations: [...new Set(numbers)],
      ...(side === undefined ? {} : { side: { ...side } }),
    });
  }
  return told;
}

async function toldPassages<Where>(
  passages: readonly (InFile<Where> & AttendedPassage)[],
  placing: Placing<Where>,
): Promise<ToolPassage[]> {
  return Promise.all(
    passages.map(async (passage) => ({
      ...(await placing(passage)),
      share: passage.weight,
      headings: passage.headings,
      text: passage.text,
    })),
  );
}

function toldMemory({ files, leaves, encoded }: MemoryState): ToolMemory {
  return { files, passages: leaves, encoded };
}
