import type { FileChange } from '../protocol/engineApi.ts';

/** A document of the editor with changes that are not on disk. */
export interface UnsavedDocument {
  /** Relative to its workspace folder, with `/`. */
  readonly file: string;
  /** Grows with every change. */
  readonly version: number;
  getText(): string;
}

/** A version that no document has. */
const NEVER = -1;

/**
 * What the engine holds for the editor of one folder: which version of which unsaved document. The engine reads such
 * a file from here instead of from disk until it is told null, and forgets all of it when it is lost.
 */
export class UnsavedTexts {
  #held = new Map<string, number>();
  #epoch = -1;

  /**
   * What the engine has to be told so that it sees the documents as they stand.
   *
   * @param epoch of the engine: another one holds nothing
   */
  changes(documents: readonly UnsavedDocument[], epoch: number): FileChange[] {
    const held = this.#heldIn(epoch);
    const unsaved = new Set(documents.map(({ file }) => file));
    return [
      ...documents
        .filter(({ file, version }) => held.get(file) !== version)
        .map((document) => ({ file: document.file, text: document.getText() })),
      ...this.released(unsaved, epoch),
    ];
  }

  /** Documents that the engine holds and that were saved or closed since: it is to read them from disk again. */
  released(unsaved: ReadonlySet<string>, epoch: number): FileChange[] {
    return [...this.#heldIn(epoch).keys()]
      .filter((file) => !unsaved.has(file))
      .map((file) => ({ file, text: null }));
  }

  /** Whether the engine reads the file from here. */
  holds(file: string, epoch: number): boolean {
    return this.#heldIn(epoch).has(file);
  }

  /**
   * The changes are on their way. From now on the engine may hold these texts, so they are to be taken back in time;
   * until it is known that they reached the memory they are to be told again.
   */
  given(changes: readonly FileChange[], epoch: number): void {
    const held = this.#heldIn(epoch);
    for (const { file, text } of changes) if (text !== null) held.set(file, NEVER);
  }

  /** The engine has taken the changes over. */
  taken(changes: readonly FileChange[], documents: readonly UnsavedDocument[], epoch: number): void {
    const held = this.#heldIn(epoch);
    for (const { file, text } of changes) {
      const document = documents.find((candidate) => candidate.file === file);
      if (text === null || document === undefined) held.delete(file);
      else held.set(file, document.version);
    }
  }

  #heldIn(epoch: number): Map<string, number> {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#held = new Map();
    }
    return this.#held;
  }
}
