import { getLlama, type LlamaContextSequence, type LlamaModel, type Token } from 'node-llama-cpp';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface WriteOptions {
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onText?: (piece: string) => void;
}

export interface Written {
  readonly text: string;
  readonly finish: 'stop' | 'length';
}

/** Tokens with the logarithm of the probability of each after those before it, as OpenAI's completions have them. */
export interface LogProbabilities {
  readonly tokens: readonly string[];
  /** Null for the first, which has none before it, and for all that stands before the model's own turn. */
  readonly token_logprobs: readonly (number | null)[];
  /** In characters of the prompt. */
  readonly text_offset: readonly number[];
}

/** Tokens that are evaluated before it is looked whether anybody still wants them. */
const STEP = 64;
/**
 * Threads of llama.cpp. They wait for each other by spinning: where other tests want the same cores, two take ten times
 * as long as one.
 */
const THREADS = Number(process.env['RECOLLECT_LLM_THREADS'] ?? 1);
/** Begins the model's own turn. */
const OWN_TURN = '<|im_start|>assistant\n';

/**
 * SmolLM2-135M-Instruct in llama.cpp, on the CPU. One thing after the other, each from an empty state: the same prompt
 * and seed give the same text every time.
 */
export class SmolLm {
  readonly #model: LlamaModel;
  readonly #sequence: LlamaContextSequence;
  #busy: Promise<unknown> = Promise.resolve();

  private constructor(model: LlamaModel, sequence: LlamaContextSequence) {
    this.#model = model;
    this.#sequence = sequence;
  }

  /** @param window tokens that prompt and text may have together */
  static async load(modelPath: string, window: number): Promise<SmolLm> {
    const llama = await getLlama({
      gpu: false,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logger: () => undefined,
      maxThreads: THREADS,
    });
    const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
    const context = await model.createContext({
      contextSize: window,
      batchSize: STEP,
      sequences: 1,
      threads: THREADS,
    });
    return new SmolLm(model, context.getSequence());
  }

  /** The turns as SmolLM2 reads them (ChatML), up to where its own words begin. */
  template(messages: readonly ChatMessage[]): string {
    return (
      messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join('') + OWN_TURN
    );
  }

  /** The same as tokens; marks of turns within a message are words. */
  chatTokens(messages: readonly ChatMessage[]): Token[] {
    const marks = (text: string) => this.#model.tokenize(text, true);
    const words = (text: string) => this.#model.tokenize(text, false);
    return [
      ...messages.flatMap(({ role, content }) => [
        ...marks('<|im_start|>'),
        ...words(`${role}\n${content}`),
        ...marks('<|im_end|>'),
        ...words('\n'),
      ]),
      ...marks('<|im_start|>'),
      ...words('assistant\n'),
    ];
  }

  /** A prompt as a template has put it together: its marks of turns are marks. */
  promptTokens(prompt: string): Token[] {
    return this.#model.tokenize(prompt, true);
  }

  /** Writes after the tokens. Rejects once aborted. */
  async write(tokens: readonly Token[], options: WriteOptions): Promise<Written> {
    return this.#alone(async () => {
      const { maxTokens, temperature, seed, signal, onText } = options;
      await this.#read(tokens.slice(0, -1), signal);
      const written: Token[] = [];
      let text = '';
      const last = tokens.slice(-1);
      for await (const token of this.#sequence.evaluate([...last], { temperature, seed })) {
        signal.throwIfAborted();
        if (this.#model.isEogToken(token)) return { text, finish: 'stop' };
        written.push(token);
        const whole = this.#model.detokenize(written);
        // A character may be several tokens: what has come of it is no text yet.
        if (!whole.endsWith('\ufffd') && whole.length > text.length) {
          onText?.(whole.slice(text.length));
          text = whole;
        }
        if (written.length >= maxTokens) return { text, finish: 'length' };
      }
      // It ends by itself where the model ends its turn.
      return { text, finish: 'stop' };
    });
  }

  async logProbabilities(prompt: string, signal: AbortSignal): Promise<LogProbabilities> {
    const tokens = this.promptTokens(prompt);
    const own = prompt.lastIndexOf(OWN_TURN);
    // How likely the rest of a long prompt is costs a hundred times as much, and nobody asks for it.
    const before = own < 0 ? 1 : this.promptTokens(prompt.slice(0, own + OWN_TURN.length)).length;
    return this.#alone(async () => {
      const values: (number | null)[] = tokens.slice(0, before).map(() => null);
      await this.#read(tokens.slice(0, before - 1), signal);
      for (let start = before - 1; start < tokens.length - 1; start += STEP) {
        signal.throwIfAborted();
        const results = await this.#sequence.controlledEvaluate(
          tokens.slice(start, start + STEP).map((token, i) => {
            const next = tokens[start + i + 1];
            if (next === undefined) return token;
            // With `includeMax` in place of `includeTop` the greatest is left out unless it is the next one.
            const logits = { filter: { tokens: [next], includeTop: 1 } };
            return [token, { generateNext: { logits, totalLogitWeight: true } }];
          }),
        );
        for (const [i, result] of results.entries()) {
          const next = tokens[start + i + 1];
          if (next === undefined) continue;
          const { logits, totalLogitWeight } = result?.next ?? {};
          const logit = logits?.get(next);
          if (logits === undefined || logit === undefined || totalLogitWeight === undefined)
            throw new Error('llama.cpp gave no logits');
          values.push(logit - Math.max(...logits.values()) - Math.log(totalLogitWeight));
        }
      }
      const pieces = tokens.map((token) => this.#model.detokenize([token], true));
      return { tokens: pieces, token_logprobs: values, text_offset: this.#offsets(prompt, tokens) };
    });
  }

  /** Where each token begins; one that begins within a character, with that. */
  #offsets(prompt: string, tokens: readonly Token[]): number[] {
    const characters = [...prompt];
    let offset = 0;
    let pending: Token[] = [];
    return tokens.map((token) => {
      const at = offset;
      pending.push(token);
      const text = this.#model.detokenize(pending, true);
      const length = [...text].length;
      if (!text.includes('\ufffd') || characters.slice(offset, offset + length).join('') === text) {
        offset += length;
        pending = [];
      }
      return at;
    });
  }

  /** Evaluates tokens from an empty state, in steps. */
  async #read(tokens: readonly Token[], signal: AbortSignal): Promise<void> {
    for (let start = 0; start < tokens.length; start += STEP) {
      signal.throwIfAborted();
      await this.#sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(start, start + STEP));
    }
    signal.throwIfAborted();
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#busy.then(async () => {
      await this.#sequence.clearHistory();
      return work();
    });
    this.#busy = run.catch(() => undefined);
    return run;
  }
}
