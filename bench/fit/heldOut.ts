import { createHash } from 'node:crypto';
import type { BenchSet } from '../quality/sets.ts';
import type { Question, TextOf } from '../quality/score.ts';

/**
 * What a reader may be tested on: models/build/reader_data.py splits its examples by article into training,
 * calibration and test, and this is the same split for the bench sets.
 */

/** Sets that the reader is trained on, but for some articles. */
const TRAINED = new Set(['cmrc', 'drcd', 'policyqa', 'covidqa', 'chunkeval']);
/** Of these 20ths of the articles two are for tests and the third for calibration. */
const PARTS = 20n;
const KEPT = 2n;
/** Articles in a file of the xquad sets: those of XQuAD with even numbers, 0, 2, 4 and so on, in their order. */
const ARTICLES = 6;
const KEPT_XQUAD = new Set([0, 12, 24]);

/** The questions of a set that no reader was trained on. */
export function unseen(set: BenchSet, textOf: TextOf): Question[] {
  return set.questions.filter((question) => heldOut(set.name, question, textOf));
}

/** True where the reader was not trained on the question's article. */
export function heldOut(set: string, question: Question, textOf: TextOf): boolean {
  if (set === 'clapnq') return question.answerable !== false || kept(`clapnq-${question.id}`);
  const [place] = question.evidence;
  if (place === undefined) return true;
  const text = textOf(place.file) ?? '';
  if (set.startsWith('xquad-') && !set.endsWith('-odd'))
    return KEPT_XQUAD.has(xquadArticle(place.file, text, place.start));
  return !TRAINED.has(set) || kept(`${set}-${place.file}-${heading(text, place.start)}`);
}

function kept(article: string): boolean {
  const hash = createHash('sha256').update(article).digest('hex');
  return BigInt(`0x${hash}`) % PARTS <= KEPT;
}

/** The Markdown heading of level one above an offset; empty where there is none. */
function heading(text: string, at: number): string {
  const last = text.lastIndexOf('\n# ', at - 1);
  const start = last >= 0 ? last + 1 : 0;
  if (!text.startsWith('# ', start)) return '';
  const end = text.indexOf('\n', start);
  return text.slice(start, end < 0 ? text.length : end);
}

/** XQuAD's number of the article at an offset of a file of the set. */
function xquadArticle(file: string, text: string, at: number): number {
  const number = Number(/(\d+)\.md$/.exec(file)?.[1] ?? 0) - 1;
  const above = text.slice(0, at).match(/^# /gm)?.length ?? 0;
  return 2 * (ARTICLES * number + above - 1);
}
