import type { MemoryStore } from '../../src/core/ports.ts';
import { parseQuestion } from '../../src/core/recall/question.ts';
import type { Query } from '../../src/engine/recall/meaning.ts';
import { recall, type Recalled, type RecallInput } from '../../src/engine/recall/recall.ts';
import type { Snapshot } from '../../src/engine/recall/snapshot.ts';
import type { Question } from './score.ts';

/** What the engine's memory gives for a question of a set, in the question's scope, before anything is read. */
export function recalledFor(
  { question, scope }: Pick<Question, 'question' | 'scope'>,
  query: Query | null,
  { store, snapshot }: { readonly store: MemoryStore; readonly snapshot: Snapshot },
  how: Pick<RecallInput, 'textOf' | 'meaningOf'>,
): Recalled {
  return recall({
    snapshot,
    lexical: store.lexical,
    question: parseQuestion(question),
    query,
    files: scope === undefined ? undefined : new Set([scope]),
    ...how,
  });
}
