/**
 * Questions as people ask them: what reading them so gives.
 *
 *   node bench/questions/main.ts [--what parts,turns,typos] [--sets a,b]
 *
 * `parts`: two questions in one, asked as a whole and read as two. Pairs of a set's own questions about one file
 * (of the sample library about any), drawn with a seed; of each pair the smaller recall counts.
 * `turns`: questions that go on from others, asked alone, put together with them, and as the engine reads them; and
 * questions that stand alone, asked after one about something else.
 * `typos`: 150 questions of a set with one slip each in a word that means something, seeded; and every question as it
 * is in which the engine takes a word for a slip.
 */
import { parseArgs } from 'node:util';
import { substance } from '../../src/core/recall/turns.ts';
import { respelled } from '../../src/core/recall/typos.ts';
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
  return { ...read(question, scope), parts: [], inContext: undefined, forItself: false };
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

/** The text with one letter left out, added, changed or two exchanged, in one of its words; seeded. */
function slip(text: string, random: () => number): string {
  const words = [...text.matchAll(/(?<![\p{L}\p{N}_-])\p{L}\p{Ll}{3,}(?![\p{L}\p{N}_-])/gu)].filter(
    ([word]) => substance(word) > 0,
  );
  const match = words[Math.floor(random() * words.length)];
  if (match === undefined) return text;
  const [word] = match;
  const at = 1 + Math.floor(random() * (word.length - 2));
  const letter = String.fromCharCode(97 + Math.floor(random() * 26));
  const [head, here, next] = [word.slice(0, at), word.charAt(at), word.charAt(at + 1)];
  const slips = [
    head + word.slice(at + 1),
    head + letter + word.slice(at),
    head + letter + word.slice(at + 1),
    head + next + here + word.slice(at + 2),
  ];
  const slipped = slips[Math.floor(random() * slips.length)] ?? word;
  return text.slice(0, match.index) + slipped + text.slice(match.index + word.length);
}

async function typos(lab: Lab): Promise<void> {
  const asked = lab.set.questions.filter(({ evidence }) => evidence.length > 0);
  const recallOf = async (text: string, question: Question): Promise<number> => {
    const [figures] = await lab.figures(plain(text, question.scope), [question]);
    return figures?.['recall@1024'] ?? 0;
  };
  const random = seeded(SEED);
  const columns: [number[], number[], number[]] = [[], [], []];
  for (const question of sample(asked, 150, SEED)) {
    const slipped = slip(question.question, random);
    const mended = respelled(slipped, await lab.spellings(slipped));
    const texts = [slipped, mended, question.question];
    for (const [i, text] of texts.entries()) columns[i]?.push(await recallOf(text, question));
  }
  const [withSlip, mended, without] = columns;
  printColumns(`${lab.set.name}: a slip in each, recall@1024`, [
    { name: 'as typed', values: withSlip },
    { name: 'as the engine reads it', values: mended },
    { name: 'without the slip', values: without },
  ]);
  const [before, after]: [number[], number[]] = [[], []];
  for (const question of asked) {
    const spellings = await lab.spellings(question.question);
    if (spellings.length === 0) continue;
    before.push(await recallOf(question.question, question));
    after.push(await recallOf(respelled(question.question, spellings), question));
  }
  if (before.length > 0)
    printColumns(`${lab.set.name}: its own questions that are read otherwise, of ${asked.length}`, [
      { name: 'as typed', values: before },
      { name: 'as the engine reads it', values: after },
    ]);
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
  if (what.includes('typos')) await typos(lab);
  if (what.includes('turns') && name === SAMPLE) await turns(lab);
  lab.close();
}
await encoder.close();
