import { tokens } from '../../score.ts';
import { WANTED } from '../windows.ts';
import { foundFirst } from './foundFirst.ts';
import type { FlatWorkspaces } from '../flat.ts';
import type { Found, System } from '../system.ts';
import type { Passage } from '../../score.ts';
import type { Window } from '../windows.ts';

/** Tokens of a parent. */
const PARENT = 512;

/**
 * Parent-document retrieval, as LangChain's ParentDocumentRetriever does it: small pieces are searched, and the
 * larger pieces that they stand in are returned, each once, in the order of their best child. Sizes 128 and 512
 * are the bench's (LangChain's examples use 400 and 2,000 characters, about the same); children are the windows
 * of `dense`, and a parent is as many neighbours as fit.
 */
export class ParentDocument implements System {
  readonly name = 'parent';
  readonly #workspaces: FlatWorkspaces;
  #workspace = '';
  #parents: { readonly of: Int32Array; readonly places: readonly Passage[] } = {
    of: new Int32Array(),
    places: [],
  };

  constructor(workspaces: FlatWorkspaces) {
    this.#workspaces = workspaces;
  }

  async prepare(workspace: string): Promise<void> {
    this.#workspace = workspace;
    await this.#workspaces.dense(workspace);
    this.#parents = parentsOf(this.#workspaces.windows(workspace));
  }

  async find(question: string, scope?: string): Promise<Found> {
    const windows = this.#workspaces.windows(this.#workspace);
    const scores = await this.#workspaces.cosines(this.#workspace, question);
    const order = Array.from(windows.keys())
      .filter((i) => scope === undefined || windows[i]!.file === scope)
      .sort((a, b) => scores[b]! - scores[a]! || a - b);
    const passages: Passage[] = [];
    const returned = new Set<number>();
    let held = 0;
    for (const child of order) {
      if (held >= WANTED) break;
      const parent = this.#parents.of[child]!;
      if (returned.has(parent)) continue;
      returned.add(parent);
      passages.push(...foundFirst(this.#parents.places[parent]!, [windows[child]!]));
      for (let i = child; this.#parents.of[i] === parent; i--) held += windows[i]!.tokens;
      for (let i = child + 1; this.#parents.of[i] === parent; i++) held += windows[i]!.tokens;
    }
    return { passages };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Neighbouring windows of a file joined to parents of at most 512 tokens. */
export function parentsOf(windows: readonly Window[]): { of: Int32Array; places: Passage[] } {
  const of = new Int32Array(windows.length);
  const places: Passage[] = [];
  let held = 0;
  for (const [i, { file, start, end, text }] of windows.entries()) {
    const cost = tokens(text);
    const last = places.at(-1);
    if (last?.file === file && held + cost <= PARENT) {
      places[places.length - 1] = { file, start: last.start, end };
      held += cost;
    } else {
      places.push({ file, start, end });
      held = cost;
    }
    of[i] = places.length - 1;
  }
  return { of, places };
}
