/** The command line. Each command loads the list, changes it, saves it, and then tries to empty the outbox. */

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isQuiet, send, type Message } from './notify.ts';
import { abandoned, advance, newId, nextTicket, type OwnerKind } from './queue.ts';
import { load, save, withLock, type Saved } from './store.ts';

const config = JSON.parse(readFileSync(new URL('../workshop.config.json', import.meta.url), 'utf8'));

/** Delivers what it can and returns what must wait. Wrong numbers are printed and dropped. */
async function flush(outbox: readonly Message[], hour: number): Promise<Message[]> {
  if (isQuiet(hour, config.messages)) return [...outbox];
  const kept: Message[] = [];
  for (const message of outbox) {
    const outcome = await send(message, config.messages, (ms) => sleep(ms));
    if (outcome === 'later') kept.push(message);
    if (outcome === 'refused') console.error(`The number ${message.to} does not work. Check the tag.`);
  }
  return kept;
}

type Flags = { readonly owner?: string; readonly kind?: string; readonly jobs?: string };

/** Applies one command and says what happened. */
function apply(saved: Saved, args: readonly string[], flags: Flags): Saved {
  const now = Date.now();
  const [command, subject = ''] = args;
  switch (command) {
    case 'add': {
      const id = newId(saved.tickets);
      const kind = (flags.kind ?? 'other') as OwnerKind;
      const jobs = (flags.jobs ?? '').split(',').filter(Boolean);
      const ticket = { id, title: subject, owner: flags.owner ?? '', kind, jobs, broughtAt: now, state: 'waiting' } as const;
      console.log(`Write ${id} on the tag.`);
      return { ...saved, tickets: [...saved.tickets, ticket] };
    }
    case 'next': {
      const chosen = nextTicket(saved.tickets, config, now);
      console.log(chosen ? `${chosen.id}  ${chosen.title}` : 'Nothing to start. Lend a hand at a stand.');
      return chosen ? { ...saved, tickets: advance(saved.tickets, chosen.id, 'onStand', now) } : saved;
    }
    case 'done': {
      const tickets = advance(saved.tickets, subject, 'ready', now);
      const ticket = tickets.find((t) => t.id === subject);
      if (!ticket?.owner) return { ...saved, tickets };
      const text = `Your bicycle ${subject} is ready. We keep it for ${config.abandonedAfterDays} days.`;
      return { ...saved, tickets, outbox: [...saved.outbox, { to: ticket.owner, text }] };
    }
    case 'collect':
      return { ...saved, tickets: advance(saved.tickets, subject, 'collected', now) };
    case 'abandoned':
      for (const t of abandoned(saved.tickets, config, now)) console.log(`${t.id}  ${t.title}  ${t.owner}`);
      return saved;
    default:
      throw new Error('Commands: add TITLE, next, done ID, collect ID, abandoned.');
  }
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { owner: { type: 'string' }, kind: { type: 'string' }, jobs: { type: 'string' } },
});

try {
  await withLock(config.queueFile, async () => {
    const changed = apply(load(config.queueFile), positionals, values);
    save(config.queueFile, changed); // before any message: a slow gateway must not cost us the ticket
    const outbox = await flush(changed.outbox, new Date().getHours());
    if (outbox.length < changed.outbox.length) save(config.queueFile, { ...changed, outbox });
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
