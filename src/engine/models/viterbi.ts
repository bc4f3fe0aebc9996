/** A piece that may stand at a place of a word. */
export interface Candidate {
  /** The piece, or the character itself where no piece holds it. */
  readonly piece: string;
  /** In characters (code points). */
  readonly length: number;
  /** Natural logarithm of its probability. */
  readonly score: number;
}

/**
 * The likeliest cut of a word under a unigram language model (Kudo 2018, arXiv:1804.10959), by Viterbi's algorithm.
 * Sums are made in the order in which @huggingface/tokenizers makes them, and of cuts that weigh the same the one is
 * taken that it takes (whose last piece begins first), so that a text has the same ids whoever cuts it: the encoder
 * and its users elsewhere must not part over a tie.
 *
 * @param characters of the word, a code point each
 * @param at what may stand at a place, shortest first; one of a single character at least
 */
export function cutWord(characters: readonly string[], at: (place: number) => Iterable<Candidate>): string[] {
  const pieces: string[] = [];
  const sums: number[] = [];
  /** By piece, the one before it in the best cut that ends with it. */
  const before: number[] = [];
  /** By place, the pieces that end there, in the order in which they begin. */
  const endings: number[][] = Array.from({ length: characters.length + 1 }, () => []);
  for (let place = 0; place < characters.length; place++) {
    const ended = endings[place] ?? [];
    if (place > 0 && ended.length === 0) continue;
    for (const { piece, length, score } of at(place)) {
      const { best, sum } = bestOf(ended, sums, score);
      const number = pieces.length;
      pieces.push(piece);
      sums.push(place === 0 ? score : sum);
      before.push(best);
      endings[place + length]?.push(number);
    }
  }
  const cut: string[] = [];
  let last = bestOf(endings[characters.length] ?? [], sums, 0).best;
  for (; last >= 0; last = before[last] ?? -1) cut.push(pieces[last] ?? '');
  return cut.reverse();
}

/** Of the pieces that end at a place the one behind which a piece of that score stands best; -1 where there is none. */
function bestOf(
  ended: readonly number[],
  sums: readonly number[],
  score: number,
): { readonly best: number; readonly sum: number } {
  let best = -1;
  let most = 0;
  for (const number of ended) {
    const sum = (sums[number] ?? 0) + score;
    if (best < 0 || sum > most) {
      best = number;
      most = sum;
    }
  }
  return { best, sum: most };
}
