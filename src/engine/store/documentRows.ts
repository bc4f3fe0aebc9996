import type { DocumentRecord } from '../../core/ports.ts';
import { decodeText } from './blobs.ts';
import { bytesIn, numberIn, textIn } from './rows.ts';
import type { Row } from './statements.ts';

/** What {@link textFrom} reads, by document. */
export const TEXT = 'SELECT form, checksum, text FROM content WHERE document = ?';
/** A document's outline, by document. */
export const OUTLINE = 'SELECT outline FROM content WHERE document = ?';
/** The columns that {@link recordFrom} reads. */
export const RECORD = 'id, file, size, modified, hash, note, generation';

/** A row of the table of documents. Throws StoreDamagedError where it is none. */
export function recordFrom(row: Row): DocumentRecord {
  return {
    id: numberIn(row[0]),
    file: textIn(row[1]),
    size: numberIn(row[2]),
    modified: numberIn(row[3]),
    hash: textIn(row[4]),
    note: textIn(row[5]),
    generation: numberIn(row[6]),
  };
}

/** A document's text. Throws StoreDamagedError where it is not the one that was written. */
export function textFrom(row: Row): string {
  return decodeText({ form: numberIn(row[0]), checksum: numberIn(row[1]), bytes: bytesIn(row[2]) });
}
