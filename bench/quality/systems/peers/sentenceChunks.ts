import { tokens, units } from '../../score.ts';
import type { Range } from '../../../../src/core/text/range.ts';
import type { WindowSize } from '../windows.ts';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/** Sentences as Intl.Segmenter gives them; a line end ends one. They tile the range. */
export function plainSentences(text: string, { start, end }: Range): Range[] {
  return Array.from(segmenter.segment(text.slice(start, end)), ({ index, segment }) => ({
    start: start + index,
    end: start + index + segment.length,
  }));
}

/**
 * Whole sentences packed from the start into chunks of at most `size` tokens; a chunk repeats the last sentences of
 * the one before it where they hold at most `overlap` tokens. A sentence that is too long is cut between words.
 * This is how LlamaIndex's SentenceSplitter packs, except that its tokens are tiktoken's and its sentences NLTK's.
 */
export function sentenceChunks(text: string, within: Range, { size, overlap }: WindowSize): Range[] {
  const parts = plainSentences(text, within).flatMap((sentence) => cutSentence(text, sentence, size));
  const costs = parts.map(({ start, end }) => tokens(text.slice(start, end)));
  const chunks: Range[] = [];
  let first = 0;
  let used = 0;
  const push = (next: number): void => {
    const from = parts[first]!.start;
    const to = parts[next - 1]!.end;
    if (text.slice(from, to).trim() !== '') chunks.push({ start: from, end: to });
  };
  for (let i = 0; i < parts.length; i++) {
    if (i > first && used + costs[i]! > size) {
      push(i);
      const before = first;
      used = 0;
      for (first = i; first - 1 > before && used + costs[first - 1]! <= overlap; first--)
        used += costs[first - 1]!;
      // What is repeated must not push the next sentence out.
      while (first < i && used + costs[i]! > size) used -= costs[first++]!;
    }
    used += costs[i]!;
  }
  if (parts.length > 0) push(parts.length);
  return chunks;
}

function cutSentence(text: string, sentence: Range, size: number): Range[] {
  const pieces: Range[] = [];
  let start = sentence.start;
  let used = 0;
  for (const unit of units(text.slice(sentence.start, sentence.end))) {
    if (used > 0 && used + unit.cost > size) {
      pieces.push({ start, end: sentence.start + unit.start });
      start = sentence.start + unit.start;
      used = 0;
    }
    used += unit.cost;
  }
  pieces.push({ start, end: sentence.end });
  return pieces;
}
