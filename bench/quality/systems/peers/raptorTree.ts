import { tokens } from '../../score.ts';
import { centralSentences } from './centralSentences.ts';
import { mixtureClusters, reduced } from './mixture.ts';
import type { PlacedSentence } from './centralSentences.ts';

/** The authors' code: dimensions of the vectors that are clustered, and levels above the leaves. */
const DIMENSIONS = 10;
const LEVELS = 5;
/** The authors' code: a point belongs to every cluster that has more than this of it; at most 50 clusters. */
const SHARE = 0.1;
const MOST_CLUSTERS = 50;
/** The authors' code: a cluster with more tokens is clustered again. */
const CLUSTER_TOKENS = 3500;
/** The authors' code: tokens of a summary. */
const SUMMARY_TOKENS = 100;

/** A node of the tree: a leaf is a stretch of text, a node above it is a summary of sentences from several places. */
export interface RaptorNode {
  readonly sentences: readonly PlacedSentence[];
  readonly tokens: number;
  readonly vector: Float32Array;
}

/** Encodes summaries, in order. */
export type EncodeTexts = (texts: readonly string[]) => Promise<Float32Array[]>;

/** The summaries above a document's leaves, level by level from the lowest. None where it has 11 leaves or fewer. */
export async function summariesOf(leaves: readonly RaptorNode[], encode: EncodeTexts): Promise<RaptorNode[]> {
  const summaries: RaptorNode[] = [];
  let level = leaves;
  for (let height = 0; height < LEVELS && level.length > DIMENSIONS + 1; height++) {
    const texts = clusters(level)
      .map((members) =>
        centralSentences(
          members.flatMap((node) => node.sentences),
          SUMMARY_TOKENS,
        ),
      )
      .filter((sentences) => sentences.length > 0);
    const vectors = await encode(
      texts.map((sentences) => sentences.map(({ text }) => text.trim()).join(' ')),
    );
    const next = texts.map((sentences, i): RaptorNode => {
      const cost = sentences.reduce((sum, { text }) => sum + tokens(text), 0);
      return { sentences, tokens: cost, vector: vectors[i]! };
    });
    summaries.push(...next);
    // A level that is no smaller than the one below would go on for ever.
    if (next.length >= level.length) break;
    level = next;
  }
  return summaries;
}

function clusters(nodes: readonly RaptorNode[], least = 1): RaptorNode[][] {
  const dimensions = nodes[0]?.vector.length ?? 0;
  const values = new Float64Array(nodes.length * dimensions);
  for (const [i, { vector }] of nodes.entries()) values.set(vector, i * dimensions);
  const points = reduced({ count: nodes.length, dimensions, values }, DIMENSIONS);
  const found = mixtureClusters(points, { least, most: MOST_CLUSTERS, threshold: SHARE });
  return found.flatMap((indices) => {
    const members = indices.map((i) => nodes[i]!);
    const held = members.reduce((sum, node) => sum + node.tokens, 0);
    const again = held > CLUSTER_TOKENS && members.length > 2;
    return again && (found.length > 1 || least === 1) ? clusters(members, 2) : [members];
  });
}
