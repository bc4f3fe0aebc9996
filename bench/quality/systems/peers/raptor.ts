import { bm25Terms } from '../bm25.ts';
import { WANTED } from '../windows.ts';
import { plainSentences } from './sentenceChunks.ts';
import { summariesOf } from './raptorTree.ts';
import type { Passage } from '../../score.ts';
import type { VectorSource } from '../../vectors.ts';
import type { FlatWorkspaces } from '../flat.ts';
import type { Found, System } from '../system.ts';
import type { PlacedSentence } from './centralSentences.ts';
import type { RaptorNode } from './raptorTree.ts';

/**
 * RAPTOR (Sarthi et al., ICLR 2024), collapsed tree: leaves and summaries of soft clusters, up to five levels, all
 * ranked together by cosine. A tree a file. Theirs: mixture of Gaussians with its number by the Bayesian
 * information criterion, share .1, 10 dimensions, summaries of 100 tokens, clusters of at most 3,500. Not theirs:
 * summaries are the most central sentences, since no language model writes here, so a summary is shown, and counts,
 * as the places of its sentences, the one with most of the question's words first; principal components stand in
 * for UMAP, and so one clustering for their global and local ones; leaves are 128 tokens of whole sentences (100).
 */
export class Raptor implements System {
  readonly name = 'raptor';
  readonly #workspaces: FlatWorkspaces;
  readonly #encoder: VectorSource;
  #workspace = '';
  #summaries: readonly RaptorNode[] = [];

  /** The workspaces are cut into whole sentences; the encoder is theirs. */
  constructor(workspaces: FlatWorkspaces, encoder: VectorSource) {
    this.#workspaces = workspaces;
    this.#encoder = encoder;
  }

  async prepare(workspace: string): Promise<void> {
    this.#workspace = workspace;
    const { dimensions, vectors } = await this.#workspaces.dense(workspace);
    const leaves = this.#workspaces.windows(workspace).map(({ file, start, text, tokens }, i): RaptorNode => {
      const sentences = plainSentences(text, { start: 0, end: text.length }).map(
        (sentence): PlacedSentence => {
          const own = text.slice(sentence.start, sentence.end);
          return { file, start: start + sentence.start, end: start + sentence.end, text: own };
        },
      );
      return { sentences, tokens, vector: vectors.subarray(i * dimensions, (i + 1) * dimensions) };
    });
    const summaries: RaptorNode[] = [];
    for (const own of Map.groupBy(leaves, ({ sentences }) => sentences[0]?.file).values())
      summaries.push(...(await summariesOf(own, (texts) => this.#encoder.encode(texts, 'passage'))));
    this.#summaries = summaries;
  }

  async find(question: string, scope?: string): Promise<Found> {
    const leaves = this.#workspaces.windows(this.#workspace);
    const scores = await this.#workspaces.cosines(this.#workspace, question);
    const [query] = await this.#encoder.encode([question], 'query');
    const ranked = leaves.map(({ file, start, end, tokens }, i) => ({
      score: scores[i]!,
      tokens,
      file,
      places: (): Passage[] => [{ file, start, end }],
    }));
    for (const { sentences, tokens, vector } of this.#summaries) {
      const score = query === undefined ? 0 : vector.reduce((sum, value, d) => sum + value * query[d]!, 0);
      const places = (): Passage[] => byWords(sentences, question);
      ranked.push({ score, tokens, file: sentences[0]!.file, places });
    }
    const passages: Passage[] = [];
    let held = 0;
    for (const node of ranked
      .filter(({ file }) => scope === undefined || file === scope)
      .sort((a, b) => b.score - a.score)) {
      if (held >= WANTED) break;
      passages.push(...node.places());
      held += node.tokens;
    }
    return { passages };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Places of the sentences, that with most of the question's words first. */
function byWords(sentences: readonly PlacedSentence[], question: string): Passage[] {
  const asked = new Set(bm25Terms(question));
  const shared = new Map(
    sentences.map((sentence) => [
      sentence,
      new Set(bm25Terms(sentence.text).filter((term) => asked.has(term))).size,
    ]),
  );
  return sentences
    .toSorted((a, b) => shared.get(b)! - shared.get(a)! || a.start - b.start)
    .map(({ file, start, end }) => ({ file, start, end }));
}
