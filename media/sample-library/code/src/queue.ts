/** The waiting list itself: pure functions over tickets. Nothing here reads a clock or a file. */

export type OwnerKind = 'commuter' | 'child' | 'other';
export type TicketState = 'waiting' | 'onStand' | 'ready' | 'collected' | 'givenAway';

export type Ticket = {
  /** Printed on the paper tag, for example `C-0042`. Never reused. */
  readonly id: string;
  readonly title: string;
  readonly owner: string;
  readonly kind: OwnerKind;
  /** Kinds of work, as the history file names them: `brake`, `wheel`, `cable`... */
  readonly jobs: readonly string[];
  /** Milliseconds since 1970. */
  readonly broughtAt: number;
  readonly readyAt?: number;
  readonly state: TicketState;
};

export type Rules = {
  readonly standCount: number;
  readonly bonusPoints: Readonly<Record<OwnerKind, number>>;
  /** First day of school, ISO date. The bonus for children applies in the fortnight before it. */
  readonly schoolStarts: string;
  readonly abandonedAfterDays: number;
};

const DAY = 86_400_000;

/** Full days waited plus the owner's bonus. A ticket from the future (a wrong clock) scores no days, not fewer than none. */
export function score(ticket: Ticket, rules: Rules, now: number): number {
  const days = Math.max(0, Math.floor((now - ticket.broughtAt) / DAY));
  if (ticket.kind !== 'child') return days + rules.bonusPoints[ticket.kind];
  const untilSchool = Date.parse(rules.schoolStarts) - now;
  const inFortnight = untilSchool >= 0 && untilSchool <= 14 * DAY;
  return days + (inFortnight ? rules.bonusPoints.child : 0);
}

/**
 * The bicycle to take up now. Unsafe brakes beat any score.
 * Returns `undefined` when nobody waits, and also when every stand is taken:
 * a volunteer who asks then should help at a stand rather than start another job.
 */
export function nextTicket(tickets: readonly Ticket[], rules: Rules, now: number): Ticket | undefined {
  const busy = tickets.filter((t) => t.state === 'onStand').length;
  if (busy >= rules.standCount) return undefined;
  const waiting = tickets.filter((t) => t.state === 'waiting');
  return waiting.toSorted((a, b) => {
    const brakes = Number(b.jobs.includes('brake')) - Number(a.jobs.includes('brake'));
    return brakes || score(b, rules, now) - score(a, rules, now) || a.id.localeCompare(b.id);
  })[0];
}

/** Moves one ticket to another state. Throws when the step makes no sense, so that a mistyped id does not lose a bicycle. */
export function advance(tickets: readonly Ticket[], id: string, to: TicketState, now: number): Ticket[] {
  const allowed: Record<TicketState, readonly TicketState[]> = {
    waiting: ['onStand'],
    onStand: ['ready', 'waiting'],
    ready: ['collected', 'givenAway'],
    collected: [],
    givenAway: [],
  };
  const found = tickets.find((t) => t.id === id);
  if (!found) throw new Error(`There is no ticket ${id}. Look at the paper tag on the handlebar.`);
  if (!allowed[found.state].includes(to)) throw new Error(`${id} is ${found.state}; it cannot become ${to}.`);
  return tickets.map((t) => (t === found ? { ...t, state: to, ...(to === 'ready' && { readyAt: now }) } : t));
}

/** Repaired bicycles that nobody fetched in time. The committee decides about each; nothing is given away by itself. */
export function abandoned(tickets: readonly Ticket[], rules: Rules, now: number): Ticket[] {
  const limit = rules.abandonedAfterDays * DAY;
  return tickets.filter((t) => t.state === 'ready' && t.readyAt !== undefined && now - t.readyAt > limit);
}

/** The number after the highest one ever used, padded to four digits. */
export function newId(tickets: readonly Ticket[]): string {
  const highest = tickets.reduce((max, t) => Math.max(max, Number(t.id.slice(2))), 0);
  return `C-${String(highest + 1).padStart(4, '0')}`;
}
