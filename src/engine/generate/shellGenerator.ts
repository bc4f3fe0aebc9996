import type { Generated, GenerateOptions, ModelMessage } from '../../core/ports.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence } from '../../protocol/sentences.ts';
import type { ModelChoice, WritingShell } from '../../protocol/writing.ts';
import { Gate } from './gate.ts';
import type { GeneratorOptions, OpenGenerator } from './openGenerator.ts';
import { Redaction, StreamedRestoring } from './redaction.ts';

/** A model of the shell, as the user chose it. */
export type ShellChoice = Extract<ModelChoice, { kind: 'shell' }>;

/** Writes with a model that the shell has. Where that one sends it, nobody here knows: it counts as elsewhere. */
export class ShellGenerator implements OpenGenerator {
  readonly name: string;
  readonly window: number;
  readonly #id: string;
  readonly #generate: NonNullable<WritingShell['generate']>;
  readonly #gate: Gate;
  readonly #redaction: Redaction;

  /** @throws RecollectError `input-invalid` where the shell has no models */
  constructor({ id, name, window }: ShellChoice, { shell, redaction, ledger }: GeneratorOptions) {
    if (shell?.generate === undefined)
      throw new RecollectError('input-invalid', sentence('shell-model-missing', name));
    this.name = name;
    this.window = window;
    this.#id = id;
    this.#generate = shell.generate.bind(shell);
    this.#gate = new Gate({ shell, ledger, local: false });
    this.#redaction = new Redaction(redaction, false);
  }

  get redacted(): OpenGenerator['redacted'] {
    return this.#redaction.redacted;
  }

  async generate(messages: readonly ModelMessage[], options: GenerateOptions): Promise<Generated> {
    const { messages: clean, redacted, restore } = this.#redaction.of(messages);
    const body = JSON.stringify(clean);
    const sending = { to: this.name, model: this.#id, local: false, body, messages: clean, redacted };
    await this.#gate.approved(sending, options.signal);
    this.#gate.record('shell', sending);
    const restoring = new StreamedRestoring(restore, options.onText);
    const { text, finish } = await this.#generate(this.#id, clean, {
      ...options,
      onText: (piece) => restoring.add(piece),
    });
    restoring.end();
    // A shell may write without streaming.
    return { text: restore(text), finish };
  }
}
