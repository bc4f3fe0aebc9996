import type { EngineApi } from '../../protocol/engineApi.ts';
import type { SuggestionView } from '../../protocol/panelMessages.ts';
import { nameParts } from '../places.ts';
import { headingQuestions, suggestingFiles } from './headingQuestions.ts';

/** Questions that are suggested at once. */
const MOST = 4;
/** Files of a folder that are looked into, and files that they are chosen among. */
const LOOKED_INTO = 6;
const LISTED = 300;

/** A workspace folder whose documents suggest questions. */
export interface SuggestingFolder {
  readonly run: <T>(
    work: (engine: EngineApi, workspace: string) => Promise<T>,
    signal: AbortSignal,
  ) => Promise<T>;
}

/** Questions for a conversation in which nothing was asked yet, from the headings of the documents themselves. */
export class Suggestions {
  readonly #onChange: () => void;
  #view: readonly SuggestionView[] = [];
  #of = '';

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get view(): readonly SuggestionView[] {
    return this.#view;
  }

  /**
   * Looks for questions, where `state` tells of another memory than the last time.
   *
   * @param state a text that is another one when files have come or gone
   */
  async look(state: string, folders: readonly SuggestingFolder[]): Promise<void> {
    if (state === this.#of) return;
    this.#of = state;
    const found = await Promise.all(folders.map((folder) => questionsIn(folder)));
    if (state !== this.#of) return;
    const most = Math.max(0, ...found.map(({ length }) => length));
    this.#view = Array.from({ length: most }, (_, at) => found.flatMap((own) => own[at] ?? []))
      .flat()
      .slice(0, MOST);
    this.#onChange();
  }
}

/** One question a file, as many as are shown. */
async function questionsIn({ run }: SuggestingFolder): Promise<SuggestionView[]> {
  const signal = new AbortController().signal;
  return run(async (engine, workspace) => {
    const { files } = await engine.files({ workspace, limit: LISTED });
    const questions: SuggestionView[] = [];
    for (const { file } of suggestingFiles(files, LOOKED_INTO)) {
      if (questions.length === MOST) break;
      const { sections } = await engine.sections({ workspace, file });
      const [question] = headingQuestions(sections, 1);
      if (question !== undefined && !questions.some((other) => other.question === question))
        questions.push({ question, label: nameParts(file).label });
    }
    return questions;
  }, signal);
}
