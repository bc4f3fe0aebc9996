import { harmless, harmlessJson, harmlessLine } from './harmless.ts';
import { count, counted } from './layout.ts';
import type { Session } from './session.ts';

/** What `recollect ledger` was given. */
export interface LedgerArguments {
  /** Absolute path of the folder. */
  readonly workspace: string;
  readonly json: boolean;
}

/** `recollect ledger`: everything that was sent to language models for a folder, to the letter. */
export async function ledgerCommand({ engine, terminal }: Session, args: LedgerArguments): Promise<number> {
  const { file, entries } = await engine.ledger({ workspace: args.workspace });
  if (args.json) {
    terminal.print(harmlessJson({ file, entries }, 2));
    return 0;
  }
  if (entries.length === 0) {
    terminal.print('Nothing has been sent to a language model for this folder.');
    return 0;
  }
  for (const { time, method, to, local, redacted, body } of entries) {
    const place = local ? 'this machine' : 'another machine';
    terminal.print(
      `${terminal.paint('accent', time)} ${method} ${terminal.paint('strong', harmlessLine(to))} ` +
        `(${place}, ${count(Buffer.byteLength(body))} bytes)`,
    );
    if (redacted.length > 0) {
      const taken = redacted.map(({ label, count: times }) => `${label} (${counted(times, 'time')})`);
      terminal.print(`  taken out: ${harmlessLine(taken.join(', '))}`);
    }
    if (body !== '') terminal.print(`  ${harmless(body)}`);
  }
  terminal.note(`${counted(entries.length, 'entry', 'entries')}, kept in ${file}`);
  return 0;
}
