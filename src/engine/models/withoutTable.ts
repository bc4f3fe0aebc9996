import { PbfReader, PbfWriter } from 'pbf';
import { FLOAT, type Initializer, readOnnx, writeValue } from './onnxGraph.ts';

/** Where a table of word embeddings lies in its file: rows of 4-bit numbers, and a scale a block of each. */
export interface TableLayout {
  /** The file's name. */
  readonly file: string;
  readonly words: number;
  readonly hidden: number;
  /** Numbers that share a scale. */
  readonly block: number;
  /** Where the rows begin, and where their scales. */
  readonly rowsAt: number;
  readonly scalesAt: number;
}

/** A graph that is given the embeddings of its words beside their ids, under `input`. */
export interface GraphWithoutTable {
  /** In a buffer of its own. */
  readonly graph: Uint8Array<ArrayBuffer>;
  readonly input: string;
  readonly table: TableLayout;
}

/** Field numbers of `ModelProto` and `GraphProto`. */
const GRAPH = 7;
const NODE = 1;
const INITIALIZER = 5;
const INPUT = 11;

/**
 * One of our graphs (`models/build/bert.py`) without its table of words, as a session on the processor takes it: every
 * session would map the table for itself, and look a word up slower than we do (`wordTable.ts`). All else stays byte
 * for byte.
 *
 * Throws where the graph has no such table.
 */
export function withoutTable(model: Uint8Array): GraphWithoutTable {
  const { nodes, initializers } = readOnnx(model);
  const lookUp = nodes.findIndex(({ kind }) => kind === 'GatherBlockQuantized');
  const { inputs = [], outputs: [input] = [] } = nodes[lookUp] ?? {};
  const [rows, , scales] = inputs.map((name) => initializers.get(name));
  if (rows === undefined || scales === undefined || input === undefined)
    throw new Error('the graph has no table of words');
  const [words = 0, blocks = 0] = scales.shape;
  const hidden = 2 * (rows.shape[1] ?? 0);
  const table = {
    file: entry(rows, 'location'),
    words,
    hidden,
    block: hidden / blocks,
    rowsAt: Number(entry(rows, 'offset')),
    scalesAt: Number(entry(scales, 'offset')),
  };
  if (entry(scales, 'location') !== table.file || !Number.isInteger(table.block / 2))
    throw new Error('the graph has a table of words of another kind');
  const names = [...initializers.keys()];
  const gone = { [NODE]: [lookUp], [INITIALIZER]: [names.indexOf(rows.name), names.indexOf(scales.name)] };
  const given = new PbfWriter();
  given.writeMessage(INPUT, writeValue, { name: input, type: FLOAT, shape: [1, 'n', hidden] });
  const fields = [...fieldsOf(model)].map(({ number, raw, body }) =>
    number === GRAPH ? message(GRAPH, [...without(body, gone), given.finish()]) : [raw],
  );
  return { graph: joined(fields.flat()), input, table };
}

/** A field of a message: all of it, and what it holds where that is a message. */
interface Field {
  readonly number: number;
  readonly raw: Uint8Array;
  readonly body: Uint8Array;
}

function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  // A Buffer's slices share its memory, and so must these.
  const pbf = new PbfReader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  while (pbf.pos < bytes.length) {
    const start = pbf.pos;
    const key = pbf.readVarint();
    const isMessage = (key & 7) === 2;
    const body = isMessage ? pbf.readBytes() : new Uint8Array();
    if (!isMessage) pbf.skip(key);
    yield { number: key >> 3, raw: bytes.subarray(start, pbf.pos), body };
  }
}

/** The fields of a message but those of which the number and the place among its like are named. */
function* without(
  bytes: Uint8Array,
  gone: Readonly<Record<number, readonly number[]>>,
): Generator<Uint8Array> {
  const seen: Record<number, number> = {};
  for (const { number, raw } of fieldsOf(bytes)) {
    const place = seen[number] ?? 0;
    seen[number] = place + 1;
    if (gone[number]?.includes(place) !== true) yield raw;
  }
}

/** A field that is a message of these fields. */
function message(number: number, fields: readonly Uint8Array[]): Uint8Array[] {
  const head = new PbfWriter();
  head.writeVarint(number * 8 + 2);
  head.writeVarint(fields.reduce((sum, { length }) => sum + length, 0));
  return [head.finish(), ...fields];
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function entry({ name, external = [] }: Initializer, key: string): string {
  const found = external.find(([known]) => known === key)?.[1];
  if (found === undefined) throw new Error(`the graph does not say the ${key} of ${name}`);
  return found;
}
