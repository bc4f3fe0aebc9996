import type { KeptThread, KeptTurn } from '../../../src/host/threads/keptThread.ts';

/** A turn as it is kept, with what the test is about. */
export function turnOf(id: string, question: string, rest: Partial<KeptTurn> = {}): KeptTurn {
  return {
    id,
    asked: 1_763_800_000_000,
    question,
    scope: null,
    scopeName: null,
    readAs: null,
    form: 'sentences',
    sentences: [{ text: `Answer to ${question}`, citations: [0], strong: null, side: null }],
    citations: [
      {
        folder: '/library',
        file: 'contracts/lease.md',
        start: 12,
        quote: 'The yearly rent is £28,400',
        before: '3.1 ',
        after: ', paid in four',
        label: 'lease.md',
      },
    ],
    written: null,
    attended: [{ folder: '/library', file: 'contracts/lease.md', start: 0, end: 90, weight: 0.7 }],
    pinned: false,
    ...rest,
  };
}

/** A conversation as it is kept. */
export function threadOf(id: string, turns: readonly KeptTurn[], rest: Partial<KeptThread> = {}): KeptThread {
  return { id, title: null, created: 1_763_800_000_000, changed: 1_763_800_000_000, turns, ...rest };
}
