import { readFileSync } from 'node:fs';
import { createLazyUnigram, type UnigramTokenizer } from './lazyUnigram.ts';
import { pieceRanges } from './pieceRanges.ts';
import { readTokenizerFile } from './tokenizerFile.ts';

/** Characters of a long text that are looked at first: 512 tokens of most languages and code lie within. */
export const FIRST_LOOK = 4096;
/** Tokens beyond the limit that must be seen, so that where the characters were cut does not change those kept. */
export const MARGIN = 32;

/** Token ids, and where in the text each token stands. */
export interface LocatedTokens {
  readonly ids: Int32Array;
  /** By token two UTF-16 offsets, start and end; empty for tokens that are no part of the text. */
  readonly ranges: Int32Array;
}

/** Token ids of a text as the encoder reads it. Loading takes a third of a second. */
export class TextTokenizer {
  readonly #tokenizer: UnigramTokenizer;
  readonly #end: number;

  private constructor(tokenizer: UnigramTokenizer, end: number) {
    this.#tokenizer = tokenizer;
    this.#end = end;
  }

  /** Reads a `tokenizer.json`. Throws where it is not one. */
  static load(file: string): TextTokenizer {
    const { json, vocabulary } = readTokenizerFile(readFileSync(file, 'utf8'));
    const tokenizer = createLazyUnigram(json, vocabulary);
    const end = tokenizer.token_to_id('</s>');
    if (end === undefined) throw new Error('the tokenizer has no </s>');
    return new TextTokenizer(tokenizer, end);
  }

  /**
   * `<s> text </s>`, at most `limit` ids: a longer text loses its end, never `</s>`. The time taken is bounded by
   * the limit, not by the text, whatever the text: a megabyte is not read to keep 512 tokens.
   */
  ids(text: string, limit: number): Int32Array {
    const { ids } = this.#encode(text, limit);
    return ids.length > limit
      ? Int32Array.from([...ids.slice(0, limit - 1), this.#end])
      : Int32Array.from(ids);
  }

  /**
   * The ids of `prefix` and text together, as {@link TextTokenizer.ids} gives them, and where in the text (without
   * the prefix) each token stands.
   */
  tokens(text: string, limit: number, prefix = ''): LocatedTokens {
    const read = this.#encode(prefix + text, limit);
    const kept = Math.min(read.ids.length, limit);
    const ids = Int32Array.from(read.ids.slice(0, kept));
    ids[kept - 1] = this.#end;
    // `<s>` and `</s>` at the ends are ours, not the text's.
    const found = pieceRanges(read.tokens.slice(1, kept - 1), read.text);
    const ranges = new Int32Array(2 * kept);
    for (const [i, offset] of found.entries()) ranges[i + 2] = Math.max(0, offset - prefix.length);
    return { ids, ranges };
  }

  /** Ids and pieces of the text, or of enough of its start to know the first `limit` of them. */
  #encode(
    text: string,
    limit: number,
  ): { readonly ids: readonly number[]; readonly tokens: readonly string[]; readonly text: string } {
    for (let length = FIRST_LOOK; ; length *= 2) {
      const whole = text.length <= length;
      const read = whole ? text : startOf(text, length);
      const { ids, tokens } = this.#tokenizer.encode(read);
      if (whole || ids.length >= limit + MARGIN) return { ids, tokens, text: read };
    }
  }

  /** How many tokens the whole text has, without `<s>` and `</s>`. Beyond 4,096 characters a close estimate. */
  count(text: string): number {
    let count = 0;
    for (let rest = text; rest !== '';) {
      const part = startOf(rest, FIRST_LOOK);
      count += this.#tokenizer.encode(part, { add_special_tokens: false }).ids.length;
      rest = rest.slice(part.length);
    }
    return count;
  }
}

/** At most `length` units from the start (two at least), not ending between the halves of one character. */
export function startOf(text: string, length: number): string {
  const start = text.slice(0, length);
  const last = start.charCodeAt(start.length - 1);
  return start.length < text.length && last >= 0xd800 && last < 0xdc00 ? start.slice(0, -1) : start;
}
