import { pairedBootstrap, type Interval } from '../quality/bootstrap.ts';
import { seeded } from '../quality/random.ts';
import type { ChangedFigures, FollowUpFigures } from './followUps.ts';

const RESAMPLES = 2000;

/** Mean of `after` over mean of `alone`, with the 95 % bootstrap interval over the cases. */
export function ratio(cases: readonly Pick<FollowUpFigures, 'alone' | 'after'>[]): Interval {
  const of = (drawn: readonly Pick<FollowUpFigures, 'alone' | 'after'>[]): number =>
    drawn.reduce((sum, { after }) => sum + after, 0) / drawn.reduce((sum, { alone }) => sum + alone, 0);
  const random = seeded(1);
  const ratios = Array.from({ length: RESAMPLES }, () =>
    of(cases.map((one) => cases[Math.floor(random() * cases.length)] ?? one)),
  ).sort((a, b) => a - b);
  const at = (share: number): number => ratios[Math.round(share * (RESAMPLES - 1))] ?? Number.NaN;
  return { mean: of(cases), low: at(0.025), high: at(0.975) };
}

const COLUMNS = ['alone', 'bare', 'questions', 'after', 'rewritten', 'misled'] as const;

/** A line a set and kind, and one a kind over all sets; then what a change of topic costs. */
export function followUpTable(
  figures: readonly FollowUpFigures[],
  changed: readonly ChangedFigures[],
): string {
  const lines = [
    `| set, kind | cases | ${COLUMNS.join(' | ')} | after / alone | after − questions |`,
    `| --- | --- | ${COLUMNS.map(() => '---').join(' | ')} | --- | --- |`,
  ];
  const row = (name: string, cases: readonly FollowUpFigures[]): void => {
    if (cases.length === 0) return;
    const means = COLUMNS.map((column) => mean(cases.map((one) => one[column])).toFixed(3));
    const gain = pairedBootstrap([cases.map(({ after, questions }) => after - questions)]);
    lines.push(
      `| ${name} | ${cases.length} | ${means.join(' | ')} | ${told(ratio(cases))} | ${told(gain)} |`,
    );
  };
  const kinds = [...new Set(figures.map(({ kind }) => kind))];
  const of = (kind: FollowUpFigures['kind'], set?: string): FollowUpFigures[] =>
    figures.filter((one) => one.kind === kind && (set === undefined || one.set === set));
  for (const set of new Set(figures.map((one) => one.set)))
    for (const kind of kinds) row(`${set}, ${kind}`, of(kind, set));
  for (const kind of kinds) row(`**all, ${kind}**`, of(kind));
  row('**all**', figures);
  const same = changed.filter((one) => one.same).length;
  const lost = mean(changed.map(({ alone, after }) => after - alone));
  return [
    ...lines,
    '',
    `changed: ${changed.length} questions after one about another file, ${same} with the same passages to the bit, recall ${lost.toFixed(4)}`,
  ].join('\n');
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function told({ mean: middle, low, high }: Interval): string {
  return `${middle.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
