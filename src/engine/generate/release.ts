import { RecollectError } from '../../protocol/errors.ts';
import type { Released, ReleaseParams } from '../../protocol/releasing.ts';
import type { WritingOptions } from '../../protocol/writing.ts';
import { Gate } from './gate.ts';
import type { Ledger } from './ledger.ts';
import { Redaction } from './redaction.ts';

/**
 * Lets texts of documents out to a reader that a shell has: redacted, approved by the user, written down, then given
 * back to be handed over. Where that reader sends them, nobody here knows: it counts as elsewhere.
 *
 * @param ledgers of the folders that the texts are from
 * @throws RecollectError `not-approved`
 */
export async function release(
  ledgers: readonly Ledger[],
  { to, reader, texts, redaction }: Omit<ReleaseParams, 'workspaces'>,
  { shell, signal }: WritingOptions<never>,
): Promise<Released> {
  const [gate, ...others] = ledgers.map((ledger) => new Gate({ shell, ledger, local: false }));
  if (gate === undefined)
    throw new RecollectError('input-invalid', 'Texts are let out of a folder at least.');
  const { texts: clean, redacted } = new Redaction(redaction, false).of([], texts);
  const messages = clean.map((content) => ({ role: 'user' as const, content }));
  const sending = { to, model: reader, local: false, body: clean.join('\n\n'), messages, redacted };
  await gate.approved(sending, signal);
  for (const one of [gate, ...others]) one.record('tool', sending);
  return { texts: clean, redacted };
}
