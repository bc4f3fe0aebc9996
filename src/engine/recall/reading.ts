import { joinScopes, scopedText, scopeNamed, type Scope } from '../../core/recall/scopes.ts';
import type { AskParams } from '../../protocol/engineApi.ts';
import { RecollectError } from '../../protocol/errors.ts';

/** A question as it is understood before it is encoded. */
export interface Reading {
  /** Its words, without the files that it names. */
  readonly text: string;
  /** Null where the whole memory is asked. */
  readonly scope: Scope | null;
}

/** What a question is read against. */
export interface ReadingInput {
  /** Names of the files in the memory; looked at only where the question may name some. */
  readonly files: () => readonly string[];
  /** What to say of a scope that names nothing. */
  readonly unknown: (name: string) => Error;
}

/**
 * Takes a question as a person asked it: which files it is asked of, and its words without them.
 *
 * @throws RecollectError `question-empty`; whatever `unknown` gives
 */
export function readQuestion(
  { question, scope, scopes = [] }: Pick<AskParams, 'question' | 'scope' | 'scopes'>,
  { files, unknown }: ReadingInput,
): Reading {
  if (question.trim() === '') {
    throw new RecollectError(
      'question-empty',
      'The question is empty, so there is nothing to look for. Type a question.',
    );
  }
  const given = scope === undefined ? scopes : [scope, ...scopes];
  if (given.length === 0 && !question.includes('@')) return { text: question, scope: null };
  const known = files();
  const beside = joinScopes(
    given.map((name) => {
      const named = scopeNamed(name, known);
      if (named === undefined) throw unknown(name);
      return named;
    }),
  );
  const within = scopedText(question, beside === null ? known : [...beside.files]);
  if (within.scope !== null) return within;
  if (beside === null) return { text: question, scope: null };
  // What the question names is meant, also where it is not among the files that were chosen beside it.
  const elsewhere = scopedText(question, known);
  return elsewhere.scope === null ? { text: question, scope: beside } : elsewhere;
}
