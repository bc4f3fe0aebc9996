import * as vscode from 'vscode';
import { isCancelled } from '../protocol/errors.ts';
import type { ThreadView } from '../protocol/panelMessages.ts';
import type { PassageStanding, Question, TurnView } from '../protocol/turnView.ts';
import { errorView, inTheirWords, logError } from './errorView.ts';
import type { ExplainableTurn } from './explain/explanation.ts';
import type { FolderQuestion, TurnBefore } from './folderQuestions.ts';
import type { Generating } from './generate/generating.ts';
import { Writing } from './generate/writing.ts';
import type { Heat } from './heat/heat.ts';
import type { MergedAnswer } from '../protocol/mergeAnswers.ts';
import type { Place } from './places.ts';
import type { PlaceTracker } from './placeTracker.ts';
import { sharedWords } from './questionWords.ts';
import type { AskScope } from './scopes/askScope.ts';
import { SecondAnswer } from './secondAnswer.ts';
import type { ShownPlaces } from './shownPlaces.ts';
import type { Threads } from './threads/threads.ts';
import { ThreadTurns, type AskedTurn } from './threads/threadTurns.ts';
import {
  answeredTurn,
  listedPassages,
  passageId,
  withPlaces,
  withStandings,
  type AnsweredTurn,
} from './turnView.ts';
import type { WorkspaceMemory } from './workspaceMemory.ts';

/** What the conversation works with. */
export interface ConversationParts {
  readonly memory: WorkspaceMemory;
  readonly tracker: PlaceTracker;
  readonly places: ShownPlaces;
  readonly heat: Heat;
  /** Where turns are kept once they are answered or declined. */
  readonly threads: Threads;
  /** The language model that answers are written by, where one is chosen. */
  readonly generating: Generating;
  readonly log: vscode.LogOutputChannel;
}

interface Asked extends Omit<AskedTurn, 'scope'> {
  /** What alone is asked; null for everything. */
  readonly scope: AskScope | null;
  /** Let a chosen model write although the files do not seem to answer. */
  readonly insist: boolean;
  readonly text: string;
  /** Turns before it, oldest first. */
  readonly before: readonly TurnBefore[];
}

/** The answer that is shown, and what it was asked by. */
export interface Attending {
  readonly question: string;
  readonly answer: MergedAnswer;
  /** Throws as `WorkspaceMemory.turns` does. */
  readonly turns: () => readonly FolderQuestion[];
}

/**
 * The question asked last, its answer, and the places that the answer names. One question at a time, each of which may
 * go on from those before it in its thread.
 */
export class Conversation implements vscode.Disposable {
  readonly #parts: ConversationParts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #writing: Writing;
  readonly #turns: ThreadTurns;
  #turn: TurnView = { kind: 'none' };
  #asked: Asked | undefined;
  #answer: MergedAnswer | undefined;
  #asking = new AbortController();
  readonly #second = new SecondAnswer();

  /** The turn is another one. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#writing = new Writing({
      memory: parts.memory,
      writer: () => parts.generating.writer(),
      shell: parts.generating.shell,
      onChange: (places) => void this.#onWritten(places),
      errorView,
      log: parts.log,
    });
    this.#turns = new ThreadTurns(parts);
    this.#subscriptions = [
      parts.tracker.onDidChange(() => this.#changed.fire()),
      parts.memory.onDidChange(() => this.#improve()),
    ];
  }

  /** The turn as it stands: what has moved, changed or gone says so. */
  get turn(): TurnView {
    const standings = new Map<string, PassageStanding>();
    for (const { id, located } of this.#parts.tracker.places())
      if (located !== undefined) standings.set(id, located.standing);
    const turn = this.#writing.applied(this.#turn);
    return withPlaces(withStandings(turn, standings), this.#parts.tracker);
  }

  /** What was answered to the question that is shown; undefined where nothing was yet. */
  get answered(): MergedAnswer | undefined {
    return 'passages' in this.#turn ? this.#answer : undefined;
  }

  /** The thread around the turn. */
  get thread(): Omit<ThreadView, 'notice'> {
    return this.#turns.view(this.#turn.kind === 'none' ? undefined : this.#asked?.id);
  }

  /** What is shown an answer to, and what each folder was asked for it; undefined where no answer is shown. */
  get attending(): Attending | undefined {
    const [asked, answer] = [this.#asked, this.#answer];
    const shown = this.#turn.kind === 'answered' || this.#turn.kind === 'declined';
    if (!shown || asked === undefined || answer === undefined) return undefined;
    const turns = () => this.#parts.memory.turns(asked.text, asked.scope?.parts ?? null, asked.before);
    return { question: asked.text, answer, turns };
  }

  /**
   * Asks, in place of whatever is being asked: everything, or what the scope names alone. Resolves once the answer,
   * or what became of it, is shown.
   */
  async ask(text: string, scope: AskScope | null): Promise<void> {
    const { threads } = this.#parts;
    await threads.open();
    const id = threads.newTurnId();
    await this.#ask({
      id,
      at: Date.now(),
      text,
      scope,
      before: threads.before({ id, question: text, scope: scope?.parts ?? null }),
      insist: false,
    });
  }

  /** Asks the last question again, of what it was asked of. */
  async retry(): Promise<void> {
    this.#parts.memory.insist();
    if (this.#asked !== undefined) await this.#ask(this.#asked);
  }

  /** Calls the question off, or what is being written to it, or being found out about that. */
  cancel(): void {
    this.#asking.abort();
    this.#writing.stop();
  }

  /** Asks the last question again, and lets the chosen model write although the files do not seem to answer. */
  async insist(): Promise<void> {
    if (this.#asked !== undefined) await this.#ask({ ...this.#asked, insist: true });
  }

  /** Shows what the written sentence of that id rests on, here and in the editor, or no longer. */
  async ground(id: string): Promise<void> {
    const source = this.#writing.choose(id);
    if (source !== undefined) await this.#parts.places.open(source, { counts: false });
  }

  /** Finds out which passages the model used for the written sentence of that id. */
  async used(id: string): Promise<void> {
    await this.#writing.use(id);
  }

  /** Takes question, answer and heat from the panel; the thread is another one's to change. */
  async clear(): Promise<void> {
    this.#asking.abort();
    this.#asking = new AbortController();
    this.#asked = undefined;
    this.#writing.clear();
    await this.#show({ kind: 'none' });
  }

  /** Forgets the turn of that id. @returns what brings it back, or undefined where there is none of that id */
  async forget(id: string): Promise<(() => Promise<void>) | undefined> {
    const kept = this.#keptId(id);
    if (kept === this.#asked?.id) await this.clear();
    return this.#parts.threads.forget(kept);
  }

  async pin(id: string, pinned: boolean): Promise<void> {
    await this.#parts.threads.pin(this.#keptId(id), pinned);
  }

  /** Keeps whether the answer of that id was useful; null for neither. */
  async judge(id: string, useful: boolean | null): Promise<void> {
    await this.#parts.threads.judge(this.#keptId(id), useful);
  }

  /** Id in the thread of the turn that is shown, where it was kept. */
  get keptId(): string | undefined {
    return this.#turn.kind === 'none' ? undefined : this.#asked?.id;
  }

  /** What is needed to explain the passages of the turn that is shown; undefined where it has none. */
  get explainable(): ExplainableTurn | undefined {
    const { memory } = this.#parts;
    const asked = this.#asked;
    const answer = this.#answer;
    const turn = this.#turn;
    if (asked === undefined || answer === undefined) return undefined;
    if (turn.kind !== 'answered' && turn.kind !== 'declined') return undefined;
    return {
      id: turn.id,
      turns: () => memory.turns(asked.text, asked.scope?.parts ?? null, asked.before),
      passages: listedPassages(answer).map(({ folder, file, start, end }, at) => ({
        id: passageId(turn.id, at),
        ...{ folder, file, start, end },
      })),
    };
  }

  /** Takes the light off the sentences, and keeps it off should the answer be given again; the answer stays. */
  clearHeat(): void {
    this.#second.darkened();
    this.#parts.heat.explain(undefined);
  }

  /** Opens the passage or citation of that id at its words, or where they would be; unknown ids are ignored. */
  async open(id: string): Promise<void> {
    if (await this.#parts.places.open(id, { counts: true })) return;
    if (await this.#turns.open(id)) this.#changed.fire();
  }

  /** Goes through the attended passages, best first, round and round. */
  step(by: 1 | -1): Promise<void> {
    return this.#parts.places.step(by, this.#turn);
  }

  dispose(): void {
    this.#asking.abort();
    this.#writing.clear();
    // What becomes of that question is shown no more.
    this.#asking = new AbortController();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  async #ask(asked: Asked): Promise<void> {
    this.#asked = asked;
    this.#second.asked();
    const { question, controller } = this.#begin(asked, asked.id);
    await this.#show({ kind: 'pending', ...question });
    try {
      await this.#answerTo(question, asked, controller);
    } catch (error) {
      if (this.#asking !== controller) return;
      if (isCancelled(error)) await this.#show({ kind: 'cancelled', ...question });
      else {
        logError(this.#parts.log, error);
        await this.#show({ kind: 'failed', ...question, error: errorView(error, ['retry', 'showLog']) });
      }
    }
  }

  #begin(
    { text, scope }: Asked,
    id: string,
  ): { readonly question: Question; readonly controller: AbortController } {
    this.#asking.abort();
    const controller = new AbortController();
    this.#asking = controller;
    const question: Question = {
      id,
      question: text,
      scope: scope?.name ?? null,
      readAs: null,
    };
    return { question, controller };
  }

  async #answerTo(question: Question, asked: Asked, controller: AbortController): Promise<void> {
    const { text, scope, before, insist } = asked;
    const began = performance.now();
    const request = { text, scope: scope?.parts ?? null, before, insist };
    await this.#writing.answer(request, controller.signal, async (answer) => {
      if (this.#asking !== controller) return undefined;
      const turn = await this.#onAnswered(question, answer, began);
      await this.#keep();
      return turn;
    });
    // What was written belongs to the turn.
    if (this.#asking === controller) await this.#keep();
  }

  async #onAnswered(question: Question, answer: MergedAnswer, began: number): Promise<AnsweredTurn> {
    const { abstained, sentences, passages, memory } = answer;
    this.#parts.log.info(
      `Answered in ${Math.round(performance.now() - began)} ms: ` +
        `${abstained ? 'declined' : `${sentences.length} sentences`}, ${passages.length} passages, ` +
        `${memory.encoded} of ${memory.leaves} encoded`,
    );
    this.#second.answered(performance.now());
    this.#answer = answer;
    return this.#showAnswer(question, answer);
  }

  async #keep(): Promise<void> {
    if (this.#asked !== undefined && this.#answer !== undefined)
      await this.#turns.keep(
        this.turn,
        { ...this.#asked, scope: this.#asked.scope?.parts ?? null },
        this.#answer,
      );
  }

  /** More of what is written is to be shown, with the places that it rests on. */
  async #onWritten(places: readonly Place[]): Promise<void> {
    this.#parts.heat.focus(this.#writing.lit);
    this.#changed.fire();
    await this.#parts.tracker.add(places);
  }

  /** Gives an answer again, in place, once everything is remembered by meaning: see {@link SecondAnswer}. */
  #improve(): void {
    const { memory, places } = this.#parts;
    const due = this.#second.due({
      turn: this.#writing.applied(this.#turn),
      opened: places.active !== null,
      ready: memory.states.every(({ kind }) => kind === 'ready'),
      now: performance.now(),
    });
    if (!due || this.#asked === undefined) return;
    // Another id: the panel says that there is another answer.
    const { question, controller } = this.#begin(this.#asked, `${this.#asked.id}${AGAIN}`);
    this.#answerTo(question, this.#asked, controller).catch((error: unknown) => {
      // The answer that is shown stays.
      if (!isCancelled(error)) this.#parts.log.warn(String(error));
    });
  }

  async #showAnswer(question: Question, answer: MergedAnswer): Promise<AnsweredTurn> {
    const turn = answeredTurn(question, answer, {
      shownFile: (file) => this.#parts.places.shownFile(file),
      worded: inTheirWords,
    });
    await this.#show(turn.view, turn.places);
    if (!this.#second.lit) return turn;
    this.#parts.heat.explain({
      question: question.question,
      wordsIn: (sentence) => sharedWords(sentence, answer.terms, answer.memory.leaves),
      cited: vscode.l10n.t('The written sentence that you chose rests on this'),
    });
    return turn;
  }

  async #show(turn: TurnView, places: readonly Place[] = []): Promise<void> {
    this.#turn = turn;
    this.#parts.places.clear();
    this.#parts.heat.focus(undefined);
    const tracked = this.#parts.tracker.track(places);
    if (places.length === 0) this.#parts.heat.explain(undefined);
    this.#changed.fire();
    await tracked;
    if (places.length > 0) this.#changed.fire();
  }

  /** Id in the thread of a turn that the panel names. */
  #keptId(id: string): string {
    const shown = this.#turn.kind !== 'none' && this.#turn.id === id;
    return shown ? (this.#asked?.id ?? id) : id;
  }
}

/** Ends the id of a turn that was answered a second time. */
const AGAIN = '.2';
