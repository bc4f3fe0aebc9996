/**
 * Counts the coverage of a summary again, from its JSON and the file alone: that leaves tile the file, that every quote
 * stands at its offsets, which leaves are cited, how like the others are to those, and what parts of the text that makes.
 * Shares nothing with what made the summary but the encoder and what it reads of a leaf.
 *
 *   recollect summarize DIR FILE --json > summary.json
 *   node bench/writing/recount.ts DIR/FILE summary.json
 */
import { readFileSync } from 'node:fs';
import { chunk } from '../../src/core/memory/chunker.ts';
import type { Encoder } from '../../src/core/ports.ts';
import { scriptOf } from '../../src/core/text/script.ts';
import { centredVector } from '../../src/core/recall/centring.ts';
import { quantize } from '../../src/core/recall/quantized.ts';
import { outlineOf } from '../../src/engine/formats/outline.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { encodedText } from '../../src/engine/workspace/contentKey.ts';

interface Cited {
  readonly citations: readonly { readonly start: number; readonly end: number; readonly quote: string }[];
}

/** What of the JSON is looked at. */
export interface CountedSummary {
  readonly summary: readonly Cited[];
  readonly sections: readonly { readonly summary: readonly Cited[] }[];
  readonly leaves: readonly { readonly start: number; readonly end: number }[];
  readonly coverage: { readonly represented: number; readonly compressed: number; readonly leftOut: number };
  readonly threshold: number;
}

export interface Recount {
  readonly represented: number;
  readonly compressed: number;
  readonly leftOut: number;
  /** Citations, and how many of their quotes stand at their offsets. */
  readonly citations: number;
  readonly standing: number;
  /** Percentage points between the two counts, where they are furthest apart. */
  readonly apart: number;
}

/** @throws Error where the leaves do not tile the file, or a section cites nothing */
export async function recount(
  { summary, sections, leaves, coverage, threshold }: CountedSummary,
  { file, text }: { readonly file: string; readonly text: string },
  encoder: Pick<Encoder, 'encode' | 'centres'>,
): Promise<Recount> {
  if (leaves.map(({ start, end }) => text.slice(start, end)).join('') !== text)
    throw new Error('the leaves do not tile the file');
  if (sections.some((section) => section.summary.every(({ citations }) => citations.length === 0)))
    throw new Error('a section cites nothing');
  const citations = [...summary, ...sections.flatMap((section) => section.summary)].flatMap(
    (sentence) => sentence.citations,
  );
  const isCited = leaves.map((leaf) =>
    citations.some(({ start, end }) => start < leaf.end && leaf.start < end),
  );
  const tree = chunk(text, await outlineOf(file, text));
  const read = leaves.map((leaf) =>
    encodedText(
      text,
      tree,
      tree.leaves.findIndex(({ start, end }) => start === leaf.start && end === leaf.end),
    ),
  );
  const vectors = (await encoder.encode(read, 'passage')).map((encoded, i) => {
    const { start, end } = leaves[i]!;
    // As a memory keeps it: in bytes.
    const { values, scale } = quantize(encoded);
    const vector = Float32Array.from(values, (value) => value * scale);
    return encoder.centres === undefined
      ? vector
      : centredVector(vector, scriptOf(text, start, end), encoder.centres.passages);
  });
  const sums = { represented: 0, compressed: 0, leftOut: 0 };
  for (const [i, { start, end }] of leaves.entries()) {
    const length = text.slice(start, end).replace(/\s/gu, '').length;
    const nearest = vectors.reduce(
      (most, other, j) => (isCited[j] ? Math.max(most, cosine(vectors[i]!, other)) : most),
      -1,
    );
    const state = isCited[i] ? 'represented' : nearest >= threshold ? 'compressed' : 'leftOut';
    sums[state] += length;
  }
  const total = Math.max(1, sums.represented + sums.compressed + sums.leftOut);
  const shares = {
    represented: sums.represented / total,
    compressed: sums.compressed / total,
    leftOut: sums.leftOut / total,
  };
  return {
    ...shares,
    citations: citations.length,
    standing: citations.filter(({ start, end, quote }) => text.slice(start, end) === quote).length,
    apart:
      100 *
      Math.max(
        ...(['represented', 'compressed', 'leftOut'] as const).map((name) =>
          Math.abs(shares[name] - coverage[name]),
        ),
      ),
  };
}

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    sum += a[i]! * b[i]!;
    squaresA += a[i]! ** 2;
    squaresB += b[i]! ** 2;
  }
  return sum / Math.sqrt(squaresA * squaresB || 1);
}

if (import.meta.main) {
  const [path = '', json = ''] = process.argv.slice(2);
  const counted: CountedSummary = JSON.parse(readFileSync(json, 'utf8'));
  const encoder = await openEncoder();
  console.log(await recount(counted, { file: path, text: readFileSync(path, 'utf8') }, encoder));
  await encoder.close();
}
