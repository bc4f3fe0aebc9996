import type {
  Answer,
  AnswerKind,
  AnswerSentence,
  AskResult,
  AttendedPassage,
  Citation,
  DocumentShare,
  FollowUp,
  HeatedSentence,
  LookedUpTerm,
  MemoryState,
  NearMiss,
} from './asking.ts';
import type { Sentence } from './sentences.ts';

/** A value with the workspace folder that it is from. */
export type InFolder<T> = T & { readonly folder: string };

/** What one workspace folder answered. */
export interface FolderAnswer {
  /** Absolute path of the folder. */
  readonly folder: string;
  readonly result: AskResult;
  /** True where the question names the folder itself. */
  readonly named?: boolean;
}

/** A sentence of an answer, with citations that name their folder. */
export type MergedSentence = Omit<AnswerSentence, 'citations'> & {
  readonly citations: readonly InFolder<Citation>[];
};

/** One answer over all folders. */
export interface MergedAnswer {
  /** How it is made; `sentences` where there is none. */
  readonly kind: AnswerKind;
  readonly sentences: readonly MergedSentence[];
  readonly abstained: boolean;
  readonly confidence: number;
  /** True where `confidence` is a probability, fitted to the user's own questions. */
  readonly calibrated: boolean;
  /** Of the folder that comes nearest, where every folder declines. */
  readonly nearMiss?: (Omit<NearMiss, 'citation'> & { readonly citation: InFolder<Citation> }) | undefined;
  readonly nullWeight: number;
  /** Best first. */
  readonly passages: readonly InFolder<AttendedPassage>[];
  /** The share of each file that was asked, best first. */
  readonly documents: readonly InFolder<DocumentShare>[];
  readonly heat: readonly InFolder<HeatedSentence>[];
  /** The words that were looked up; one that several folders hold has a line for each. */
  readonly terms: readonly LookedUpTerm[];
  /** The files, and folders with a `/` at their end, that alone were asked; null for all. `./` is a whole folder. */
  readonly scope: readonly InFolder<{ readonly name: string }>[] | null;
  /** Where it goes on from earlier turns: what it was read as beside its own words, by the folder that answers. */
  readonly followUp?: FollowUp | undefined;
  readonly memory: MemoryState;
  readonly warnings: readonly Sentence[];
}

/**
 * The answers of several folders as one. The surest of the folders that answer gives the answer and how sure it is, by
 * its own calibration or none; where no folder answers, the surest of all. The least NULL stays NULL. What is left is
 * shared out by odds, so that a folder where nothing fits takes nothing from the others. Shares are at least 0 and sum,
 * with NULL, to 1 where each folder's do (invariant 10). One folder comes out as it went in.
 */
export function mergeAnswers(all: readonly FolderAnswer[]): MergedAnswer {
  const answers = askedFolders(all);
  const best = answers.toSorted(
    (a, b) =>
      Number(a.result.abstained) - Number(b.result.abstained) || b.result.confidence - a.result.confidence,
  )[0];
  const { nullWeight, factors } = sharedOut(answers.map(({ result }) => result));
  const scaled = <T extends { readonly weight: number }>(
    pick: (result: AskResult) => readonly T[],
    scale: (item: T, factor: number) => T = (item, factor) => ({ ...item, weight: item.weight * factor }),
  ): InFolder<T>[] =>
    answers
      .flatMap(({ folder, result }, i) =>
        pick(result).map((item) => ({ ...scale(item, factors[i] ?? 0), folder })),
      )
      .sort((a, b) => b.weight - a.weight);
  const abstained = answers.every(({ result }) => result.abstained);
  const nearMiss = best?.result.nearMiss;
  return {
    kind: best?.result.answer?.kind ?? 'sentences',
    sentences: best === undefined ? [] : inFolder(best.result.answer, best.folder),
    abstained,
    confidence: best?.result.confidence ?? 0,
    calibrated: best?.result.calibrated === true,
    nearMiss:
      abstained && best !== undefined && nearMiss !== undefined
        ? { ...nearMiss, citation: { ...nearMiss.citation, folder: best.folder } }
        : undefined,
    nullWeight,
    passages: scaled((result) => result.passages, scaledPassage),
    documents: scaled((result) => result.documents),
    heat: scaled((result) => result.heat, scaledSentence),
    terms: answers.flatMap(({ result }) => result.terms),
    scope: !answers.some(isNamed)
      ? null
      : answers.flatMap(({ folder, result }) => (result.scope ?? ['./']).map((name) => ({ folder, name }))),
    followUp: best?.result.followUp,
    memory: {
      files: total(answers, ({ files }) => files),
      leaves: total(answers, ({ leaves }) => leaves),
      encoded: total(answers, ({ encoded }) => encoded),
    },
    warnings: [
      ...new Map(
        answers.flatMap(({ result }) => result.warnings).map((warning) => [warning.text, warning]),
      ).values(),
    ],
  };
}

/** What tells whether a folder is meant: it is named itself, or files in it are. */
interface Asked {
  readonly named?: boolean;
  readonly result: { readonly scope: readonly string[] | null };
}

function isNamed({ named, result }: Asked): boolean {
  return named === true || result.scope !== null;
}

/** A question that names files with @ is asked of the folders that have them, and of those that it names. */
export function askedFolders<T extends Asked>(all: readonly T[]): readonly T[] {
  const named = all.filter(isNamed);
  return named.length > 0 ? named : all;
}

/**
 * How the attention is shared out among folders: the least NULL stays NULL, what is left goes by odds.
 *
 * @returns by folder, what its shares are multiplied by
 */
export function sharedOut(folders: readonly { readonly nullWeight: number }[]): {
  readonly nullWeight: number;
  readonly factors: readonly number[];
} {
  const nullWeight = Math.min(1, ...folders.map((folder) => folder.nullWeight));
  const odds = folders.map((folder) => (1 - folder.nullWeight) / Math.max(folder.nullWeight, 1e-6));
  const allOdds = odds.reduce((sum, value) => sum + value, 0);
  const factors = folders.map((folder, i) => {
    const attended = 1 - folder.nullWeight;
    const share = allOdds > 0 ? ((odds[i] ?? 0) / allOdds) * (1 - nullWeight) : 0;
    return attended > 0 ? share / attended : 0;
  });
  return { nullWeight, factors };
}

/** A passage's section is scaled with it. */
function scaledPassage(passage: AttendedPassage, factor: number): AttendedPassage {
  return {
    ...passage,
    weight: passage.weight * factor,
    sectionWeight: passage.sectionWeight * factor,
  };
}

/** A sentence's words share its weight: they are scaled with it. */
function scaledSentence({ words, ...sentence }: HeatedSentence, factor: number): HeatedSentence {
  const weight = sentence.weight * factor;
  return words === undefined
    ? { ...sentence, weight }
    : { ...sentence, weight, words: words.map((word) => ({ ...word, weight: word.weight * factor })) };
}

function inFolder(answer: Answer | null, folder: string): MergedAnswer['sentences'] {
  return (answer?.sentences ?? []).map(({ citations, ...sentence }) => ({
    ...sentence,
    citations: citations.map((citation) => ({ ...citation, folder })),
  }));
}

function total(answers: readonly FolderAnswer[], figure: (memory: MemoryState) => number): number {
  return answers.reduce((sum, { result }) => sum + figure(result.memory), 0);
}
