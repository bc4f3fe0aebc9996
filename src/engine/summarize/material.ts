import { visibleLength } from '../../core/summarize/coverage.ts';
import { centredPassages } from '../../core/ground/similarity.ts';
import { summaryTerms, type Turn } from '../../core/summarize/candidates.ts';
import { stemmedTerms } from '../../core/summarize/terms.ts';
import type { CancelSignal, Encoder } from '../../core/ports.ts';
import type { Range } from '../../core/text/range.ts';
import { inverseDocumentFrequency } from '../../core/recall/question.ts';
import { scopeNamed } from '../../core/recall/scopes.ts';
import type { Sentence } from '../../protocol/sentences.ts';
import type { SummarizeParams } from '../../protocol/writing.ts';
import { spokenTurns } from '../formats/turns.ts';
import { Lines } from '../formats/lines.ts';
import type { SnapshotDocument } from '../recall/snapshot.ts';
import { extensionOf } from '../workspace/eligible.ts';
import { beingWritten, unknownFile } from '../workspace/memoryReports.ts';
import type { OpenMemory } from '../workspace/openMemory.ts';
import { recallQuestion } from '../workspace/recallQuestion.ts';
import type { Slices } from './slices.ts';

/** A document as it is summarized: all of one snapshot. */
export interface SummarizedDocument {
  readonly document: SnapshotDocument;
  readonly text: string;
  /** By leaf: unit vectors, the language taken out; undefined where there is none. */
  readonly vectors: readonly (Float32Array | undefined)[];
  /** By leaf: UTF-16 units without white space. */
  readonly lengths: readonly number[];
  /** By leaf: the logit that the question gives it; undefined without a question. */
  readonly attended: readonly number[] | undefined;
  readonly turnAt: ((offset: number) => Turn | undefined) | undefined;
}

/** What is summarized. */
export interface Material {
  /** In the order of their names. */
  readonly documents: readonly SummarizedDocument[];
  readonly within: Range | undefined;
  /** The question's terms with their rarity; undefined without a question. */
  readonly asked: ReadonlyMap<string, number> | undefined;
  readonly warnings: readonly Sentence[];
  /** Of the encoder that vectors are of; empty without one. */
  readonly fingerprint: string;
}

/** Tries to find question and texts in the same state of a memory that is being written to. */
const TRIES = 5;

/**
 * Reads what is to be summarized.
 *
 * @param question what the summary is about; undefined for everything
 * @throws RecollectError `file-unknown`
 */
export async function readMaterial(
  memory: OpenMemory,
  { of, range }: SummarizeParams,
  question: string | undefined,
  {
    encoder,
    slices,
    signal,
  }: {
    readonly encoder: Encoder | null;
    readonly slices: Slices;
    readonly signal?: CancelSignal | undefined;
  },
): Promise<Material> {
  for (let left = TRIES; ; left--) {
    const recalled =
      question === undefined
        ? undefined
        : (
            await recallQuestion(
              memory,
              {
                workspace: memory.root,
                question,
                scopes: [of === '' ? './' : of],
                passagesOnly: true,
                exact: true,
              },
              encoder,
              signal,
            )
          ).recalled;
    const { texts, warnings } = await memory.use(({ store, holder, warnings: known }) =>
      store.snapshot(() => {
        const taken = memory.snapshot(store, encoder);
        const scope = scopeNamed(
          of,
          taken.documents.map(({ file }) => file),
        );
        if (scope === undefined) throw unknownFile(store, of, memory.root);
        const chosen = taken.documents
          .filter(({ file }) => scope.files.has(file))
          .sort((a, b) => (a.file < b.file ? -1 : 1));
        return {
          warnings: [...known, ...(holder === undefined ? [] : [beingWritten(holder)])],
          texts: chosen.map((document) => ({
            document,
            text: memory.texts.get(document.id, document.record.hash, () => store.text(document.id)),
          })),
        };
      }),
    );
    const logits = recalled && logitsByDocument(recalled);
    const same = texts.every(
      ({ document }) => logits === undefined || logits.get(document)?.length === document.leafIds.length,
    );
    // The memory has gone on between the two: what was attended to is of other texts.
    if (!same && left > 1) continue;
    const documents: SummarizedDocument[] = [];
    for (const { document, text } of texts) {
      documents.push({
        document,
        text,
        vectors: centredVectors(document, text, encoder),
        lengths: document.tree.leaves.map(({ start, end }) => visibleLength(text, start, end)),
        attended: logits && [...(logits.get(document) ?? new Float32Array(document.leafIds.length))],
        turnAt: turnsOf(document.file, text),
      });
      await slices.pause();
    }
    return {
      documents,
      warnings,
      fingerprint: encoder?.fingerprint ?? '',
      within: range,
      asked: question === undefined ? undefined : await raritiesOf(question, documents, slices),
    };
  }
}

/**
 * The question's terms with how rare each is among the leaves that are summarized: what all of a text is about tells
 * little about where in it an answer stands, however rare it is elsewhere.
 */
async function raritiesOf(
  question: string,
  documents: readonly SummarizedDocument[],
  slices: Slices,
): Promise<Map<string, number>> {
  const holders = new Map(stemmedTerms(question).map((term) => [term, 0]));
  let leaves = 0;
  for (const { document, text } of documents) {
    for (const { start, end } of document.tree.leaves) {
      leaves++;
      for (const term of summaryTerms(text.slice(start, end))) {
        const held = holders.get(term);
        if (held !== undefined) holders.set(term, held + 1);
      }
      await slices.pause();
    }
  }
  return new Map(Array.from(holders, ([term, held]) => [term, inverseDocumentFrequency(held, leaves)]));
}

type Recalled = Awaited<ReturnType<typeof recallQuestion>>['recalled'];

function logitsByDocument({ documents, table, logits }: Recalled): Map<SnapshotDocument, Float32Array> {
  const found = new Map(documents.map((document) => [document, new Float32Array(document.leafIds.length)]));
  for (const [leaf, logit] of logits.entries()) {
    const document = documents[table.document[leaf] ?? -1];
    const own = document && found.get(document);
    if (own !== undefined) own[table.ordinal[leaf] ?? 0] = logit;
  }
  return found;
}

/**
 * By leaf the vector with what is common to its script taken off (the encoder's own mean: a memory's would change with
 * every file in it, and so would summaries).
 */
function centredVectors(
  document: SnapshotDocument,
  text: string,
  encoder: Encoder | null,
): (Float32Array | undefined)[] {
  return document.tree.leaves.map(({ start, end }, leaf) =>
    document.encoded[leaf] === 1
      ? centredPassages(document.vectors.vector(leaf), text.slice(start, end), encoder?.centres)
      : undefined,
  );
}

/** Files that may be conversations: in code and data a name before a colon is none. */
const CONVERSATIONS = new Set(['', 'txt', 'text', 'md', 'markdown', 'vtt', 'srt']);

function turnsOf(file: string, text: string): SummarizedDocument['turnAt'] {
  if (!CONVERSATIONS.has(extensionOf(file))) return undefined;
  const turns = spokenTurns(new Lines(text));
  if (turns.length === 0) return undefined;
  return (offset) => {
    let low = 0;
    let high = turns.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((turns[middle]?.start ?? Infinity) <= offset) low = middle + 1;
      else high = middle;
    }
    const turn = turns[low - 1];
    return turn !== undefined && offset < turn.end ? turn : undefined;
  };
}
