import { questionParts } from '../../core/recall/parts.ts';
import { parseQuestion } from '../../core/recall/question.ts';
import { joinScopes, scopedText, scopeNamed, type Scope, type ScopedText } from '../../core/recall/scopes.ts';
import { inContext, refersBack } from '../../core/recall/turns.ts';
import { respelled, type Spelling } from '../../core/recall/typos.ts';
import type { AskParams } from '../../protocol/engineApi.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence } from '../../protocol/sentences.ts';
import type { Query } from './meaning.ts';
import type { Asked, Probe } from './recall.ts';

/** A text to look for and, where it goes on from others, all of them as one. */
export interface Sought {
  readonly text: string;
  readonly inContext: string | undefined;
}

/** A question as it is understood before it is encoded; its text is without the files that it names. */
export interface Reading extends Sought {
  /** The questions that it consists of, where there are several. */
  readonly parts: readonly Sought[];
  /** Files, and folders ending in `/`, that are asked (see `filesNamed`); null for the whole memory. */
  readonly scope: readonly string[] | null;
  /** Words that no file holds, with what they were read as; the text has the latter. */
  readonly spellings: readonly Spelling[];
}

/** What a question is read against. */
export interface ReadingInput {
  /** Names of the files in the memory; looked at only where the question may name some. */
  readonly files: () => readonly string[];
  /** Words that are slips of the finger; none where left out. */
  readonly misspelled?: ((text: string) => readonly Spelling[]) | undefined;
  /** What to say of a scope that names nothing. */
  readonly unknown: (name: string) => Error;
}

/**
 * Takes a question as a person asked it: which files it is asked of, what it goes on from, the questions that it
 * consists of. One that goes on from another is asked of the files that the other named, unless it names its own.
 *
 * @throws RecollectError `question-empty`; whatever `unknown` gives
 */
export function readQuestion(params: QuestionParams, input: ReadingInput): Reading {
  if (params.question.trim() === '') {
    throw new RecollectError('question-empty', sentence('question-empty'));
  }
  const turns = earlierTurns(params.history ?? [], input);
  const { text: typed, scope: own } = scopeOf(params, input);
  const spellings = input.misspelled?.(typed) ?? [];
  const mended = (one: string): string =>
    respelled(
      one,
      spellings.filter((spelling) => one.includes(spelling.typed)),
    );
  const history = turns.map(({ text }) => text);
  const parts = questionParts(typed);
  const [first] = parts;
  const scope = own ?? (inContext(typed, history, first) === undefined ? null : inheritedScope(turns));
  const sought = (one: string, before: readonly string[], begins = one): Sought => {
    const together = inContext(one, before, begins);
    return { text: mended(one), inContext: together === undefined ? undefined : mended(together) };
  };
  return {
    ...sought(typed, history, first),
    parts: parts.map((part, i) => sought(part, i === 0 || first === undefined ? history : [first])),
    scope: scope?.names ?? null,
    spellings,
  };
}

/** The questions that were asked before, oldest first, without the files that they name, and those files. */
function earlierTurns(history: readonly string[], { files }: ReadingInput): ScopedText[] {
  const asked = history.filter((turn) => turn.trim() !== '');
  if (!asked.some((turn) => turn.includes('@'))) return asked.map((text) => ({ text, scope: null }));
  const known = files();
  return asked.map((turn) => scopedText(turn, known));
}

/** The files that the last question was asked of: it names them, or goes on from one that does. */
function inheritedScope(turns: readonly ScopedText[]): Scope | null {
  for (const { text, scope } of turns.toReversed()) {
    if (scope !== null) return scope;
    if (!refersBack(questionParts(text)[0] ?? text)) return null;
  }
  return null;
}

type QuestionParams = Pick<AskParams, 'question' | 'scope' | 'scopes' | 'history'>;

/** The files that are asked, and the question without their names. */
function scopeOf(
  { question, scope, scopes = [] }: QuestionParams,
  { files, unknown }: ReadingInput,
): ScopedText {
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

/** What recall takes of a question. */
export type EncodedReading = Asked & { readonly parts: readonly Asked[] };

/** The reading with the vector of each of its texts; one text is encoded once. */
export async function encodeReading(
  reading: Reading,
  encode: (text: string) => Promise<Query | null>,
): Promise<EncodedReading> {
  const vectors = new Map<string, Promise<Query | null>>();
  const probe = async (text: string): Promise<Probe> => {
    const vector = vectors.get(text) ?? encode(text);
    vectors.set(text, vector);
    return { question: parseQuestion(text), query: await vector };
  };
  const asked = async ({ text, inContext: together }: Sought): Promise<Asked> => {
    const [own, context] = await Promise.all([
      probe(text),
      together === undefined ? undefined : probe(together),
    ]);
    return { ...own, inContext: context };
  };
  const [whole, ...parts] = await Promise.all([reading, ...reading.parts].map(asked));
  if (whole === undefined) throw new Error('a reading has a text');
  return { ...whole, parts };
}

/** The same with nothing to look up word for word. */
export function withoutWords({ parts, ...whole }: EncodedReading): EncodedReading {
  const bare = (probe: Probe): Probe => ({
    ...probe,
    question: { ...probe.question, terms: [], literals: [] },
  });
  const both = (asked: Asked): Asked => ({
    ...bare(asked),
    inContext: asked.inContext && bare(asked.inContext),
  });
  return { ...both(whole), parts: parts.map(both) };
}
