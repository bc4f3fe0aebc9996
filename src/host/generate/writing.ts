import type { LogOutputChannel } from 'vscode';
import { isCancelled, RecollectError } from '../../protocol/errors.ts';
import type { ErrorAction, ErrorView, TurnView } from '../../protocol/turnView.ts';
import type { WriteProgress, WriteResult, WritingShell } from '../../protocol/writing.ts';
import type { FolderMemory } from '../folderMemory.ts';
import { writeTurns, type TurnBefore } from '../folderQuestions.ts';
import type { MergedAnswer } from '../../protocol/mergeAnswers.ts';
import type { AnsweredTurn } from '../turnView.ts';
import type { ScopePart } from '../scopes/askScope.ts';
import type { WorkspaceMemory } from '../workspaceMemory.ts';
import type { Writer } from './chosenModel.ts';
import { sentenceIndex, writtenTurn, type UsedState, type WrittenState } from './writtenTurn.ts';
import type { Place } from '../places.ts';

/** What the writing of answers works with. */
export interface WritingParts {
  readonly memory: Pick<WorkspaceMemory, 'ask' | 'turns'> & {
    memoryOf(folder: string): Pick<FolderMemory, 'run'>;
  };
  /** The model that the user chose; rejects where it cannot be had now. */
  readonly writer: () => Promise<Writer | undefined>;
  readonly shell: WritingShell;
  /** Something is to be shown: the places are named for the first time. */
  readonly onChange: (places: readonly Place[]) => void;
  /** What went wrong as the panel shows it. */
  readonly errorView: (error: unknown, actions: readonly ErrorAction[]) => ErrorView;
  readonly log: Pick<LogOutputChannel, 'warn'>;
}

/** A question to be answered and, where a model is chosen, written to. */
export interface WritingRequest {
  readonly text: string;
  /** What alone is asked; null for everything. */
  readonly scope: readonly ScopePart[] | null;
  /** Turns before it, oldest first. */
  readonly before: readonly TurnBefore[];
  /** Write also where the files do not seem to answer. */
  readonly insist: boolean;
}

interface Done {
  /** As the model was asked it. */
  readonly question: string;
  readonly writer: Writer;
  readonly result: WriteResult;
}

/** What a language model writes to the turn that is shown: sentence by sentence, each with what it rests on. */
export class Writing {
  readonly #parts: WritingParts;
  #state: WrittenState | undefined;
  /** The turn that is written to, with the places of its own, and what was attended for it. */
  #turn: (AnsweredTurn & { readonly answer: MergedAnswer }) | undefined;
  /** What was asked, and what came of it once the whole was written. */
  #done: Done | undefined;
  #using = new AbortController();

  constructor(parts: WritingParts) {
    this.#parts = parts;
  }

  /** The turn with what is written to it. */
  applied(turn: TurnView): TurnView {
    return this.#applied(turn).view;
  }

  /** Ids of the citations that alone are to be lit: those of the chosen sentence; undefined for all. */
  get lit(): readonly string[] | undefined {
    const { written } = this.#view ?? {};
    return written?.sentences.find(({ id }) => id === written.chosen)?.citations;
  }

  /** Forgets what was written; what is still being written is shown no more. */
  clear(): void {
    this.#stopUsing();
    this.#state = undefined;
    this.#turn = undefined;
    this.#done = undefined;
  }

  /**
   * Asks and, where a model is chosen, lets it write. Rejects where asking fails; where writing fails, that is shown.
   *
   * @param answered shows what the memory gives; called once, before anything is written
   */
  async answer(
    request: WritingRequest,
    signal: AbortSignal,
    answered: (answer: MergedAnswer) => Promise<AnsweredTurn | undefined>,
  ): Promise<void> {
    this.clear();
    const { memory, log } = this.#parts;
    const { writer, failure } = await this.#writer();
    if (writer === undefined) {
      const answer = await memory.ask(request.text, request.scope, request.before, signal);
      const turn = await answered(answer);
      if (turn !== undefined && failure !== undefined)
        this.#begin({ ...turn, answer }, failure.name, failure);
      return;
    }
    const shown = Promise.withResolvers<void>();
    let begun = false;
    try {
      const { folder, question, result } = await writeTurns(
        memory.turns(request.text, request.scope, request.before),
        {
          model: writer.model,
          redaction: writer.redaction,
          ...(request.insist ? { insist: true } : {}),
          ...(writer.rewrites ? { rewrite: true } : {}),
        },
        {
          signal,
          shell: this.#parts.shell,
          onAsked: (answer) => {
            if (begun) return;
            begun = true;
            answered(answer).then((turn) => {
              if (turn !== undefined && !signal.aborted)
                this.#begin({ ...turn, answer }, writer.name, undefined);
              shown.resolve();
            }, shown.reject);
          },
          onProgress: (where, progress) => this.#onProgress(where, progress, signal),
        },
      );
      await shown.promise;
      if (signal.aborted) return;
      this.#finish(folder, result);
      this.#done = { question, writer, result };
    } catch (error) {
      // Before the passages are there, the question itself has failed.
      if (!begun) throw error;
      await shown.promise;
      if (this.#state === undefined) return;
      if (isCancelled(error) || signal.aborted) this.#change({ phase: 'stopped' });
      else {
        log.warn(`The answer was not written: ${error instanceof Error ? error.message : String(error)}`);
        this.#change({ phase: 'failed', error: this.#parts.errorView(error, ['retry']) });
      }
    }
  }

  /** Shows what the sentence of that id rests on, or no longer; unknown ids are ignored. Returns its first source. */
  choose(id: string): string | undefined {
    const index = this.#index(id);
    if (index === undefined || this.#state === undefined) return undefined;
    const chosen = this.#state.chosen === index ? null : index;
    this.#stopUsing();
    this.#change({ chosen, used: null });
    return chosen === null ? undefined : this.lit?.[0];
  }

  /** Finds out which passages the model used for the sentence of that id. */
  async use(id: string): Promise<void> {
    const index = this.#index(id);
    const state = this.#state;
    const written = this.#done?.result.written ?? null;
    if (index === undefined || state === undefined || this.#done === undefined || written === null) return;
    const controller = this.#stopUsing();
    const { question, writer } = this.#done;
    const show = (used: UsedState | null): void => {
      if (this.#using === controller) this.#change({ chosen: index, used });
    };
    show({ kind: 'working', done: 0, total: 0 });
    try {
      const attribution = await this.#parts.memory.memoryOf(state.folder).run(
        (engine, workspace) =>
          engine.attribute(
            {
              workspace,
              question,
              model: writer.model,
              redaction: writer.redaction,
              given: written.given,
              answer: written.sentences.map(({ text }) => text),
              sentence: index,
            },
            {
              signal: controller.signal,
              shell: this.#parts.shell,
              onProgress: ({ done, total }) => show({ kind: 'working', done, total }),
            },
          ),
        controller.signal,
      );
      show({ kind: 'found', attribution });
    } catch (error) {
      if (isCancelled(error)) show(null);
      else show({ kind: 'failed', error: this.#parts.errorView(error, []) });
    }
  }

  /** Stops finding out what the model used. */
  stop(): void {
    this.#stopUsing();
    if (this.#state?.used?.kind === 'working') this.#change({ used: null });
  }

  /** What comes of a search that was stopped is shown no more: another sentence, or turn, may be there by then. */
  #stopUsing(): AbortController {
    this.#using.abort();
    this.#using = new AbortController();
    return this.#using;
  }

  async #writer(): Promise<{
    readonly writer?: Writer;
    readonly failure?: { readonly name: string; readonly error: ErrorView };
  }> {
    try {
      const writer = await this.#parts.writer();
      return writer === undefined ? {} : { writer };
    } catch (error) {
      const name = error instanceof RecollectError ? '' : String(error);
      return { failure: { name, error: this.#parts.errorView(error, ['retry']) } };
    }
  }

  #begin(
    turn: AnsweredTurn & { readonly answer: MergedAnswer },
    model: string,
    failure: { readonly error: ErrorView } | undefined,
  ): void {
    this.#turn = turn;
    this.#state = {
      model,
      phase: failure === undefined ? 'waiting' : 'failed',
      folder: turn.answer.passages[0]?.folder ?? '',
      sentences: [],
      text: '',
      error: failure?.error ?? null,
      redacted: [],
      chosen: null,
      used: null,
    };
    this.#change({});
  }

  #onProgress(folder: string, progress: WriteProgress, signal: AbortSignal): void {
    const state = this.#state;
    if (state === undefined || signal.aborted) return;
    switch (progress.kind) {
      case 'asked':
        break;
      case 'text':
        this.#change({ folder, phase: 'writing', text: progress.text });
        break;
      case 'sentence': {
        // One that comes again was written anew, in an engine that was started again.
        const sentences = [...state.sentences.slice(0, progress.index), progress.sentence];
        this.#change({ folder, phase: 'writing', sentences, text: '' });
        break;
      }
    }
  }

  #finish(folder: string, { written, unsent }: WriteResult): void {
    if (written !== null)
      this.#change({
        folder,
        phase: written.cut ? 'cut' : 'done',
        sentences: written.sentences,
        text: '',
        redacted: written.redacted,
      });
    else if (unsent === 'not-approved') this.#change({ phase: 'unsent' });
    // Where nothing comes near the question there is nothing to write from, insist or not.
    else if (unsent === 'declined') this.#change({ phase: 'declined' });
    else this.#state = undefined;
  }

  #index(id: string): number | undefined {
    const turn = this.#turn?.view;
    if (turn === undefined || !('id' in turn)) return undefined;
    const index = sentenceIndex(turn.id, id);
    return index !== undefined && index < (this.#state?.sentences.length ?? 0) ? index : undefined;
  }

  #change(change: Partial<WrittenState>): void {
    if (this.#state === undefined) return;
    this.#state = { ...this.#state, ...change };
    this.#parts.onChange(this.#places);
  }

  get #view(): Extract<TurnView, { readonly kind: 'answered' | 'declined' }> | undefined {
    const { view } = this.#turn === undefined ? {} : this.#applied(this.#turn.view);
    return view?.kind === 'answered' || view?.kind === 'declined' ? view : undefined;
  }

  get #places(): readonly Place[] {
    return this.#turn === undefined ? [] : this.#applied(this.#turn.view).places;
  }

  #applied(turn: TurnView): { readonly view: TurnView; readonly places: readonly Place[] } {
    const own = this.#turn?.view;
    const fits =
      own !== undefined &&
      (turn.kind === 'answered' || turn.kind === 'declined') &&
      'id' in own &&
      own.id === turn.id;
    if (!fits || this.#state === undefined || this.#turn === undefined) return { view: turn, places: [] };
    return writtenTurn(turn, this.#state, this.#turn.places, this.#turn.answer.passages);
  }
}
