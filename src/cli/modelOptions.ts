import type { Command } from 'commander';
import type { ModelChoice, RedactionChoice } from '../protocol/writing.ts';
import { RecollectError } from '../protocol/errors.ts';
import { collected } from './options.ts';

/** Where Ollama listens unless it is told otherwise. */
const OLLAMA = 'http://127.0.0.1:11434/v1';

/** What {@link addModelOptions} gives. */
export interface ModelArguments {
  /** Undefined where no model writes. */
  readonly model?: string;
  readonly endpoint: string;
  /** Name of the environment variable that holds the key. */
  readonly keyEnv?: string;
  /** Names of people and firms that are taken out of what is sent. */
  readonly redactName: readonly string[];
  /** Send without asking. */
  readonly yes: boolean;
}

/** `--model`, `--endpoint`, `--key-env`, `--redact-name` and `--yes`, for a command that a language model may write in. */
export function addModelOptions(command: Command): Command {
  return command
    .option('--model <name>', 'let this language model write, and check each sentence (none where left out)')
    .option('--endpoint <url>', 'where it answers: any OpenAI-compatible address, as Ollama has', OLLAMA)
    .option('--key-env <variable>', 'the environment variable that holds the key, where one is needed')
    .option<readonly string[]>(
      '--redact-name <name>',
      'take this name out of what is sent to another machine; repeatable',
      collected,
      [],
    )
    .option('--yes', 'send without showing it first', false);
}

/**
 * The model that was chosen.
 *
 * @throws RecollectError `input-invalid` where the variable that is to hold the key is empty
 */
export function modelChoice(
  model: string,
  { endpoint, keyEnv }: Pick<ModelArguments, 'endpoint' | 'keyEnv'>,
  env: Readonly<Record<string, string | undefined>>,
): ModelChoice {
  const key = keyEnv === undefined ? undefined : env[keyEnv];
  if (keyEnv !== undefined && (key === undefined || key === ''))
    throw new RecollectError(
      'input-invalid',
      `The environment variable ${keyEnv} is empty, so there is no key to send. Set it, or leave --key-env out.`,
    );
  return { kind: 'endpoint', url: endpoint, model, ...(key === undefined ? {} : { key }) };
}

/** What is taken out of what is sent; by default all that is found, on the way to another machine. */
export function redactionChoice({ redactName }: Pick<ModelArguments, 'redactName'>): RedactionChoice {
  return { names: redactName };
}
