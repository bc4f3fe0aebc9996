import { BETTER_MINILM, COMPARED, baselines, devSets, difference } from './compare.ts';
import type { Interval } from './bootstrap.ts';
import type { Compared, SetRuns } from './compare.ts';

const OURS = 'recollect';

/** What Recollect has set out to show on the dev sets, and whether this run shows it. */
export interface Limit {
  readonly what: string;
  readonly measured: string;
  readonly met: boolean;
}

/** Every limit that can be told from what was measured, over the dev sets that were. */
export function limits(all: readonly SetRuns[], systems: readonly string[]): Limit[] {
  const dev = devSets(all);
  if (dev.length === 0 || !systems.includes(OURS)) return [];
  const found: Limit[] = [];
  const atLeast = (what: string, baseline: string, figure: Compared, least: number): void => {
    const by = difference(dev, OURS, baseline, figure);
    if (by === undefined) return;
    // Where 0 is the limit the mean must not be below it; above 0 the interval must exclude 0 besides.
    found.push({
      what,
      measured: `${baseline} ${signed(by)}`,
      met: by.mean >= least && (least === 0 || by.low > 0),
    });
  };
  atLeast('recall@1024 at least +.035 over the sum', 'sum', 'recall@1024', 0.035);
  atLeast('recall@1024 at least +.18 over flat MiniLM', BETTER_MINILM, 'recall@1024', 0.18);
  atLeast('hit@1 not below the sum', 'sum', 'hit@1', 0);
  const peers = baselines(OURS, systems)
    .filter((name) => systems.includes(name))
    .map((name) => ({ name, by: difference(dev, OURS, name, 'recall@1024') }));
  const nearest = peers.toSorted((a, b) => (a.by?.low ?? 0) - (b.by?.low ?? 0))[0];
  if (nearest?.by !== undefined)
    found.push({
      what: 'recall@1024 above every peer, interval excluding 0',
      measured: `nearest: ${nearest.name} ${signed(nearest.by)}`,
      met: nearest.by.low > 0,
    });
  if (systems.includes('sum')) {
    const below = dev.flatMap((entry) =>
      COMPARED.flatMap((figure) => {
        const by = difference([entry], OURS, 'sum', figure);
        return by !== undefined && by.high < -0.01 ? [`${entry.set.name} ${figure} ${signed(by)}`] : [];
      }),
    );
    found.push({
      what: 'no set wholly below -.01 against the sum',
      measured: below.length === 0 ? 'none' : below.join('; '),
      met: below.length === 0,
    });
  }
  return found;
}

/** `+.050 [+.043, +.056]` */
export function signed({ mean, low, high }: Interval): string {
  return `${sign(mean)} [${sign(low)}, ${sign(high)}]`;
}

function sign(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3).replace(/^0/, '')}`;
}
