import type { EngineApi } from '../../protocol/engineApi.ts';
import { leftOutBy, MOST_PARTS, type Decisions, type LargeFolder } from './decisions.ts';

/** How a {@link FirstLook} is made. */
export interface FirstLookOptions {
  /** The folder as decisions are kept of it. */
  readonly folder: string;
  /** Its name, for people. */
  readonly name: string;
  readonly decisions: Decisions;
  /** Seconds; what would take longer is asked about. */
  readonly askAbove: () => number;
}

/** The folder is large: asked about, or put off by the user. */
export interface Large {
  readonly large: LargeFolder;
  readonly declined: boolean;
}

/** Runs work with the engine; as of `ReliableEngine`. */
type Run = <T>(work: (engine: EngineApi) => Promise<T>, signal: AbortSignal) => Promise<T>;

/** Milliseconds that reading and encoding are tried for. */
const SAMPLE = 2000;
/** A folder with less text is remembered in seconds on any machine, and not worth a sample. Bytes. */
const SURELY_SMALL = 256 * 1024;

/** Whether a folder may be remembered without asking; looked at once in a window, before the first index run. */
export class FirstLook {
  readonly #options: FirstLookOptions;
  #small = false;
  #large: LargeFolder | undefined;

  constructor(options: FirstLookOptions) {
    this.#options = options;
  }

  /** What the user left out of it, as lines of a .gitignore. */
  get exclude(): readonly string[] {
    return leftOutBy(this.#options.decisions.of(this.#options.folder));
  }

  /**
   * What stands in the way of remembering it, or undefined where nothing does: it is small, there is a memory of it
   * already, or the user decided.
   *
   * @param workspace the folder as the engine knows it
   */
  async large(
    run: Run,
    { workspace, exclude }: { readonly workspace: string; readonly exclude: readonly string[] },
    signal: AbortSignal,
  ): Promise<Large | undefined> {
    const { folder, name, decisions, askAbove } = this.#options;
    const decision = decisions.of(folder);
    if (decision?.kind === 'later') return { large: decision.large, declined: true };
    if (decision !== undefined || this.#small) return undefined;
    if (this.#large === undefined) {
      const limit = askAbove();
      const look = await run(
        (engine) =>
          engine.look(
            { workspace, exclude, sample: SAMPLE, sampleFrom: limit === 0 ? 0 : SURELY_SMALL },
            { signal },
          ),
        signal,
      );
      const { files, bytes, seconds, parts, hasMemory } = look;
      if (hasMemory || seconds === null || seconds <= limit) {
        this.#small = true;
        return undefined;
      }
      this.#large = { name, files, bytes, seconds, parts: parts.slice(0, MOST_PARTS) };
    }
    return { large: this.#large, declined: false };
  }
}
