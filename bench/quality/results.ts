import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pageOf } from './page/page.ts';
import { RESULTS } from './sets.ts';
import type { Report } from './report.ts';

/** Where results go unless `--json` names another file. */
export const QUALITY = join(RESULTS, 'quality.json');

/** The report kept in a file; undefined where there is none, or one of another shape. */
export function readReport(path: string): Report | undefined {
  if (!existsSync(path)) return undefined;
  const report: Partial<Report> = JSON.parse(readFileSync(path, 'utf8'));
  const { settings, sets, macro, limits } = report;
  if (settings === undefined || sets === undefined || macro === undefined || limits === undefined)
    return undefined;
  return { ...report, settings, sets, macro, limits };
}

/** Writes the report and, beside it, its page. */
export function writeReport(path: string, report: Report): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
  const page = path.replace(/(?:\.json)?$/, '.html');
  writeFileSync(page, pageOf(report));
  console.log(`Written to ${relative('', path)} and ${relative('', page)}.`);
}
