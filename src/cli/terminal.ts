import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { harmlessLine } from './harmless.ts';

/** Where text goes: a stream of the process, or a test's. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** What a {@link Terminal} is made of. */
export interface TerminalOptions {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What a person types; undefined where nobody does. */
  readonly stdin?: (NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined }) | undefined;
}

const styles = {
  strong: '1',
  faint: '2',
  good: '32',
  warning: '33',
  bad: '31',
  accent: '36',
  // Five steps of warmth. Black on a light ground reads the same on dark and light terminals.
  heat1: '30;48;5;230',
  heat2: '30;48;5;229',
  heat3: '30;48;5;222',
  heat4: '30;48;5;215',
  heat5: '30;48;5;208',
} as const;

/** A way to print that the terminal may or may not show. */
export type Style = keyof typeof styles;

/** The warmth of a share of the attention (0 to 1). */
export function heat(weight: number): Style {
  if (weight >= 0.4) return 'heat5';
  if (weight >= 0.2) return 'heat4';
  if (weight >= 0.1) return 'heat3';
  return weight >= 0.03 ? 'heat2' : 'heat1';
}

/**
 * The two streams of a command: results go to standard output, all that is said about the work to standard
 * error. Colour where the stream is a terminal, unless NO_COLOR is set; FORCE_COLOR has it in a pipe, too.
 */
export class Terminal {
  readonly stderr: TextStream;
  /** Whether standard output shows colours. */
  readonly colour: boolean;
  /** Whether standard error is a terminal, where a line can be drawn over. */
  readonly live: boolean;
  /** Whether somebody can be asked. */
  readonly asks: boolean;
  /** Whether standard output is a terminal, which must not be sent a document's control characters. */
  readonly shown: boolean;
  /** How wide text is set, 40 to 110 columns: longer lines are hard to read. */
  readonly columns: number;
  readonly #stdout: TextStream;
  readonly #stdin: TerminalOptions['stdin'];
  readonly #colourErrors: boolean;

  constructor({ stdout, stderr, env, stdin }: TerminalOptions) {
    this.#stdout = stdout;
    this.#stdin = stdin;
    this.asks = stdin?.isTTY === true;
    this.stderr = stderr;
    this.colour = colours(stdout, env);
    this.#colourErrors = colours(stderr, env);
    this.live = stderr.isTTY === true && env['TERM'] !== 'dumb';
    this.shown = stdout.isTTY === true;
    // A terminal that does not know its size says 0.
    const columns = stdout.columns || Number(env['COLUMNS']) || 80;
    this.columns = Math.min(110, Math.max(40, columns));
  }

  /** Prints the text to standard output as it is. */
  write(text: string): void {
    this.#stdout.write(text);
  }

  /** Prints a line of the result. */
  print(line = ''): void {
    this.#stdout.write(`${line}\n`);
  }

  /** Says something about the work. */
  note(line: string): void {
    this.stderr.write(`${harmlessLine(line)}\n`);
  }

  /** Says something that the user should know although the work goes on. */
  warn(message: string): void {
    const sign = this.#colourErrors ? escape('warning', '!') : '!';
    this.stderr.write(`${sign} ${harmlessLine(message)}\n`);
  }

  /** Says what went wrong, in one line. */
  fail(message: string): void {
    const name = this.#colourErrors ? escape('bad', 'recollect:') : 'recollect:';
    this.stderr.write(`${name} ${harmlessLine(message)}\n`);
  }

  /** Asks a question that only `y` or `yes` answers with yes. Rejects once aborted. */
  async confirm(question: string, signal: AbortSignal): Promise<boolean> {
    if (this.#stdin === undefined) return false;
    // A terminal of readline's own would take Ctrl-C for itself.
    const lines = createInterface({ input: this.#stdin, terminal: false });
    try {
      this.stderr.write(`${harmlessLine(question)} [y/N] `);
      // Where what is typed comes to its end (Ctrl-D), nobody says yes any more.
      const ended = once(lines, 'close').then(() => '');
      const typed = await Promise.race([lines.question('', { signal }), ended]);
      return /^y(?:es)?$/i.test(typed.trim());
    } finally {
      lines.close();
    }
  }

  /** The text in the style, for standard output. */
  paint(style: Style, text: string): string {
    return this.colour && text !== '' ? escape(style, text) : text;
  }
}

function escape(style: Style, text: string): string {
  return `\u001b[${styles[style]}m${text}\u001b[0m`;
}

function colours(stream: TextStream, env: TerminalOptions['env']): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return false;
  return stream.isTTY === true;
}
