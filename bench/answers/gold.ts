import { bestSpans } from '../../src/core/answer/spans.ts';
import type { Reader } from '../../src/core/ports.ts';
import { sample } from '../quality/random.ts';
import { auroc, emF1 } from '../quality/score.ts';
import { readSets, textReader } from '../quality/sets.ts';
import { heldOut } from '../fit/heldOut.ts';
import { languagesIn, oddQuestions, type GoldParagraph } from './xquad.ts';

/** How a reader does where the paragraph that answers is given. */
export interface GoldFigures {
  readonly name: string;
  /** By question. */
  readonly f1: readonly number[];
  readonly em: readonly number[];
  /** How well the gap tells the paragraph from another one; undefined where there is none. */
  readonly auroc: number | undefined;
}

/** Sets whose answers are words of a paragraph, beside XQuAD. */
const SETS = ['cmrc', 'drcd', 'covidqa', 'policyqa'] as const;
/** Units around an answer that make a paragraph where a set's texts have none. */
const AROUND = 700;

/** Questions with their paragraph, by name: XQuAD's languages, where there is a folder with it, and the bench sets. */
export function goldSets(xquad: string | undefined, each: number): ReadonlyMap<string, GoldParagraph[]> {
  const sets = new Map<string, GoldParagraph[]>();
  for (const language of xquad === undefined ? [] : languagesIn(xquad))
    sets.set(`xquad-${language}`, sample(oddQuestions(xquad ?? '', language), each, 17));
  for (const set of readSets({ only: SETS, all: true })) {
    if (!(SETS as readonly string[]).includes(set.name)) continue;
    const textOf = textReader(set.workspace);
    const questions = set.questions.filter(
      (question) => question.question.trim() !== '' && heldOut(set.name, question, textOf),
    );
    sets.set(
      set.name,
      sample(questions, each, 17).flatMap(({ id, question, answers, evidence: [place] }) =>
        place === undefined
          ? []
          : [
              {
                id,
                question,
                answers,
                paragraph: paragraphAt(textOf(place.file) ?? '', place.start, place.end),
              },
            ],
      ),
    );
  }
  return sets;
}

/** What stands between two blank lines, or so much around the place. */
function paragraphAt(text: string, start: number, end: number): string {
  const from = Math.max(text.lastIndexOf('\n\n', start) + 1, start - AROUND);
  const after = text.indexOf('\n\n', end);
  return text.slice(from, Math.min(after < 0 ? text.length : after, end + AROUND)).trim();
}

/** Reads every paragraph with its question, and with the next one's. */
export async function readGold(
  name: string,
  gold: readonly GoldParagraph[],
  reader: Reader,
): Promise<GoldFigures> {
  const f1: number[] = [];
  const em: number[] = [];
  const gaps = { own: [] as number[], other: [] as number[] };
  const others = gold.map(({ paragraph }, i) => {
    for (let step = 1; step < gold.length; step++) {
      const other = gold[(i + step) % gold.length]?.paragraph ?? '';
      if (other !== paragraph) return other;
    }
    return undefined;
  });
  for (const [i, { question, answers, paragraph }] of gold.entries()) {
    const windows = windowsOf(paragraph);
    const spans = (await reader.read(question, windows)).flatMap((logits, w) =>
      bestSpans(logits, 1).map((span) => ({ gap: span.gap, text: windows[w]!.slice(span.start, span.end) })),
    );
    const best = spans.toSorted((a, b) => b.gap - a.gap)[0];
    const figures = emF1(best?.text ?? '', answers);
    f1.push(figures.f1);
    em.push(figures.em);
    gaps.own.push(best?.gap ?? -Infinity);
    const other = others[i];
    if (other === undefined || answers.some((answer) => other.includes(answer))) continue;
    const [logits] = await reader.read(question, [windowsOf(other)[0] ?? '']);
    gaps.other.push((logits && bestSpans(logits, 1)[0]?.gap) ?? -Infinity);
  }
  return { name, f1, em, auroc: auroc(gaps.own, gaps.other) };
}

/** Units of each kind of script that surely fit what the reader reads at once. */
const WINDOW = { latin: 1000, unspaced: 300, other: 750 } as const;
/** A longer paragraph is read in windows that share so much. */
const SHARED = 0.25;
const UNSPACED = /[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]/;
const LATIN = /\p{Script=Latin}{3}/u;

function windowsOf(paragraph: string): string[] {
  const opening = paragraph.slice(0, 200);
  const most = WINDOW[UNSPACED.test(opening) ? 'unspaced' : LATIN.test(opening) ? 'latin' : 'other'];
  const step = Math.round(most * (1 - SHARED));
  const windows: string[] = [];
  for (let from = 0; ; from += step) {
    windows.push(paragraph.slice(from, from + most));
    if (from + most >= paragraph.length) return windows;
  }
}
