import { rollUp, type DocumentShares } from '../../core/recall/rollUp.ts';
import type { DocumentShare } from '../../protocol/engineApi.ts';
import type { Recalled } from './recall.ts';

/** Of a folder of no more files than this every one is listed. */
const ALWAYS_LISTED = 200;
/** Of a larger folder files are listed until all others together have less than this. */
const LEAST_REST = 1e-4;

/** The attention rolled up the tree, by number of the document in the table. */
export function sharesOf({ table, attention }: Pick<Recalled, 'table' | 'attention'>): DocumentShares[] {
  return rollUp(table, attention.weights);
}

/**
 * The share of each file, best first; with `nullWeight` they sum to 1. In a folder of very many files the last ones,
 * which have next to nothing together, are left out.
 */
export function documentShares({ table, attention }: Pick<Recalled, 'table' | 'attention'>): DocumentShare[] {
  const shares = sharesOf({ table, attention })
    .map(({ share }, i) => ({ file: table.documents[i]?.file ?? '', weight: share }))
    .sort((a, b) => b.weight - a.weight || (a.file < b.file ? -1 : 1));
  let rest = shares.reduce((sum, { weight }) => sum + weight, 0);
  const listed: DocumentShare[] = [];
  for (const share of shares) {
    if (listed.length >= ALWAYS_LISTED && rest < LEAST_REST) break;
    listed.push(share);
    rest -= share.weight;
  }
  return listed;
}
