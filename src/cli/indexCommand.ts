import type { FileNote } from '../protocol/memoryReports.ts';
import { harmlessJson, harmlessLine } from './harmless.ts';
import { count, counted, duration, pad, width } from './layout.ts';
import { indexFolder } from './session.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

/** What `recollect index` was given. */
export interface IndexArguments {
  /** Absolute path of the folder. */
  readonly workspace: string;
  readonly json: boolean;
}

/** `recollect index`: brings the folder's memory up to date and reports on every file that is not in it. */
export async function indexCommand(session: Session, args: IndexArguments): Promise<number> {
  const { terminal } = session;
  const { report, seconds } = await indexFolder(session, { workspace: args.workspace });
  const warnings = report.warnings.map(({ text }) => text);
  for (const warning of warnings) terminal.warn(warning);
  if (args.json) {
    const { files, leaves, encoded, reused, skipped, notes, anotherWriter } = report;
    terminal.print(
      harmlessJson({ files, leaves, encoded, reused, skipped, notes, warnings, anotherWriter }, 2),
    );
    return 0;
  }
  terminal.print(
    `${terminal.paint('strong', harmlessLine(args.workspace))}: ${counted(report.files, 'file')}, ` +
      `${counted(report.leaves, 'leaf', 'leaves')} (${count(report.encoded)} encoded, ` +
      `${count(report.reused)} reused) in ${duration(seconds)}`,
  );
  printFiles(terminal, `${counted(report.skipped.length, 'file')} left out`, report.skipped);
  printFiles(terminal, 'Worth knowing', report.notes);
  return 0;
}

function printFiles(terminal: Terminal, title: string, files: readonly FileNote[]): void {
  if (files.length === 0) return;
  terminal.print();
  terminal.print(terminal.paint('strong', title));
  const names = files.map(({ file }) => harmlessLine(file));
  const columns = Math.min(32, Math.max(...names.map(width)));
  for (const [index, { reason }] of files.entries()) {
    terminal.print(`  ${pad(names[index] ?? '', columns)}  ${harmlessLine(reason)}`);
  }
}
