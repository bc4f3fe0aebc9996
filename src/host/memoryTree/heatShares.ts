import type { MergedAnswer } from '../../protocol/mergeAnswers.ts';

/** The shares of an answer's attention, by file and by part of a file. */
export class HeatShares {
  /** By workspace folder and path: of files, and of folders (with a `/` at their end; empty for the top) in sum. */
  readonly #shares = new Map<string, number>();
  readonly #passages: MergedAnswer['passages'];

  constructor(answer: Pick<MergedAnswer, 'documents' | 'passages'> | undefined) {
    this.#passages = answer?.passages ?? [];
    for (const { folder, file, weight } of answer?.documents ?? []) {
      this.#add(folder, file, weight);
      for (let slash = file.lastIndexOf('/'); slash >= 0; slash = file.lastIndexOf('/', slash - 1)) {
        this.#add(folder, file.slice(0, slash + 1), weight);
        if (slash === 0) break;
      }
      this.#add(folder, '', weight);
    }
  }

  /** Of a file, or of all files in a folder, named with a `/` at its end; empty for the whole workspace folder. */
  of(folder: string, path: string): number {
    return this.#shares.get(`${folder}\0${path}`) ?? 0;
  }

  /**
   * Of a section with all that stands below it. An answer tells the shares of its passages and of the sections that
   * these stand in; what a section has beside them is less than any of them and left out.
   */
  within(
    folder: string,
    file: string,
    { start, end }: { readonly start: number; readonly end: number },
  ): number {
    const inside = this.#passages.filter(
      (passage) =>
        passage.folder === folder && passage.file === file && passage.start >= start && passage.end <= end,
    );
    const listed = inside.reduce((sum, { weight }) => sum + weight, 0);
    return Math.max(listed, ...inside.map(({ sectionWeight }) => sectionWeight));
  }

  #add(folder: string, path: string, weight: number): void {
    const key = `${folder}\0${path}`;
    this.#shares.set(key, (this.#shares.get(key) ?? 0) + weight);
  }
}
