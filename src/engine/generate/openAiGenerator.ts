import type {
  CancelSignal,
  Generated,
  GenerateOptions,
  ModelMessage,
  ProbabilityOptions,
} from '../../core/ports.ts';
import type { ModelChoice } from '../../protocol/writing.ts';
import { ALL_ACCEPTED, chatRequest, refused } from './chatRequest.ts';
import { clientFor } from './client.ts';
import { endpointAt, servedFrom, type Endpoint } from './endpoint.ts';
import { endpointError } from './endpointErrors.ts';
import { abortReason, Gate } from './gate.ts';
import { LogProbabilities } from './logProbabilities.ts';
import { listModels, slow } from './models.ts';
import { type CleanMessages, Redaction, StreamedRestoring } from './redaction.ts';
import type { GeneratorOptions, OpenGenerator } from './openGenerator.ts';
import { Watch } from './watch.ts';
import { servedWindow } from './window.ts';

/** An endpoint and a model of it, as the user chose them. */
export type EndpointChoice = Extract<ModelChoice, { kind: 'endpoint' }>;

/** Milliseconds until the first piece, and between pieces, where the user sets no others. */
const PATIENCE = 60_000;

/** Writes with a model behind OpenAI's protocol, streaming. */
export class OpenAiGenerator implements OpenGenerator {
  readonly name: string;
  readonly window: number;
  readonly #choice: EndpointChoice;
  readonly #endpoint: Endpoint;
  readonly #gate: Gate;
  readonly #redaction: Redaction;
  readonly #probabilities: LogProbabilities;
  #accepted = ALL_ACCEPTED;

  private constructor(choice: EndpointChoice, window: number, parts: Parts) {
    this.name = choice.model;
    this.window = window;
    this.#choice = choice;
    this.#endpoint = parts.endpoint;
    this.#gate = parts.gate;
    this.#redaction = parts.redaction;
    this.#probabilities = new LogProbabilities({ ...parts, choice, timeout: choice.timeout ?? PATIENCE });
  }

  /**
   * Asks the endpoint for the model's window where the user has set none. Sends nothing of any document.
   *
   * @throws RecollectError `input-invalid` where the address is none
   */
  static async open(
    choice: EndpointChoice,
    { shell, redaction, ledger, signal }: GeneratorOptions,
  ): Promise<OpenAiGenerator> {
    const endpoint = servedFrom(endpointAt(choice.url), choice.model);
    const gate = new Gate({ shell, ledger, local: endpoint.local });
    const { key, model } = choice;
    const window = choice.window ?? (await servedWindow({ endpoint, model, key, gate, signal }));
    return new OpenAiGenerator(choice, window, {
      endpoint,
      gate,
      redaction: new Redaction(redaction, endpoint.local),
    });
  }

  get redacted(): OpenGenerator['redacted'] {
    return this.#redaction.redacted;
  }

  async generate(messages: readonly ModelMessage[], options: GenerateOptions): Promise<Generated> {
    return this.#write(this.#redaction.of(messages), options);
  }

  async #write(clean: CleanMessages, options: GenerateOptions): Promise<Generated> {
    const { model, key } = this.#choice;
    const { maxTokens, temperature = 0 } = options;
    const request = chatRequest(model, clean.messages, { maxTokens, temperature }, this.#accepted);
    const body = JSON.stringify(request);
    const { base, local } = this.#endpoint;
    const to = `${base}/chat/completions`;
    const sending = { to, local, body, messages: clean.messages, redacted: clean.redacted };
    const fetch = await this.#gate.approved(sending, options.signal);
    const restoring = new StreamedRestoring(clean.restore, options.onText);
    const watch = new Watch(this.#choice.timeout ?? PATIENCE, options.signal);
    watch.heard();
    let begun = false;
    try {
      const stream = await clientFor(this.#endpoint, key, fetch).chat.completions.create(request, {
        signal: watch.signal,
      });
      let finish: string | undefined;
      for await (const chunk of stream) {
        watch.heard();
        // An endpoint may send what it likes; only what is there is taken.
        const [choice] = Array.isArray(chunk.choices) ? chunk.choices : [];
        if (choice === undefined) continue;
        const piece: unknown = choice.delta?.content;
        if (typeof piece === 'string' && piece !== '') {
          begun = true;
          restoring.add(piece);
        }
        finish = choice.finish_reason ?? finish;
      }
      // The client ends the loop without a word where its signal was aborted.
      watch.signal.throwIfAborted();
      if (finish === undefined) throw new SyntaxError('its answer has no end');
      return { text: restoring.end(), finish: finish === 'length' ? 'length' : 'stop' };
    } catch (error) {
      if (options.signal?.aborted === true) throw abortReason(options.signal);
      if (watch.late) throw slow(this.#endpoint, this.#choice.timeout ?? PATIENCE);
      const accepted = begun ? undefined : refused(error, this.#accepted);
      if (accepted !== undefined) {
        this.#accepted = accepted;
        return await this.#write(clean, options);
      }
      throw await this.#told(error, begun, options.signal);
    } finally {
      watch.stop();
    }
  }

  async logProbability(
    messages: readonly ModelMessage[],
    text: string,
    options: ProbabilityOptions = {},
  ): Promise<number | undefined> {
    return this.#probabilities.of(messages, text, options);
  }

  #told(error: unknown, begun: boolean, signal: CancelSignal | undefined): Promise<unknown> {
    const { key, model } = this.#choice;
    return endpointError(error, {
      base: this.#endpoint.base,
      model,
      key,
      begun,
      models: () =>
        listModels(this.#endpoint, { key, gate: this.#gate, signal }).then(
          (models) => models.map(({ id }) => id),
          () => undefined,
        ),
    });
  }
}

interface Parts {
  readonly endpoint: Endpoint;
  readonly gate: Gate;
  readonly redaction: Redaction;
}
