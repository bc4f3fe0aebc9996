/**
 * Everything that can go wrong in a way that a person can act on. Codes cross the process boundary; the
 * sentence is made here, once, and always says what happened, what it means and what to do.
 */
export type ErrorCode =
  | 'cancelled'
  | 'workspace-missing'
  | 'file-unknown'
  | 'question-empty'
  | 'model-incomplete'
  | 'store-unusable'
  | 'store-newer'
  | 'disk-full'
  | 'input-invalid'
  | 'engine-lost'
  | 'internal';

/** An error whose message is written for the user. */
export class RecollectError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RecollectError';
    this.code = code;
  }
}

/** True for an abort, however it was raised: cancelled is never reported as nothing found (invariant 9). */
export function isCancelled(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'AbortError' || (error instanceof RecollectError && error.code === 'cancelled'))
  );
}
