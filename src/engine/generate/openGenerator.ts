import type { CancelSignal, Generator } from '../../core/ports.ts';
import type { ModelChoice, Redacted, RedactionChoice, WritingShell } from '../../protocol/writing.ts';
import type { Ledger } from './ledger.ts';
import { OpenAiGenerator } from './openAiGenerator.ts';
import { ShellGenerator } from './shellGenerator.ts';

/** What everything that leaves passes through. */
export interface GeneratorOptions {
  readonly shell?: WritingShell | undefined;
  readonly redaction?: RedactionChoice | undefined;
  readonly ledger: Ledger;
  readonly signal?: CancelSignal | undefined;
}

/** A generator for one call of the engine. */
export interface OpenGenerator extends Generator {
  /** What has been taken out of all that was sent with it so far. */
  readonly redacted: readonly Redacted[];
}

/**
 * The model that the user chose, ready to write. Whatever it is given is redacted, shown to the shell and written into
 * the ledger before it leaves; what it writes has what was taken out put back. One for each call of the engine: the
 * same thing keeps the same label as long as it lives.
 *
 * @throws RecollectError `input-invalid` where the choice cannot be: no address, or a shell without models
 */
export async function openGenerator(choice: ModelChoice, options: GeneratorOptions): Promise<OpenGenerator> {
  return choice.kind === 'endpoint'
    ? OpenAiGenerator.open(choice, options)
    : new ShellGenerator(choice, options);
}
