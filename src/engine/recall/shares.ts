import { best } from '../../core/recall/best.ts';
import { rollUpDocument, shareByDocument } from '../../core/recall/rollUp.ts';
import type { DocumentShare } from '../../protocol/asking.ts';
import type { Recalled } from './recall.ts';

/** Of a folder of no more files than this every one is listed. */
const ALWAYS_LISTED = 200;
/** Of a larger folder files are listed until all others together have less than this. */
const LEAST_REST = 1e-4;

/**
 * The shares of a document's sections, by number of the document in the table: each document is summed up when it is
 * first asked for, since an answer shows a few of very many.
 */
export function sectionShares({
  table,
  attention,
}: Pick<Recalled, 'table' | 'attention'>): (number: number) => Float64Array {
  const known = new Map<number, Float64Array>();
  const sectionsOf = (number: number): Float64Array => {
    const tree = table.documents[number]?.tree;
    const leaves = attention.weights.subarray(table.first[number], table.first[number + 1]);
    return tree === undefined ? new Float64Array(0) : rollUpDocument(tree, leaves).sections;
  };
  return (number) => {
    const shares = known.get(number) ?? sectionsOf(number);
    known.set(number, shares);
    return shares;
  };
}

/**
 * The share of each file, best first; with `nullWeight` they sum to 1. In a folder of very many files the last ones,
 * which have next to nothing together, are left out.
 */
export function documentShares({ table, attention }: Pick<Recalled, 'table' | 'attention'>): DocumentShare[] {
  const all = shareByDocument(table, attention.weights);
  // All that have less come to less than that together: they need no order.
  const least = LEAST_REST / all.length;
  const needed = all.reduce((count, weight) => count + (weight >= least ? 1 : 0), 0);
  const shares = best(Float32Array.from(all), Math.max(ALWAYS_LISTED, needed))
    .map((i) => ({ file: table.documents[i]?.file ?? '', weight: all[i] ?? 0 }))
    .sort((a, b) => b.weight - a.weight || (a.file < b.file ? -1 : 1));
  let rest = all.reduce((sum, weight) => sum + weight, 0);
  const listed: DocumentShare[] = [];
  for (const share of shares) {
    if (listed.length >= ALWAYS_LISTED && rest < LEAST_REST) break;
    listed.push(share);
    rest -= share.weight;
  }
  return listed;
}
