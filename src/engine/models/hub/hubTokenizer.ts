import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { createLazyUnigram, type UnigramTokenizer } from '../lazyUnigram.ts';
import { FIRST_LOOK, MARGIN, startOf } from '../tokenizer.ts';

/** Token ids as the model of a repository reads them, by its own `tokenizer.json`. */
export class HubTokenizer {
  readonly #tokenizer: Pick<UnigramTokenizer, 'encode'>;
  /** How many ids of its own it puts before a text, and which after it. */
  readonly #before: number;
  readonly #after: readonly number[];

  private constructor(tokenizer: Pick<UnigramTokenizer, 'encode'>) {
    this.#tokenizer = tokenizer;
    const empty = tokenizer.encode('').ids;
    const letter = tokenizer.encode('a').ids;
    let before = 0;
    while (before < empty.length && empty[before] === letter[before]) before++;
    this.#before = before;
    this.#after = empty.slice(before);
  }

  /**
   * Reads a `tokenizer.json`, and what `tokenizer_config.json` says beside it where that is named. Throws where it is
   * none that @huggingface/tokenizers knows.
   */
  static load(file: string, configuration?: string): HubTokenizer {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const config: unknown =
      configuration === undefined ? {} : JSON.parse(readFileSync(configuration, 'utf8'));
    if (typeof json !== 'object' || json === null || !('model' in json))
      throw new Error('it is no tokenizer.json');
    const { model } = json;
    const unigram =
      typeof model === 'object' && model !== null && 'type' in model && model.type === 'Unigram';
    // Vocabularies of 250,000 pieces would take a second and 200 MB.
    if (unigram) return new HubTokenizer(createLazyUnigram(json));
    return new HubTokenizer(new Tokenizer(json, typeof config === 'object' && config !== null ? config : {}));
  }

  /**
   * The ids of a text with those that the model wants around it, `limit` at most: a longer text loses its end. The time
   * taken is bounded by the limit, not by the text.
   */
  ids(text: string, limit: number): Int32Array {
    for (let length = FIRST_LOOK; ; length *= 2) {
      const whole = text.length <= length;
      const { ids } = this.#tokenizer.encode(whole ? text : startOf(text, length));
      if (!whole && ids.length < limit + MARGIN) continue;
      if (ids.length <= limit) return Int32Array.from(ids);
      const kept = Math.max(this.#before, limit - this.#after.length);
      return Int32Array.from([...ids.slice(0, kept), ...this.#after]);
    }
  }
}
