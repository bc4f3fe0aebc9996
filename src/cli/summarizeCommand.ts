import type { CoveredLeaf, LeafCoverage, SummaryResult, SummarySentence } from '../protocol/writing.ts';
import { harmless, harmlessJson, harmlessLine } from './harmless.ts';
import { count, counted, oneLine, percent, wrap } from './layout.ts';
import { modelChoice, redactionChoice, type ModelArguments } from './modelOptions.ts';
import { findPlaces, type Places } from './passages.ts';
import { progressOf, refresh, scopesIn, warnOf } from './session.ts';
import type { Session } from './session.ts';
import type { Style, Terminal } from './terminal.ts';
import { writingShell } from './writingShell.ts';

/** What `recollect summarize` was given. */
export interface SummarizeArguments extends ModelArguments {
  /** Absolute path of the folder. */
  readonly workspace: string;
  /** File or folder, as typed. */
  readonly file: string;
  readonly question?: string;
  /** 0 to 1. */
  readonly length?: number;
  readonly json: boolean;
}

const phases = { reading: 'Summarizing', writing: 'Writing' } as const;

/** `recollect summarize`: brings the folder's memory up to date and summarizes one file or folder of it. */
export async function summarizeCommand(session: Session, args: SummarizeArguments): Promise<number> {
  const { workspace } = args;
  const warnings = await refresh(session, { workspace });
  const [named = ''] = scopesIn(workspace, [args.file]);
  const progress = progressOf(session);
  let result: SummaryResult;
  try {
    result = await session.engine.summarize(
      {
        workspace,
        of: named === '.' ? '' : named,
        ...(args.question === undefined ? {} : { question: args.question }),
        ...(args.length === undefined ? {} : { length: args.length }),
        ...(args.model === undefined
          ? {}
          : { model: modelChoice(args.model, args, process.env), redaction: redactionChoice(args) }),
      },
      {
        signal: session.signal,
        ...(args.model === undefined ? {} : { shell: writingShell(session, args.yes) }),
        onProgress: ({ phase, done, total }) =>
          progress.show({ work: phases[phase], unit: 'sections', done, total }),
      },
    );
  } finally {
    progress.end();
  }
  warnOf(session, result.warnings, warnings);
  if (args.json) session.terminal.print(harmlessJson(summaryRecord(result, args), 2));
  else await printSummary(session, result, workspace);
  return 0;
}

/** What `--json` prints: plain data, in the names that other programs may rely on. */
function summaryRecord(
  { of, summary, sections, coverage, threshold, leaves, model, reused, redacted, warnings }: SummaryResult,
  { question }: SummarizeArguments,
): object {
  return {
    file: of,
    question: question ?? null,
    summary,
    sections,
    coverage,
    threshold,
    leaves,
    model,
    reused,
    redacted,
    warnings: warnings.map(({ text }) => text),
  };
}

async function printSummary(session: Session, result: SummaryResult, workspace: string): Promise<void> {
  const { terminal } = session;
  const { summary, sections } = result;
  if (sections.length === 0) {
    terminal.print('There is nothing to summarize: no text stands there.');
    return;
  }
  const places = await findPlaces(session, workspace, new Set(sections.map(({ file }) => file)));
  terminal.print(terminal.paint('strong', result.of === '' ? 'The whole folder' : harmlessLine(result.of)));
  for (const sentence of summary) printSentence(terminal, sentence, places);
  // One section says what its whole says.
  if (sections.length > 1) {
    for (const section of sections) {
      const heading = section.heading === '' ? 'Without a heading' : oneLine(harmlessLine(section.heading));
      terminal.print();
      terminal.print(
        `${terminal.paint('strong', heading)}  ${terminal.paint('faint', places(section.file, section))}`,
      );
      for (const sentence of section.summary) printSentence(terminal, sentence, places);
    }
  }
  terminal.print();
  printCoverage(terminal, result);
  if (result.model !== null)
    terminal.print(
      terminal.paint(
        'faint',
        `  Written by ${harmlessLine(result.model)} and checked; (?) is not surely said there; what nothing supports was left out.`,
      ),
    );
}

/** A sentence and, behind it, where it stands: `lease.md:12`. */
function printSentence(
  terminal: Terminal,
  { text, citations, support }: SummarySentence,
  places: Places,
): void {
  const cited = citations.map((citation) => places(citation.file, citation));
  const marks = [...new Set(cited)].map((place) => `[${place}]`).join(' ');
  const unsure = support === 'unsure' ? ' (?)' : '';
  const sentence = `${oneLine(harmless(text))}${unsure} ${marks}`.trimEnd();
  const from = sentence.length - marks.length;
  for (const [i, { start, end }] of wrap(sentence, terminal.columns - 4).entries()) {
    const split = Math.max(start, Math.min(end, from));
    terminal.print(
      `${i === 0 ? '  • ' : '    '}${sentence.slice(start, split)}${terminal.paint('accent', sentence.slice(split, end))}`,
    );
  }
}

const SIGNS = {
  represented: { sign: '█', style: 'good', name: 'represented' },
  compressed: { sign: '▒', style: 'warning', name: 'compressed' },
  'left-out': { sign: '·', style: 'faint', name: 'left out' },
} satisfies Record<LeafCoverage, { sign: string; style: Style; name: string }>;

/** A strip of the text from its beginning to its end, and the shares beside it. */
function printCoverage(terminal: Terminal, { leaves, coverage, threshold }: SummaryResult): void {
  const cells = strip(leaves, terminal.columns - 4);
  terminal.print(`  ${cells.map((state) => terminal.paint(SIGNS[state].style, SIGNS[state].sign)).join('')}`);
  const shares = {
    represented: coverage.represented,
    compressed: coverage.compressed,
    'left-out': coverage.leftOut,
  } satisfies Record<LeafCoverage, number>;
  const told = (['represented', 'compressed', 'left-out'] as const).map(
    (state) =>
      `${terminal.paint(SIGNS[state].style, SIGNS[state].sign)} ${SIGNS[state].name} ${percent(shares[state])}`,
  );
  terminal.print(`  ${told.join('   ')}`);
  terminal.print(
    terminal.paint(
      'faint',
      `  of ${counted(leaves.length, 'leaf', 'leaves')}, ${count(lengthOf(leaves))} characters; compressed: as like ` +
        `a cited one as ${threshold.toFixed(2)} or more`,
    ),
  );
}

function lengthOf(leaves: readonly CoveredLeaf[]): number {
  return leaves.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** By cell of the strip: what became of most of the text there. */
function strip(leaves: readonly CoveredLeaf[], columns: number): LeafCoverage[] {
  const total = lengthOf(leaves);
  const cells = Math.max(1, Math.min(columns, leaves.length));
  const shares = Array.from({ length: cells }, () => new Map<LeafCoverage, number>());
  let at = 0;
  for (const { start, end, state } of leaves) {
    const from = (at / Math.max(1, total)) * cells;
    at += end - start;
    const to = (at / Math.max(1, total)) * cells;
    for (let cell = Math.floor(from); cell < Math.min(cells, Math.ceil(to)); cell++) {
      const share = Math.min(to, cell + 1) - Math.max(from, cell);
      const held = shares[cell];
      held?.set(state, (held.get(state) ?? 0) + share);
    }
  }
  return shares.map((held) => [...held].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'left-out');
}
