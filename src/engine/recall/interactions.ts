import { interact, type Interaction } from '../../core/answer/lateInteraction.ts';
import type { CancelSignal, Encoder } from '../../core/ports.ts';
import { encodedText } from '../workspace/contentKey.ts';
import type { RankedLeaf } from './answer.ts';
import type { Query } from './meaning.ts';
import type { Recalled } from './recall.ts';
import type { SnapshotDocument } from './snapshot.ts';

export interface InteractionsInput {
  readonly leaves: readonly RankedLeaf[];
  readonly recalled: Recalled;
  readonly question: string;
  readonly query: Query | null;
  readonly encoder: Encoder | null;
  readonly textOf: (document: SnapshotDocument) => string;
  readonly signal?: CancelSignal | undefined;
}

/**
 * The interaction of the question with each leaf, in order; null without a model. Every leaf is encoded once, as its
 * vector was: whole and with its headings.
 */
export async function interactions({
  leaves,
  recalled,
  question,
  query,
  encoder,
  textOf,
  signal,
}: InteractionsInput): Promise<Interaction[] | null> {
  if (query === null || encoder === null) return null;
  const words = encoder.words ?? encoder;
  const encoded = leaves.map(({ document, index }) =>
    encodedText(textOf(document), document.tree, recalled.table.ordinal[index] ?? -1),
  );
  const [[asked], states, [vector]] = await Promise.all([
    words.tokenStates([question], 'query', signal),
    words.tokenStates(encoded, 'passage', signal),
    words === encoder ? [query.vector] : words.encode([question], 'query', signal),
  ]);
  if (asked === undefined || vector === undefined) return null;
  return leaves.flatMap(({ passage: { text } }, i) => {
    const tokens = states[i];
    if (tokens === undefined) return [];
    const prefix = (encoded[i] ?? '').length - text.length;
    return interact({ text: question, tokens: asked, vector }, { text, tokens, prefix });
  });
}
