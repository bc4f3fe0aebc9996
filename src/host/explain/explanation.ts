import { isCancelled } from '../../protocol/errors.ts';
import type { EngineApi } from '../../protocol/engineApi.ts';
import type { ExplainedPassage, ExplainResult } from '../../protocol/asking.ts';
import type { ExplainedView, ExplanationView, ScoreView } from '../../protocol/panelMessages.ts';
import type { ErrorView } from '../../protocol/turnView.ts';
import type { FolderQuestion } from '../folderQuestions.ts';
import type { FileRange } from '../places.ts';

/** Parts of a passage's score that are shown. */
const MOST_PARTS = 8;
/** A part that gave less than this is as good as none. */
const LEAST = 0.005;

/** A turn whose passages can be explained. */
export interface ExplainableTurn {
  readonly id: string;
  /** What was asked; undefined where it cannot be asked again. */
  readonly turns: () => readonly FolderQuestion[];
  /** The passages that the panel shows, with their ids. */
  readonly passages: readonly (FileRange & { readonly id: string })[];
}

/** What explanations are made with. */
export interface ExplanationParts {
  /** The turn that is shown; undefined where nothing was answered or declined. */
  readonly turn: () => ExplainableTurn | undefined;
  /** A part of a score in words. */
  readonly words: (part: string) => string;
  readonly errorView: (error: unknown) => ErrorView;
  readonly onChange: () => void;
}

/** What each part of the score gave to the passages that the panel shows. Asked of the engine when somebody wants it. */
export class Explanation {
  readonly #parts: ExplanationParts;
  #view: ExplanationView | undefined;
  #stop = new AbortController();

  constructor(parts: ExplanationParts) {
    this.#parts = parts;
  }

  /** Of the turn that is shown; null where nobody wants one. */
  get view(): ExplanationView | null {
    return this.#view?.turn === this.#parts.turn()?.id ? (this.#view ?? null) : null;
  }

  /** Shows the explanation, or no longer. */
  async show(shown: boolean): Promise<void> {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const turn = this.#parts.turn();
    if (!shown || turn === undefined) {
      this.#change(undefined);
      return;
    }
    this.#change({ kind: 'working', turn: turn.id });
    try {
      const explained = await Promise.all(
        turn.turns().map(async ({ memory, params }) => ({
          folder: memory.folder,
          result: await memory.run(
            (engine: EngineApi, workspace) => engine.explain({ ...params, workspace }, { signal }),
            signal,
          ),
        })),
      );
      if (!signal.aborted)
        this.#change({
          kind: 'shown',
          turn: turn.id,
          passages: turn.passages.flatMap((passage) => this.#explained(passage, explained) ?? []),
        });
    } catch (error) {
      if (signal.aborted) return;
      this.#change(
        isCancelled(error)
          ? undefined
          : { kind: 'failed', turn: turn.id, error: this.#parts.errorView(error) },
      );
    }
  }

  #change(view: ExplanationView | undefined): void {
    this.#view = view;
    this.#parts.onChange();
  }

  #explained(
    passage: ExplainableTurn['passages'][number],
    folders: readonly { readonly folder: string; readonly result: ExplainResult }[],
  ): ExplainedView | undefined {
    const { result } = folders.find(({ folder }) => folder === passage.folder) ?? {};
    const found = result?.passages.find(
      ({ file, start, end }) => file === passage.file && start === passage.start && end === passage.end,
    );
    return found && explainedView(passage.id, found, this.#parts.words);
  }
}

/** A passage's score in words: the parts that gave most, the strongest first, and what the reader would say. */
export function explainedView(
  passage: string,
  { parts, reading }: ExplainedPassage,
  words: (part: string) => string,
): ExplainedView {
  const telling = parts
    .filter(({ contribution }) => Math.abs(contribution) >= LEAST)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  return {
    passage,
    parts: telling
      .slice(0, MOST_PARTS)
      .map(({ name, contribution }): ScoreView => ({ words: words(name), gave: contribution })),
    silent: parts.length - Math.min(telling.length, MOST_PARTS),
    found: reading?.spans[0]?.text.replace(/\s+/gu, ' ').trim() ?? null,
  };
}
