import { Tokenizer } from '@huggingface/tokenizers';
import { PieceTrie } from './pieceTrie.ts';
import { cutWord, type Candidate } from './viterbi.ts';

/** Cuts of words that are kept: a text says most of its words again and again. Some 10 MB where all are long. */
const KEPT_WORDS = 30_000;
/** Characters of a word that is kept; longer ones (a line of Chinese has no spaces) do not come again. */
const LONGEST_KEPT = 24;

/** What is used of a tokenizer. The package's own types do not resolve under NodeNext: to TypeScript they are `any`. */
export interface UnigramTokenizer {
  encode(
    text: string,
    options?: { readonly add_special_tokens: boolean },
  ): {
    readonly ids: readonly number[];
    /** An id each: the piece, of the normalised text; U+2581 stands for white space. */
    readonly tokens: readonly string[];
  };
  token_to_id(token: string): number | undefined;
}

/** What is used of the package's class of that name. */
interface Unigram {
  vocab: string[];
  tokens_to_ids: Map<string, number>;
  scores: number[];
  min_score: number;
  unk_score: number;
  /** The pieces of one word. */
  tokenize(word: string): string[];
}

/** What of a `tokenizer.json` is needed here; the rest goes to the package as it is. */
interface UnigramFile {
  readonly model: {
    readonly type: 'Unigram';
    readonly unk_id: number;
    /** Piece and score, by id. */
    readonly vocab: readonly (readonly [string, number])[];
  };
}

/**
 * A Unigram tokenizer that builds its trie as texts need it. The package builds the trie of all 250,000 pieces at
 * once, in over a second and 200 MB; here a piece enters one of numbers (`pieceTrie.ts`) when a text first holds its
 * first two characters, which gives the same ids in a third of the time and a tenth of the memory. Words are cut here as well (`cutWord`) and the
 * cuts kept: the same pieces several times as fast. Throws where the file is no such tokenizer.
 *
 * @param vocabulary piece and score, by id, where the file holds the first of them alone (`readTokenizerFile`)
 */
export function createLazyUnigram(
  file: unknown,
  vocabulary?: Iterable<readonly [string, number]>,
): UnigramTokenizer {
  if (!isUnigramFile(file)) throw new Error('it is not a Unigram tokenizer');
  const { vocab, unk_id: unknown } = file.model;
  // The special pieces, `<unk>` last among them, are the first; with them alone the package has nothing to build.
  const start = { ...file, model: { ...file.model, vocab: vocab.slice(0, unknown + 1) } };
  const tokenizer = new Tokenizer(start, {});
  const model: unknown = tokenizer.model;
  if (!isUnigram(model)) throw new Error('it is not a Unigram tokenizer');

  const pieces: string[] = [];
  const scores: number[] = [];
  const ids = new Map<string, number>();
  /** Ids of the pieces that are not in the trie yet, by their first two units. */
  const later = new Map<string, number[]>();
  let lowest = Infinity;
  for (const [piece, score] of vocabulary ?? vocab) {
    const id = pieces.length;
    ids.set(piece, id);
    pieces.push(piece);
    scores.push(score);
    lowest = Math.min(lowest, score);
    const key = piece.slice(0, 2);
    const pending = later.get(key);
    if (pending) pending.push(id);
    else later.set(key, [id]);
  }
  model.vocab = pieces;
  model.tokens_to_ids = ids;
  model.min_score = lowest;
  // As the package sets it: well below any piece.
  model.unk_score = lowest - 10;
  scores[unknown] = model.unk_score;
  model.scores = scores;

  const trie = new PieceTrie();
  const fill = (key: string): void => {
    for (const id of later.get(key) ?? []) trie.add(pieces[id] ?? '', id);
    later.delete(key);
  };
  const candidatesAt = (characters: readonly string[], points: Int32Array, place: number): Candidate[] => {
    const units = (characters[place] ?? '') + (characters[place + 1] ?? '');
    fill(units.slice(0, 1));
    fill(units.slice(0, 2));
    const found: Candidate[] = [];
    for (const { id, length } of trie.startingAt(points, place))
      found.push({ piece: pieces[id] ?? '', length, score: scores[id] ?? 0 });
    // As the package has it: behind the pieces that begin here.
    if (found[0]?.length !== 1)
      found.push({ piece: characters[place] ?? '', length: 1, score: model.unk_score });
    return found;
  };
  const kept = new Map<string, string[]>();
  model.tokenize = (word) => {
    const known = kept.get(word);
    if (known !== undefined) return known;
    const characters = Array.from(word);
    const points = Int32Array.from(characters, (character) => character.codePointAt(0) ?? 0);
    const cut = cutWord(characters, (place) => candidatesAt(characters, points, place));
    if (word.length <= LONGEST_KEPT) {
      if (kept.size >= KEPT_WORDS) kept.clear();
      kept.set(word, cut);
    }
    return cut;
  };
  return tokenizer;
}

function isUnigram(model: unknown): model is Unigram {
  const parts = ['vocab', 'tokens_to_ids', 'scores', 'min_score', 'unk_score', 'tokenize'];
  // The package's models can be called, so they are functions.
  return typeof model === 'function' && parts.every((part) => part in model);
}

/** The files' checksums are `doctor`'s to compare; here it is enough that the shape is right. */
function isUnigramFile(file: unknown): file is UnigramFile {
  if (typeof file !== 'object' || file === null || !('model' in file)) return false;
  const { model } = file;
  return (
    typeof model === 'object' &&
    model !== null &&
    'type' in model &&
    model.type === 'Unigram' &&
    'unk_id' in model &&
    typeof model.unk_id === 'number' &&
    'vocab' in model &&
    Array.isArray(model.vocab) &&
    model.vocab.length > model.unk_id
  );
}
