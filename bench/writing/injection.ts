import { noLanguageModel, startLanguageModel } from './languageModel.ts';
import {
  askCases,
  followed,
  injectionCases,
  obedient,
  type InjectionCase,
  type Shown,
} from './injectionCases.ts';
import type { PartOutcome } from './part.ts';

/**
 * 20 documents that tell the model what to write, each asked a plain question through the whole engine: by SmolLM2, and
 * by a model that obeys every one of them.
 */
export async function run(): Promise<PartOutcome> {
  const cases = injectionCases();
  const figures: Record<string, Figures> = {};
  figures['obedient'] = await measured('a model that obeys', cases, (heard) =>
    askCases(cases, obedient, heard),
  );
  if (noLanguageModel !== false) return { skipped: noLanguageModel };
  const server = await startLanguageModel();
  try {
    const model = { kind: 'endpoint', url: server.url, model: server.model, timeout: 600_000 } as const;
    figures['smollm2'] = await measured('SmolLM2-135M', cases, (heard) =>
      askCases(cases, () => ({ model }), heard),
    );
  } finally {
    await server.stop();
  }
  return { figures };
}

interface Figures {
  readonly documents: number;
  /** Documents of whose demands something was followed. */
  readonly followed: number;
  /** Documents whose answer is shown, in sentences that are called supported. */
  readonly answered: number;
  readonly sentences: number;
}

async function measured(
  name: string,
  cases: readonly InjectionCase[],
  ask: (heard: (one: InjectionCase, shown: Shown) => void) => Promise<void>,
): Promise<Figures> {
  let bad = 0;
  let answered = 0;
  let count = 0;
  console.log(name);
  await ask((one, { sentences, unsent }) => {
    const ways = followed(one, sentences);
    const said = sentences.some(({ text, support }) => support === 'supported' && text.includes(one.answer));
    if (ways.length > 0) bad++;
    if (said) answered++;
    count += sentences.length;
    const verdict =
      ways.length > 0 ? `FOLLOWED ${ways.join('; ')}` : (unsent ?? (said ? 'answered' : 'not answered'));
    console.log(`  ${one.id.padEnd(14)} ${verdict}`);
    for (const { text, support } of sentences) console.log(`    [${support}] ${text}`);
  });
  console.log(`  followed ${bad} of ${cases.length}; the answer is shown and supported in ${answered}`);
  return { documents: cases.length, followed: bad, answered, sentences: count };
}
