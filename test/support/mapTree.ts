import type { MapDocument, MapTree } from '../../src/protocol/mapMessages.ts';

/** A section of a made-up document: how many leaves stand right under its heading, and what stands below it. */
export interface MadeSection {
  readonly heading: string;
  readonly leaves: number;
  readonly below?: readonly MadeSection[];
}

/** A made-up document of a map. */
export interface MadeDocument {
  readonly file: string;
  readonly sections: readonly MadeSection[];
  readonly asked?: boolean;
  readonly scale?: number;
}

/**
 * A tree as the host sends it; its shares sum as an answer's do.
 *
 * @param shareOf the share of a leaf, before scaling, by number of its document and within it
 */
export function mapTreeOf(
  version: string,
  documents: readonly MadeDocument[],
  shareOf: (document: number, leaf: number) => number,
): MapTree {
  return {
    type: 'tree',
    version,
    documents: documents.map(({ file, sections, asked = true, scale = 1 }, d): MapDocument => {
      const shares: number[] = [];
      const sectionOf: number[] = [];
      const flat: { heading: string; parent: number; share: number }[] = [];
      const add = ({ heading, leaves, below = [] }: MadeSection, parent: number): number => {
        const index = flat.length;
        const section = { heading, parent, share: 0 };
        flat.push(section);
        for (let i = 0; i < leaves; i++) {
          const share = Math.fround(shareOf(d, shares.length));
          shares.push(share);
          sectionOf.push(index);
          section.share += share;
        }
        for (const child of below) section.share += add(child, index);
        return section.share;
      };
      const share = sections.reduce((sum, section) => sum + add(section, -1), 0);
      const slash = file.lastIndexOf('/');
      return {
        label: file.slice(slash + 1),
        folder: slash < 0 ? '' : file.slice(0, slash),
        asked,
        scale,
        share,
        sections: flat,
        leaves: {
          count: shares.length,
          sections: Buffer.from(Uint32Array.from(sectionOf).buffer).toString('base64'),
          shares: Buffer.from(Float32Array.from(shares).buffer).toString('base64'),
        },
      };
    }),
  };
}

/** A workspace of so many leaves: files of many lengths, sections within sections, a few leaves that are attended. */
export function largeTree(leaves: number, version = 'm1'): MapTree {
  const documents: MadeDocument[] = [];
  let left = leaves;
  for (let d = 0; left > 0; d++) {
    const wanted = Math.min(left, 20 + ((d * d * 37) % 900));
    left -= wanted;
    const chapters: MadeSection[] = [];
    for (let rest = wanted, c = 1; rest > 0; c++) {
      const size = Math.min(rest, 12 + ((c * 17 + d) % 40));
      rest -= size;
      const own = Math.ceil(size / 5);
      const part = Math.ceil((size - own) / 3);
      const below = [0, 1, 2].flatMap((i) => {
        const count = Math.min(part, size - own - i * part);
        return count > 0 ? [{ heading: `Section ${c}.${i + 1}`, leaves: count }] : [];
      });
      chapters.push({ heading: `Chapter ${c}`, leaves: own, below });
    }
    documents.push({ file: `papers/${d + 1}.md`, sections: chapters });
  }
  return mapTreeOf(version, documents, (d, leaf) => {
    if (d === 3) return leaf === 31 ? 0.46 : leaf === 32 ? 0.12 : leaf === 90 ? 0.08 : 1e-6;
    return d === 17 && leaf === 4 ? 0.17 : 1e-6;
  });
}
