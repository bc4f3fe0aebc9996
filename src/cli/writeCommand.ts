import type { AskParams, AskResult } from '../protocol/asking.ts';
import type { WriteProgress, WriteResult, WrittenSentence } from '../protocol/writing.ts';
import { printAnswered, printDeclined, printQuestion } from './answer.ts';
import { answerRecord } from './answerRecord.ts';
import { harmlessJson, harmlessLine } from './harmless.ts';
import { clip, counted, oneLine } from './layout.ts';
import { modelChoice, redactionChoice, type ModelArguments } from './modelOptions.ts';
import { findPlaces, printPassage, type Places } from './passages.ts';
import { warnOf } from './session.ts';
import type { Session } from './session.ts';
import { writingShell } from './writingShell.ts';
import { numbering, printWritten, UNSENT } from './writtenAnswer.ts';

/** What a written answer is asked with. */
export interface WriteArguments extends ModelArguments {
  readonly model: string;
  readonly params: AskParams;
  /** Write also where the files do not seem to answer. */
  readonly insist: boolean;
  readonly json: boolean;
  /** Warnings of the index run before it. */
  readonly warnings: readonly string[];
  /** Passages that are shown at most. */
  readonly passages: number;
}

/** `recollect ask --model`: shows what the files answer and the passages, then each sentence that the model writes, as it is checked. */
export async function writeAnswer(session: Session, args: WriteArguments): Promise<number> {
  const view = args.json ? undefined : new WrittenView(session, args);
  const result = await session.engine.write(
    {
      ...args.params,
      model: modelChoice(args.model, args, process.env),
      redaction: redactionChoice(args),
      insist: args.insist,
    },
    {
      signal: session.signal,
      shell: writingShell(session, args.yes),
      ...(view === undefined ? {} : { onProgress: (progress) => view.show(progress) }),
    },
  );
  warnOf(session, result.asked.warnings, args.warnings);
  if (view === undefined) session.terminal.print(harmlessJson(writtenRecord(result, args.warnings), 2));
  else await view.end(result);
  return result.unsent === 'not-approved' ? 1 : 0;
}

/** What `--json` prints: the record of the question, and what was written from it. */
function writtenRecord({ asked, written, unsent }: WriteResult, warnings: readonly string[]): object {
  return {
    ...answerRecord(asked, warnings),
    written: written && {
      model: written.model,
      cut: written.cut,
      sentences: written.sentences.map(({ text, support, citations, doubts }) => ({
        text,
        support,
        citations,
        doubts,
      })),
      given: written.given,
      redacted: written.redacted,
    },
    ...(unsent === undefined ? {} : { unsent }),
  };
}

/** What is shown of a written answer while it comes. */
class WrittenView {
  readonly #session: Session;
  readonly #args: WriteArguments;
  /** Everything is printed in its order, also where lines of files have to be read for it. */
  #printed: Promise<unknown> = Promise.resolve();
  #numberOf = numbering([]);
  #places: Places = (file) => file;
  readonly #sentences: WrittenSentence[] = [];
  #drawn = false;

  constructor(session: Session, args: WriteArguments) {
    this.#session = session;
    this.#args = args;
  }

  show(progress: WriteProgress): void {
    if (progress.kind === 'asked') this.#next(() => this.#asked(progress.asked));
    else if (progress.kind === 'text') this.#draw(progress.text);
    // What came later may change a sentence that was printed already; the end of the call has them all.
    else if (progress.index === this.#sentences.length) {
      this.#sentences.push(progress.sentence);
      this.#next(() => this.#print(progress.sentence));
    }
  }

  /** Prints what has not been printed, and what there is to say of the whole. */
  async end({ asked, written, unsent }: WriteResult): Promise<void> {
    const { terminal } = this.#session;
    await this.#printed;
    this.#clear();
    if (written === null) {
      if (unsent === 'declined') printDeclined(terminal, asked, this.#numberOf);
      terminal.print();
      terminal.print(`  ${UNSENT[unsent ?? 'no-passages']}`);
      return;
    }
    for (const sentence of written.sentences.slice(this.#sentences.length)) await this.#print(sentence);
    const said = [
      `written by ${harmlessLine(written.model)} from ${counted(written.given.length, 'passage')}`,
      ...(written.cut ? ['cut off at the limit of tokens'] : []),
      ...(written.redacted.length === 0
        ? []
        : [`${counted(written.redacted.length, 'thing')} taken out before it was sent`]),
    ];
    terminal.print();
    terminal.print(terminal.paint('faint', ` ${said.join('; ')}`));
  }

  async #asked(asked: AskResult): Promise<void> {
    const { terminal } = this.#session;
    const { answer } = asked;
    const cited = (answer?.sentences ?? []).flatMap(({ citations }) => citations);
    this.#numberOf = numbering(asked.passages);
    this.#places = await findPlaces(
      this.#session,
      this.#args.params.workspace,
      new Set([...asked.passages, ...cited].map(({ file }) => file)),
    );
    printQuestion(terminal, asked.question);
    // What the model makes of the passages is read beside what the files themselves say.
    if (answer !== null) {
      terminal.print(terminal.paint('strong', "In the files' own words"));
      printAnswered(terminal, answer, { numberOf: this.#numberOf, places: this.#places });
      terminal.print();
    }
    for (const [i, passage] of asked.passages.slice(0, this.#args.passages).entries()) {
      printPassage(terminal, {
        number: i + 1,
        passage,
        place: this.#places(passage.file, passage),
        strong: [],
      });
      terminal.print();
    }
  }

  async #print(sentence: WrittenSentence): Promise<void> {
    this.#clear();
    printWritten(this.#session.terminal, sentence, { numberOf: this.#numberOf, places: this.#places });
  }

  #next(print: () => Promise<void>): void {
    this.#printed = this.#printed.then(print);
    // It is heard of at the end.
    this.#printed.catch(() => undefined);
  }

  /** The end of the sentence that is being written, in a line that is drawn over. */
  #draw(text: string): void {
    const { terminal } = this.#session;
    if (!terminal.live) return;
    const tail = oneLine(harmlessLine(text)).slice(-terminal.columns);
    terminal.stderr.write(`\r\u001b[2K  ${clip(tail, terminal.columns - 3)}`);
    this.#drawn = true;
  }

  #clear(): void {
    if (this.#drawn) this.#session.terminal.stderr.write('\r\u001b[2K');
    this.#drawn = false;
  }
}
