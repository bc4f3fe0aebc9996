import { documentOf, figure } from '../quality/page/document.ts';
import { element, escaped, hint, label, linear, picture, ticks } from '../quality/page/svg.ts';
import type { SpeedReport } from './figures.ts';

const WIDTH = 640;
const ROW = 26;
const TOP = 26;
const BOTTOM = 10;
const LEFT = 210;

/** A bar; `low` and `high` are the ends of what the rounds gave, `goal` what was to be reached. */
interface Bar {
  readonly name: string;
  readonly value: number;
  readonly strong?: boolean;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly goal?: number | undefined;
}

/** Horizontal bars from 0, their values behind them, goals as dashed lines across their own rows. */
function bars(name: string, rows: readonly Bar[], written: (value: number) => string): string {
  const height = TOP + rows.length * ROW + BOTTOM;
  const most = 1.1 * Math.max(...rows.flatMap(({ value, high = 0, goal = 0 }) => [value, high, goal]));
  const x = linear(0, most, LEFT, WIDTH - 64);
  const grid = ticks(0, most).map(
    (at) =>
      element('line', { x1: x(at), x2: x(at), y1: TOP - 6, y2: height - BOTTOM, class: 'grid' }) +
      label(written(at), x(at), TOP - 11, { anchor: 'middle', class: 'tick' }),
  );
  const drawn = rows.map(({ name: row, value, strong, low, high, goal }, i) => {
    const y = TOP + i * ROW;
    const spread = low === undefined || high === undefined ? '' : ` (${written(low)} to ${written(high)})`;
    const met = goal === undefined ? '' : `, goal ${written(goal)}`;
    const parts = [
      label(row, LEFT - 8, y + 17, { anchor: 'end' }),
      element(
        'rect',
        { x: LEFT, y: y + 5, width: Math.max(0, x(value) - LEFT), height: ROW - 10, rx: 2 },
        hint(`${row}: ${written(value)}${spread}${met}`),
      ),
    ];
    if (low !== undefined && high !== undefined)
      parts.push(
        element('line', { x1: x(low), x2: x(high), y1: y + ROW / 2, y2: y + ROW / 2, class: 'whisker over' }),
      );
    if (goal !== undefined)
      parts.push(element('line', { x1: x(goal), x2: x(goal), y1: y + 1, y2: y + ROW - 1, class: 'zero' }));
    parts.push(label(written(value), x(Math.max(value, high ?? 0)) + 6, y + 17, { class: 'value' }));
    return element('g', { class: strong === true ? 'ours' : 'peer' }, parts.join(''));
  });
  return picture(WIDTH, height, name, grid.join('') + drawn.join(''));
}

/** The page: what was to be reached, and every figure drawn, in one file that asks nothing of any network. */
export function speedPage(report: SpeedReport): string {
  const { machine, encoders, matrices, indexing, memory, scale, goals } = report;
  const charts: string[] = [];
  const add = (title: string, rows: readonly Bar[], written: (value: number) => string): void => {
    charts.push(figure(title, bars(title, rows, written)));
  };
  if (encoders) {
    add(
      'Tokens a second, in thousands',
      encoders.compared.map(({ name, rate, ours }) => ({
        name,
        value: rate / 1000,
        strong: ours === undefined,
      })),
      (value) => value.toFixed(1),
    );
    add(
      'Ours over theirs, round by round (dashed: goal)',
      encoders.compared.flatMap(({ name, ours, goal }) =>
        ours === undefined ? [] : [{ name, value: ours.median, low: ours.low, high: ours.high, goal }],
      ),
      (value) => value.toFixed(1),
    );
  }
  if (matrices)
    add(
      'Int8 operations a second, in 10¹²',
      [
        ...matrices.rates.map(({ rows, rate }) => ({
          name: `matrices alone, ${rows} rows`,
          value: rate / 1e12,
        })),
        { name: 'in the encoder', value: matrices.encoder / 1e12, strong: true },
      ],
      (value) => value.toFixed(2),
    );
  if (indexing)
    add(
      `Indexing ${Math.round(indexing.tokens / 1000)} k tokens: tokens a second, in thousands`,
      [
        { name: 'the encoder alone', value: indexing.bareRate / 1000 },
        {
          name: 'end to end',
          value: indexing.rate / 1000,
          strong: true,
          goal: (0.85 * indexing.bareRate) / 1000,
        },
      ],
      (value) => value.toFixed(1),
    );
  if (memory)
    add(
      'The engine, resident megabytes',
      [
        { name: 'started', value: memory.started.resident },
        { name: 'with the encoder', value: memory.encoder.resident },
        { name: 'with the reader too', value: memory.reader.resident },
        { name: 'let go when idle', value: memory.idle.resident, strong: true, goal: 150 },
      ],
      (value) => value.toFixed(0),
    );
  if (scale)
    add(
      'A warm question, p95 in milliseconds',
      scale.map(({ leaves, p95 }) => ({
        name: `${leaves.toLocaleString('en')} leaves`,
        value: p95,
        strong: true,
      })),
      (value) => value.toFixed(0),
    );
  const rows = goals.map(
    ({ what, goal, measured, met }) =>
      `<tr><td>${escaped(what)}</td><td>${escaped(goal)}</td><td>${escaped(measured)}</td><td class="${met ? 'met' : 'missed'}">${met ? '✓ met' : '✗ missed'}</td></tr>`,
  );
  return documentOf('how fast?', [
    '<h1>How fast is it?</h1>',
    `<p>Made by <code>npm run bench:speed</code> on ${machine.cores} cores of ${escaped(machine.processor)}, Node ${escaped(machine.node)}, onnxruntime-node ${escaped(machine.runtime)}. Ratios are of rounds that took turns on the same machine; how each figure is measured stands in <code>bench/README.md</code>.</p>`,
    `<h2>What was to be reached</h2><div class="scroll"><table><tr><th></th><th>goal</th><th>measured</th><th></th></tr>${rows.join('')}</table></div>`,
    `<h2>Every figure</h2><div class="charts">${charts.join('\n')}</div>`,
  ]);
}
