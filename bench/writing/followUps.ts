/**
 * Follow-ups: does a question that leans on those before it find what it finds where it is asked alone?
 *
 *   node --disable-warning=ExperimentalWarning bench/writing/followUps.ts [--sets a,b] [--each 30] [--half judged]
 *
 * `chains`: 15 conversations over the sample library, written before anything was tuned to them. `pronoun` and
 * `left out`: consecutive questions of public sets about one file, of which the later names what the earlier names; by
 * program that gives way to a pronoun or is left out (`elided.ts`). `of the answer`: the same, of what the earlier
 * question's answer names and the question itself does not. `after three`: the fourth question about what only the
 * first one names; in the second to fourth it is a pronoun. Each is asked alone as it was written (`alone`), as
 * a follow-up without what came before (`bare`), after the earlier questions alone (`questions`), and as a follow-up
 * (`after`): the earlier ones were asked before, with their answers and what was attended. `rewritten` and `misled`: the
 * same with a model's rewriting that is as good as can be (the question as it was written), and with a bad one (another
 * question). `changed`: questions that stand alone, after one about another file: they are to
 * lose nothing, and to give the same passages to the bit.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { OnnxReader } from '../../src/engine/models/onnxReader.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import type { AskedModels } from '../../src/engine/workspace/recallAndRead.ts';
import type { Workspace } from '../../src/engine/workspace/workspace.ts';
import type { AskResult, EarlierTurn } from '../../src/protocol/asking.ts';
import { seeded } from '../quality/random.ts';
import { ReaderCache } from '../quality/readerCache.ts';
import { scoreQuestion, type Question } from '../quality/score.ts';
import { CACHE, readSets, ROOT, SAMPLE, textReader, type BenchSet } from '../quality/sets.ts';
import { benchStore, indexed } from '../quality/store.ts';
import { VectorCache } from '../quality/vectors.ts';
import { elided, type Elision } from './elided.ts';
import { followUpTable, ratio } from './followUpTable.ts';
import type { PartOutcome } from './part.ts';

/** A question that goes on from others. */
interface FollowUpCase {
  readonly kind: 'chains' | Elision | 'of the answer' | 'after three';
  readonly half: 'tuning' | 'judged';
  /** Questions before it, oldest first. */
  readonly history: readonly string[];
  readonly question: string;
  /** The same as it would be asked alone. */
  readonly alone: Question;
}

/** Recall@1024 of one case, asked three ways. */
export interface FollowUpFigures {
  readonly set: string;
  readonly kind: FollowUpCase['kind'];
  readonly half: FollowUpCase['half'];
  readonly question: string;
  readonly alone: number;
  readonly bare: number;
  /** After the earlier questions alone: without their answers, and without what was attended for them. */
  readonly questions: number;
  readonly after: number;
  /** With the best rewriting that there could be, and with one that is about something else. */
  readonly rewritten: number;
  readonly misled: number;
}

/** A question that stands alone, after one about something else. */
export interface ChangedFigures {
  readonly set: string;
  readonly question: string;
  readonly alone: number;
  readonly after: number;
  /** Whether passages and shares are the same to the bit. */
  readonly same: boolean;
}

/** What is to be measured. */
export interface FollowUpOptions {
  readonly sets: readonly string[];
  /** Pairs of a set and kind, at most. */
  readonly each: number;
}

/** Public sets whose questions come article by article. */
export const FOLLOW_UP_SETS = [
  'covidqa',
  'policyqa',
  'apidocs',
  'qmsum',
  'cmrc',
  'drcd',
  'xquad-en',
  'xquad-zh',
];
const FIGURE = 'recall@1024';
const SEED = 7;

/** Asks everything; `changed` holds one question a pair. */
export async function followUps({ sets, each }: FollowUpOptions): Promise<{
  readonly figures: readonly FollowUpFigures[];
  readonly changed: readonly ChangedFigures[];
}> {
  const onnx = await openEncoder();
  const encoder = new VectorCache(onnx, CACHE);
  const models: AskedModels = {
    encoder,
    reader: new ReaderCache(new OnnxReader(onnx), CACHE),
    readingBudget: Infinity,
  };
  const figures: FollowUpFigures[] = [];
  const changed: ChangedFigures[] = [];
  for (const name of [SAMPLE, ...sets]) {
    const [set] = readSets({ only: [name], all: true });
    if (set === undefined) {
      console.log(`${name} is not on this machine, so it is skipped.`);
      continue;
    }
    const workspace = await indexed(set.workspace, benchStore(), encoder);
    const asking = new Asking(set, workspace, models);
    const cases = name === SAMPLE ? chains() : pairs(set, each);
    for (const one of cases) figures.push(await asking.followUp(one));
    for (const pair of changes(set, name === SAMPLE ? 40 : each)) changed.push(await asking.changed(pair));
    workspace.close();
  }
  await encoder.close();
  return { figures, changed };
}

/** A set's questions, asked of its memory. */
class Asking {
  readonly #set: BenchSet;
  readonly #workspace: Workspace;
  readonly #models: AskedModels;
  readonly #textOf: ReturnType<typeof textReader>;
  /** By the questions up to it: a turn is asked once. */
  readonly #turns = new Map<string, EarlierTurn>();

  constructor(set: BenchSet, workspace: Workspace, models: AskedModels) {
    this.#set = set;
    this.#workspace = workspace;
    this.#models = models;
    this.#textOf = textReader(set.workspace);
  }

  async followUp({ kind, half, history, question, alone }: FollowUpCase): Promise<FollowUpFigures> {
    const earlier = await this.#earlier(history, alone.scope);
    const score = async (text: string, before: readonly EarlierTurn[], rewritten?: string): Promise<number> =>
      this.#score(alone, await this.#ask(text, before, alone.scope, rewritten));
    const other = this.#set.questions.find(({ evidence }) => evidence[0]?.file !== alone.evidence[0]?.file);
    return {
      set: this.#set.name,
      kind,
      half,
      question: `${history.at(-1) ?? ''} → ${question}`,
      alone: await score(alone.question, []),
      bare: await score(question, []),
      questions: await score(
        question,
        earlier.map((turn) => ({ question: turn.question })),
      ),
      after: await score(question, earlier),
      rewritten: await score(question, earlier, alone.question),
      misled: await score(question, earlier, other?.question),
    };
  }

  async changed([before, question]: readonly [Question, Question]): Promise<ChangedFigures> {
    const alone = await this.#ask(question.question, [], question.scope);
    const earlier = await this.#earlier([before.question], question.scope);
    const after = await this.#ask(question.question, earlier, question.scope);
    return {
      set: this.#set.name,
      question: `${before.question} → ${question.question}`,
      alone: this.#score(question, alone),
      after: this.#score(question, after),
      same: JSON.stringify(alone.passages) === JSON.stringify(after.passages),
    };
  }

  #score(question: Question, { passages }: AskResult): number {
    return scoreQuestion(question, { passages }, this.#textOf)[FIGURE] ?? 0;
  }

  #ask(
    question: string,
    earlier: readonly EarlierTurn[],
    scope: string | undefined,
    rewritten?: string,
  ): Promise<AskResult> {
    const { root } = this.#workspace;
    return this.#workspace.ask(
      {
        workspace: root,
        question,
        earlier,
        passagesOnly: true,
        ...(rewritten === undefined ? {} : { rewritten }),
        ...(scope === undefined ? {} : { scope }),
      },
      this.#models,
    );
  }

  /** The questions as turns of a conversation, each asked after those before it. */
  async #earlier(history: readonly string[], scope: string | undefined): Promise<EarlierTurn[]> {
    const turns: EarlierTurn[] = [];
    for (const [i, question] of history.entries()) {
      const key = JSON.stringify([history.slice(0, i + 1), scope]);
      const turn = this.#turns.get(key) ?? (await this.#turn(question, [...turns], scope));
      this.#turns.set(key, turn);
      turns.push(turn);
    }
    return turns;
  }

  async #turn(
    question: string,
    earlier: readonly EarlierTurn[],
    scope: string | undefined,
  ): Promise<EarlierTurn> {
    const { answer, passages } = await this.#workspace.ask(
      {
        workspace: this.#workspace.root,
        question,
        earlier,
        ...(scope === undefined ? {} : { scope }),
      },
      this.#models,
    );
    return {
      question,
      ...(answer === null ? {} : { answer: answer.text }),
      attended: passages.slice(0, 12).map(({ file, start, end, weight }) => ({ file, start, end, weight })),
    };
  }
}

/** The follow-ups of the conversations over the sample library. */
function chains(): FollowUpCase[] {
  return readFileSync(`${ROOT}bench/sample-library/chains.jsonl`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Question & Pick<FollowUpCase, 'half' | 'history'> & { readonly alone: string } =>
      JSON.parse(line),
    )
    .filter(({ history, question, alone }) => history.length > 0 && question !== alone)
    .map((line) => ({
      kind: 'chains',
      half: line.half,
      history: line.history,
      question: line.question,
      alone: { ...line, question: line.alone },
    }));
}

/** Consecutive questions about one file that name something together, every second for judging. */
function pairs({ questions }: BenchSet, each: number): FollowUpCase[] {
  const makers = {
    pronoun: (alone: Question, [last]: readonly Question[]) => lean(alone, last, 'pronoun'),
    'left out': (alone: Question, [last]: readonly Question[]) => lean(alone, last, 'left out'),
    'of the answer': (alone: Question, [last]: readonly Question[]) => {
      if (last === undefined) return undefined;
      const made = elided(alone.question, last.answers.join(' '), 'pronoun');
      if (made === undefined || last.question.toLowerCase().includes(made.shared.toLowerCase()))
        return undefined;
      return { question: made.question, history: [last.question] };
    },
    'after three': (alone: Question, [third, second, first]: readonly Question[]) => {
      if (first === undefined) return undefined;
      const made = [second, third, alone].map(
        (one) => one && elided(one.question, first.question, 'pronoun'),
      );
      const [shared] = made;
      if (!made.every((one) => one !== undefined && one.shared === shared?.shared)) return undefined;
      const [two = '', three = '', question = ''] = made.map((one) => one?.question ?? '');
      return { question, history: [first.question, two, three] };
    },
  } as const;
  return (['pronoun', 'left out', 'of the answer', 'after three'] as const).flatMap((kind) => {
    const found = questions.flatMap((alone, i): FollowUpCase[] => {
      const before = [questions[i - 1], questions[i - 2], questions[i - 3]].filter(
        (one) => one !== undefined,
      );
      if (alone.answerable === false || !before.every((one) => sameFile(one, alone))) return [];
      const made = makers[kind](alone, before);
      return made === undefined ? [] : [{ kind, half: 'tuning', ...made, alone }];
    });
    const step = Math.max(1, Math.floor(found.length / each));
    return found
      .filter((_, i) => i % step === 0)
      .slice(0, kind === 'after three' ? Math.ceil(each / 3) : each)
      .map((one, i) => ({ ...one, half: i % 2 === 0 ? 'tuning' : 'judged' }));
  });
}

function lean(
  alone: Question,
  last: Question | undefined,
  kind: Elision,
): { readonly question: string; readonly history: readonly string[] } | undefined {
  const made = last && elided(alone.question, last.question, kind);
  return made && { question: made.question, history: [last.question] };
}

/** Questions, each with one about another file that is asked before it. */
function changes({ questions }: BenchSet, each: number): (readonly [Question, Question])[] {
  const random = seeded(SEED);
  const asked = questions.filter(({ evidence }) => evidence.length > 0);
  const step = Math.max(1, Math.floor(asked.length / each));
  return asked
    .filter((_, i) => i % step === 0)
    .slice(0, each)
    .flatMap((question) => {
      const others = asked.filter(
        (other) => !sameFile(other, question) || asked.every((one) => sameFile(one, other)),
      );
      const before = others[Math.floor(random() * others.length)];
      return before === undefined || before === question ? [] : [[before, question] as const];
    });
}

function sameFile(one: Question, other: Question): boolean {
  return one.evidence[0] !== undefined && one.evidence[0].file === other.evidence[0]?.file;
}

/** As a part of `bench:writing`: everything; the judged half and the tuning half apart. */
export async function run(): Promise<PartOutcome> {
  const { figures, changed } = await followUps({ sets: FOLLOW_UP_SETS, each: 24 });
  const summary = (half: FollowUpCase['half']) =>
    Object.fromEntries(
      [...new Set(figures.map(({ kind }) => kind))].map((kind) => {
        const cases = figures.filter((one) => one.kind === kind && one.half === half);
        return [kind, { cases: cases.length, ratio: ratio(cases) }];
      }),
    );
  console.log(followUpTable(figures, changed));
  const same = changed.filter((one) => one.same).length;
  return {
    figures: {
      judged: summary('judged'),
      tuning: summary('tuning'),
      changed: { questions: changed.length, same },
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      sets: { type: 'string', default: FOLLOW_UP_SETS.join(',') },
      each: { type: 'string', default: '30' },
      half: { type: 'string' },
      show: { type: 'boolean', default: false },
    },
  });
  const { figures, changed } = await followUps({
    sets: values.sets === '' ? [] : values.sets.split(','),
    each: Number(values.each),
  });
  const judged = figures.filter(({ half }) => values.half === undefined || half === values.half);
  if (values.show) {
    for (const { set, kind, question, alone, bare, after } of judged)
      if (after < alone) console.log(`${set} ${kind} ${alone} ${bare} ${after}  ${question}`);
    for (const { set, question, same, alone, after } of changed)
      if (!same) console.log(`${set} changed ${alone} ${after}  ${question}`);
  }
  console.log(followUpTable(judged, changed));
}
