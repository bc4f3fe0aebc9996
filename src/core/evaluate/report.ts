import { advise, type Advice, type MemoryFacts } from './advice.ts';
import { found, type Outcome } from './outcome.ts';
import { QUESTION_KINDS } from './question.ts';
import { estimate, quantile, type Estimate } from './score.ts';

/** The figures of some of the questions; null where none of them has the figure. */
export interface Figures {
  readonly recallAt1024: Estimate | null;
  readonly hitAt1: Estimate | null;
  /** recallAt1024 by words alone, by meaning alone. */
  readonly byWordsAlone: Estimate | null;
  readonly byMeaningAlone: Estimate | null;
  /** The share whose answer holds what is known to be right; of questions with a short answer (16 tokens). */
  readonly answered: Estimate | null;
  /** The share that is declined although the files answer. */
  readonly wronglyDeclined: Estimate | null;
}

/** The figures of a group of the questions. */
export interface Group extends Figures {
  readonly name: string;
}

/** A file whose questions went badly, with the one that went worst. */
export interface WorstFile {
  readonly file: string;
  readonly recallAt1024: Estimate;
  readonly example: {
    readonly question: string;
    readonly recallAt1024: number;
    /** What came first in place of the evidence; null where nothing came. */
    readonly first: {
      readonly file: string;
      readonly start: number;
      readonly end: number;
      readonly text: string;
    } | null;
  };
}

/** What the questions say about the memory. */
export interface Evaluation {
  readonly overall: Figures;
  /** Questions that no file answers, and how many of them are declined. */
  readonly declined: Estimate | null;
  /** Milliseconds that a question took, the answer included. */
  readonly latency: { readonly p50: number | null; readonly p95: number | null };
  /** What HNSW gives against an exact search; null where the search is exact. */
  readonly graph: {
    readonly sameFirst: Estimate | null;
    readonly sameOfFive: Estimate | null;
    readonly recallAt1024: Estimate | null;
    readonly exactRecallAt1024: Estimate | null;
  } | null;
  readonly byKind: readonly Group[];
  readonly byLanguage: readonly Group[];
  readonly byType: readonly Group[];
  readonly byFile: readonly Group[];
  readonly worst: readonly WorstFile[];
  readonly help: readonly Advice[];
}

const MOST_WORST = 5;

/** Sums the outcomes up and says what would help. */
export function evaluate(outcomes: readonly Outcome[], facts: MemoryFacts): Evaluation {
  const own = outcomes.filter(({ question }) => question.answerable !== false);
  const foreign = outcomes.filter(({ question }) => question.answerable === false);
  const measured = own.filter(({ recall }) => recall !== null);
  const searches = outcomes.flatMap(({ search }) => search ?? []);
  const evaluation = {
    overall: figures(own),
    declined: estimate(foreign.map(({ declined }) => Number(declined))),
    latency: {
      p50: quantile(milliseconds(outcomes), 0.5),
      p95: quantile(milliseconds(outcomes), 0.95),
    },
    graph:
      searches.length === 0
        ? null
        : {
            sameFirst: estimate(searches.map(({ first }) => Number(first))),
            sameOfFive: estimate(searches.map(({ five }) => five)),
            recallAt1024: estimate(values(searches.map(({ recall }) => recall))),
            exactRecallAt1024: estimate(values(searches.map(({ exactRecall }) => exactRecall))),
          },
    byKind: QUESTION_KINDS.flatMap((kind) =>
      groupsBy(own, ({ question }) => (question.kind === kind ? [kind] : [])),
    ),
    byLanguage: groupsBy(own, ({ language }) => [language]),
    byType: groupsBy(measured, (outcome) => [...new Set(filesOf(outcome).map(typeOf))]),
    byFile: groupsBy(measured, filesOf),
    worst: worstFiles(measured),
  };
  return { ...evaluation, help: advise(outcomes, evaluation, facts) };
}

function figures(outcomes: readonly Outcome[]): Figures {
  const answerable = outcomes.filter(({ question }) => question.answerable === true);
  return {
    recallAt1024: estimate(values(outcomes.map(({ recall }) => recall))),
    hitAt1: estimate(values(outcomes.map(({ hit }) => hit))),
    byWordsAlone: estimate(values(outcomes.map(({ recallByWords }) => recallByWords))),
    byMeaningAlone: estimate(values(outcomes.map(({ recallByMeaning }) => recallByMeaning))),
    answered: estimate(values(outcomes.map(({ answered }) => answered))),
    wronglyDeclined: estimate(answerable.map(({ declined }) => Number(declined))),
  };
}

/** The groups in order of their names' first appearance, the largest first. */
function groupsBy(outcomes: readonly Outcome[], namesOf: (outcome: Outcome) => readonly string[]): Group[] {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    for (const name of namesOf(outcome)) {
      const group = groups.get(name);
      if (group) group.push(outcome);
      else groups.set(name, [outcome]);
    }
  }
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([name, group]) => ({ name, ...figures(group) }));
}

function worstFiles(measured: readonly Outcome[]): WorstFile[] {
  return groupsBy(measured, filesOf)
    .flatMap(({ name, recallAt1024 }) => {
      const failed = measured.filter(
        (outcome) => filesOf(outcome).includes(name) && found(outcome) === false,
      );
      const [worst] = failed.toSorted((a, b) => (a.recall ?? 0) - (b.recall ?? 0));
      if (recallAt1024 === null || worst === undefined) return [];
      const { question, recall, first } = worst;
      return [
        {
          file: name,
          recallAt1024,
          example: { question: question.question, recallAt1024: recall ?? 0, first },
        },
      ];
    })
    .sort(
      (a, b) =>
        a.recallAt1024.mean - b.recallAt1024.mean || b.recallAt1024.questions - a.recallAt1024.questions,
    )
    .slice(0, MOST_WORST);
}

function filesOf({ question }: Outcome): string[] {
  return [...new Set(question.evidence.map(({ file }) => file))];
}

/** The file's extension with its dot, or its name where it has none. */
function typeOf(file: string): string {
  return /(?<=[^/])\.[^./]+$/.exec(file)?.[0].toLowerCase() ?? file.slice(file.lastIndexOf('/') + 1);
}

function milliseconds(outcomes: readonly Outcome[]): number[] {
  return outcomes.map((outcome) => outcome.milliseconds);
}

function values(figures: readonly (number | boolean | null)[]): number[] {
  return figures.flatMap((figure) => (figure === null ? [] : [Number(figure)]));
}
