import { questionParts } from '../../core/recall/parts.ts';
import { parseQuestion } from '../../core/recall/question.ts';
import { joinScopes, scopedText, scopeNamed, type Scope, type ScopedText } from '../../core/recall/scopes.ts';
import type { AttendedTurn } from '../../core/recall/attendedBefore.ts';
import { inContext, type InContext, type Turn } from '../../core/recall/followUp.ts';
import { asksForItself, refersBack } from '../../core/recall/turns.ts';
import { respelled, type Spelling } from '../../core/recall/typos.ts';
import type { AskParams, EarlierTurn } from '../../protocol/asking.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence } from '../../protocol/sentences.ts';
import type { Query } from './meaning.ts';
import type { Asked, Probe } from './recall.ts';

/** A text to look for and, where it goes on from others, what it is read as beside. */
export interface Sought {
  readonly text: string;
  readonly inContext: InContext | undefined;
  /**
   * True where it goes on from earlier turns, which tell where to look, and yet says what it asks: the answer is made
   * for it alone, or the words that answered before answer again. Part of a question, it belongs to the rest.
   */
  readonly forItself: boolean;
}

/** A question as it is understood before it is encoded; its text is without the files that it names. */
export interface Reading extends Sought {
  /** The questions that it consists of, where there are several. */
  readonly parts: readonly Sought[];
  /** Files, and folders ending in `/`, that are asked (see `filesNamed`); null for the whole memory. */
  readonly scope: readonly string[] | null;
  /** Where it goes on from earlier turns, those; they lead it to what they attended to. Empty where it stands alone. */
  readonly goesOnFrom: readonly AttendedTurn[];
  /** As a model put it so that it stands alone; undefined where none did, or where it stands alone as it is. */
  readonly rewritten: string | undefined;
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
  const earlier = earlierTurns(params, input);
  const { text: typed, scope: own } = scopeOf(params, input);
  const spellings = input.misspelled?.(typed) ?? [];
  const mended = (one: string): string =>
    respelled(
      one,
      spellings.filter((spelling) => one.includes(spelling.typed)),
    );
  const turns: readonly Turn[] = earlier.map(({ text, turn }) => ({ ...turn, question: text }));
  const parts = questionParts(typed);
  const [first] = parts;
  const sought = (one: string, before: readonly Turn[], begins = one): Sought => {
    const context = inContext(one, before, begins);
    if (context === undefined) return { text: mended(one), inContext: undefined, forItself: false };
    const { together, carrying, carried } = context;
    return {
      text: mended(one),
      inContext: { together: mended(together), carrying: mended(carrying), carried },
      forItself: before === turns && asksForItself(one),
    };
  };
  const whole = sought(typed, turns, first);
  const goesOn = whole.inContext !== undefined;
  const scope = own ?? (goesOn ? inheritedScope(earlier) : null);
  const rewritten = params.rewritten?.trim() ?? '';
  return {
    ...whole,
    parts: parts.map((part, i) =>
      sought(part, i === 0 || first === undefined ? turns : [{ question: first }]),
    ),
    scope: scope?.names ?? null,
    goesOnFrom: goesOn ? earlier.map(({ turn }) => turn) : [],
    rewritten: goesOn && rewritten !== '' && rewritten !== typed ? rewritten : undefined,
    spellings,
  };
}

/** A turn that was asked before, and its question without the files that it names. */
interface Earlier extends ScopedText {
  readonly turn: EarlierTurn;
}

/** The turns before, oldest first. */
function earlierTurns({ history = [], earlier }: QuestionParams, { files }: ReadingInput): Earlier[] {
  const turns = earlier ?? history.map((question): EarlierTurn => ({ question }));
  const asked = turns.filter(({ question }) => question.trim() !== '');
  if (!asked.some(({ question }) => question.includes('@')))
    return asked.map((turn) => ({ text: turn.question, scope: null, turn }));
  const known = files();
  return asked.map((turn) => ({ ...scopedText(turn.question, known), turn }));
}

/** The files that the last question was asked of: it names them, or goes on from one that does. */
function inheritedScope(turns: readonly ScopedText[]): Scope | null {
  for (const { text, scope } of turns.toReversed()) {
    if (scope !== null) return scope;
    if (!refersBack(questionParts(text)[0] ?? text)) return null;
  }
  return null;
}

type QuestionParams = Pick<
  AskParams,
  'question' | 'scope' | 'scopes' | 'within' | 'history' | 'earlier' | 'rewritten'
>;

/** The files that are asked, and the question without their names. */
function scopeOf(
  { question, scope, scopes = [], within = [] }: QuestionParams,
  { files, unknown }: ReadingInput,
): ScopedText {
  const given = [...(scope === undefined ? [] : [scope]), ...scopes, ...within.map(({ file }) => file)];
  if (given.length === 0 && !question.includes('@')) return { text: question, scope: null };
  const known = files();
  const beside = joinScopes(
    given.map((name) => {
      const named = scopeNamed(name, known);
      if (named === undefined) throw unknown(name);
      return named;
    }),
  );
  const named = scopedText(question, beside === null ? known : [...beside.files]);
  if (named.scope !== null) return named;
  if (beside === null) return { text: question, scope: null };
  // What the question names is meant, also where it is not among the files that were chosen beside it.
  const elsewhere = scopedText(question, known);
  return elsewhere.scope === null ? { text: question, scope: beside } : elsewhere;
}

/** What recall takes of a question. */
export type EncodedReading = Asked & {
  readonly parts: readonly Asked[];
  readonly rewritten: Probe | undefined;
};

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
  const asked = async ({ text, inContext: context }: Sought): Promise<Asked> => {
    const [own, together, carrying] = await Promise.all([
      probe(text),
      context && probe(context.together),
      context && probe(context.carrying),
    ]);
    return {
      ...own,
      inContext: together === undefined || carrying === undefined ? undefined : { together, carrying },
    };
  };
  const [rewritten, whole, ...parts] = await Promise.all([
    reading.rewritten === undefined ? undefined : probe(reading.rewritten),
    asked(reading),
    ...reading.parts.map(asked),
  ]);
  return { ...whole, parts, rewritten };
}

/** The same with nothing to look up word for word. */
export function withoutWords({ parts, rewritten, ...whole }: EncodedReading): EncodedReading {
  const bare = (probe: Probe): Probe => ({
    ...probe,
    question: { ...probe.question, terms: [], literals: [] },
  });
  const both = (asked: Asked): Asked => ({
    ...bare(asked),
    inContext: asked.inContext && {
      together: bare(asked.inContext.together),
      carrying: bare(asked.inContext.carrying),
    },
  });
  return { ...both(whole), parts: parts.map(both), rewritten: rewritten && bare(rewritten) };
}
