import { trimmed, sentences } from '../../src/core/text/sentences.ts';
import { isUnspaced, scriptOf } from '../../src/core/text/script.ts';
import type { AttendedText } from '../../src/core/ground/sources.ts';
import type { Encoder } from '../../src/core/ports.ts';
import { familyOf } from '../fit/dataset.ts';
import { unseen } from '../fit/heldOut.ts';
import { sample } from '../quality/random.ts';
import { readSets, textReader } from '../quality/sets.ts';
import { benchStore, indexed } from '../quality/store.ts';
import type { Question } from '../quality/score.ts';

/** A true sentence: one that holds a question's evidence, and stands in the passages that recall gives for it. */
export interface TrueSentence {
  readonly set: string;
  readonly family: string;
  readonly question: string;
  readonly answers: readonly string[];
  readonly text: string;
  /** The answer within the sentence, where it is a few of its words. */
  readonly answer: { readonly start: number; readonly end: number } | null;
  /** Passages that recall gives, best first. */
  readonly leaves: readonly AttendedText[];
  /** The document's whole text. */
  readonly document: string;
  /** A sentence of the same document that no passage holds; null where there is none. */
  readonly absent: string | null;
  /** Answers of the same document's other questions. */
  readonly otherAnswers: readonly string[];
}

/** Sets with sentences worth the name; transcripts are left out, and languages that the rules of alteration do not know. */
export const SETS = 'apidocs,clapnq,cmrc,covidqa,drcd,hotpot,policyqa,xquad-en,xquad-zh,sample-library'.split(
  ',',
);
/** Passages that a model would be given. */
const PASSAGES = 5;
const SHORTEST = { spaced: 40, unspaced: 14 } as const;
const LONGEST = { spaced: 260, unspaced: 90 } as const;
const WHOLE = /^[\p{Lu}\p{N}"“‘'(《「\p{Script=Han}].*[.!?。！？]["”’'）)」]?$/su;
/** Longer answers are texts, not words of a sentence. */
const SHORT_ANSWER = 60;

/** Draws from every set that is here: `each` sentences a set at most, by a fixed seed. */
export async function drawTrue(
  encoder: Encoder,
  each: number,
  only?: readonly string[],
): Promise<TrueSentence[]> {
  const store = benchStore();
  const drawn: TrueSentence[] = [];
  for (const set of readSets({ all: true, only: only ?? SETS })) {
    const textOf = textReader(set.workspace);
    const asked = unseen(set, textOf).filter(
      ({ evidence, answerable }) => evidence.length > 0 && answerable !== false,
    );
    const workspace = await indexed(set.workspace, store, encoder);
    let count = 0;
    for (const { question, evidence, answers, scope } of sample(asked, 3 * each, 71)) {
      if (count === each) break;
      const { passages } = await workspace.ask(
        { workspace: set.workspace, question, passagesOnly: true, ...(scope === undefined ? {} : { scope }) },
        { encoder, reader: null },
      );
      const leaves = passages.slice(0, PASSAGES).map(({ file, start, end, headings }) => ({
        file,
        source: textOf(file) ?? '',
        start,
        end,
        headings,
      }));
      const found = trueSentence(evidence, leaves);
      if (found === null || drawn.some(({ text }) => text === found.text)) continue;
      const source = textOf(found.file) ?? '';
      drawn.push({
        set: set.name,
        family: familyOf(set.name),
        question,
        answers,
        text: found.text,
        answer: answerIn(found.text, answers),
        leaves,
        document: source,
        absent: absentSentence(source, found.file, leaves, count),
        otherAnswers: otherAnswers(set.questions, found.file, answers),
      });
      count++;
    }
    workspace.close();
    console.log(`${set.name}: ${count} true sentences`);
  }
  return drawn;
}

function fits(text: string): boolean {
  const kind = isUnspaced(scriptOf(text)) ? 'unspaced' : 'spaced';
  return (
    text.length >= SHORTEST[kind] &&
    text.length <= LONGEST[kind] &&
    WHOLE.test(text) &&
    !/\n\s*[-*#|]|https?:|\[[0-9]/u.test(text)
  );
}

function trueSentence(
  evidence: Question['evidence'],
  leaves: readonly AttendedText[],
): { readonly file: string; readonly text: string } | null {
  for (const { file, start, end } of evidence)
    for (const leaf of leaves) {
      if (leaf.file !== file) continue;
      for (const one of sentences(leaf.source, leaf)) {
        const range = trimmed(leaf.source, one);
        const text = leaf.source.slice(range.start, range.end);
        // A short answer lies in the sentence, a long one holds it.
        const holds =
          (range.start <= start && end <= range.end) || (start <= range.start && range.end <= end);
        if (holds && fits(text)) return { file, text };
      }
    }
  return null;
}

function answerIn(text: string, answers: readonly string[]): TrueSentence['answer'] {
  for (const answer of answers) {
    const start = text.indexOf(answer);
    if (answer.length >= 2 && answer.length <= SHORT_ANSWER && answer.length < text.length / 2 && start >= 0)
      return { start, end: start + answer.length };
  }
  return null;
}

function absentSentence(
  source: string,
  file: string,
  leaves: readonly AttendedText[],
  salt: number,
): string | null {
  const own = leaves.filter((leaf) => leaf.file === file);
  const all = sentences(source)
    .map((one) => trimmed(source, one))
    .filter((one) => !own.some(({ start, end }) => one.start < end && start < one.end))
    .map(({ start, end }) => source.slice(start, end))
    .filter(fits);
  return all[(salt * 7919) % Math.max(1, all.length)] ?? null;
}

function otherAnswers(questions: readonly Question[], file: string, own: readonly string[]): string[] {
  return questions
    .filter(({ evidence }) => evidence[0]?.file === file)
    .flatMap(({ answers }) => answers.slice(0, 1))
    .filter(
      (answer) =>
        answer.length >= 2 &&
        answer.length <= 24 &&
        !own.some((mine) => mine.includes(answer) || answer.includes(mine)),
    );
}
