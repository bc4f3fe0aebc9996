import { BETTER_FLAT, COMPARED, FLAT, difference, macro, macroSets, meansOf } from './compare.ts';
import { means } from './score.ts';
import type { Compared, SetRuns } from './compare.ts';
import type { Interval } from './bootstrap.ts';

/** What a run was made with. */
export interface RunSettings {
  readonly encoder: string | undefined;
  readonly all: boolean;
  readonly systems: readonly string[];
}

const OURS = 'recollect';
const round = (value: number, digits = 4): number => Number(value.toFixed(digits));

/** Everything that was measured, for machines. */
export function asJson(all: readonly SetRuns[], settings: RunSettings): unknown {
  return {
    settings,
    sets: Object.fromEntries(
      all.map((entry) => [
        entry.set.name,
        {
          questions: entry.set.questions.length,
          available: entry.set.available,
          systems: Object.fromEntries(
            entry.runs.map((run) => [
              run.system,
              {
                ...Object.fromEntries(Object.entries(meansOf(run)).map(([k, v]) => [k, round(v)])),
                ...(run.auroc === undefined ? {} : { auroc: round(run.auroc) }),
                prepareSeconds: round(run.prepareSeconds, 2),
                medianMs: round(run.medianMs, 2),
                ...(run.failures.length > 0 ? { failures: run.failures } : {}),
              },
            ]),
          ),
          differences: differencesJson([entry]),
        },
      ]),
    ),
    macro: {
      over: macroSets(all).map(({ set }) => set.name),
      systems: Object.fromEntries(
        settings.systems.map((system) => [
          system,
          Object.fromEntries(
            COMPARED.map((figure) => [figure, macro(macroSets(all), system, figure)]).map(([k, v]) => [
              k,
              typeof v === 'number' ? round(v) : null,
            ]),
          ),
        ]),
      ),
      differences: differencesJson(macroSets(all)),
    },
  };
}

function differencesJson(sets: readonly SetRuns[]): Record<string, Record<string, unknown>> {
  const out: Record<string, Record<string, unknown>> = {};
  for (const baseline of [...FLAT, 'sum', BETTER_FLAT]) {
    for (const figure of COMPARED) {
      const interval = difference(sets, OURS, baseline, figure);
      if (interval === undefined) continue;
      (out[baseline] ??= {})[figure] = {
        mean: round(interval.mean),
        low: round(interval.low),
        high: round(interval.high),
      };
    }
  }
  return out;
}

/** The figures as text: a block a figure, then what each part cost. */
export function asText(all: readonly SetRuns[], settings: RunSettings): string {
  const blocks = COMPARED.map((figure) => figureBlock(all, settings, figure));
  return [...blocks, abstention(all), timing(all, settings)].filter((block) => block !== '').join('\n\n');
}

function figureBlock(all: readonly SetRuns[], settings: RunSettings, figure: Compared): string {
  const compare = settings.systems.includes(OURS);
  const baselines = compare
    ? [...FLAT, 'sum', BETTER_FLAT].filter((name) => name === BETTER_FLAT || settings.systems.includes(name))
    : [];
  const header = [
    figure,
    'questions',
    ...settings.systems,
    ...baselines.map((baseline) => `${OURS} - ${baseline}`),
  ];
  const rows = all.map((entry) => [
    entry.set.name,
    `${entry.set.questions.length}${entry.set.questions.length < entry.set.available ? '*' : ''}`,
    ...settings.systems.map((system) => {
      const run = entry.runs.find((candidate) => candidate.system === system);
      return number(run === undefined ? undefined : means(run.figures)[figure]);
    }),
    ...baselines.map((baseline) => interval(difference([entry], OURS, baseline, figure))),
  ]);
  const sets = macroSets(all);
  const total = [
    `macro of ${sets.length}`,
    '',
    ...settings.systems.map((system) => number(macro(sets, system, figure))),
    ...baselines.map((baseline) => interval(difference(sets, OURS, baseline, figure))),
  ];
  return table([header, ...rows, total]);
}

function abstention(all: readonly SetRuns[]): string {
  const rows = all.flatMap(({ set, runs }) =>
    runs.flatMap((run) => (run.auroc === undefined ? [] : [[set.name, run.system, number(run.auroc)]])),
  );
  return rows.length === 0 ? '' : table([['answerable or not', 'system', 'auroc'], ...rows]);
}

function timing(all: readonly SetRuns[], settings: RunSettings): string {
  const header = ['time', ...settings.systems.flatMap((system) => [`${system} prepare s`, 'ms a question'])];
  const rows = all.map(({ set, runs }) => [
    set.name,
    ...settings.systems.flatMap((system) => {
      const run = runs.find((candidate) => candidate.system === system);
      return run === undefined ? ['', ''] : [run.prepareSeconds.toFixed(1), run.medianMs.toFixed(1)];
    }),
  ]);
  return table([header, ...rows]);
}

function number(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(3);
}

/** A star where the interval excludes 0 in our favour, an exclamation mark where it does against us. */
function interval(value: Interval | undefined): string {
  if (value === undefined) return '';
  const sign = (x: number): string => `${x < 0 ? '-' : '+'}${Math.abs(x).toFixed(3)}`;
  const mark = value.low > 0 ? ' *' : value.high < 0 ? ' !' : '  ';
  return `${sign(value.mean)} [${sign(value.low)}, ${sign(value.high)}]${mark}`;
}

function table(rows: readonly (readonly string[])[]): string {
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
