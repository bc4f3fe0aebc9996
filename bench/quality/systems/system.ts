import type { Passage, Result } from '../score.ts';

/** One way of finding passages, as the bench compares them. One workspace at a time. */
export interface System {
  readonly name: string;
  /** Reads the workspace; the questions that follow are about it. */
  prepare(workspace: string): Promise<void>;
  /**
   * Passages of at most 192 tokens, best first, not overlapping, at least 2,048 tokens together where the files
   * hold as many. `scope` is the one file to look in.
   */
  find(question: string, scope?: string): Promise<Found>;
  close(): Promise<void>;
}

/** What a system found, and, where it says so, how sure it is that the files answer. */
export interface Found extends Result {
  readonly passages: readonly Passage[];
}
