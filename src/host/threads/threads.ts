import type { TurnBefore } from '../folderQuestions.ts';
import { sameParts } from '../scopes/askScope.ts';
import { answerOf, MOST_TURNS, titleOf, type KeptThread, type KeptTurn } from './keptThread.ts';
import type { ReadThreads, ThreadStore } from './threadStore.ts';

/** Where the conversation that is shown is remembered; VS Code's Memento has it. */
export interface Remembered {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** What the conversations are kept with. */
export interface ThreadsOptions {
  /** Undefined where nothing can be kept, as without a folder: then they last as long as the window. */
  readonly store: Pick<ThreadStore, 'read' | 'write' | 'remove'> | undefined;
  readonly remembered: Remembered;
  readonly onChange: () => void;
  /** Something could not be read or written. */
  readonly onTrouble: (trouble: ThreadTrouble) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Letters and digits that nothing else is called. */
  readonly newId: () => string;
}

/** What went wrong with keeping: files set aside, a folder that cannot be read or written, a turn that made room. */
export type ThreadTrouble =
  | { readonly kind: 'damaged'; readonly files: readonly string[] }
  | { readonly kind: 'unread' | 'unwritten'; readonly error: unknown }
  | { readonly kind: 'full' };

const CURRENT = 'conversation';

/** The conversations of the workspace, and which of them is shown. A new one is kept once something was asked in it. */
export class Threads {
  readonly #options: ThreadsOptions;
  readonly #threads = new Map<string, KeptThread>();
  #current: KeptThread;
  #opening: Promise<void> | undefined;

  constructor(options: ThreadsOptions) {
    this.#options = options;
    this.#current = this.#fresh();
  }

  /** The one that is shown. */
  get current(): KeptThread {
    return this.#current;
  }

  /** All that are kept, the one changed last first. */
  get all(): readonly KeptThread[] {
    return [...this.#threads.values()].sort((a, b) => b.changed - a.changed);
  }

  /** Reads what is kept, once; the conversation that was shown last is shown again, unless one was begun meanwhile. */
  open(): Promise<void> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  /** Adds a turn to the conversation; one that was asked again, or with the same id, gives way to it. */
  async add(turn: KeptTurn): Promise<void> {
    const again = this.#current.turns.find((other) => isAgain(other, turn));
    const others = this.#current.turns.filter((other) => !isAgain(other, turn));
    const kept = { ...turn, pinned: turn.pinned || again?.pinned === true };
    // Of another answer to the same question nobody has said yet whether it is useful.
    const judged = again?.id === turn.id && again.useful !== undefined ? { useful: again.useful } : {};
    const turns = [...others, { ...kept, ...judged }];
    if (turns.length > MOST_TURNS) {
      const oldest = turns.findIndex(({ pinned }) => !pinned);
      turns.splice(Math.max(0, oldest), 1);
      this.#options.onTrouble({ kind: 'full' });
    }
    await this.#put({ ...this.#current, turns });
  }

  /** Takes a turn out of the conversation. @returns what brings it back, or undefined where there is none of that id */
  async forget(id: string): Promise<(() => Promise<void>) | undefined> {
    const before = this.#current;
    if (!before.turns.some((turn) => turn.id === id)) return undefined;
    await this.#put({ ...before, turns: before.turns.filter((turn) => turn.id !== id) });
    return async () => {
      const turn = before.turns.find((candidate) => candidate.id === id);
      const now =
        this.#threads.get(before.id) ?? (this.#current.id === before.id ? this.#current : undefined);
      if (turn === undefined || now === undefined || now.turns.some((other) => other.id === id)) return;
      // Back to where it stood among those that are still there.
      const order = new Map(before.turns.map((other, at) => [other.id, at]));
      const turns = [...now.turns, turn].sort(
        (a, b) => (order.get(a.id) ?? Infinity) - (order.get(b.id) ?? Infinity),
      );
      await this.#put({ ...now, turns });
    };
  }

  async pin(id: string, pinned: boolean): Promise<void> {
    if (!this.#current.turns.some((turn) => turn.id === id && turn.pinned !== pinned)) return;
    const turns = this.#current.turns.map((turn) => (turn.id === id ? { ...turn, pinned } : turn));
    await this.#put({ ...this.#current, turns });
  }

  /** Keeps whether an answer of the conversation was useful; null for neither. */
  async judge(id: string, useful: boolean | null): Promise<void> {
    if (!this.#current.turns.some((turn) => turn.id === id)) return;
    const turns = this.#current.turns.map((turn) => {
      if (turn.id !== id) return turn;
      const rest: Omit<KeptTurn, 'useful'> & { useful?: boolean } = { ...turn };
      delete rest.useful;
      return useful === null ? rest : { ...rest, useful };
    });
    await this.#put({ ...this.#current, turns });
  }

  /** An empty title gives the first question back. */
  async rename(id: string, title: string): Promise<void> {
    const thread = this.#threads.get(id);
    if (thread === undefined) return;
    const name = title.replace(/\s+/gu, ' ').trim();
    await this.#put({ ...thread, title: name === '' ? null : name });
  }

  /** Shows a new conversation; the one before is kept. */
  async start(): Promise<void> {
    await this.#show(this.#fresh());
  }

  /** Shows the conversation of that id. @returns false where there is none */
  async show(id: string): Promise<boolean> {
    const thread = this.#threads.get(id);
    if (thread === undefined) return false;
    await this.#show(thread);
    return true;
  }

  /** Takes a conversation out. @returns what brings it back, or undefined where there is none of that id */
  async remove(id: string): Promise<(() => Promise<void>) | undefined> {
    const thread = this.#threads.get(id);
    if (thread === undefined) return undefined;
    this.#threads.delete(id);
    if (this.#current.id === id) await this.#show(this.#fresh());
    else this.#options.onChange();
    await this.#kept((store) => store.remove(id));
    return async () => {
      this.#threads.set(id, thread);
      this.#options.onChange();
      await this.#kept((store) => store.write(thread));
    };
  }

  /** What a question that is asked now may go on from, oldest first; without the turn that it asks again. */
  before(asked: Pick<KeptTurn, 'id' | 'question' | 'scope'>): readonly TurnBefore[] {
    return this.#current.turns
      .filter((turn) => !isAgain(turn, asked))
      .map((turn) => {
        const answer = answerOf(turn);
        const { question, attended, pinned } = turn;
        return { question, attended, pinned, ...(answer === '' ? {} : { answer }) };
      });
  }

  /** Letters and digits for a turn that is asked now. */
  newTurnId(): string {
    return this.#options.newId();
  }

  async #open(): Promise<void> {
    const { store, remembered, onTrouble, onChange } = this.#options;
    if (store === undefined) return;
    let read: ReadThreads;
    try {
      read = await store.read();
    } catch (error) {
      onTrouble({ kind: 'unread', error });
      return;
    }
    for (const thread of read.threads)
      if (!this.#threads.has(thread.id)) this.#threads.set(thread.id, thread);
    if (read.damaged.length > 0) onTrouble({ kind: 'damaged', files: read.damaged });
    const shown = remembered.get(CURRENT);
    const thread = typeof shown === 'string' ? this.#threads.get(shown) : undefined;
    if (thread !== undefined && this.#current.turns.length === 0) this.#current = thread;
    onChange();
  }

  async #show(thread: KeptThread): Promise<void> {
    this.#current = thread;
    this.#options.onChange();
    await this.#options.remembered.update(CURRENT, thread.id);
  }

  async #put(thread: KeptThread): Promise<void> {
    const changed = { ...thread, changed: this.#options.now() };
    const isNew = !this.#threads.has(changed.id);
    this.#threads.set(changed.id, changed);
    if (this.#current.id === changed.id) this.#current = changed;
    this.#options.onChange();
    if (isNew) await this.#options.remembered.update(CURRENT, changed.id);
    await this.#kept((store) => store.write(changed));
  }

  async #kept(act: (store: NonNullable<ThreadsOptions['store']>) => Promise<void>): Promise<void> {
    const { store, onTrouble } = this.#options;
    if (store === undefined) return;
    try {
      await act(store);
    } catch (error) {
      onTrouble({ kind: 'unwritten', error });
    }
  }

  #fresh(): KeptThread {
    const now = this.#options.now();
    return { id: this.#options.newId(), title: null, created: now, changed: now, turns: [] };
  }
}

/** Conversations in which every word of the search stands, in the order given. */
export function searchThreads(threads: readonly KeptThread[], search: string): readonly FoundThread[] {
  const words = folded(search)
    .split(/\s+/u)
    .filter((word) => word !== '');
  return threads.flatMap((thread): FoundThread[] => {
    const title = folded(titleOf(thread));
    const texts = thread.turns.map((turn) =>
      folded(`${turn.question} ${turn.sentences.map(({ text }) => text).join(' ')}`),
    );
    const whole = [title, ...texts].join('\n');
    if (!words.every((word) => whole.includes(word))) return [];
    const at = words.length === 0 ? -1 : texts.findIndex((text) => words.some((word) => text.includes(word)));
    return [{ thread, turn: thread.turns[at] }];
  });
}

/** A conversation that was looked for. */
export interface FoundThread {
  readonly thread: KeptThread;
  /** The first turn in which a word of the search stands, where it stands in one. */
  readonly turn: KeptTurn | undefined;
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** Whether two turns ask the same of the same. */
function isAgain(
  one: Pick<KeptTurn, 'id' | 'question' | 'scope'>,
  other: Pick<KeptTurn, 'id' | 'question' | 'scope'>,
): boolean {
  return one.id === other.id || (one.question === other.question && sameParts(one.scope, other.scope));
}
