import path from 'node:path';
import * as vscode from 'vscode';
import type { PassageStanding, Question, TurnView } from '../protocol/panelMessages.ts';
import { isCancelled, RecollectError } from '../protocol/errors.ts';
import { answerText } from './answerText.ts';
import { errorView, inTheirWords } from './errorView.ts';
import type { Heat } from './heat.ts';
import type { OpenedFiles } from './openedFiles.ts';
import type { PlaceTracker, TrackedPlace } from './placeTracker.ts';
import { withQuestion } from './questionHistory.ts';
import { openPlace } from './openPlace.ts';
import { sharedWords } from './questionWords.ts';
import { nameParts, type Place } from './places.ts';
import type { Generating } from './generate/generating.ts';
import { Writing } from './generate/writing.ts';
import { answeredTurn, withPlaces, withStandings, type AnsweredTurn } from './turnView.ts';
import type { MergedAnswer } from './mergeAnswers.ts';
import type { WorkspaceFile, WorkspaceMemory } from './workspaceMemory.ts';

/** What the conversation works with. */
export interface ConversationParts {
  readonly memory: WorkspaceMemory;
  readonly tracker: PlaceTracker;
  readonly heat: Heat;
  readonly opened: OpenedFiles;
  /** The language model that answers are written by, where one is chosen. */
  readonly generating: Generating;
  readonly log: vscode.LogOutputChannel;
}

interface Asked {
  /** Let a chosen model write although the files do not seem to answer. */
  readonly insist: boolean;
  readonly text: string;
  readonly scope: WorkspaceFile | null;
  /** Questions before it, oldest first. */
  readonly history: readonly string[];
}

/** For so many milliseconds an answer may still be replaced by a better one. */
const SOON = 60_000;

/** The question asked last, its answer, and the places that the answer names. One question at a time, each of which may go on from those before it. */
export class Conversation implements vscode.Disposable {
  readonly #parts: ConversationParts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #writing: Writing;
  #turn: TurnView = { kind: 'none' };
  #asked: Asked | undefined;
  /** Questions that were answered or declined, oldest first: what the next one may go on from. */
  #history: readonly string[] = [];
  #active: string | null = null;
  #asking = new AbortController();
  #count = 0;
  /** When the turn was answered, by a clock that only goes forward. */
  #answered = -Infinity;
  /** Whether it was answered a second time; without a model the second is no better, and the last. */
  #improved = false;

  /** The turn, or what the editor shows of it, is another one. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#writing = new Writing({
      memory: parts.memory,
      writer: () => parts.generating.writer(),
      shell: parts.generating.shell,
      onChange: (places) => void this.#onWritten(places),
      log: parts.log,
    });
    this.#subscriptions = [
      parts.tracker.onDidChange(() => this.#changed.fire()),
      parts.memory.onDidChange(() => this.#improve()),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        const shown = this.#place(this.#active);
        if (
          shown === undefined ||
          editor === undefined ||
          editor.document.uri.toString() === shown.uri.toString()
        )
          return;
        this.#active = null;
        this.#changed.fire();
      }),
    ];
  }

  /** The turn as it stands: what has moved, changed or gone says so. */
  get turn(): TurnView {
    const standings = new Map<string, PassageStanding>();
    for (const { id, located } of this.#parts.tracker.places())
      if (located !== undefined) standings.set(id, located.standing);
    const turn = this.#writing.applied(this.#turn);
    return withPlaces(withStandings(turn, standings), this.#parts.tracker.lies);
  }

  /** Id of the place that the editor shows, or null. */
  get active(): string | null {
    return this.#active;
  }

  /** True where there are passages to go through. */
  get attended(): boolean {
    return this.#passages().length > 0;
  }

  /** Asks, in place of whatever is being asked. Resolves once the answer, or what became of it, is shown. */
  async ask(text: string, scope: WorkspaceFile | null): Promise<void> {
    await this.#ask({ text, scope, history: this.#history, insist: false });
  }

  async #ask(asked: Asked): Promise<void> {
    this.#asked = asked;
    this.#improved = false;
    const { question, controller } = this.#begin(asked);
    await this.#show({ kind: 'pending', ...question });
    try {
      await this.#answer(question, asked, controller);
    } catch (error) {
      if (this.#asking !== controller) return;
      if (isCancelled(error)) await this.#show({ kind: 'cancelled', ...question });
      else {
        const unforeseen = !(error instanceof RecollectError) || error.code === 'internal';
        const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
        if (unforeseen) this.#parts.log.error(told);
        else this.#parts.log.warn(error.message);
        await this.#show({ kind: 'failed', ...question, error: errorView(error, ['retry', 'showLog']) });
      }
    }
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
    if (source !== undefined) await this.#open(source);
  }

  /** Forgets the questions, the answer and its heat. */
  async clear(): Promise<void> {
    this.#asking.abort();
    this.#asking = new AbortController();
    this.#asked = undefined;
    this.#history = [];
    this.#writing.clear();
    await this.#show({ kind: 'none' });
  }

  /** Puts the answer with its sources on the clipboard. */
  async copy(): Promise<void> {
    const text = answerText(this.#turn, {
      fileOf: (id) => this.#shownFile(this.#place(id)),
      later: vscode.l10n.t('later'),
      latest: vscode.l10n.t('latest'),
    });
    if (text === undefined) return;
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('Answer copied with its sources.')}`, 5000);
  }

  /** Takes the light off the sentences; the answer stays. */
  clearHeat(): void {
    this.#parts.heat.explain(undefined);
  }

  /** Opens the passage or citation of that id at its words, or where they would be; unknown ids are ignored. */
  async open(id: string): Promise<void> {
    const place = await this.#open(id);
    if (place !== undefined) await this.#parts.opened.opened(place);
  }

  /** @returns what is shown now */
  async #open(id: string): Promise<TrackedPlace | undefined> {
    const place = this.#place(id);
    if (place === undefined) return undefined;
    const shown = await openPlace(place, this.#parts.tracker, () => {
      this.#active = id;
    });
    if (!shown) return undefined;
    this.#changed.fire();
    return place;
  }

  /** Goes through the attended passages, best first, round and round. */
  async step(by: 1 | -1): Promise<void> {
    const passages = this.#passages();
    if (passages.length === 0) return;
    const shown = this.#place(this.#active);
    let at = passages.findIndex(({ id }) => id === this.#active);
    // From a citation on, the next passage is the one after the passage that it stands in.
    if (at < 0 && shown !== undefined && 'citations' in this.#turn) {
      const cited = shown.part?.of ?? shown.id;
      const number = this.#turn.citations.find(({ id }) => id === cited)?.number;
      at = this.#turn.passages.findIndex(({ numbers }) => number !== undefined && numbers.includes(number));
    }
    const next = at < 0 ? (by > 0 ? 0 : passages.length - 1) : (at + by + passages.length) % passages.length;
    const passage = passages[next];
    if (passage !== undefined) await this.#open(passage.id);
  }

  dispose(): void {
    this.#asking.abort();
    this.#writing.clear();
    // What becomes of that question is shown no more.
    this.#asking = new AbortController();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #begin({ text, scope }: Asked): { readonly question: Question; readonly controller: AbortController } {
    this.#asking.abort();
    const controller = new AbortController();
    this.#asking = controller;
    const question: Question = {
      id: `q${++this.#count}`,
      question: text,
      scope: scope === null ? null : nameParts(scope.file).label,
      readAs: null,
    };
    return { question, controller };
  }

  async #answer(question: Question, asked: Asked, controller: AbortController): Promise<void> {
    const { text, scope, history } = asked;
    const began = performance.now();
    await this.#writing.answer(
      { text, scope, history, insist: asked.insist },
      controller.signal,
      async (answer) => {
        if (this.#asking !== controller) return undefined;
        this.#history = withQuestion(history, text);
        return this.#onAnswered(question, answer, began);
      },
    );
  }

  async #onAnswered(question: Question, answer: MergedAnswer, began: number): Promise<AnsweredTurn> {
    const { abstained, sentences, passages, memory } = answer;
    this.#parts.log.info(
      `Answered in ${Math.round(performance.now() - began)} ms: ` +
        `${abstained ? 'declined' : `${sentences.length} sentences`}, ${passages.length} passages, ` +
        `${memory.encoded} of ${memory.leaves} encoded`,
    );
    this.#answered = performance.now();
    return this.#showAnswer(question, answer);
  }

  /** More of what is written is to be shown, with the places that it rests on. */
  async #onWritten(places: readonly Place[]): Promise<void> {
    this.#parts.heat.focus(this.#writing.lit);
    this.#changed.fire();
    await this.#parts.tracker.add(places);
  }

  /**
   * An answer that was given before everything was remembered by meaning is given again once it is, in place, unless
   * the user has gone on to its sources or a minute has passed: nothing changes under a reader's eyes.
   */
  #improve(): void {
    const turn = this.#turn;
    if (turn.kind !== 'answered' && turn.kind !== 'declined') return;
    if (turn.remembered.encoded >= turn.remembered.leaves || this.#asked === undefined) return;
    // What is written stands on the answer as it was.
    if (this.turn.kind === turn.kind && 'written' in this.turn && this.turn.written !== null) return;
    if (this.#active !== null || performance.now() - this.#answered > SOON) return;
    if (!this.#parts.memory.states.every(({ kind }) => kind === 'ready')) return;
    if (this.#improved) return;
    this.#improved = true;
    const { question, controller } = this.#begin(this.#asked);
    this.#answer(question, this.#asked, controller).catch((error: unknown) => {
      // The answer that is shown stays.
      if (!isCancelled(error)) this.#parts.log.warn(String(error));
    });
  }

  async #showAnswer(question: Question, answer: MergedAnswer): Promise<AnsweredTurn> {
    const turn = answeredTurn(question, answer, {
      shownFile: (file) => this.#shownFile(file),
      worded: inTheirWords,
    });
    await this.#show(turn.view, turn.places);
    this.#parts.heat.explain({
      question: question.question,
      wordsIn: (sentence) => sharedWords(sentence, answer.terms, answer.memory.leaves),
      cited: vscode.l10n.t('The written sentence that you chose rests on this'),
    });
    return turn;
  }

  async #show(turn: TurnView, places: Parameters<PlaceTracker['track']>[0] = []): Promise<void> {
    this.#turn = turn;
    this.#active = null;
    this.#parts.heat.focus(undefined);
    const tracked = this.#parts.tracker.track(places);
    if (places.length === 0) this.#parts.heat.explain(undefined);
    this.#changed.fire();
    await tracked;
    if (places.length > 0) this.#changed.fire();
  }

  #place(id: string | null): TrackedPlace | undefined {
    return this.#parts.tracker.places().find((place) => place.id === id);
  }

  /** The file as people read it: in a workspace of several folders it begins with the folder's name. */
  #shownFile(place: { readonly folder: string; readonly file: string } | undefined): string {
    if (place === undefined) return '';
    const several = this.#parts.memory.memories.length > 1;
    return several ? `${path.basename(place.folder)}/${place.file}` : place.file;
  }

  #passages(): TrackedPlace[] {
    return this.#parts.tracker.places().filter(({ kind }) => kind === 'passage');
  }
}
