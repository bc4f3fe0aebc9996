import { element, hint, label, linear, logarithmic, picture, share, ticks } from './svg.ts';
import type { Interval } from '../bootstrap.ts';
import type { Scale } from './svg.ts';

const WIDTH = 640;
const ROW = 24;
/** Room at the top for the scale's numbers, at the bottom for nothing but air. */
const TOP = 26;
const BOTTOM = 10;

/** A row of a chart; `strong` is ours. */
export interface Row {
  readonly name: string;
  readonly strong?: boolean;
}

/** A bar with its interval. */
export interface Bar extends Row {
  readonly value: number;
  readonly interval?: Interval | undefined;
}

/** Vertical lines at the ticks with their numbers above. */
function grid(at: readonly number[], x: Scale, height: number, format: (value: number) => string): string {
  return at
    .map(
      (value) =>
        element('line', { x1: x(value), x2: x(value), y1: TOP - 6, y2: height - BOTTOM, class: 'grid' }) +
        label(format(value), x(value), TOP - 11, { anchor: 'middle', class: 'tick' }),
    )
    .join('');
}

/** Horizontal bars from 0, the value written behind each, a whisker over its interval. */
export function barChart(name: string, bars: readonly Bar[], left = 104): string {
  const height = TOP + bars.length * ROW + BOTTOM;
  const most = Math.max(...bars.map(({ value, interval }) => Math.max(value, interval?.high ?? 0)), 0.1);
  const x = linear(0, Math.min(1, Math.ceil(most * 10) / 10), left, WIDTH - 52);
  const rows = bars.map(({ name: row, strong, value, interval }, i) => {
    const y = TOP + i * ROW;
    const tip = interval === undefined ? share(value) : `${row} ${share(value)} ${span(interval)}`;
    return element(
      'g',
      { class: strong === true ? 'ours' : 'peer' },
      label(row, left - 8, y + 16, { anchor: 'end' }) +
        element(
          'rect',
          { x: left, y: y + 4, width: Math.max(0, x(value) - left), height: ROW - 8, rx: 2 },
          hint(tip),
        ) +
        (interval === undefined ? '' : whisker(interval, x, y + ROW / 2, 'whisker over')) +
        label(share(value), Math.max(x(value), x(interval?.high ?? 0)) + 6, y + 16, { class: 'value' }),
    );
  });
  const lines = grid(ticks(0, Math.min(1, Math.ceil(most * 10) / 10)), x, height, (value) => share(value, 1));
  return picture(WIDTH, height, name, lines + rows.join(''));
}

/** A difference in a row of a dot plot. */
export interface Dot extends Row {
  readonly by: Interval | undefined;
}

/** Differences with their intervals around a line at 0; those that exclude 0 are filled. */
export function dotPlot(name: string, dots: readonly Dot[], left = 128): string {
  const known = dots.flatMap(({ by }) => (by === undefined ? [] : [by]));
  const low = Math.min(-0.02, ...known.map((by) => by.low));
  const high = Math.max(0.02, ...known.map((by) => by.high));
  const height = TOP + dots.length * ROW + BOTTOM;
  const x = linear(low, high, left, WIDTH - 60);
  const zero = element('line', { x1: x(0), x2: x(0), y1: TOP - 6, y2: height - BOTTOM, class: 'zero' });
  const rows = dots.map(({ name: row, strong, by }, i) => {
    const y = TOP + i * ROW + ROW / 2;
    const text = label(row, left - 8, y + 4, { anchor: 'end' });
    if (by === undefined) return element('g', { class: 'peer' }, text);
    const side = by.low > 0 ? 'above' : by.high < 0 ? 'below' : 'level';
    return element(
      'g',
      { class: strong === true ? 'strong' : undefined },
      text +
        element(
          'g',
          { class: side },
          whisker(by, x, y, 'whisker') +
            element('circle', { cx: x(by.mean), cy: y, r: 4.5 }, hint(`${row} ${plus(by.mean)} ${span(by)}`)),
        ) +
        label(plus(by.mean), WIDTH - 4, y + 4, { anchor: 'end', class: 'value' }),
    );
  });
  return picture(WIDTH, height, name, grid(ticks(low, high), x, height, plusShort) + zero + rows.join(''));
}

function whisker({ low, high }: Interval, x: Scale, y: number, name: string): string {
  return element('line', { x1: x(low), x2: x(high), y1: y, y2: y, class: name });
}

function span({ low, high }: Interval): string {
  return `[${plus(low)}, ${plus(high)}]`;
}

/** `+.053` */
export function plus(value: number): string {
  return `${value < 0 ? '−' : '+'}${share(Math.abs(value))}`;
}

function plusShort(value: number): string {
  return value === 0 ? '0' : `${value < 0 ? '−' : '+'}${share(Math.abs(value), 2).replace(/0$/, '')}`;
}

/** A line through points whose x are shared by all lines. */
export interface Line extends Row {
  readonly values: readonly number[];
}

/** Lines over a logarithmic scale, each named at its right end. */
export function lineChart(name: string, at: readonly number[], lines: readonly Line[]): string {
  const height = 380;
  const [left, right] = [44, WIDTH - 108];
  const all = lines.flatMap(({ values }) => values);
  const low = Math.floor(Math.min(...all) * 10) / 10;
  const high = Math.min(1, Math.ceil(Math.max(...all) * 10) / 10);
  const x = logarithmic(at[0] ?? 1, at.at(-1) ?? 2, left, right);
  const y = linear(low, high, height - 30, 12);
  const scale = ticks(low, high)
    .map(
      (value) =>
        element('line', { x1: left, x2: right, y1: y(value), y2: y(value), class: 'grid' }) +
        label(share(value, 1), left - 8, y(value) + 4, { anchor: 'end', class: 'tick' }),
    )
    .concat(
      at.map((value) =>
        label(value.toLocaleString('en'), x(value), height - 10, { anchor: 'middle', class: 'tick' }),
      ),
    );
  const names = spread(
    lines.map(({ values }) => y(values.at(-1) ?? low)),
    15,
    [12, height - 34],
  );
  const drawn = lines.map(({ name: line, strong, values }, i) => {
    const points = values.map((value, p) => `${x(at[p]!).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    const dots = values.map((value, p) =>
      element('circle', { cx: x(at[p]!), cy: y(value), r: 3 }, hint(`${line}, ${at[p]}: ${share(value)}`)),
    );
    const end = y(values.at(-1) ?? low);
    return element(
      'g',
      { class: `${strong === true ? 'ours' : `line line-${i % 6}`}` },
      element('polyline', { points, fill: 'none' }) +
        dots.join('') +
        element('line', { x1: right + 5, x2: right + 13, y1: end, y2: names[i], class: 'leader' }) +
        label(line, right + 17, names[i]! + 4),
    );
  });
  return picture(WIDTH, height, name, scale.join('') + drawn.join(''));
}

/** The places moved apart until each is `gap` from the next, in their order, and none is outside the two bounds. */
export function spread(
  places: readonly number[],
  gap: number,
  [low, high]: readonly [number, number],
): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a]! - places[b]!);
  const moved = [...places];
  let least = low;
  for (const i of order) {
    moved[i] = Math.max(moved[i]!, least);
    least = moved[i]! + gap;
  }
  let most = high;
  for (const i of order.toReversed()) {
    moved[i] = Math.min(moved[i]!, most);
    most = moved[i]! - gap;
  }
  return moved;
}

/** Times on a logarithmic scale. */
export function timeChart(name: string, bars: readonly (Row & { readonly milliseconds: number })[]): string {
  const left = 104;
  const height = TOP + bars.length * ROW + BOTTOM;
  const most = Math.max(...bars.map(({ milliseconds }) => milliseconds), 1);
  const top = 10 ** Math.ceil(Math.log10(most * 1.2));
  const x = logarithmic(0.05, top, left, WIDTH - 64);
  const at = [0.1, 1, 10, 100, 1000].filter((value) => value <= top);
  const rows = bars.map(({ name: row, strong, milliseconds }, i) => {
    const y = TOP + i * ROW + ROW / 2;
    const end = x(Math.max(0.05, milliseconds));
    return element(
      'g',
      { class: strong === true ? 'ours' : 'peer' },
      label(row, left - 8, y + 4, { anchor: 'end' }) +
        element('line', { x1: left, x2: end, y1: y, y2: y, class: 'stem' }) +
        element('circle', { cx: end, cy: y, r: 4.5 }, hint(`${row} ${milliseconds.toFixed(1)} ms`)) +
        label(`${milliseconds.toFixed(1)} ms`, end + 10, y + 4, { class: 'value' }),
    );
  });
  return picture(WIDTH, height, name, grid(at, x, height, (value) => `${value} ms`) + rows.join(''));
}
