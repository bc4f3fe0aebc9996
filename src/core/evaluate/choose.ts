import { overlaps } from '../text/range.ts';
import { scriptOf } from '../text/script.ts';
import type { MadeQuestion, QuestionKind } from './question.ts';
import { seeded, shuffled } from './random.ts';

/** The share of the kinds where all are there in plenty: a cloze is the nearest to what people ask. */
const TURNS: readonly QuestionKind[] = ['cloze', 'definition', 'cloze', 'section', 'code'];

/**
 * Chooses `count` of the questions: kinds take turns, and each turn goes to the file asked least so far, then to the
 * language asked least. No sentence is asked for twice, and nothing whose evidence stands in several places, by
 * `copies` (how often a quote stands in the files; 1 for one that is unique). Deterministic for a seed; in the order
 * of the choice, so that the first ones are balanced as well.
 */
export function chooseQuestions(
  candidates: readonly MadeQuestion[],
  { count, seed, copies }: { count: number; seed: number; copies: (question: MadeQuestion) => number },
): MadeQuestion[] {
  const byKind = new Map<QuestionKind, MadeQuestion[]>();
  const byWords = new Map<string, number>();
  for (const { question } of candidates) byWords.set(question, (byWords.get(question) ?? 0) + 1);
  for (const candidate of shuffled(candidates, seeded(seed))) {
    if (byWords.get(candidate.question) !== 1 || copies(candidate) !== 1) continue;
    const group = byKind.get(candidate.kind);
    if (group) group.push(candidate);
    else byKind.set(candidate.kind, [candidate]);
  }
  const files = new Map<string, number>();
  const scripts = new Map<number, number>();
  const chosen: MadeQuestion[] = [];
  const spent = (candidate: MadeQuestion) =>
    chosen.some(({ evidence: [place] }) => {
      const [own] = candidate.evidence;
      return place.file === own.file && overlaps(place, own);
    });
  for (let turn = 0, idle = 0; chosen.length < count && idle < TURNS.length; turn++) {
    const group = byKind.get(TURNS[turn % TURNS.length] ?? 'cloze') ?? [];
    let best: { at: number; asked: number; spoken: number } | undefined;
    for (const [at, { question, evidence }] of group.entries()) {
      const asked = files.get(evidence[0].file) ?? 0;
      const spoken = scripts.get(scriptOf(question)) ?? 0;
      if (best === undefined || asked < best.asked || (asked === best.asked && spoken < best.spoken))
        best = { at, asked, spoken };
    }
    const [taken] = best === undefined ? [] : group.splice(best.at, 1);
    idle = taken === undefined ? idle + 1 : 0;
    if (taken === undefined || spent(taken)) continue;
    chosen.push(taken);
    const [{ file }] = taken.evidence;
    const script = scriptOf(taken.question);
    files.set(file, (files.get(file) ?? 0) + 1);
    scripts.set(script, (scripts.get(script) ?? 0) + 1);
  }
  return chosen;
}
