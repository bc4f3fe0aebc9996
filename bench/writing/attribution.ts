import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { f1 } from '../../src/core/attribute/outcome.ts';
import { ablated, sourcesIn, type Source } from '../../src/core/attribute/sources.ts';
import { seeded } from '../../src/core/evaluate/random.ts';
import { sentences, trimmed } from '../../src/core/text/sentences.ts';
import { terms } from '../../src/core/text/words.ts';
import { plainText } from '../../src/core/write/plain.ts';
import { promptOf } from '../../src/core/write/prompt.ts';
import { Ledger } from '../../src/engine/generate/ledger.ts';
import { openGenerator } from '../../src/engine/generate/openGenerator.ts';
import { attribute } from '../../src/engine/workspace/attributing.ts';
import type { Attribution, GivenPassage } from '../../src/protocol/writing.ts';
import { pairedBootstrap } from '../quality/bootstrap.ts';
import { noLanguageModel, startLanguageModel } from './languageModel.ts';
import type { PartOutcome } from './part.ts';

/** Answers that are measured where no other number is asked for. */
const ANSWERS = 20;
/** Milliseconds after which no further answer is begun: an answer takes one and a half minutes where two cores are busy. */
const BUDGET = 12 * 60_000;
const LIBRARY = join(import.meta.dirname, '../../media/sample-library');
const QUESTIONS = join(import.meta.dirname, '../sample-library/questions.jsonl');
/** Units of a passage: a sentence or two, so that a run is short on a small machine. */
const PASSAGE = 260;

interface Asked {
  readonly question: string;
  readonly given: readonly GivenPassage[];
}

/**
 * Sentences that SmolLM2 writes from passages of the sample library: is the source that ablation finds the one with
 * most of the sentence's words, and does the sentence become less likely without it than without another?
 */
export async function run(answers = ANSWERS): Promise<PartOutcome> {
  if (noLanguageModel !== false) return { skipped: noLanguageModel };
  const server = await startLanguageModel();
  const folder = mkdtempSync(join(tmpdir(), 'recollect-attribution-'));
  try {
    const model = { kind: 'endpoint', url: server.url, model: server.model, timeout: 600_000 } as const;
    const ledger = new Ledger(folder);
    const generator = await openGenerator(model, { ledger });
    const random = seeded(7);
    const likeliest: number[] = [];
    const differences: number[] = [];
    const fits: number[] = [];
    const begun = performance.now();
    for (const { question, given } of asked().slice(0, answers)) {
      if (performance.now() - begun > BUDGET) break;
      const messages = promptOf(
        question,
        ablated(given, sourcesIn(given), () => true),
      );
      const { text } = await generator.generate(messages, { maxTokens: 40 });
      const sentence = firstSentence(plainText(text));
      const params = { workspace: folder, question, model, given, answer: [sentence], sentence: 0 };
      const found = await attribute(ledger, params, null, {});
      const sources = sourcesIn(given).filter((source) => source.text !== '');
      const top = sources.findIndex((source) => source.text === found.sources[0]?.quote);
      if (top < 0 || sources.length < 2) {
        console.log(`  nothing found: ${sentence}`);
        likeliest.push(0);
        continue;
      }
      const overlaps = sources.map((source) => f1(terms(sentence), terms(source.text)));
      likeliest.push(overlaps[top] === Math.max(...overlaps) ? 1 : 0);
      fits.push(found.fit);
      const others = sources.flatMap((_source, i) => (i === top ? [] : [i]));
      const other = others[Math.floor(random() * others.length)]!;
      const without = async (left: number): Promise<number> => {
        const kept = promptOf(
          question,
          ablated(given, sources, (i) => i !== left),
        );
        return (await generator.logProbability?.(kept, sentence)) ?? Number.NaN;
      };
      const difference = (await without(other)) - (await without(top));
      differences.push(difference);
      tell({ question, sentence, found, sources, top, agrees: likeliest.at(-1) === 1, difference });
    }
    return { figures: told(likeliest, differences, fits) };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Told {
  readonly question: string;
  readonly sentence: string;
  readonly found: Attribution;
  readonly sources: readonly Source[];
  readonly top: number;
  readonly agrees: boolean;
  readonly difference: number;
}

function tell({ question, sentence, found, sources, top, agrees, difference }: Told): void {
  console.log(`  ${question}\n    ${sentence}`);
  console.log(
    `    ${agrees ? 'most words' : 'OTHER WORDS'}, ${difference.toFixed(1)} nats more than another, fit ${found.fit.toFixed(2)}, ${found.runs} runs: ${sources[top]?.text}`,
  );
}

function told(likeliest: readonly number[], differences: readonly number[], fits: readonly number[]): object {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const drop = pairedBootstrap([differences]);
  const figures = {
    answers: likeliest.length,
    mostWords: mean(likeliest),
    drop,
    fit: mean(fits),
  };
  console.log(
    `the first source has most of the sentence's words in ${figures.mostWords.toFixed(2)} of ${figures.answers}; without it the sentence is ${drop.mean.toFixed(1)} nats [${drop.low.toFixed(1)}, ${drop.high.toFixed(1)}] less likely than without another; mean fit ${figures.fit.toFixed(2)}`,
  );
  return figures;
}

/** English questions about prose, each with its evidence, and a passage of another question's as company. */
function asked(): Asked[] {
  const questions = readFileSync(QUESTIONS, 'utf8')
    .trim()
    .split('\n')
    .map((line): { id: string; question: string; answerable: boolean; evidence: Place[] } => JSON.parse(line))
    .filter(
      ({ id, question, answerable, evidence }) =>
        id.startsWith('en-') &&
        !id.startsWith('en-code') &&
        answerable &&
        evidence.length > 0 &&
        !/\p{Script=Han}/u.test(question),
    );
  return questions.map(({ question, evidence }, i) => {
    const other = questions[(i + 5) % questions.length]!;
    return { question, given: [passageAt(evidence[0]!), passageAt(other.evidence[0]!)] };
  });
}

interface Place {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** Whole sentences from the one in which the place begins, so many that they are not too long. */
function passageAt({ file, start }: Place): GivenPassage {
  const text = readFileSync(join(LIBRARY, file), 'utf8');
  const all = sentences(text);
  const first = all.findIndex((sentence) => sentence.end > start);
  let last = first;
  while (last + 1 < all.length && all[last + 1]!.end - all[first]!.start < PASSAGE && last - first < 1)
    last++;
  const range = trimmed(text, { start: all[first]!.start, end: all[last]!.end });
  return { file, ...range, quote: text.slice(range.start, range.end) };
}

function firstSentence(text: string): string {
  const [first] = sentences(text);
  return first === undefined ? text : text.slice(first.start, first.end).trim();
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { answers: { type: 'string' } } });
  await run(values.answers === undefined ? ANSWERS : Number(values.answers));
}
