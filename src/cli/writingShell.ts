import type { Sending, WritingShell } from '../protocol/writing.ts';
import { harmless, harmlessLine } from './harmless.ts';
import { count, counted } from './layout.ts';
import type { Session } from './session.ts';

/**
 * A terminal as the engine's shell: what leaves this machine is shown to the letter and asked about, unless the user has
 * agreed beforehand; what stays on it needs no asking. The ledger keeps both.
 */
export function writingShell({ terminal, signal }: Session, agreed: boolean): WritingShell {
  return {
    approve: async (sending) => {
      if (sending.local || agreed) return true;
      showSending(terminal.note.bind(terminal), sending);
      if (!terminal.asks) {
        terminal.note(
          'Nobody can be asked here whether this may be sent. Read it, then run this again with --yes.',
        );
        return false;
      }
      return terminal.confirm('Send this?', signal);
    },
  };
}

function showSending(say: (line: string) => void, { to, body, messages, redacted }: Sending): void {
  say('');
  say(`This would be sent to ${harmlessLine(to)}, ${count(Buffer.byteLength(body))} bytes in all:`);
  for (const { role, content } of messages) {
    say('');
    say(`  ${role}:`);
    for (const line of harmless(content).split('\n')) say(`  | ${line}`);
  }
  say('');
  if (redacted.length > 0)
    say(
      `Taken out: ${redacted.map(({ label, count: times }) => `${label} (${counted(times, 'time')})`).join(', ')}.`,
    );
}
