/**
 * Prints the tables of bench/README.md from what the last runs left in bench/results/quality.json.
 *
 *   node bench/quality/tables.ts [FILE]
 */
import { COMPARED } from './compare.ts';
import { plus } from './page/charts.ts';
import { share } from './page/svg.ts';
import { OURS } from './report.ts';
import { QUALITY, readReport } from './results.ts';
import type { Interval } from './bootstrap.ts';
import type { Measured, Report } from './report.ts';

/** Systems that every set is shown for. */
const MAIN = ['bm25', 'dense', 'sum', 'minilm', OURS];

function main(path: string): number {
  const report = readReport(path);
  if (report === undefined) {
    console.error(`There are no results in ${path}. Run npm run bench:quality first.`);
    return 1;
  }
  console.log(
    [macros(report), sets(report), parts(report), graph(report)].filter((t) => t !== '').join('\n\n'),
  );
  return 0;
}

function macros({ macro, settings }: Report): string {
  const groups = Object.entries(macro);
  const heads = groups.flatMap(([name, { over }]) =>
    COMPARED.flatMap((figure) => [`${name} ${over.length}: ${figure}`, `${OURS} − it`]),
  );
  return markdown([
    ['macro', ...heads],
    ...settings.systems.map((system) => [
      `\`${system}\``,
      ...groups.flatMap(([, measured]) =>
        COMPARED.flatMap((figure) => [
          bare(measured.systems[system]?.[figure]),
          interval(measured.differences[system]?.[figure]),
        ]),
      ),
    ]),
  ]);
}

function sets({ sets: measured, macro }: Report): string {
  return COMPARED.map((figure) => {
    const row = (name: string, count: string, of: Measured): string[] => [
      name,
      count,
      ...MAIN.map((system) => bare(of.systems[system]?.[figure])),
      interval(of.differences['sum']?.[figure]),
      interval(of.differences['better flat']?.[figure]),
    ];
    return markdown([
      [figure, 'questions', ...MAIN, `${OURS} − sum`, `${OURS} − better flat`],
      ...Object.entries(measured).map(([name, set]) =>
        row(name, `${set.questions}${set.questions < set.available ? '*' : ''}`, set),
      ),
      ...Object.entries(macro).map(([name, of]) => row(`**${name} ${of.over.length}**`, '', of)),
    ]);
  }).join('\n\n');
}

function parts({ parts: found }: Report): string {
  if (found === undefined) return '';
  return markdown([
    [`whole − (macro of ${found.over.length})`, ...COMPARED],
    ...Object.entries(found.differences).map(([part, by]) => [
      part,
      ...COMPARED.map((figure) => interval(by[figure])),
    ]),
  ]);
}

function graph({ hnsw }: Report): string {
  if (hnsw === undefined) return '';
  return markdown([
    [`graph − exact (macro of ${hnsw.over.length})`, ...COMPARED],
    ['', ...COMPARED.map((figure) => interval(hnsw.differences[figure]))],
  ]);
}

function bare(value: number | undefined): string {
  return value === undefined ? '' : share(value);
}

function interval(by: Interval | undefined): string {
  return by === undefined ? '' : `${plus(by.mean)} [${plus(by.low)}, ${plus(by.high)}]`;
}

function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

process.exitCode = main(process.argv[2] ?? QUALITY);
