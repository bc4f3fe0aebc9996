import { CONFIDENCE } from '../../src/core/answer/abstain.ts';
import { thresholdAt } from '../../src/core/answer/riskControl.ts';
import { pairedBootstrap } from '../quality/bootstrap.ts';
import { DEV } from '../quality/compare.ts';
import { rounded } from '../quality/report.ts';
import { SAMPLE } from '../quality/sets.ts';
import { atRisk, figuresOf, riskCoverage } from './crossfit.ts';
import type { Interval } from '../quality/bootstrap.ts';
import type { Asked, Said } from './asked.ts';
import type { ConfidenceFigures, Crossfit, CurvePoint, Judged, RiskFigures } from './crossfit.ts';
import type { GoldFigures } from './gold.ts';
import type { Latency } from './latency.ts';

/** One language or set where the paragraph is given. */
export interface GoldRow {
  readonly name: string;
  readonly questions: number;
  readonly f1: number;
  readonly em: number;
  readonly auroc: number | null;
  /** The reader that it is compared with; null where there is none. */
  readonly other: { readonly f1: number; readonly em: number; readonly by: Interval } | null;
}

/** One set, no paragraph given. */
export interface WorkspaceRow {
  readonly name: string;
  readonly questions: number;
  /** True where the reader was trained on these articles. */
  readonly trained: boolean;
  /** With the reader, and of the best sentence of the first passage without it; null where no answer is known. */
  readonly f1: Pair | null;
  readonly em: Pair | null;
  readonly hit: Pair;
  readonly recall: Pair;
}

/** Before and after reading, and how much more after. */
export interface Pair {
  readonly before: number;
  readonly after: number;
  readonly by: Interval;
}

/** Everything that a run measured; parts that were not asked for are left out. */
export interface AnswersReport {
  readonly settings: {
    readonly date: string;
    readonly reader: string | null;
    readonly each: number;
    readonly command: string;
  };
  readonly gold?: { readonly rows: readonly GoldRow[]; readonly macro: GoldMacro };
  readonly workspace?: {
    readonly rows: readonly WorkspaceRow[];
    /** Macro of the sets with short answers. */
    readonly f1: Pair;
    /** Macro of the dev sets that were asked. */
    readonly hit: Pair & { readonly over: readonly string[] };
    readonly recall: Pair;
  };
  readonly confidence?: Readonly<Record<string, ConfidenceReport>>;
  readonly latency?: Latency;
}

export interface GoldMacro {
  readonly f1: number;
  readonly em: number;
  readonly other: { readonly f1: number; readonly by: Interval } | null;
  /** The same over XQuAD's languages alone. */
  readonly languages: { readonly f1: number; readonly by: Interval | null } | null;
}

/** How well answerable questions are told, by what the probability is made from. */
export interface ConfidenceReport {
  readonly all: ConfidenceFigures;
  readonly clapnq: ConfidenceFigures;
  readonly xquadElsewhere: ConfidenceFigures;
  readonly risks: readonly RiskFigures[];
  readonly curve: readonly CurvePoint[];
  /** The sample library at the default risk, as shipped: shares declined of its two kinds of questions. */
  readonly library: { readonly declinedRightly: number; readonly declinedWrongly: number };
}

/** Sets whose answers are words of the text. */
const SHORT = /^(?:xquad|cmrc|drcd|covidqa|policyqa|hotpot)/;
const RISKS = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3];

/** What is told of gold paragraphs; `others` are the same questions by another reader. */
export function goldReport(
  ours: readonly GoldFigures[],
  others: readonly GoldFigures[] | null,
): NonNullable<AnswersReport['gold']> {
  const pairs = ours.map((own) => ({ own, other: others?.find(({ name }) => name === own.name) }));
  const rows = pairs.map(({ own, other }): GoldRow => ({
    name: own.name,
    questions: own.f1.length,
    f1: mean(own.f1),
    em: mean(own.em),
    auroc: own.auroc ?? null,
    other:
      other === undefined
        ? null
        : { f1: mean(other.f1), em: mean(other.em), by: rounded(pairedBootstrap([minus(own.f1, other.f1)])) },
  }));
  const by = (some: typeof pairs): Interval | null =>
    some.every(({ other }) => other !== undefined)
      ? rounded(pairedBootstrap(some.map(({ own, other }) => minus(own.f1, other?.f1 ?? []))))
      : null;
  const languages = pairs.filter(({ own }) => own.name.startsWith('xquad'));
  const whole = by(pairs);
  return {
    rows,
    macro: {
      f1: mean(rows.map(({ f1 }) => f1)),
      em: mean(rows.map(({ em }) => em)),
      other: whole === null ? null : { f1: mean(rows.map(({ other }) => other?.f1 ?? 0)), by: whole },
      languages:
        languages.length === 0
          ? null
          : { f1: mean(languages.map(({ own }) => mean(own.f1))), by: by(languages) },
    },
  };
}

/** What is told of whole workspaces, at risk 1. */
export function workspaceReport(asked: readonly Asked[]): NonNullable<AnswersReport['workspace']> {
  const own = asked.filter(
    ({ foreign, extra, answerable, read }) => !foreign && !extra && answerable && read !== null,
  );
  const names = [...new Set(own.map(({ set }) => set))];
  const of = (name: string): Asked[] => own.filter(({ set }) => set === name);
  const pair = (sets: readonly (readonly Asked[])[], figure: keyof Said): Pair => {
    const values = (which: 'read' | 'plain'): number[][] =>
      sets.map((set) => set.flatMap((one) => numberIn(one[which]?.[figure])));
    const [after, before] = [values('read'), values('plain')];
    return {
      before: mean(before.map(mean)),
      after: mean(after.map(mean)),
      by: rounded(pairedBootstrap(after.map((own_, i) => minus(own_, before[i] ?? [])))),
    };
  };
  const rows = names.map((name): WorkspaceRow => {
    const set = of(name);
    const answers = set.some(({ read }) => read?.f1 !== null);
    return {
      name,
      questions: set.length,
      trained: set[0]?.trained ?? false,
      f1: answers ? pair([set], 'f1') : null,
      em: answers ? pair([set], 'em') : null,
      hit: pair([set], 'hit'),
      recall: pair([set], 'recall'),
    };
  });
  const short = names.filter((name) => SHORT.test(name)).map(of);
  const dev = names.filter((name) => DEV.includes(name.replace(/-odd$/, '')));
  return {
    rows,
    f1: pair(short, 'f1'),
    hit: { ...pair(dev.map(of), 'hit'), over: dev },
    recall: pair(dev.map(of), 'recall'),
  };
}

/** What is told of one way to make the probability. */
export function confidenceReport({ kind, judged, extra, never, risks }: Crossfit): ConfidenceReport {
  const library = never.filter(({ asked }) => asked.set === SAMPLE);
  const threshold = thresholdAt(
    CONFIDENCE[kind].risks.length > 1 ? CONFIDENCE[kind].risks : risks,
    CONFIDENCE.risk,
  );
  const declined = (is: boolean): number => {
    const some = library.filter(({ asked }) => asked.answerable === is);
    return some.filter(({ probability }) => probability < threshold).length / Math.max(1, some.length);
  };
  const where = (keep: (asked: Asked) => boolean): Judged[] => judged.filter(({ asked }) => keep(asked));
  return {
    all: figuresOf(judged),
    clapnq: figuresOf([...where(({ set, foreign }) => set === 'clapnq' && !foreign), ...extra]),
    xquadElsewhere: xquadElsewhere(judged),
    risks: RISKS.map((risk) => atRisk(judged, risk)),
    curve: riskCoverage(judged),
    library: { declinedRightly: declined(false), declinedWrongly: declined(true) },
  };
}

/** XQuAD's questions over their own files, against the same kind of questions over another set's. */
function xquadElsewhere(judged: readonly Judged[]): ConfidenceFigures {
  return figuresOf(
    judged.filter(({ asked }) =>
      asked.foreign ? /^foreign-(?:zh-)?(?:en|de|zh)-/.test(asked.id) : asked.family === 'xquad',
    ),
  );
}

function numberIn(value: number | boolean | null | undefined): number[] {
  return typeof value === 'number' ? [value] : [];
}

function minus(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((value, i) => value - (theirs[i] ?? 0));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
