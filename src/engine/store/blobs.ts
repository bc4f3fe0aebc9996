import { crc32 } from 'node:zlib';
import type { Leaf, Passage, Section } from '../../core/memory/tree.ts';
import { quantize, type QuantizedVector } from '../../core/recall/quantized.ts';
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

/** Before its components: the scale, a little-endian float as on every platform that Node runs on. */
const SCALE_BYTES = 4;

/** A vector as it is stored: its scale, then a byte a component. */
export function vectorBytes({ values, scale }: QuantizedVector): Uint8Array {
  const bytes = new Uint8Array(SCALE_BYTES + values.length);
  bytes.set(new Uint8Array(Float32Array.of(scale).buffer));
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.length), SCALE_BYTES);
  return bytes;
}

/** Bytes of a vector as {@link vectorBytes} writes it. */
export function storedSize(dimensions: number): number {
  return SCALE_BYTES + dimensions;
}

/**
 * The vector in stored bytes. Format 1 stored floats: those are quantised as they are read.
 *
 * @throws StoreDamagedError where the bytes are of neither format
 */
export function vectorFrom(bytes: Uint8Array, dimensions: number): QuantizedVector {
  // A blob may start at any offset, a Float32Array at multiples of four only.
  const own = Uint8Array.from(bytes).buffer;
  if (own.byteLength === storedSize(dimensions)) {
    const scale = new DataView(own).getFloat32(0, true);
    if (!Number.isFinite(scale)) throw new StoreDamagedError('a vector is not one');
    return { values: new Int8Array(own, SCALE_BYTES), scale };
  }
  if (own.byteLength !== dimensions * 4) throw new StoreDamagedError('a vector is cut short');
  try {
    return quantize(new Float32Array(own));
  } catch (cause) {
    throw new StoreDamagedError('a vector is not one', { cause });
  }
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
