import { languageName } from '../core/evaluate/language.ts';
import type { Figures, Group } from '../core/evaluate/report.ts';
import type { Estimate } from '../core/evaluate/score.ts';
import type { EvalRecord } from './evalCommand.ts';
import { harmlessLine } from './harmless.ts';
import { bar, clip, count, counted, oneLine, pad, padStart, percent, width, wrap } from './layout.ts';
import { findPlaces } from './passages.ts';
import type { Session } from './session.ts';
import type { Style, Terminal } from './terminal.ts';

const kinds: Readonly<Record<string, string>> = {
  given: 'given',
  cloze: 'words of a sentence',
  definition: 'defined term',
  section: 'heading and words below',
  code: 'what a function is for',
};
/** Groups of a kind that are shown; `--json` has all. */
const SHOWN_GROUPS = 8;

/** Prints an evaluation as a person reads it: the figures, where they come from, and what would help. */
export async function printEvaluation(
  session: Session,
  workspace: string,
  record: EvalRecord,
): Promise<void> {
  const { terminal } = session;
  printHead(terminal, workspace, record);
  const { overall } = record;
  if (record.questions.asked > 0) {
    printFigures(terminal, record);
    const groups = { kind: record.byKind, language: record.byLanguage, type: record.byType };
    printGroups(terminal, 'Kind of question', groups.kind.map(named), overall);
    printGroups(terminal, 'Language', groups.language.map(spoken), overall);
    printGroups(terminal, 'Type of file', groups.type, overall);
    await printWorst(session, workspace, record);
  }
  printHelp(terminal, record);
}

function printHead(terminal: Terminal, workspace: string, { memory, questions, partial }: EvalRecord): void {
  terminal.print(
    `${terminal.paint('strong', harmlessLine(workspace))}: ${counted(memory.files, 'file')}, ` +
      `${counted(memory.leaves, 'leaf', 'leaves')}`,
  );
  const own = questions.asked - questions.unanswerable;
  const foreign = `${count(questions.unanswerable)} that no file answers`;
  const about = counted(questions.files, 'file');
  const said =
    questions.from !== null
      ? `${counted(own, 'question')} from ${harmlessLine(questions.from)} about ${about}, and ${foreign}.`
      : own === 0
        ? 'No question could be made from these files: they hold no sentence with a date, a number or a name, no defined term and no documented function. Write some down and give them with --questions.'
        : `${counted(own, 'question')} made from ${about} (seed ${questions.seed}), and ${foreign}. ` +
          "Made questions use the files' own words, so they are easier than a person's: take the figures for the most that can be hoped for.";
  paragraph(terminal, said);
  if (partial) {
    const stopped = `Stopped early: ${count(questions.asked)} of ${count(questions.planned)} questions were asked, and the figures are of these alone.`;
    paragraph(terminal, stopped, 'warning');
  }
  if (questions.unusable.length > 0) {
    paragraph(terminal, `${counted(questions.unusable.length, 'question')} could not be asked:`, 'warning');
    for (const { id, reason } of questions.unusable.slice(0, SHOWN_GROUPS))
      paragraph(terminal, `${harmlessLine(id)}: ${harmlessLine(reason)}`, undefined, '  ');
  }
}

const TIME = 'Time of a question';
const SEARCH = 'Search by meaning';

function printFigures(terminal: Terminal, { overall, declined, latency, graph }: EvalRecord): void {
  const rows: [name: string, figure: Estimate | null, style: Style][] = [
    ['Found in 1,024 tokens', overall.recallAt1024, 'good'],
    ['  by words alone', overall.byWordsAlone, 'faint'],
    ['  by meaning alone', overall.byMeaningAlone, 'faint'],
    ['First passage is right', overall.hitAt1, 'good'],
    ['Answer holds it', overall.answered, 'good'],
    ['Wrongly declined', overall.wronglyDeclined, 'bad'],
    ['Rightly declined', declined, 'good'],
  ];
  const shown = rows.flatMap(([name, figure, style]) => (figure === null ? [] : [{ name, figure, style }]));
  const columns = Math.max(width(TIME), width(SEARCH), ...shown.map(({ name }) => width(name)));
  terminal.print();
  for (const { name, figure, style } of shown) {
    terminal.print(
      `${pad(name, columns)}  ${terminal.paint(style, bar(figure.mean, 16))} ${padStart(percent(figure.mean), 5)}  ` +
        terminal.paint(
          'faint',
          `${Math.round(figure.low * 100)}–${Math.round(figure.high * 100)} %, ${count(figure.questions)} asked`,
        ),
    );
  }
  if (latency.p50 !== null && latency.p95 !== null) {
    terminal.print(
      `${pad(TIME, columns)}  ${Math.round(latency.p50)} ms in the middle, ${Math.round(latency.p95)} ms for the slowest in twenty`,
    );
  }
  const searched =
    graph === null
      ? 'exact: every leaf is compared (--graph measures HNSW)'
      : `HNSW: first passage as in an exact search ${share(graph.sameFirst)}, of the first five ${share(graph.sameOfFive)}; ` +
        `found ${share(graph.recallAt1024)}, exactly searched ${share(graph.exactRecallAt1024)}`;
  const label = `${pad(SEARCH, columns)}  `;
  for (const [index, { start, end }] of wrap(searched, terminal.columns - width(label)).entries())
    terminal.print(`${index === 0 ? label : ' '.repeat(width(label))}${searched.slice(start, end)}`);
}

function named(group: Group): Group {
  return { ...group, name: kinds[group.name] ?? group.name };
}

function spoken(group: Group): Group {
  return { ...group, name: languageName(group.name) };
}

/** A table of the groups; one group alone says what the whole says. */
function printGroups(terminal: Terminal, title: string, all: readonly Group[], overall: Figures): void {
  if (all.length < 2) return;
  const cells: { head: string; of: (group: Figures) => Estimate | null }[] = [
    { head: 'found', of: (group) => group.recallAt1024 },
    { head: 'first', of: (group) => group.hitAt1 },
    { head: 'words', of: (group) => group.byWordsAlone },
    { head: 'meaning', of: (group) => group.byMeaningAlone },
    { head: 'answer', of: (group) => group.answered },
  ];
  const shown = cells.filter(({ of }) => of(overall) !== null);
  const groups = all.slice(0, SHOWN_GROUPS);
  const figuresWidth = 7 + shown.length * 9;
  const columns = Math.min(
    Math.max(width(title), ...groups.map(({ name }) => width(name) + 2)),
    terminal.columns - figuresWidth,
  );
  terminal.print();
  terminal.print(
    `${terminal.paint('strong', pad(title, columns))}${padStart('asked', 7)}${shown.map(({ head }) => padStart(head, 9)).join('')}`,
  );
  for (const group of groups) {
    const asked = group.recallAt1024?.questions ?? group.wronglyDeclined?.questions ?? 0;
    terminal.print(
      pad(clip(`  ${oneLine(harmlessLine(group.name))}`, columns), columns) +
        padStart(count(asked), 7) +
        shown.map(({ of }) => padStart(share(of(group)), 9)).join(''),
    );
  }
  if (all.length > groups.length) {
    terminal.print(
      terminal.paint('faint', `  ${counted(all.length - groups.length, 'more', 'more')} (--json has them)`),
    );
  }
}

async function printWorst(session: Session, workspace: string, { worst }: EvalRecord): Promise<void> {
  const { terminal } = session;
  if (worst.length === 0) return;
  const firsts = new Set(
    worst.flatMap(({ example }) => (example.first === null ? [] : [example.first.file])),
  );
  const places = await findPlaces(session, workspace, firsts);
  terminal.print();
  terminal.print(terminal.paint('strong', 'Least found'));
  for (const { file, recallAt1024, example } of worst) {
    terminal.print(
      `  ${terminal.paint('accent', harmlessLine(file))}: ${percent(recallAt1024.mean)} of ${counted(recallAt1024.questions, 'question')}`,
    );
    const line = (label: string, text: string) =>
      terminal.print(clip(`    ${label} ${oneLine(harmlessLine(text))}`, terminal.columns));
    line('asked:', example.question);
    if (example.first === null) line('came first:', 'nothing');
    else line('came first:', `${places(example.first.file, example.first)}  ${example.first.text}`);
  }
}

function printHelp(terminal: Terminal, { help }: EvalRecord): void {
  terminal.print();
  terminal.print(terminal.paint('strong', 'What would help'));
  for (const { code, message, action } of help) {
    paragraph(terminal, harmlessLine(message), undefined, code === 'well' ? '  ✓ ' : '  • ');
    paragraph(terminal, harmlessLine(action), 'accent', '    → ');
  }
}

/** Prints wrapped text; `sign` stands before the first line and its width before the others. */
function paragraph(terminal: Terminal, text: string, style?: Style, sign = ''): void {
  const said = oneLine(text);
  for (const [index, { start, end }] of wrap(said, terminal.columns - width(sign)).entries()) {
    const line = said.slice(start, end);
    const before = index === 0 ? sign : ' '.repeat(width(sign));
    terminal.print(`${before}${style === undefined ? line : terminal.paint(style, line)}`);
  }
}

function share(estimate: Estimate | null): string {
  return estimate === null ? '–' : percent(estimate.mean);
}
