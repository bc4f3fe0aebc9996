import type { ModelMessage } from '../../core/ports.ts';
import { redactAll } from '../../core/redact/redact.ts';
import type { Redacted, RedactionChoice } from '../../protocol/writing.ts';

/** Messages as they may leave. */
export interface CleanMessages {
  readonly messages: readonly ModelMessage[];
  /** Further texts that go with them, in the order given. */
  readonly texts: readonly string[];
  readonly redacted: readonly Redacted[];
  /** Puts back into what was written after them what was taken out of them. */
  readonly restore: (text: string) => string;
}

/** What is taken out of what leaves: on for everything that leaves this machine unless the user says otherwise. */
export class Redaction {
  readonly #names: readonly string[];
  readonly #on: boolean;
  readonly #redacted = new Map<string, Redacted>();

  /** @param local whether it goes to this machine's own, which gets all as it stands where nothing else is said */
  constructor(choice: RedactionChoice | undefined, local: boolean) {
    this.#names = choice?.names ?? [];
    this.#on = !(choice?.off ?? local);
  }

  /** What has been taken out so far, by label; of several sendings the most that one of them had. */
  get redacted(): readonly Redacted[] {
    return [...this.#redacted.values()];
  }

  /** The messages, and texts that go with them, without what is to be taken out; under one numbering. */
  of(messages: readonly ModelMessage[], texts: readonly string[] = []): CleanMessages {
    if (!this.#on) return { messages, texts, redacted: [], restore: (text) => text };
    const clean = redactAll([...messages.map(({ content }) => content), ...texts], { names: this.#names });
    for (const one of clean.redacted) {
      const before = this.#redacted.get(one.label);
      if (before === undefined || before.count < one.count) this.#redacted.set(one.label, one);
    }
    return {
      messages: messages.map(({ role }, i) => ({ role, content: clean.texts[i] ?? '' })),
      texts: clean.texts.slice(messages.length),
      redacted: clean.redacted,
      restore: (text) => clean.restore(text),
    };
  }
}

/** A label's beginning that its end has not come to yet: `[e-mai`, `【phone 1`, `\[`. */
const BEGUN = /\\?[[【［〔][^\]】］〕]{0,48}$|\\$/u;

/** Puts back what was taken out while a text is still being written: a label that comes in pieces is waited for. */
export class StreamedRestoring {
  readonly #restore: (text: string) => string;
  readonly #onText: ((piece: string) => void) | undefined;
  #text = '';
  #held = '';

  constructor(restore: (text: string) => string, onText: ((piece: string) => void) | undefined) {
    this.#restore = restore;
    this.#onText = onText;
  }

  add(piece: string): void {
    this.#held += piece;
    const cut = BEGUN.exec(this.#held)?.index ?? this.#held.length;
    this.#give(this.#held.slice(0, cut));
    this.#held = this.#held.slice(cut);
  }

  /** Gives what was held back, and the whole text. */
  end(): string {
    this.#give(this.#held);
    this.#held = '';
    return this.#text;
  }

  #give(text: string): void {
    if (text === '') return;
    const restored = this.#restore(text);
    this.#text += restored;
    this.#onText?.(restored);
  }
}
