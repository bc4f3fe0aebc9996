import { overlaps, type Range } from '../core/text/range.ts';
import type { AttendedPassage } from '../protocol/asking.ts';
import { harmless, harmlessLine } from './harmless.ts';
import { bar, expandTabs, percent, wrap } from './layout.ts';
import { Lines } from './lines.ts';
import type { Session } from './session.ts';
import { heat } from './terminal.ts';
import type { Style, Terminal } from './terminal.ts';

/** Tells where a range of a file stands, as a person and an editor read it: `lease.md:12-18`. */
export type Places = (file: string, range: Range) => string;

/** Reads the lines of the files that are named, so that places in them can be told by line. */
export async function findPlaces(
  { engine }: Session,
  workspace: string,
  files: ReadonlySet<string>,
): Promise<Places> {
  const lines = new Map<string, Lines>();
  for (const file of files) {
    try {
      lines.set(file, new Lines((await engine.inspect({ workspace, file })).text));
    } catch {
      // It was forgotten between the answer and now; its name has to do.
    }
  }
  return (file, range) => {
    const place = lines.get(file)?.of(range);
    return harmlessLine(place === undefined ? file : `${file}:${place}`);
  };
}

/** A passage to be printed. */
export interface PrintedPassage {
  readonly number: number;
  readonly passage: AttendedPassage;
  readonly place: string;
  /** What the answer rests on, in offsets of the file. */
  readonly strong: readonly Range[];
  /** The words that answer, in offsets of the file. */
  readonly spans?: readonly Range[];
}

/** Prints where a passage stands and its share of the attention. */
export function printPassageHead(terminal: Terminal, { number, passage, place }: PrintedPassage): void {
  const share = `${bar(passage.weight, 16)} ${percent(passage.weight)}`;
  terminal.print(
    ` ${terminal.paint('accent', `[${number}]`)} ${terminal.paint('strong', place)}  ` +
      terminal.paint(passage.weight < 0.03 ? 'faint' : 'warning', share),
  );
}

/**
 * Prints a passage with its heat: a warm margin, and a warm ground under the sentences that the answer rests on. Words
 * that answer have it warmest, and strong; their sentence is cooler then.
 */
export function printPassage(terminal: Terminal, printed: PrintedPassage): void {
  printPassageHead(terminal, printed);
  const { passage, strong, spans = [] } = printed;
  const warmth = heat(passage.weight);
  const cold: Style | undefined = passage.weight < 0.03 ? 'faint' : undefined;
  const text = harmless(passage.text);
  const inPassage = ({ start, end }: Range): Range => ({
    start: start - passage.start,
    end: end - passage.start,
  });
  const marked = strong.map(inPassage);
  const layers: readonly Layer[] = [
    ...marked.map((range) => ({
      range,
      style: spans.some((span) => overlaps(inPassage(span), range)) ? ('heat2' as const) : warmth,
    })),
    ...spans.map((span) => ({ range: inPassage(span), style: warmth, strong: true })),
  ];
  let blank = true;
  for (const line of wrap(text.trimEnd(), terminal.columns - 8)) {
    const empty = line.start === line.end;
    // Blank lines at the top and in a row say nothing here.
    if (empty && blank) continue;
    blank = empty;
    const rests = marked.some(({ start, end }) => start < line.end && line.start < end);
    const margin = terminal.colour ? `${terminal.paint(warmth, rests ? '┃' : ' ')} ` : rests ? '┃ ' : '│ ';
    const content = paintRanges(terminal, text, line, layers, cold);
    terminal.print(`     ${margin}${content}`.trimEnd());
  }
}

/** A range of a passage and how it is painted, over those before it. */
interface Layer {
  readonly range: Range;
  readonly style: Style;
  readonly strong?: boolean;
}

function paintRanges(
  terminal: Terminal,
  text: string,
  line: Range,
  layers: readonly Layer[],
  cold: Style | undefined,
): string {
  const bounds = [line.start, line.end, ...layers.flatMap(({ range }) => [range.start, range.end])]
    .filter((bound) => bound >= line.start && bound <= line.end)
    .sort((a, b) => a - b);
  let painted = '';
  for (const [i, start] of bounds.entries()) {
    const end = bounds[i + 1] ?? line.end;
    if (end <= start) continue;
    const top = layers.findLast(({ range }) => range.start <= start && end <= range.end);
    const piece = expandTabs(text.slice(start, end));
    const style = top === undefined ? cold : top.style;
    const warm = style === undefined ? piece : terminal.paint(style, piece);
    painted += top?.strong === true ? terminal.paint('strong', warm) : warm;
  }
  return painted;
}
