import type { Sentence } from './sentences.ts';

/**
 * Everything that can go wrong in a way that a person can act on. Codes cross the process boundary; the
 * sentence is made here, once, and always says what happened, what it means and what to do.
 */
export type ErrorCode =
  | 'cancelled'
  | 'workspace-missing'
  | 'not-remembered'
  | 'file-unknown'
  | 'question-empty'
  | 'model-incomplete'
  | 'store-unusable'
  | 'store-newer'
  | 'disk-full'
  | 'input-invalid'
  | 'engine-lost'
  | 'not-approved'
  | 'endpoint-unreachable'
  | 'endpoint-refused'
  | 'endpoint-failed'
  | 'prompt-too-long'
  | 'internal';

/** An error whose message is written for the user: as a sentence where a shell may show it in another language. */
export class RecollectError extends Error {
  readonly code: ErrorCode;
  /** What another language words the message by; undefined for what only the command line says. */
  readonly sentence: Sentence | undefined;

  constructor(code: ErrorCode, message: string | Sentence, options?: ErrorOptions) {
    super(typeof message === 'string' ? message : message.text, options);
    this.name = 'RecollectError';
    this.code = code;
    this.sentence = typeof message === 'string' ? undefined : message;
  }
}

/** True for an abort, however it was raised: cancelled is never reported as nothing found (invariant 9). */
export function isCancelled(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'AbortError' || (error instanceof RecollectError && error.code === 'cancelled'))
  );
}
