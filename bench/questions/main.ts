/**
 * Questions as people ask them: what reading them so gives.
 *
 *   node bench/questions/main.ts [--what parts,turns] [--sets a,b]
 *
 * `parts`: two questions in one, asked as a whole and read as two. Pairs of a set's own questions about one file
 * (of the sample library about any), drawn with a seed; of each pair the smaller recall counts.
 * `turns`: questions that go on from others, asked alone, put together with them, and as the engine reads them; and
 * questions that stand alone, asked after one about something else.
 */
import { parseArgs } from 'node:util';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { readQuestion, type Reading } from '../../src/engine/recall/reading.ts';
import { sample, seeded } from '../quality/random.ts';
import { CACHE, SAMPLE } from '../quality/sets.ts';
import { VectorCache } from '../quality/vectors.ts';
import { Lab, printColumns, sampleQuestions, type AskedQuestion } from './lab.ts';
import type { Question } from '../quality/score.ts';

const PAIRS = 120;
const SEED = 9;

const { values } = parseArgs({
  options: { what: { type: 'string', default: 'parts,turns' }, sets: { type: 'string' } },
});

/** A question that asks for the evidence of several. */
interface Several {
  readonly question: string;
  readonly scope: string | undefined;
  readonly evidence: readonly Question[];
}

/** A question as the engine reads it, after the turns given. */
function read(question: string, scope?: string, history: readonly string[] = []): Reading {
  return readQuestion(
    { question, history, ...(scope === undefined ? {} : { scope }) },
    { files: () => (scope === undefined ? [] : [scope]), unknown: (name) => new Error(name) },
  );
}

/** The same, taken for one question that stands alone. */
function plain(question: string, scope?: string): Reading {
  return { ...read(question, scope), parts: [], inContext: undefined };
}

const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);

function pairsOf(lab: Lab): Several[] {
  const asked = lab.set.questions.filter(
    ({ evidence, answerable }) => evidence.length > 0 && answerable !== false,
  );
  const random = seeded(SEED);
  return sample(asked, PAIRS, SEED).flatMap((one) => {
    const others = asked.filter(
      (other) =>
        other !== one &&
        isChinese(other.question) === isChinese(one.question) &&
        other.scope === one.scope &&
        (lab.set.name === SAMPLE || other.evidence[0]?.file === one.evidence[0]?.file),
    );
    const other = others[Math.floor(random() * others.length)];
    if (other === undefined) return [];
    const ended = ({ question }: Question): string =>
      /[?？]\s*$/u.test(question) ? question.trim() : `${question.trim()}${isChinese(question) ? '？' : '?'}`;
    const gap = isChinese(one.question) ? '' : ' ';
    return [{ question: `${ended(one)}${gap}${ended(other)}`, scope: one.scope, evidence: [one, other] }];
  });
}

async function smaller(lab: Lab, list: readonly Several[], how: typeof read): Promise<number[]> {
  const least: number[] = [];
  for (const { question, scope, evidence } of list) {
    const figures = await lab.figures(how(question, scope), evidence);
    least.push(Math.min(...figures.map((figure) => figure['recall@1024'] ?? 0)));
  }
  return least;
}

async function parts(lab: Lab): Promise<void> {
  const lists: [string, Several[]][] = [[`${lab.set.name}: pairs, both recalled@1024`, pairsOf(lab)]];
  if (lab.set.name === SAMPLE)
    lists.push([
      'two-in-one.jsonl, both recalled@1024',
      sampleQuestions('two-in-one').map((question) => ({
        question: question.question,
        scope: undefined,
        evidence: question.evidence.map((place) => ({ ...question, evidence: [place] })),
      })),
    ]);
  for (const [title, list] of lists) {
    printColumns(title, [
      { name: 'as a whole', values: await smaller(lab, list, plain) },
      { name: 'read as several', values: await smaller(lab, list, read) },
    ]);
  }
}

async function turns(lab: Lab): Promise<void> {
  const answerable = sampleQuestions('questions').filter(({ evidence }) => evidence.length > 0);
  const random = seeded(SEED);
  const changed = answerable.map((question): AskedQuestion => {
    const other = answerable[Math.floor(random() * answerable.length)];
    return { ...question, history: other === undefined ? [] : [other.question] };
  });
  const ways: [string, (question: AskedQuestion) => Reading][] = [
    ['last turn alone', ({ question }) => plain(question)],
    ['all turns as one text', ({ question, history = [] }) => plain([...history, question].join(' '))],
    ['as the engine reads it', ({ question, history }) => read(question, undefined, history)],
  ];
  for (const [title, list] of [
    ['follow-ups.jsonl', sampleQuestions('follow-ups')],
    ['questions.jsonl, after another', changed],
  ] as const) {
    for (const figure of ['recall@1024', 'hit@1']) {
      const columns = [];
      for (const [name, how] of ways) {
        const values: number[] = [];
        for (const question of list) {
          const [figures] = await lab.figures(how(question), [question]);
          values.push(figures?.[figure] ?? 0);
        }
        columns.push({ name, values });
      }
      printColumns(`${title}, ${figure}`, columns);
    }
  }
}

const what = values.what.split(',');
const encoder = new VectorCache(await openEncoder(), CACHE);
const named = values.sets?.split(',') ?? [SAMPLE, 'chunkeval', 'covidqa', 'xquad-en', 'cmrc'];
for (const name of named) {
  const lab = await Lab.open(name, encoder);
  if (lab === undefined) {
    console.log(`${name} is not on this machine, so it is skipped.`);
    continue;
  }
  if (what.includes('parts')) await parts(lab);
  if (what.includes('turns') && name === SAMPLE) await turns(lab);
  lab.close();
}
await encoder.close();
