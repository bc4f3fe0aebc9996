import { existsSync } from 'node:fs';
import path from 'node:path';
import type { EngineApi, IndexParams, IndexProgress, IndexReport } from '../protocol/engineApi.ts';
import type { Sentence } from '../protocol/sentences.ts';
import { counted, duration } from './layout.ts';
import { Progress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with. */
export interface Session {
  readonly engine: EngineApi;
  readonly terminal: Terminal;
  /** Aborted by an interrupt from the keyboard. */
  readonly signal: AbortSignal;
  /** Milliseconds that only go forward. */
  readonly now: () => number;
}

/** A report of an index run and how long it took. */
export interface TimedReport {
  readonly report: IndexReport;
  readonly seconds: number;
}

const phases = {
  reading: { work: 'Reading', unit: 'files' },
  encoding: { work: 'Encoding', unit: 'leaves' },
} satisfies Record<IndexProgress['phase'], { work: string; unit: string }>;

const WAITING = { work: 'On battery, waiting for mains power' };

/** A progress line on standard error. */
export function progressOf({ terminal, now }: Session): Progress {
  return new Progress({ stream: terminal.stderr, live: terminal.live, columns: terminal.columns, now });
}

/** Indexes the folder, with progress. */
export async function indexFolder(session: Session, params: IndexParams): Promise<TimedReport> {
  const progress = progressOf(session);
  const start = session.now();
  try {
    const report = await session.engine.index(params, {
      signal: session.signal,
      onProgress: ({ phase, done, total, waiting }) =>
        progress.show({ ...phases[phase], ...(waiting === undefined ? {} : WAITING), done, total }),
    });
    return { report, seconds: (session.now() - start) / 1000 };
  } finally {
    progress.end();
  }
}

/**
 * Brings the folder's memory up to date before it is asked. What was done and what the user should know goes
 * to standard error.
 * @returns the warnings, which belong to each answer as well
 */
export async function refresh(session: Session, params: IndexParams): Promise<readonly string[]> {
  const { report, seconds } = await indexFolder(session, params);
  const { terminal } = session;
  if (report.encoded > 0) {
    terminal.note(
      `Indexed ${counted(report.files, 'file')}, ${counted(report.encoded, 'leaf', 'leaves')} encoded ` +
        `in ${duration(seconds)}.`,
    );
  }
  if (report.skipped.length > 0) {
    terminal.note(`${counted(report.skipped.length, 'file')} left out; "recollect index" says why.`);
  }
  const warnings = report.warnings.map(({ text }) => text);
  for (const warning of warnings) terminal.warn(warning);
  return warnings;
}

/** Says what the user should know of a result and was not told when the memory was brought up to date. */
export function warnOf({ terminal }: Session, warnings: readonly Sentence[], told: readonly string[]): void {
  for (const { text } of warnings) if (!told.includes(text)) terminal.warn(text);
}

/** The files and folders that a person names, as the engine names them. */
export function scopesIn(workspace: string, typed: readonly string[]): string[] {
  return typed.map((name) => (path.resolve(name) === workspace ? '.' : fileIn(workspace, name)));
}

/**
 * A file as the engine names it, relative to the folder with `/`, from what a person types: that name, a path
 * from where they are, or an absolute one; also with `\` as Windows writes it, on any system.
 */
export function fileIn(workspace: string, typed: string): string {
  const candidates = [typed, typed.replaceAll('\\', '/')]
    .flatMap((spelling) => [path.resolve(workspace, spelling), path.resolve(spelling)])
    .map((absolute) => path.relative(workspace, absolute))
    .filter((file) => file !== '' && !path.isAbsolute(file) && file.split(path.sep)[0] !== '..');
  // `ask docs "…" --scope docs/a.md` from the folder above means a.md in docs, unless there is docs/docs/a.md.
  const existing = candidates.find((file) => existsSync(path.join(workspace, file)));
  return (existing ?? candidates[0] ?? typed).split(path.sep).join('/');
}
