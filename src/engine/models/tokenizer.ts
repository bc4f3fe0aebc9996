import { readFileSync } from 'node:fs';
import { createLazyUnigram, type UnigramTokenizer } from './lazyUnigram.ts';

/** Characters of a long text that are looked at first: 512 tokens of most languages and code lie within. */
const FIRST_LOOK = 4096;
/** Tokens beyond the limit that must be seen, so that where the characters were cut does not change those kept. */
const MARGIN = 32;

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
    const tokenizer = createLazyUnigram(JSON.parse(readFileSync(file, 'utf8')));
    const end = tokenizer.token_to_id('</s>');
    if (end === undefined) throw new Error('the tokenizer has no </s>');
    return new TextTokenizer(tokenizer, end);
  }

  /**
   * `<s> text </s>`, at most `limit` ids: a longer text loses its end, never `</s>`. The time taken is bounded by
   * the limit, not by the text, whatever the text: a megabyte is not read to keep 512 tokens.
   */
  ids(text: string, limit: number): Int32Array {
    for (let length = FIRST_LOOK; ; length *= 2) {
      const whole = text.length <= length;
      const { ids } = this.#tokenizer.encode(whole ? text : startOf(text, length));
      if (ids.length > limit && (whole || ids.length >= limit + MARGIN))
        return Int32Array.from([...ids.slice(0, limit - 1), this.#end]);
      if (whole) return Int32Array.from(ids);
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
function startOf(text: string, length: number): string {
  const start = text.slice(0, length);
  const last = start.charCodeAt(start.length - 1);
  return start.length < text.length && last >= 0xd800 && last < 0xdc00 ? start.slice(0, -1) : start;
}
