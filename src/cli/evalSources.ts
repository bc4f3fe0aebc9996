import { chooseQuestions } from '../core/evaluate/choose.ts';
import { foreignQuestions } from '../core/evaluate/foreign.ts';
import { questionsFrom } from '../core/evaluate/make.ts';
import { findQuote } from '../core/evaluate/outcome.ts';
import type { EvalQuestion, MadeQuestion, Place } from '../core/evaluate/question.ts';
import { sample, seeded, shuffled } from '../core/evaluate/random.ts';
import { SCRIPTS, scriptOf } from '../core/text/script.ts';
import type { FilesResult } from '../protocol/memoryReports.ts';
import type { EvalFiles } from './evalFiles.ts';
import type { GivenPlace, GivenQuestion, GivenQuestions, Unusable } from './evalQuestions.ts';
import type { Progress } from './progress.ts';
import { fileIn, scopesIn, type Session } from './session.ts';

/** Files that questions are made from at most: more change nothing and take their time to read. */
const MOST_FILES = 200;
/** Questions kept of one file and kind before the choice. */
const KEPT_OF_KIND = 40;
/** Letters that tell which script a file is written in. */
const OPENING = 2000;

/** Questions to ask, and what could not be asked. */
export interface QuestionSet {
  readonly questions: readonly AskedQuestion[];
  readonly unusable: readonly Unusable[];
  /** Files that questions were made from or are about. */
  readonly files: number;
  /** The share of these that are written in Chinese or Japanese, 0 to 1. */
  readonly chinese: number;
}

/** A question with the texts of its evidence, in its order; empty where one of them is not remembered. */
export interface AskedQuestion {
  readonly question: EvalQuestion;
  readonly quotes: readonly string[];
}

interface Sources {
  readonly session: Session;
  readonly workspace: string;
  readonly files: EvalFiles;
  readonly remembered: FilesResult;
  readonly progress: Progress;
}

/** Makes questions from the files themselves, at most `count`, balanced over kinds, files and languages. */
export async function makeQuestions(
  { session, files, remembered, progress }: Sources,
  { count, seed }: { count: number; seed: number },
): Promise<QuestionSet> {
  const drawn = shuffled(remembered.files, seeded(seed)).slice(0, MOST_FILES);
  const candidates: MadeQuestion[] = [];
  const quotes = new Map<MadeQuestion, string>();
  const copies = new Map<string, number>();
  let chinese = 0;
  for (const [done, { file }] of drawn.entries()) {
    session.signal.throwIfAborted();
    progress.show({ work: 'Making questions', unit: 'files', done, total: drawn.length });
    const material = await files.read(file);
    if (isChinese(material.text.slice(0, OPENING))) chinese++;
    const byKind = Map.groupBy(questionsFrom(material, seed + done), ({ kind }) => kind);
    for (const made of byKind.values()) {
      const quoted = made.map((question) => {
        const [{ start, end }] = question.evidence;
        return { question, quote: material.text.slice(start, end) };
      });
      for (const { question, quote } of quoted) {
        const key = `${question.kind} ${quote}`;
        copies.set(key, (copies.get(key) ?? 0) + 1);
      }
      for (const { question, quote } of sample(quoted, KEPT_OF_KIND, seeded(seed + done))) {
        candidates.push(question);
        quotes.set(question, quote);
      }
    }
  }
  progress.end();
  const quoteOf = (question: MadeQuestion) => quotes.get(question) ?? '';
  const chosen = chooseQuestions(candidates, {
    count,
    seed,
    copies: (question) => copies.get(`${question.kind} ${quoteOf(question)}`) ?? 0,
  });
  return {
    questions: chosen.map((question) => ({ question, quotes: [quoteOf(question)] })),
    unusable: [],
    files: new Set(chosen.map(({ evidence: [{ file }] }) => file)).size,
    chinese: drawn.length === 0 ? 0 : chinese / drawn.length,
  };
}

/**
 * Looks up where the given questions' evidence stands. A question whose file or quote is not there cannot be asked;
 * one about a file that the memory leaves out can, and is missed.
 */
export async function locateQuestions(
  sources: Sources,
  given: GivenQuestions,
  { count, seed }: { count: number | undefined; seed: number },
): Promise<QuestionSet> {
  const drawn = count === undefined ? given.questions : sample(given.questions, count, seeded(seed));
  const unusable = [...given.unusable];
  const questions: AskedQuestion[] = [];
  for (const [done, question] of drawn.entries()) {
    sources.session.signal.throwIfAborted();
    sources.progress.show({ work: 'Looking up evidence', unit: 'questions', done, total: drawn.length });
    const located = await locate(sources, question);
    if ('reason' in located) unusable.push(located);
    else questions.push(located);
  }
  sources.progress.end();
  const about = new Set(questions.flatMap(({ question }) => question.evidence.map(({ file }) => file)));
  const texts = questions.filter(({ quotes }) => quotes.length > 0);
  const chinese = texts.filter(({ quotes }) => isChinese(quotes.join('\n'))).length;
  return { questions, unusable, files: about.size, chinese: texts.length === 0 ? 0 : chinese / texts.length };
}

async function locate(
  { workspace, files, remembered }: Sources,
  { evidence, scope, ...given }: GivenQuestion,
): Promise<AskedQuestion | Unusable> {
  const places: Place[] = [];
  const quotes: string[] = [];
  for (const place of evidence) {
    const file = fileIn(workspace, place.file);
    const known = remembered.files.some((one) => one.file === file);
    if (!known && !remembered.skipped.some((one) => one.file === file))
      return {
        id: given.id,
        reason: `There is no file ${place.file} in the folder. Check its name, relative to the folder.`,
      };
    const found = known ? standing(place, (await files.read(file)).text) : { ...unread(place), quote: null };
    if (found === null)
      return {
        id: given.id,
        reason: `What is named as evidence does not stand in ${place.file}. Copy the quote from the file as it is; offsets count UTF-16 units.`,
      };
    places.push({ file, start: found.start, end: found.end });
    if (found.quote !== null) quotes.push(found.quote);
  }
  return {
    question: {
      ...given,
      kind: 'given',
      evidence: places,
      scope: scopesIn(workspace, scope),
    },
    quotes: quotes.length === places.length ? quotes : [],
  };
}

function standing({ start, end, quote }: GivenPlace, text: string) {
  const range = start !== undefined && end !== undefined ? { start, end } : findQuote(text, quote ?? '');
  return range === null || range.start >= text.length
    ? null
    : { ...range, quote: text.slice(range.start, range.end) };
}

/** Some place in a file that is not remembered: nothing will be found there. */
function unread({ start = 0, end, quote = '' }: GivenPlace) {
  return { start, end: end ?? start + Math.max(1, quote.length) };
}

/**
 * At most `count` questions that the files do not answer: of general knowledge, in the languages of the files, none
 * whose key words all stand in them.
 */
export async function foreignTo(
  { session, workspace }: Sources,
  { count, seed, chinese }: { count: number; seed: number; chinese: number },
): Promise<AskedQuestion[]> {
  // A few files of another language are no reason to ask in it.
  const share = chinese < 0.05 ? 0 : chinese > 0.95 ? 1 : 0.5;
  const foreign: AskedQuestion[] = [];
  for (const { keys, ...question } of foreignQuestions(share, seed)) {
    if (foreign.length >= count) break;
    session.signal.throwIfAborted();
    let known = false;
    for (const key of keys) {
      const { terms } = await session.engine.explain(
        { workspace, question: key, leg: 'words' },
        { signal: session.signal },
      );
      known ||= terms.every(({ leaves }) => leaves > 0);
      if (known) break;
    }
    if (!known) foreign.push({ question, quotes: [] });
  }
  return foreign;
}

function isChinese(text: string): boolean {
  return SCRIPTS[scriptOf(text)] === 'cjk';
}
