import { masks, runsFor, sharesOf, sourceWeights, type Mask } from '../../core/attribute/ablation.ts';
import { f1, logit, overlap } from '../../core/attribute/outcome.ts';
import { ablated, sourcesIn, type Source } from '../../core/attribute/sources.ts';
import type { CancelSignal, Encoder, ModelMessage } from '../../core/ports.ts';
import { terms } from '../../core/text/words.ts';
import { plainText } from '../../core/write/plain.ts';
import { promptOf } from '../../core/write/prompt.ts';
import { promptTokens } from '../../core/write/promptTokens.ts';
import { RecollectError } from '../../protocol/errors.ts';
import type {
  AttributeParams,
  AttributeProgress,
  Attribution,
  ModelChoice,
  WritingOptions,
  WritingShell,
} from '../../protocol/writing.ts';
import { endpointAt } from '../generate/endpoint.ts';
import type { Ledger } from '../generate/ledger.ts';
import { openGenerator, type OpenGenerator } from '../generate/openGenerator.ts';

/** Sentences of what was given that are left out by turns; with more, runs would not tell them apart. */
const MOST_SOURCES = 40;
/** The same sources are left out whenever the same is asked. */
const SEED = 1;
/** Tokens that the text may have beyond those that the answer seems to have. */
const SLACK = 32;
/** Runs at a time: a server of this machine's does one thing after the other, others' do several. */
const AT_ONCE = { here: 1, elsewhere: 4 } as const;

/**
 * Which sentences of what a model was given it used for a sentence that it wrote. The model is run again and again,
 * each time with other sentences left out, and a sparse linear model is fitted on how likely the sentence was; where
 * the model does not tell probabilities, on how much of the sentence it writes again.
 */
export async function attribute(
  ledger: Ledger,
  params: AttributeParams,
  encoder: Encoder | null,
  { signal, onProgress, shell }: WritingOptions<AttributeProgress>,
): Promise<Attribution> {
  const { given, redaction, model } = params;
  const sentence = params.answer[params.sentence];
  if (sentence === undefined)
    throw new RecollectError('input-invalid', 'The answer has no such sentence. Ask about one that it has.');
  const sources = sourcesIn(given);
  const tried = await candidates(sources, sentence, encoder, signal);
  if (tried.length === 0) return { sources: [], by: 'overlap', runs: 0, fit: 0 };
  const generator = await openGenerator(model, { shell: askingOnce(shell), redaction, ledger, signal });
  const measured = new Measured(generator, params, signal);
  const messages = (isKept: (source: number) => boolean): ModelMessage[] =>
    promptOf(params.question, ablated(given, sources, isKept));
  // All that was given comes first: who looks at what is sent sees the whole of it, and parts of it afterwards.
  const by = await measured.begin(messages(() => true));
  const kept = masks(tried.length, runsFor(tried.length, by === 'log-probability'), SEED);
  const numberOf = new Map(tried.map((source, i) => [source, i]));
  const total = kept.length + 1;
  let done = 1;
  onProgress?.({ done, total });
  const outcomes = await inTurns(kept, atOnce(model), async (mask) => {
    const outcome = await measured.outcome(
      messages((source) => {
        const i = numberOf.get(source);
        return i === undefined || mask[i] === true;
      }),
    );
    onProgress?.({ done: ++done, total });
    return outcome;
  });
  const { weights, fit } = sourceWeights(kept, outcomes);
  return {
    sources: sharesOf(weights).flatMap(({ source, share }) => {
      const { passage, textStart, text } = sources[tried[source] ?? -1] ?? {
        passage: -1,
        textStart: 0,
        text: '',
      };
      const { file, start: from } = given[passage] ?? { file: '', start: 0 };
      const start = from + textStart;
      return [{ file, start, end: start + text.length, quote: text, weight: share }];
    }),
    by,
    runs: total,
    fit: fit ?? 0,
  };
}

/** The sources that are worth leaving out: all of them, or the likest of many. */
async function candidates(
  sources: readonly Source[],
  sentence: string,
  encoder: Encoder | null,
  signal: CancelSignal | undefined,
): Promise<number[]> {
  const saying = sources.flatMap(({ text }, i) => (text === '' ? [] : [i]));
  if (saying.length <= MOST_SOURCES) return saying;
  const texts = saying.map((i) => sources[i]?.text ?? '');
  const [own, ...vectors] = (await encoder?.encode([sentence, ...texts], 'passage', signal)) ?? [];
  const wanted = terms(sentence);
  const likeness = texts.map((text, i) => {
    const meaning = vectors[i]?.reduce((sum, value, j) => sum + value * (own?.[j] ?? 0), 0) ?? 0;
    return meaning + f1(wanted, terms(text));
  });
  return [...saying.keys()]
    .sort((a, b) => (likeness[b] ?? 0) - (likeness[a] ?? 0))
    .slice(0, MOST_SOURCES)
    .map((i) => saying[i] ?? 0)
    .sort((a, b) => a - b);
}

/** How well a sentence still comes out of what is left. */
class Measured {
  readonly #generator: OpenGenerator;
  readonly #signal: CancelSignal | undefined;
  readonly #question: string;
  readonly #sentence: string;
  /** What was written before it. */
  readonly #begun: string;
  #by: Attribution['by'] = 'overlap';

  constructor(
    generator: OpenGenerator,
    { question, answer, sentence }: AttributeParams,
    signal: CancelSignal | undefined,
  ) {
    this.#generator = generator;
    this.#signal = signal;
    this.#question = question;
    this.#sentence = answer[sentence] ?? '';
    this.#begun = joined(answer.slice(0, sentence));
  }

  /** Runs the model with all that it was given, which shows what it can be measured by. */
  async begin(messages: readonly ModelMessage[]): Promise<Attribution['by']> {
    if ((await this.#logProbability(messages)) !== undefined) this.#by = 'log-probability';
    else await this.#overlap(messages);
    return this.#by;
  }

  async outcome(messages: readonly ModelMessage[]): Promise<number> {
    if (this.#by === 'overlap') return this.#overlap(messages);
    const told = await this.#logProbability(messages);
    if (told === undefined)
      throw new RecollectError(
        'endpoint-failed',
        'The endpoint told how likely the sentence is once, and then no more. Try again.',
      );
    return logit(told);
  }

  #logProbability(messages: readonly ModelMessage[]): Promise<number | undefined> {
    const text = this.#begun === '' ? this.#sentence : joined(['', this.#sentence]);
    return (
      this.#generator.logProbability?.(messages, text, { begun: this.#begun, signal: this.#signal }) ??
      Promise.resolve(undefined)
    );
  }

  async #overlap(messages: readonly ModelMessage[]): Promise<number> {
    const maxTokens = promptTokens(`${this.#begun} ${this.#sentence}`) + SLACK;
    const { text } = await this.#generator.generate(messages, { maxTokens, signal: this.#signal });
    return overlap(this.#sentence, plainText(text), this.#question);
  }
}

/** Sentences as they follow one another: Chinese ones without a space. */
function joined(sentences: readonly string[]): string {
  return sentences.reduce((text, next, i) => {
    if (i === 0) return next;
    return /^[\p{Script=Han}“‘《（]/u.test(next) ? text + next : `${text} ${next}`;
  }, '');
}

/** Asks whether something may leave once for each address: all that follows is a part of what was shown. */
function askingOnce(shell: WritingShell | undefined): WritingShell | undefined {
  if (shell === undefined) return undefined;
  const asked = new Map<string, Promise<boolean>>();
  return {
    ...(shell.generate === undefined ? {} : { generate: shell.generate.bind(shell) }),
    approve(sending, signal) {
      const answer = asked.get(sending.to) ?? shell.approve(sending, signal);
      asked.set(sending.to, answer);
      return answer;
    },
  };
}

function atOnce(model: ModelChoice): number {
  return model.kind === 'endpoint' && endpointAt(model.url).local ? AT_ONCE.here : AT_ONCE.elsewhere;
}

/** What comes of each, in their order, so many at a time; after one failed no further one is begun. */
async function inTurns(
  all: readonly Mask[],
  atATime: number,
  run: (mask: Mask) => Promise<number>,
): Promise<number[]> {
  const results: number[] = [];
  const rest = all.entries();
  let failed = false;
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      for (const [i, mask] of rest) {
        if (failed) return;
        try {
          results[i] = await run(mask);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    }),
  );
  return results;
}
