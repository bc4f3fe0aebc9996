import { barChart, dotPlot, timeChart } from '../quality/page/charts.ts';
import { element, escaped, hint, label, linear, picture, share, ticks } from '../quality/page/svg.ts';
import { documentOf, figure } from '../quality/page/document.ts';
import { limitsOf } from './text.ts';
import type { CurvePoint } from './crossfit.ts';
import type { AnswersReport } from './report.ts';

/** The page: everything that was measured, drawn, in one file that asks nothing of any network. */
export function pageOf(report: AnswersReport): string {
  const content = [
    '<h1>Are the answers right, and does it know when it has none?</h1>',
    `<p>Recollect's reader on public sets, on articles that it was not trained on unless a row says so. F1 and EM as <code>score.py</code> has them (characters for Chinese). Intervals are 95 % bootstrap intervals over questions, differences paired. Made by <code>${escaped(report.settings.command)}</code> on ${escaped(report.settings.date)}; what each set is stands in <code>bench/README.md</code>.</p>`,
    limits(report),
    gold(report),
    workspace(report),
    confidence(report),
    latency(report),
  ];
  return documentOf('are the answers right?', content);
}

function section(title: string, about: string, charts: readonly string[]): string {
  return `<h2>${escaped(title)}</h2>\n<p>${about}</p>\n<div class="charts">${charts.join('\n')}</div>`;
}

function limits(report: AnswersReport): string {
  const rows = limitsOf(report).map(
    ({ what, measured, met }) =>
      `<tr><td>${escaped(what)}</td><td>${escaped(measured)}</td><td class="${met ? 'met' : 'missed'}">${met ? '✓ met' : '✗ missed'}</td></tr>`,
  );
  return rows.length === 0
    ? ''
    : `<h2>What was to be shown</h2><div class="scroll"><table><tr><th>limit</th><th>measured</th><th></th></tr>${rows.join('')}</table></div>`;
}

function gold({ gold: measured }: AnswersReport): string {
  if (measured === undefined) return '';
  const { rows } = measured;
  const charts = [
    figure(
      'F1, the paragraph given',
      barChart(
        'F1 by set, the paragraph given',
        rows.map(({ name, f1 }) => ({ name, strong: true, value: f1 })),
      ),
    ),
  ];
  if (rows.some(({ other }) => other !== null))
    charts.push(
      figure(
        'F1 minus the other reader',
        dotPlot(
          'F1 by set, minus the other reader',
          rows.map(({ name, other }) => ({ name, by: other?.by })),
        ),
      ),
    );
  return section(
    'The paragraph given',
    'How well the reader finds the words where the paragraph that holds them is given.',
    charts,
  );
}

function workspace({ workspace: measured }: AnswersReport): string {
  if (measured === undefined) return '';
  const { rows, f1, hit, recall } = measured;
  const figures = [
    {
      title: 'F1 over the best sentence of the first passage',
      by: rows.map(({ f1: own }) => own?.by),
      macro: f1.by,
    },
    { title: 'hit@1, after reading over before', by: rows.map(({ hit: own }) => own.by), macro: hit.by },
    {
      title: 'recall@1024, after reading over before',
      by: rows.map(({ recall: own }) => own.by),
      macro: recall.by,
    },
  ];
  return section(
    'The whole workspace asked',
    'No paragraph given, nothing declined. Macro: F1 over the sets whose answers are short, the others over the dev sets.',
    figures.map(({ title, by, macro }) =>
      figure(
        title,
        dotPlot(title, [
          ...rows.flatMap(({ name, trained }, i) =>
            by[i] === undefined ? [] : [{ name: trained ? `${name} (trained on)` : name, by: by[i] }],
          ),
          { name: 'macro', strong: true, by: macro },
        ]),
      ),
    ),
  );
}

function confidence({ confidence: measured }: AnswersReport): string {
  const kinds = Object.entries(measured ?? {});
  if (kinds.length === 0) return '';
  const names: Readonly<Record<string, string>> = { recall: 'from recall alone', reading: 'with the reader' };
  return section(
    'Answerable or not',
    'Half of the questions are about other sets’ files. The answers are given from the surest on; wrong is an answer where nothing answers, or one with an F1 below .3. Weights are fitted on the other families of sets.',
    [
      figure(
        'Risk and coverage',
        curves(
          'Share of answers that are wrong, by the share of questions that are answered',
          kinds.map(([kind, { curve }]) => ({
            name: names[kind] ?? kind,
            strong: kind === 'reading',
            curve,
          })),
        ),
      ),
      figure(
        'AUROC',
        barChart(
          'AUROC by kind of question',
          kinds.flatMap(([kind, { all, clapnq, xquadElsewhere }]) =>
            [
              { name: 'all', value: all.auroc ?? 0 },
              { name: 'clapnq', value: clapnq.auroc ?? 0 },
              { name: 'xquad elsewhere', value: xquadElsewhere.auroc ?? 0 },
            ].map(({ name, value }) => ({
              name: `${name}, ${kind === 'reading' ? 'read' : 'recall'}`,
              strong: kind === 'reading',
              value,
            })),
          ),
          150,
        ),
      ),
    ],
  );
}

function curves(
  name: string,
  lines: readonly {
    readonly name: string;
    readonly strong: boolean;
    readonly curve: readonly CurvePoint[];
  }[],
): string {
  const [width, height, left, right] = [640, 380, 48, 520];
  const highest = Math.max(0.1, ...lines.flatMap(({ curve }) => curve.map(({ risk }) => risk)));
  const top = Math.min(1, Math.ceil(highest * 10) / 10);
  const x = linear(0, 1, left, right);
  const y = linear(0, top, height - 40, 12);
  const grid = [
    ...ticks(0, top).map(
      (value) =>
        element('line', { x1: left, x2: right, y1: y(value), y2: y(value), class: 'grid' }) +
        label(share(value, 1), left - 8, y(value) + 4, { anchor: 'end', class: 'tick' }),
    ),
    ...ticks(0, 1).map((value) =>
      label(share(value, 1), x(value), height - 22, { anchor: 'middle', class: 'tick' }),
    ),
    label('share of questions answered', (left + right) / 2, height - 4, { anchor: 'middle', class: 'tick' }),
  ];
  const drawn = lines.map(({ name: line, strong, curve }, i) => {
    const points = curve
      .map(({ coverage, risk }) => `${x(coverage).toFixed(1)},${y(risk).toFixed(1)}`)
      .join(' ');
    const end = curve.at(-1)?.risk ?? 0;
    return element(
      'g',
      { class: strong ? 'ours' : `line line-${i}` },
      element('polyline', { points, fill: 'none' }, hint(line)) +
        label(line, right + 6, y(end) + (strong ? 12 : -4)),
    );
  });
  return picture(width, height, name, grid.join('') + drawn.join(''));
}

function latency({ latency: measured }: AnswersReport): string {
  if (measured === undefined) return '';
  const { leaves, questions, passages, answer } = measured;
  return section(
    'How long it takes',
    `${questions} questions, one after the other, over ${leaves.toLocaleString('en')} leaves on two cores.`,
    [
      figure(
        'milliseconds a question',
        timeChart('Milliseconds a question', [
          { name: 'passages p50', milliseconds: passages.p50 },
          { name: 'passages p95', milliseconds: passages.p95 },
          { name: 'answer p50', strong: true, milliseconds: answer.p50 },
          { name: 'answer p95', strong: true, milliseconds: answer.p95 },
        ]),
      ),
    ],
  );
}
