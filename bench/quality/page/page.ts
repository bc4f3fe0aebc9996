import { barChart, dotPlot, lineChart, plus, timeChart } from './charts.ts';
import { element, escaped, share } from './svg.ts';
import { documentOf, figure } from './document.ts';
import { COMPARED } from '../compare.ts';
import { OURS } from '../report.ts';
import { BUDGETS } from '../score.ts';
import type { Compared } from '../compare.ts';
import type { Measured, Report } from '../report.ts';

/** What each system is, for people who see the page alone. */
const ABOUT: Readonly<Record<string, string>> = {
  bm25: 'BM25 over windows of 128 tokens',
  dense: 'cosine of our encoder over the same windows',
  sum: 'sum of the z-scores of both',
  rrf: 'reciprocal rank fusion of both (k 60)',
  minilm: 'all-MiniLM-L6-v2 over windows of 128 tokens',
  'minilm-256': 'all-MiniLM-L6-v2 over windows of 256 tokens that share 20',
  parent: 'parent-document retrieval: 128 searched, 512 returned',
  'auto-merging': 'LlamaIndex: hierarchical nodes 2,048/512/128, auto-merging',
  raptor: 'RAPTOR: collapsed tree, extractive summaries',
  late: 'late chunking: token states over 512, averaged a window',
  recollect: 'Recollect: leaves, both legs, levels',
};

/** The page: everything that was measured, drawn, in one file that asks nothing of any network. */
export function pageOf(report: Report): string {
  const { dev, all } = report.macro;
  const main = dev ?? all;
  const content = [
    '<h1>Are the right passages found?</h1>',
    `<p>Recollect against other ways of finding passages, on the same questions and at the same budget. recall@1024: the share of the evidence's characters in the first 1,024 tokens that a system returns; hit@1: whether its first passage touches the evidence. Intervals are 95 % bootstrap intervals over questions, differences paired. Made by <code>npm run bench:quality</code>; what each system and set is stands in <code>bench/README.md</code>.</p>`,
    limitsOf(report),
    main === undefined ? '' : macroOf(report, main),
    main === undefined ? '' : againstEach(main),
    perSet(report),
    main === undefined ? '' : budgetsAndTimes(report, main),
    partsOf(report),
    systemsOf(report),
    ...COMPARED.map((figure) => tableOf(report, figure)),
  ];
  return documentOf('are the right passages found?', content);
}

function section(title: string, about: string, charts: readonly string[]): string {
  return `<h2>${escaped(title)}</h2>\n<p>${about}</p>\n<div class="charts">${charts.join('\n')}</div>`;
}

function limitsOf({ limits }: Report): string {
  if (limits.length === 0) return '';
  const rows = limits.map(
    ({ what, measured, met }) =>
      `<tr><td>${escaped(what)}</td><td>${escaped(measured)}</td><td class="${met ? 'met' : 'missed'}">${met ? '✓ met' : '✗ missed'}</td></tr>`,
  );
  return `<h2>What was to be shown, on the dev sets</h2><div class="scroll"><table><tr><th>limit</th><th>recollect minus</th><th></th></tr>${rows.join('')}</table></div>`;
}

function macroOf({ settings }: Report, main: Report['macro'][string]): string {
  const charts = COMPARED.map((name) =>
    figure(
      name,
      barChart(
        `${name}, macro average`,
        settings.systems.flatMap((system) => {
          const value = main.systems[system]?.[name];
          return value === undefined
            ? []
            : [{ name: system, strong: system === OURS, value, interval: main.intervals[system]?.[name] }];
        }),
      ),
    ),
  );
  const over = `${main.over.length} sets (${main.over.join(', ')})`;
  return section('Macro average', `Every set counts the same: ${escaped(over)}.`, charts);
}

function againstEach(main: Measured): string {
  if (Object.keys(main.differences).length === 0) return '';
  const charts = COMPARED.map((name) =>
    figure(
      `${name}: recollect minus each`,
      dotPlot(
        `${name}, recollect minus each`,
        Object.entries(main.differences).map(([baseline, by]) => ({ name: baseline, by: by[name] })),
      ),
    ),
  );
  return section(
    'Recollect minus each of the others',
    'Macro averages over the same sets. Filled: the interval excludes 0. <em>Better</em> takes the better of two on each set.',
    charts,
  );
}

/** Baselines that every set is shown against. */
const SHOWN = ['sum', 'better flat', 'better minilm'];

function perSet({ sets }: Report): string {
  const charts = SHOWN.flatMap((baseline) =>
    COMPARED.flatMap((name) => {
      const dots = Object.entries(sets).map(([set, { differences }]) => ({
        name: set,
        by: differences[baseline]?.[name],
      }));
      return dots.every(({ by }) => by === undefined)
        ? []
        : [
            figure(
              `${name}: recollect minus ${baseline}`,
              dotPlot(`${name} a set, recollect minus ${baseline}`, dots),
            ),
          ];
    }),
  );
  return charts.length === 0
    ? ''
    : section(
        'Set by set',
        'The sample library and own-code are our own writing and count in no average.',
        charts,
      );
}

function budgetsAndTimes({ settings, sets }: Report, main: Measured): string {
  const lines = settings.systems.map((system) => ({
    name: system,
    strong: system === OURS,
    values: BUDGETS.map((budget) => main.systems[system]?.[`recall@${budget}`] ?? 0),
  }));
  const bars = settings.systems.flatMap((system) => {
    const found = Object.values(sets)
      .flatMap(({ systems }) => systems[system]?.['medianMs'] ?? [])
      .sort((a, b) => a - b);
    const middle = found[found.length >> 1];
    return middle === undefined
      ? []
      : [{ name: system, strong: system === OURS, milliseconds: Math.max(0.05, middle) }];
  });
  return section(
    'Recall by budget, and time',
    "How much of the evidence is in the first 256, 512, 1,024 and 2,048 tokens (macro average); and the median over the sets of each set's median time. Recollect's time has everything in it, the encoding of the question too; the others get the question's vector from the bench's cache and read nothing from disk.",
    [
      figure('recall by budget in tokens', lineChart('Recall by budget in tokens', BUDGETS, lines)),
      figure('milliseconds a question', timeChart('Milliseconds a question', bars)),
    ],
  );
}

function partsOf({ parts, hnsw }: Report): string {
  const charts: string[] = [];
  if (parts !== undefined)
    for (const name of COMPARED)
      charts.push(
        figure(
          `${name}: what each part gives`,
          dotPlot(
            `${name}, all parts minus what is named`,
            Object.entries(parts.differences).map(([part, by]) => ({ name: part, by: by[name] })),
            168,
          ),
        ),
      );
  if (charts.length === 0 && hnsw === undefined) return '';
  const graph =
    hnsw === undefined
      ? ''
      : ` Through the graph (HNSW) in place of exact search, macro: ${COMPARED.map((name) => `${name} ${plus(hnsw.differences[name]?.mean ?? 0)}`).join(', ')}.`;
  return section(
    'Part by part',
    `The ranking as it is minus the ranking without a part, or with one alone; weights are not fitted again.${graph}`,
    charts,
  );
}

function systemsOf({ settings }: Report): string {
  const rows = settings.systems.map(
    (system) =>
      `<tr><td>${escaped(system)}</td><td style="text-align:left">${escaped(ABOUT[system] ?? '')}</td></tr>`,
  );
  return `<h2>The systems</h2><div class="scroll"><table>${rows.join('')}</table></div>`;
}

function tableOf({ settings, sets, macro }: Report, name: Compared): string {
  const cells = ({ systems }: Measured): string =>
    settings.systems
      .map((system) => {
        const value = systems[system]?.[name];
        return element(
          'td',
          { class: system === OURS ? 'ours' : undefined },
          value === undefined ? '' : share(value),
        );
      })
      .join('');
  const head = settings.systems
    .map((system) => element('th', { class: system === OURS ? 'ours' : undefined }, escaped(system)))
    .join('');
  const rows = Object.entries(sets).map(
    ([set, measured]) =>
      `<tr><td>${escaped(set)}</td><td>${measured.questions}${measured.questions < measured.available ? '*' : ''}</td>${cells(measured)}</tr>`,
  );
  const macros = Object.entries(macro).map(
    ([group, measured]) =>
      `<tr class="macro"><td>${group === 'dev' ? 'dev sets' : 'all public sets'}: macro of ${measured.over.length}</td><td></td>${cells(measured)}</tr>`,
  );
  return `<h2>${escaped(name)} on every set</h2><div class="scroll"><table><tr><th>set</th><th>questions</th>${head}</tr>${rows.join('')}${macros.join('')}</table></div><p>A starred count is a seeded draw of a larger set.</p>`;
}
