import type { ExplainResult, PassageReading, ScorePart } from '../protocol/asking.ts';
import { harmlessLine } from './harmless.ts';
import { bar, counted, oneLine, pad, padStart, percent, width, wrap } from './layout.ts';
import { findPlaces, printPassageHead } from './passages.ts';
import { refresh, scopesIn, warnOf } from './session.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

/** What `recollect explain` was given. */
export interface ExplainArguments {
  /** Absolute path of the folder. */
  readonly workspace: string;
  readonly question: string;
  /** Files and folders, as typed; empty for all. */
  readonly scope: readonly string[];
  /** Questions asked before this one, oldest first. */
  readonly after: readonly string[];
  /** Files and folders, as typed, that come first where others answer as well. */
  readonly pin: readonly string[];
}

/** `recollect explain`: what each part of each passage's score gave. */
export async function explainCommand(session: Session, args: ExplainArguments): Promise<number> {
  const { workspace, question } = args;
  const { terminal } = session;
  const warnings = await refresh(session, { workspace });
  const result = await session.engine.explain(
    {
      workspace,
      question,
      scopes: scopesIn(workspace, args.scope),
      history: args.after,
      use: { pinned: scopesIn(workspace, args.pin) },
    },
    { signal: session.signal },
  );
  warnOf(session, result.warnings, warnings);
  printTerms(terminal, result);
  const scale = scaleOf(result.passages.flatMap((passage) => passage.parts));
  terminal.print(
    `${terminal.paint('strong', 'Nothing relevant')}  ${bar(result.nullWeight, 16)} ` +
      `${percent(result.nullWeight)}  logit ${signed(result.nullLogit)}, confidence ${result.confidence.toFixed(2)}`,
  );
  printParts(terminal, result.nullParts, scaleOf(result.nullParts));
  const places = await findPlaces(session, workspace, new Set(result.passages.map(({ file }) => file)));
  for (const [index, passage] of result.passages.entries()) {
    terminal.print();
    printPassageHead(terminal, {
      number: index + 1,
      passage,
      place: places(passage.file, passage),
      strong: [],
    });
    const headings = passage.headings.map((heading) => oneLine(harmlessLine(heading))).join(' › ');
    if (headings !== '') terminal.print(`     ${headings}`);
    terminal.print(terminal.paint('faint', `     ${opening(passage.text, terminal.columns - 5)}`));
    if (passage.reading !== undefined) printReading(terminal, passage.reading);
    terminal.print(`     logit ${signed(passage.logit)}, sum of:`);
    printParts(terminal, passage.parts, scale);
  }
  return 0;
}

function printTerms(terminal: Terminal, { terms }: ExplainResult): void {
  terminal.print(terminal.paint('strong', 'Words looked up'));
  const found = terms.map(
    ({ term, leaves }) => `${harmlessLine(term)} (${counted(leaves, 'leaf', 'leaves')})`,
  );
  const listed = found.length === 0 ? 'none' : found.join(' · ');
  for (const { start, end } of wrap(listed, terminal.columns - 2))
    terminal.print(`  ${listed.slice(start, end)}`);
  terminal.print();
}

/** What a full bar stands for: the strongest of the parts. */
function scaleOf(parts: readonly ScorePart[]): number {
  return Math.max(1e-9, ...parts.map(({ contribution }) => Math.abs(contribution)));
}

/** A row a part, the strongest first; bars of all passages share one scale, and what takes away is hatched. */
function printParts(terminal: Terminal, parts: readonly ScorePart[], scale: number): void {
  const telling = parts
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const columns = Math.max(0, ...telling.map(({ name }) => width(name)));
  for (const { name, value, contribution } of telling) {
    const filled = bar(Math.abs(contribution) / scale, 20).replaceAll('░', '');
    const strip = contribution < 0 ? '▒'.repeat(Math.max(1, width(filled))) : filled;
    terminal.print(
      `     ${pad(name, columns)}  ${padStart(value.toFixed(3), 8)}  ${padStart(signed(contribution), 7)}  ` +
        terminal.paint(contribution < 0 ? 'bad' : 'good', strip),
    );
  }
  const silent = parts.length - telling.length;
  if (silent > 0) terminal.print(terminal.paint('faint', `     ${counted(silent, 'part')} gave nothing`));
}

/** What the reader would answer with from the passage, and by how much rather than with nothing. */
function printReading(terminal: Terminal, { spans, gap }: PassageReading): void {
  const words = spans.map(({ text }) => `“${oneLine(harmlessLine(text))}”`).join(' · ');
  const said = `reader ${signed(gap)} against no answer${words === '' ? '' : `: ${words}`}`;
  for (const [i, { start, end }] of wrap(said, terminal.columns - 7).entries())
    terminal.print(`     ${i === 0 ? '' : '  '}${said.slice(start, end)}`);
}

function opening(text: string, columns: number): string {
  const line = oneLine(harmlessLine(text));
  const first = wrap(line, columns - 2)[0];
  return first === undefined || first.end === line.length ? line : `${line.slice(0, first.end)} …`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
