import { crc32 } from 'node:zlib';
import type { Leaf, Passage, Section } from '../../core/memory/tree.ts';
import { StoreDamagedError } from './storeErrors.ts';

/** How a text is stored: UTF-8, or UTF-16LE where it holds a lone surrogate, which UTF-8 cannot carry. */
type TextForm = typeof UTF8 | typeof UTF16;
const UTF8 = 0;
const UTF16 = 1;

/** A text as bytes that give it back exactly, whatever it holds. */
export interface TextBytes {
  readonly form: number;
  /** CRC-32 of the bytes: SQLite does not notice when a text in it changes, and answers quote it. */
  readonly checksum: number;
  readonly bytes: Uint8Array;
}

export function encodeText(text: string): TextBytes {
  const form: TextForm = text.isWellFormed() ? UTF8 : UTF16;
  const bytes = Buffer.from(text, form === UTF8 ? 'utf8' : 'utf16le');
  return { form, checksum: crc32(bytes), bytes };
}

/** @throws StoreDamagedError where the bytes are not those that were written. */
export function decodeText({ form, checksum, bytes }: TextBytes): string {
  if ((form !== UTF8 && form !== UTF16) || crc32(bytes) !== checksum) {
    throw new StoreDamagedError('a text has changed');
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString(form === UTF8 ? 'utf8' : 'utf16le');
}

/** A vector's floats as bytes, little-endian as on every platform that Node runs on. Not a copy. */
export function vectorBytes(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** Floats of their own buffer: a blob may start at any offset, a Float32Array at multiples of four only. */
export function vectorFrom(bytes: Uint8Array): Float32Array {
  if (bytes.byteLength % 4 !== 0) throw new StoreDamagedError('a vector is cut short');
  const vector = new Float32Array(bytes.byteLength / 4);
  vectorBytes(vector).set(bytes);
  return vector;
}

/** A content key as 16 bytes. */
export function keyBytes(key: string): Uint8Array {
  if (!/^[0-9a-f]{32}$/.test(key))
    throw new RangeError(`not a content key of 32 lower-case hex digits: ${key}`);
  return Buffer.from(key, 'hex');
}

export function keyFrom(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** A tree without its leaves, which are rows of their own. */
export interface TreeOutline {
  readonly sections: readonly Section[];
  readonly passages: readonly Passage[];
}

/**
 * An outline as JSON rows of numbers: `[[start, end, depth, parent, heading], ...]` for sections and one flat
 * list `[start, end, section, ...]` for passages. JSON writes lone surrogates in headings as escapes.
 */
export function encodeOutline(outline: TreeOutline): string {
  return JSON.stringify([
    outline.sections.map((section) => [
      section.start,
      section.end,
      section.depth,
      section.parent,
      section.heading,
    ]),
    outline.passages.flatMap((passage) => [passage.start, passage.end, passage.section]),
  ]);
}

export function decodeOutline(json: string): TreeOutline {
  const parsed = parseJson(json);
  if (!Array.isArray(parsed) || !Array.isArray(parsed[0]) || !Array.isArray(parsed[1]))
    throw outlineDamaged();
  const sections = parsed[0].map((row: unknown): Section => {
    if (!Array.isArray(row) || typeof row[4] !== 'string') throw outlineDamaged();
    return {
      start: integer(row[0]),
      end: integer(row[1]),
      depth: integer(row[2]),
      heading: row[4],
      parent: integer(row[3]),
    };
  });
  const flat: readonly unknown[] = parsed[1];
  const passages: Passage[] = [];
  for (let i = 0; i < flat.length; i += 3) {
    passages.push({ start: integer(flat[i]), end: integer(flat[i + 1]), section: integer(flat[i + 2]) });
  }
  return { sections, passages };
}

/** Equal in every field that is stored. */
export function sameLeaf(a: Leaf, b: Leaf): boolean {
  return a.start === b.start && a.end === b.end && a.passage === b.passage;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new StoreDamagedError('an outline cannot be read', { cause });
  }
}

function integer(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw outlineDamaged();
  return value;
}

function outlineDamaged(): StoreDamagedError {
  return new StoreDamagedError('an outline cannot be read');
}
