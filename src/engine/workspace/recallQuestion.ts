import type { Sentence } from '../../protocol/sentences.ts';
import type { CancelSignal, Encoder, MemoryStore } from '../../core/ports.ts';
import type { Question } from '../../core/recall/question.ts';
import { filesNamed, scopeNamed } from '../../core/recall/scopes.ts';
import type { AskParams, DocumentsInUse, MemoryState } from '../../protocol/asking.ts';
import { rankedLeaves, type RankedLeaf } from '../recall/answer.ts';
import { encodeLong } from '../recall/longQuestion.ts';
import { exactMeaning, type Query } from '../recall/meaning.ts';
import { encodeReading, readQuestion, withoutWords, type Reading } from '../recall/reading.ts';
import { recall, type Recalled } from '../recall/recall.ts';
import type { Snapshot, SnapshotDocument } from '../recall/snapshot.ts';
import { spellingsIn, spellingWarning } from '../recall/spelling.ts';
import { priorOf } from '../recall/use.ts';
import { within } from '../recall/within.ts';
import { beingWritten, memoryState, unknownFile } from './memoryReports.ts';
import type { OpenMemory } from './openMemory.ts';

/** A question with what the memory gave for it, all of one snapshot. */
export interface RecalledQuestion {
  readonly recalled: Recalled;
  readonly ranked: readonly RankedLeaf[];
  readonly query: Query | null;
  readonly question: Question;
  readonly reading: Reading;
  /** The texts of the ranked leaves' documents, also once the memory has gone on. */
  readonly textOf: (document: SnapshotDocument) => string;
  /** How far the memory was. */
  readonly state: MemoryState;
  readonly warnings: readonly Sentence[];
}

/**
 * Reads a question, encodes it and lets it attend to the memory.
 *
 * @throws RecollectError `question-empty`, `file-unknown` (a file or folder that it names is not remembered) or
 *   `cancelled`
 */
export async function recallQuestion(
  memory: OpenMemory,
  params: AskParams,
  encoder: Encoder | null,
  signal: CancelSignal | undefined,
): Promise<RecalledQuestion> {
  signal?.throwIfAborted();
  const reading = await memory.use(({ store, folder }) =>
    store.snapshot(() =>
      readQuestion(params, {
        files: () => store.documents().map(({ file }) => file),
        unknown: (name) => unknownFile(store, name, memory.root),
        misspelled: (text) => {
          const snapshot = memory.snapshot(store, encoder);
          const lexical = memory.words.over(snapshot, store, folder);
          return spellingsIn(text, { snapshot, lexical, textOf: textsIn(memory, store) });
        },
      }),
    ),
  );
  const asked = await encodeReading(reading, (text) =>
    params.leg === 'words' ? Promise.resolve(null) : encodeLong(encoder, text, signal),
  );
  const looked = params.leg === 'meaning' ? withoutWords(asked) : asked;
  const { question, query } = (reading.forItself ? undefined : asked.inContext?.together) ?? asked;
  const use = params.use ?? {};
  signal?.throwIfAborted();
  // No await inside: text, words and vectors are of one snapshot (invariant 7).
  return memory.use(({ store, folder, holder, warnings }) =>
    store.snapshot(() => {
      const snapshot = memory.snapshot(store, encoder);
      // The names of the first snapshot stand for the files of this one: a folder may have got or lost some.
      const files =
        reading.scope === null
          ? undefined
          : filesNamed(
              reading.scope,
              snapshot.documents.map(({ file }) => file),
            );
      if (files?.size === 0) throw unknownFile(store, reading.scope?.[0] ?? '', memory.root);
      const parts = params.within ?? [];
      const whole = { snapshot, textOf: textsIn(memory, store) };
      const { snapshot: seen, textOf } =
        parts.length === 0 ? whole : within(whole.snapshot, whole.textOf, parts);
      // Files named are compared in full: the graph's nearest leaves may all be in others.
      const graph =
        files !== undefined || params.exact === true || query === null
          ? undefined
          : memory.graph.meaningOf(snapshot);
      const recalled = recall({
        snapshot: seen,
        lexical: memory.words.over(snapshot, store, folder),
        ...looked,
        goesOnFrom: reading.goesOnFrom,
        files,
        textOf,
        columns: memory.columns,
        meaningOf: graph,
        priorOf: priorOf(use, pinnedFiles(use, store, snapshot, memory.root), Date.now()),
      });
      const ranked = rankedLeaves(recalled, textOf);
      return {
        recalled,
        ranked,
        query,
        question,
        reading,
        textOf: textsOf(ranked, textOf),
        state: memoryState(snapshot, graph !== undefined && graph !== exactMeaning),
        warnings: [
          ...reading.spellings.map(spellingWarning),
          ...warnings,
          ...(holder === undefined ? [] : [beingWritten(holder)]),
        ],
      };
    }),
  );
}

/** @throws RecollectError `file-unknown` */
function pinnedFiles(
  { pinned = [] }: DocumentsInUse,
  store: MemoryStore,
  { documents }: Snapshot,
  root: string,
): ReadonlySet<string> {
  const files = documents.map(({ file }) => file);
  return new Set(
    pinned.flatMap((name) => {
      const named = scopeNamed(name, files);
      if (named === undefined) throw unknownFile(store, name, root);
      return [...named.files];
    }),
  );
}

function textsIn(memory: OpenMemory, store: MemoryStore): (document: SnapshotDocument) => string {
  return ({ id, record }) => memory.texts.get(id, record.hash, () => store.text(id));
}

/** Holds the texts as they are now: what is read of them after the snapshot is of the snapshot still (invariant 7). */
function textsOf(
  ranked: readonly RankedLeaf[],
  textOf: (document: SnapshotDocument) => string,
): (document: SnapshotDocument) => string {
  const texts = new Map(ranked.map(({ document }) => [document.id, textOf(document)]));
  return ({ id, file }) => {
    const text = texts.get(id);
    if (text === undefined) throw new Error(`${file} was not read within its snapshot`);
    return text;
  };
}
