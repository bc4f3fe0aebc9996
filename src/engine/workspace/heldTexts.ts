import type { DocumentRecord } from '../../core/ports.ts';
import type { FileChange } from '../../protocol/engineApi.ts';
import { documentHash } from './indexer.ts';

/** A text that an editor holds, and its hash once that was wanted. */
interface HeldText {
  readonly text: string;
  hash?: string;
  /** True where it was to be remembered and is not: the folder's rules leave such a file out. */
  leftOut?: boolean;
}

/**
 * The texts that one editor window holds. The memory is everybody's: another window, or a command, may have read the
 * same file from the disk since this one's text was remembered.
 */
export class HeldTexts {
  readonly #held = new Map<string, HeldText>();

  /** Takes over what the window says; null gives a file back to the disk. */
  take(changes: readonly FileChange[]): void {
    for (const { file, text } of changes) {
      if (text === null) this.#held.delete(file);
      else if (this.#held.get(file)?.text !== text) this.#held.set(file, { text });
    }
  }

  get size(): number {
    return this.#held.size;
  }

  /** By file. */
  texts(): ReadonlyMap<string, string> {
    return new Map([...this.#held].map(([file, { text }]) => [file, text]));
  }

  /** The files of which the memory has another text than this window. */
  unseen(documents: readonly DocumentRecord[]): string[] {
    const remembered = new Map(documents.map(({ file, hash }) => [file, hash]));
    return [...this.#held].flatMap(([file, held]) => {
      if (held.leftOut === true) return [];
      held.hash ??= documentHash(held.text);
      return remembered.get(file) === held.hash ? [] : [file];
    });
  }

  /** These were to be remembered and are not: they are not tried again until their text changes. */
  leaveOut(files: readonly string[]): void {
    for (const file of files) {
      const held = this.#held.get(file);
      if (held !== undefined) held.leftOut = true;
    }
  }
}
