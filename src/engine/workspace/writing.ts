import { buildPrompt, type GivenPassage, type PromptTurn } from '../../core/write/prompt.ts';
import { demandsOf, type Demands } from '../../core/write/injected.ts';
import { withoutHosts } from '../../core/write/plain.ts';
import { writtenSentences } from '../../core/write/writtenSentences.ts';
import { overlaps } from '../../core/text/range.ts';
import { RecollectError } from '../../protocol/errors.ts';
import type { AskResult } from '../../protocol/asking.ts';
import type {
  WriteParams,
  WriteResult,
  WrittenAnswer,
  WrittenSentence,
  WriteProgress,
  WritingOptions,
} from '../../protocol/writing.ts';
import { Ledger } from '../generate/ledger.ts';
import { openGenerator, type OpenGenerator } from '../generate/openGenerator.ts';
import type { Attended } from './asking.ts';
import { Grounding } from './grounding.ts';
import type { OpenMemory } from './openMemory.ts';
import type { AskedModels } from './recallAndRead.ts';

/** Tokens that an answer may have where nothing else is said. */
const ANSWER_TOKENS = 400;
/** Where a prompt turns out too long (other tokens than were estimated), it is sent once more within this part of the window. */
const SHORTER = 0.5;

/**
 * Lets the model that the user chose write an answer from what the question attended to, and checks each sentence as it
 * comes. Declined questions are not sent, unless the user insists.
 *
 * @param attended what the memory gives without the model
 */
export async function write(
  memory: OpenMemory,
  params: WriteParams,
  { asked, texts }: Attended,
  models: AskedModels,
  { signal, onProgress, shell }: WritingOptions<WriteProgress>,
): Promise<WriteResult> {
  if (asked.passages.length === 0) return { asked, written: null, unsent: 'no-passages' };
  if (asked.abstained && params.insist !== true) return { asked, written: null, unsent: 'declined' };
  const ledger = await ledgerOf(memory);
  const { redaction } = params;
  const generator = await openGenerator(params.model, { shell, redaction, ledger, signal });
  try {
    const written = await answer({ params, asked, texts, models, generator, signal, onProgress });
    return written === null ? { asked, written, unsent: 'no-passages' } : { asked, written };
  } catch (error) {
    if (error instanceof RecollectError && error.code === 'not-approved')
      return { asked, written: null, unsent: 'not-approved' };
    throw error;
  }
}

/** The ledger of a workspace, in its memory's folder. */
export async function ledgerOf(memory: OpenMemory): Promise<Ledger> {
  return memory.use(({ folder }) => new Ledger(folder));
}

interface Answering {
  readonly params: WriteParams;
  readonly asked: AskResult;
  readonly texts: Attended['texts'];
  readonly models: AskedModels;
  readonly generator: OpenGenerator;
  readonly signal: WritingOptions<never>['signal'];
  readonly onProgress: WritingOptions<WriteProgress>['onProgress'];
}

/** Null where nothing fits into the model's window beside the question. */
async function answer(answering: Answering): Promise<WrittenAnswer | null> {
  const { params, asked, generator, signal } = answering;
  const maxTokens = params.maxTokens ?? Math.min(ANSWER_TOKENS, Math.floor(generator.window / 3));
  const prompt = (window: number) =>
    buildPrompt({
      question: asked.followUp?.rewritten ?? params.question,
      before: asked.followUp === undefined ? [] : turnsOf(params),
      passages: asked.passages,
      window,
      maxTokens,
    });
  let { messages, given } = prompt(generator.window);
  for (let again = true; ; again = false) {
    if (given.length === 0) return null;
    const grounding = new Grounding({ leaves: leavesOf(given, answering.texts), models: answering.models });
    // What was attended is encoded while the model reads the prompt; whoever checks first hears how that went.
    grounding.prepare(signal).catch(() => undefined);
    const text = new WrittenText(
      answering,
      grounding,
      demandsOf(given.flatMap(({ text: quoted, headings }) => [...headings, quoted])),
    );
    try {
      const { text: whole, finish } = await generator.generate(messages, {
        maxTokens,
        signal,
        onText: (piece) => text.add(piece),
      });
      return {
        sentences: await text.end(whole, finish === 'length'),
        model: generator.name,
        cut: finish === 'length',
        given: given.map(cited),
        redacted: generator.redacted,
      };
    } catch (error) {
      text.stop();
      if (!again || !(error instanceof RecollectError && error.code === 'prompt-too-long')) throw error;
      ({ messages, given } = prompt(Math.floor(generator.window * SHORTER)));
    }
  }
}

/** The attended leaves that the model was given. */
function leavesOf(given: readonly GivenPassage[], texts: Attended['texts']): Attended['texts'] {
  return texts.filter((leaf) =>
    given.some((passage) => passage.file === leaf.file && overlaps(passage, leaf)),
  );
}

/** Earlier turns of which it is known what was answered. */
function turnsOf({ earlier = [] }: WriteParams): PromptTurn[] {
  return earlier.flatMap(({ question, answer: said }) =>
    said === undefined ? [] : [{ question, answer: said }],
  );
}

function cited({ file, start, end, text, headings }: GivenPassage): WrittenAnswer['given'][number] {
  return { file, start, end, quote: text, headings };
}

/** A text that grows: its finished sentences are checked one after the other while it goes on. */
class WrittenText {
  readonly #answering: Answering;
  readonly #grounding: Grounding;
  readonly #demands: Demands;
  readonly #checked: { readonly text: string; readonly sentence: Promise<WrittenSentence> }[] = [];
  #raw = '';
  #stopped = false;

  /** @param demands what the passages demand of a model: not taken over */
  constructor(answering: Answering, grounding: Grounding, demands: Demands) {
    this.#answering = answering;
    this.#grounding = grounding;
    this.#demands = demands;
  }

  add(piece: string): void {
    this.#raw += piece;
    const written = writtenSentences(this.#raw, this.#demands);
    // The last one may go on.
    const open = written.pop() ?? '';
    for (const [index, text] of written.entries()) this.#check(index, text);
    this.#answering.onProgress?.({ kind: 'text', text: open });
  }

  /**
   * Every sentence, checked. What came later may have changed one (a link that ended): it is checked anew.
   *
   * @param whole all that was written, also where none of it came in pieces
   * @param cut whether it ends at the limit of tokens: a sentence that is broken off there is left out, unless it is all
   */
  async end(whole: string, cut: boolean): Promise<WrittenSentence[]> {
    this.#raw = whole;
    const written = writtenSentences(this.#raw, this.#demands);
    if (cut && written.length > 1 && !ENDED.test(written.at(-1) ?? '')) written.pop();
    for (const [index, text] of written.entries()) this.#check(index, text);
    return Promise.all(this.#checked.slice(0, written.length).map(({ sentence }) => sentence));
  }

  /** Nobody wants to hear of it any more. */
  stop(): void {
    this.#stopped = true;
  }

  #check(index: number, text: string): void {
    if (this.#checked[index]?.text === text) return;
    const before = this.#checked[index - 1]?.sentence ?? Promise.resolve();
    // One after the other, in their order; where the one before could not be checked, neither can this one.
    const sentence = before.then(async () => {
      const { signal, onProgress } = this.#answering;
      const checked = await this.#grounding.check(text, signal);
      const { support } = checked;
      const found = support === 'supported' ? checked : { ...checked, text: withoutHosts(text) };
      if (!this.#stopped) onProgress?.({ kind: 'sentence', index, sentence: found });
      return found;
    });
    // It is heard of at the end; until then it is nobody's unhandled rejection.
    sentence.catch(() => undefined);
    this.#checked[index] = { text, sentence };
  }
}

/** A sentence's end, with what may close after it. */
const ENDED = /[.!?。！？…]["'”’」』)）\]]*$/u;
