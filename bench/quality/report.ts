import {
  COMPARED,
  DEV,
  baselines,
  devSets,
  difference,
  macro,
  macroSets,
  meansOf,
  spreadOf,
} from './compare.ts';
import { limits, signed } from './limits.ts';
import { BUDGETS } from './score.ts';
import type { Compared, SetRuns } from './compare.ts';
import type { Interval } from './bootstrap.ts';
import type { Limit } from './limits.ts';

/** What a run was made with. */
export interface RunSettings {
  readonly encoder: string | undefined;
  readonly all: boolean;
  readonly systems: readonly string[];
}

/** The system that the others are compared with. */
export const OURS = 'recollect';

/** Figures and differences of one set, or of the macro average of several. */
export interface Measured {
  readonly questions: number;
  readonly available: number;
  /** By system, then by figure. */
  readonly systems: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By system or group, then by figure: ours minus theirs. */
  readonly differences: Readonly<Record<string, Readonly<Record<string, Interval>>>>;
}

/** All that a run measured, as it is kept in `quality.json` and drawn in `quality.html`. */
export interface Report {
  readonly settings: RunSettings;
  readonly sets: Readonly<
    Record<string, Measured & { readonly failures?: Record<string, readonly string[]> }>
  >;
  /** `dev`: over the dev sets; `all`: over all public ones. */
  readonly macro: Readonly<Record<string, MeasuredMacro>>;
  readonly limits: readonly Limit[];
  /** Of a run with `--parts`: the whole ranking minus each part's lack, by part, then by figure. */
  readonly parts?: Compares;
  /** Of a run with `--hnsw`: through the graph minus exact. */
  readonly hnsw?: {
    readonly differences: Readonly<Record<string, Interval>>;
    readonly over: readonly string[];
  };
}

/** A macro average; `intervals` are by system and figure, as `differences`. */
export interface MeasuredMacro extends Measured {
  readonly over: readonly string[];
  readonly intervals: Measured['differences'];
}

/** Differences by name, then by figure, over some sets. */
export interface Compares {
  readonly over: readonly string[];
  readonly differences: Measured['differences'];
}

const round = (value: number, digits = 4): number => Number(value.toFixed(digits));

/** Everything that was measured, rounded to four places. */
export function reportOf(all: readonly SetRuns[], settings: RunSettings): Report {
  const sets = Object.fromEntries(all.map((entry) => [entry.set.name, measuredSet(entry, settings)]));
  const groups = { dev: devSets(all), all: macroSets(all) };
  return {
    settings,
    sets,
    macro: Object.fromEntries(
      Object.entries(groups)
        .filter(([, over]) => over.length > 0)
        .map(([name, over]) => [name, measuredMacro(over, settings)]),
    ),
    limits: limits(all, settings.systems),
  };
}

function measuredSet(entry: SetRuns, settings: RunSettings): Report['sets'][string] {
  const { set, runs } = entry;
  const failures = Object.fromEntries(
    runs.flatMap((run) => (run.failures.length > 0 ? [[run.system, run.failures]] : [])),
  );
  return {
    questions: set.questions.length,
    available: set.available,
    systems: Object.fromEntries(
      runs.map((run) => [
        run.system,
        {
          ...Object.fromEntries(Object.entries(meansOf(run)).map(([k, v]) => [k, round(v)])),
          ...(run.auroc === undefined ? {} : { auroc: round(run.auroc) }),
          prepareSeconds: round(run.prepareSeconds, 2),
          medianMs: round(run.medianMs, 2),
        },
      ]),
    ),
    differences: differencesOf([entry], settings),
    ...(Object.keys(failures).length === 0 ? {} : { failures }),
  };
}

function measuredMacro(over: readonly SetRuns[], settings: RunSettings): MeasuredMacro {
  const figures = ['hit@1', ...BUDGETS.map((budget) => `recall@${budget}`)];
  const sum = (of: (set: SetRuns['set']) => number): number =>
    over.reduce((total, { set }) => total + of(set), 0);
  return {
    over: over.map(({ set }) => set.name),
    questions: sum((set) => set.questions.length),
    available: sum((set) => set.available),
    systems: Object.fromEntries(
      settings.systems.map((system) => [
        system,
        Object.fromEntries(
          figures.flatMap((figure) => {
            const value = macro(over, system, figure);
            return value === undefined ? [] : [[figure, round(value)]];
          }),
        ),
      ]),
    ),
    differences: differencesOf(over, settings),
    intervals: Object.fromEntries(
      settings.systems.map((system) => [
        system,
        Object.fromEntries(
          COMPARED.flatMap((figure) => {
            const interval = spreadOf(over, system, figure);
            return interval === undefined ? [] : [[figure, rounded(interval)]];
          }),
        ),
      ]),
    ),
  };
}

/** Rounded to four places. */
export function rounded({ mean, low, high }: Interval): Interval {
  return { mean: round(mean), low: round(low), high: round(high) };
}

function differencesOf(sets: readonly SetRuns[], { systems }: RunSettings): Measured['differences'] {
  const out: Record<string, Record<string, Interval>> = {};
  if (!systems.includes(OURS)) return out;
  for (const baseline of baselines(OURS, systems)) {
    for (const figure of COMPARED) {
      const interval = difference(sets, OURS, baseline, figure);
      if (interval === undefined) continue;
      (out[baseline] ??= {})[figure] = rounded(interval);
    }
  }
  return out;
}

/** The report as text: a table a figure, then the differences, the limits, abstention and time. */
export function asText(report: Report): string {
  return [
    ...COMPARED.map((figure) => figureTable(report, figure)),
    differenceTable(report),
    ...COMPARED.map((figure) => setDifferences(report, figure)),
    limitTable(report),
    abstention(report),
    timing(report),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function figureTable({ settings, sets, macro: macros }: Report, figure: Compared): string {
  const cells = ({ systems }: Measured): string[] =>
    settings.systems.map((system) => number(systems[system]?.[figure]));
  return table([
    [figure, 'questions', ...settings.systems],
    ...Object.entries(sets).map(([name, set]) => [
      name,
      `${set.questions}${set.questions < set.available ? '*' : ''}`,
      ...cells(set),
    ]),
    ...Object.entries(macros).map(([name, measured]) => [
      `${name}: macro of ${measured.over.length}`,
      '',
      ...cells(measured),
    ]),
  ]);
}

function differenceTable({ macro: macros, settings }: Report): string {
  if (!settings.systems.includes(OURS) || settings.systems.length < 2) return '';
  const groups = Object.entries(macros);
  return table([
    [
      `${OURS} minus`,
      ...groups.flatMap(([name, { over }]) => COMPARED.map((figure) => `${name} ${over.length}: ${figure}`)),
    ],
    ...baselines(OURS, settings.systems).map((baseline) => [
      baseline,
      ...groups.flatMap(([, measured]) =>
        COMPARED.map((figure) => marked(measured.differences[baseline]?.[figure])),
      ),
    ]),
  ]);
}

/** Baselines that every set is shown against. */
const SHOWN = ['sum', 'better flat', 'better minilm'];

function setDifferences({ sets, settings }: Report, figure: Compared): string {
  const shown = SHOWN.filter((name) => baselines(OURS, settings.systems).includes(name));
  if (!settings.systems.includes(OURS) || shown.length === 0) return '';
  return table([
    [`${figure}: ${OURS} minus`, ...shown],
    ...Object.entries(sets).map(([name, { differences }]) => [
      name,
      ...shown.map((baseline) => marked(differences[baseline]?.[figure])),
    ]),
  ]);
}

function limitTable({ limits: found, macro: macros }: Report): string {
  const over = macros['dev']?.over.length ?? 0;
  if (found.length === 0) return '';
  return table([
    [`limit (${over} of ${DEV.length} dev sets)`, 'measured', 'met'],
    ...found.map(({ what, measured, met }) => [what, measured, met ? 'yes' : 'NO']),
  ]);
}

function abstention({ sets }: Report): string {
  const rows = Object.entries(sets).flatMap(([name, { systems }]) =>
    Object.entries(systems).flatMap(([system, { auroc }]) =>
      auroc === undefined ? [] : [[name, system, number(auroc)]],
    ),
  );
  return rows.length === 0 ? '' : table([['answerable or not', 'system', 'auroc'], ...rows]);
}

function timing({ sets, settings }: Report): string {
  return table([
    ['ms a question (median)', ...settings.systems],
    ...Object.entries(sets).map(([name, { systems }]) => [
      name,
      ...settings.systems.map((system) => systems[system]?.['medianMs']?.toFixed(1) ?? ''),
    ]),
  ]);
}

function number(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(3);
}

/** A star where the interval excludes 0 in our favour, an exclamation mark where it does against us. */
function marked(value: Interval | undefined): string {
  if (value === undefined) return '';
  return `${signed(value)}${value.low > 0 ? ' *' : value.high < 0 ? ' !' : '  '}`;
}

/** Columns of equal width, the first to the left. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2)));
  return lines.join('\n');
}
