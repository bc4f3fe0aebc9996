import { createHash } from 'node:crypto';
import type { BenchSet } from '../quality/sets.ts';
import type { Question, TextOf } from '../quality/score.ts';

/** Sets that the reader is trained on, their articles split as `models/build/reader_data.py` splits them. */
const TRAINED: readonly string[] = ['cmrc', 'drcd', 'policyqa', 'covidqa', 'chunkeval'];

/**
 * The questions of a set that no reader was trained on: of the articles that its training leaves out (a hash of their
 * name; XQuAD's by their number), and all of the sets that it does not see. CLAPNQ's unanswerable questions, which it
 * sees, have no evidence to be ranked.
 */
export function unseen(set: BenchSet, textOf: TextOf): Question[] {
  if (set.name.startsWith('xquad')) {
    const starts = new Map<string, number>();
    let articles = 0;
    for (const file of filesInOrder(set)) {
      starts.set(file, articles);
      articles += headingsBefore(textOf(file) ?? '', Infinity);
    }
    return set.questions.filter(({ evidence: [first] }) => {
      if (first === undefined) return false;
      const number =
        (starts.get(first.file) ?? 0) + headingsBefore(textOf(first.file) ?? '', first.start) - 1;
      return number % 2 === 1 || number === 0 || number === 12 || number === 24;
    });
  }
  if (!TRAINED.includes(set.name)) return [...set.questions];
  return set.questions.filter(({ evidence: [first] }) => {
    if (first === undefined) return false;
    return bucket(`${set.name}-${first.file}-${heading(textOf(first.file) ?? '', first.start)}`) <= 2;
  });
}

function filesInOrder(set: BenchSet): string[] {
  return [...new Set(set.questions.flatMap(({ evidence }) => evidence.map(({ file }) => file)))].sort();
}

/** How many headings of level one stand before an offset. */
function headingsBefore(text: string, at: number): number {
  let count = 0;
  for (const { index } of text.matchAll(/^# /gm)) if (index <= at) count++;
  return count;
}

/** The heading of level one above an offset, where a file holds several articles. */
function heading(text: string, at: number): string {
  const last = text.lastIndexOf('\n# ', at - 3);
  const start = last >= 0 ? last + 1 : 0;
  return text.startsWith('# ', start) ? text.slice(start, text.indexOf('\n', start)) : '';
}

/** SHA-256 modulo 20: 0 and 1 are for testing, 2 for calibration, the rest for training. */
function bucket(article: string): number {
  return Number(BigInt(`0x${createHash('sha256').update(article).digest('hex')}`) % 20n);
}
