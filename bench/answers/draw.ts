import { familyOf } from '../fit/dataset.ts';
import { sample, seeded } from '../quality/random.ts';
import { SAMPLE, readSets, textReader } from '../quality/sets.ts';
import type { BenchSet } from '../quality/sets.ts';
import type { Question } from '../quality/score.ts';
import { heldOut } from '../fit/heldOut.ts';
import { nearMisses } from './near.ts';
import { oddSet } from './xquad.ts';

/** Sets in whose files an answer stands in one paragraph, and the rest does not hold it. */
const NEAR = /^(?:xquad|drcd|covidqa|apidocs)/;

/** Questions drawn from a set, and questions about other sets' files, which its files do not answer. */
export interface Drawn {
  readonly name: string;
  /** Sets of one family share texts or kind: nothing fitted on one is tested on another. */
  readonly family: string;
  readonly workspace: string;
  readonly own: readonly Question[];
  readonly foreign: readonly Question[];
  /** The rest of a set that marks questions as not answerable: only how well they are told is measured. */
  readonly extra: readonly Question[];
  /** True where the foreign questions are those of `near.ts`. */
  readonly near: boolean;
  /** True where the reader was trained on these articles: its answers say nothing of what it would do elsewhere. */
  readonly trained: boolean;
}

/** Questions in one language over files in another, and in one language, about the odd articles. */
const ODD = [
  ['en', 'en'],
  ['de', 'de'],
  ['zh', 'zh'],
  ['zh', 'en'],
] as const;

/**
 * Draws from every set. Only articles that the reader was not trained on, unless a set has none such. With XQuAD's
 * folder its odd articles take the place of the public sets over the even ones.
 *
 * @param each questions of each of the two kinds, a set
 */
export function drawSets({
  each,
  only,
  xquad,
}: {
  readonly each: number;
  readonly only?: readonly string[] | undefined;
  readonly xquad?: string | undefined;
}): Drawn[] {
  const shared = readSets({ all: true }).filter(
    ({ name }) => xquad === undefined || !name.startsWith('xquad'),
  );
  const sets = [
    ...shared,
    ...(xquad === undefined ? [] : ODD.map(([asked, written]) => oddSet(xquad, asked, written))),
  ].sort((a, b) => Number(a.name === SAMPLE) - Number(b.name === SAMPLE) || (a.name < b.name ? -1 : 1));
  const kept = sets.map((set) => {
    const textOf = textReader(set.workspace);
    const questions = set.questions.filter(
      (question) => question.question.trim() !== '' && heldOut(set.name, question, textOf),
    );
    return { set, questions, trained: questions.length === 0 };
  });
  const pools = kept
    .filter(({ set }) => set.name !== SAMPLE)
    .map(({ set, questions, trained }) => ({
      family: familyOf(set.name),
      questions: (trained ? set.questions : questions).filter(({ answerable }) => answerable !== false),
    }));
  return kept.flatMap(({ set, questions, trained }): Drawn[] => {
    if (only !== undefined && !only.includes(set.name)) return [];
    const family = familyOf(set.name);
    const others = pools.filter((pool) => pool.family !== family);
    // The sample library is small and our own: all of it.
    const own = evenly(trained ? set.questions : questions, set.name === SAMPLE ? Infinity : each);
    const marked = set.name !== SAMPLE && questions.some(({ answerable }) => answerable === false);
    const drawn: Drawn = {
      name: set.name,
      family,
      workspace: set.workspace,
      own,
      foreign: set.name === SAMPLE ? [] : foreign(set, others, each),
      extra: marked ? questions.filter((question) => !own.includes(question)) : [],
      near: false,
      trained,
    };
    if (!NEAR.test(set.name) || trained) return [drawn];
    const near = nearMisses(set.name, set.workspace, { questions, count: each });
    return [
      drawn,
      {
        ...drawn,
        name: `${set.name}-near`,
        workspace: near.workspace,
        own: [],
        foreign: near.questions,
        extra: [],
        near: true,
      },
    ];
  });
}

/** A draw with as many of either kind where a set marks questions as not answerable. */
function evenly(questions: readonly Question[], each: number): Question[] {
  const none = questions.filter(({ answerable }) => answerable === false);
  const some = questions.filter(({ answerable }) => answerable !== false);
  return [...sample(some, each, 5), ...sample(none, each, 5)];
}

/** Questions of other families, asked of this set's files; in one of them where the set asks about one. */
function foreign(
  set: BenchSet,
  others: readonly { readonly questions: readonly Question[] }[],
  each: number,
): Question[] {
  const random = seeded(7);
  const drawn = others.flatMap(({ questions }) => sample(questions, Math.ceil(each / others.length), 11));
  return sample(drawn, each, 13).map(({ id, question }) => {
    const scope = set.questions[Math.floor(random() * set.questions.length)]?.scope;
    return {
      id: `foreign-${id}`,
      question,
      answers: [],
      evidence: [],
      answerable: false,
      ...(scope === undefined ? {} : { scope }),
    };
  });
}
