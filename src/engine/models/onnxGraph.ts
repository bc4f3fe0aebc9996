import { PbfReader, PbfWriter } from 'pbf';

// As much of ONNX's protobuf (onnx/onnx.proto, IR version 10) as deriving one graph from another takes.

/** `TensorProto.DataType`, those that our graphs have. */
export const FLOAT = 1;
export const UINT8 = 2;
export const INT8 = 3;
export const INT64 = 7;
export const FLOAT16 = 10;

/** A constant of a graph. */
export interface Initializer {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly number[];
  /** Little endian; empty where the bytes lie in another file. */
  readonly bytes: Uint8Array;
  /** Where they lie then: `location`, `offset` and `length`, as the graph has them. */
  readonly external?: readonly (readonly [key: string, value: string])[];
}

/** A value of an attribute: whole numbers and fractions are of different kinds in ONNX. */
export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'string'; readonly value: string };

export interface GraphNode {
  readonly kind: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** An input or output; a text in its shape is a length that is known at run time. */
export interface GraphValue {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  /** Version of each set of operators, by domain. */
  readonly operators: Readonly<Record<string, number>>;
}

const IR_VERSION = 10;
/** `AttributeProto.AttributeType`. */
const KINDS = { float: 1, int: 2, string: 3, ints: 7 } as const;
/** `TensorProto.DataLocation`. */
const EXTERNAL = 1;
/** Protobuf's wire type of what has a length: packed numbers as well. */
const LENGTH_DELIMITED = 2;

/** What deriving reads of a model: its constants by name and its nodes. Bytes are views of `model`. */
export function readOnnx(model: Uint8Array): Pick<OnnxGraph, 'nodes'> & {
  readonly initializers: ReadonlyMap<string, Initializer>;
} {
  const nodes: GraphNode[] = [];
  const initializers = new Map<string, Initializer>();
  const graph = (tag: number, _: unknown, pbf: PbfReader): void => {
    if (tag === 1) nodes.push(readNode(pbf));
    else if (tag === 5) {
      const one = readInitializer(pbf);
      initializers.set(one.name, one);
    }
  };
  // A Buffer's slices share its memory, those of plain bytes are copies.
  const plain = new Uint8Array(model.buffer, model.byteOffset, model.byteLength);
  new PbfReader(plain).readFields((tag, _, pbf) => {
    if (tag === 7) pbf.readMessage(graph, undefined);
  }, undefined);
  return { nodes, initializers };
}

/** The bytes of a model: the same for the same graph. */
export function writeOnnx(graph: OnnxGraph): Uint8Array {
  const bytes = graph.initializers.reduce((sum, one) => sum + one.bytes.length, 0);
  // All of the constants fit from the start: growing would copy tens of megabytes again and again.
  const pbf = new PbfWriter(new Uint8Array(bytes + (1 << 18)));
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, 'recollect');
  pbf.writeMessage(7, writeGraph, graph);
  for (const [domain, version] of Object.entries(graph.operators))
    pbf.writeMessage(
      8,
      (_, inner) => {
        inner.writeStringField(1, domain);
        inner.writeVarintField(2, version);
      },
      undefined,
    );
  return pbf.finish();
}

function readNode(pbf: PbfReader): GraphNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: Record<string, Attribute> = {};
  let kind = '';
  let domain = '';
  pbf.readMessage((tag, _, inner) => {
    if (tag === 1) inputs.push(inner.readString());
    else if (tag === 2) outputs.push(inner.readString());
    else if (tag === 4) kind = inner.readString();
    else if (tag === 5) readAttribute(inner, attributes);
    else if (tag === 7) domain = inner.readString();
  }, undefined);
  return { kind, domain, inputs, outputs, attributes };
}

function readAttribute(pbf: PbfReader, attributes: Record<string, Attribute>): void {
  let name = '';
  let value: Attribute | undefined;
  const ints: number[] = [];
  pbf.readMessage((tag, _, inner) => {
    if (tag === 1) name = inner.readString();
    else if (tag === 2) value = { kind: 'float', value: inner.readFloat() };
    else if (tag === 3) value = { kind: 'int', value: inner.readVarint(true) };
    else if (tag === 4) value = { kind: 'string', value: inner.readString() };
    else if (tag === 8) readWhole(inner, ints);
  }, undefined);
  attributes[name] = value ?? { kind: 'ints', value: ints };
}

function readInitializer(pbf: PbfReader): Initializer {
  const shape: number[] = [];
  const external: (readonly [string, string])[] = [];
  let name = '';
  let type = 0;
  let bytes: Uint8Array = new Uint8Array();
  pbf.readMessage((tag, _, inner) => {
    if (tag === 1) readWhole(inner, shape);
    else if (tag === 2) type = inner.readVarint();
    else if (tag === 8) name = inner.readString();
    else if (tag === 9) bytes = inner.readBytes();
    else if (tag === 13) external.push(readEntry(inner));
  }, undefined);
  return { name, type, shape, bytes, ...(external.length === 0 ? {} : { external }) };
}

function readEntry(pbf: PbfReader): readonly [string, string] {
  let key = '';
  let value = '';
  pbf.readMessage((tag, _, inner) => {
    if (tag === 1) key = inner.readString();
    else if (tag === 2) value = inner.readString();
  }, undefined);
  return [key, value];
}

/** Repeated whole numbers, each by itself or packed. */
function readWhole(pbf: PbfReader, into: number[]): void {
  if (pbf.type === LENGTH_DELIMITED) pbf.readPackedVarint(into, true);
  else into.push(pbf.readVarint(true));
}

function writeGraph(graph: OnnxGraph, pbf: PbfWriter): void {
  for (const node of graph.nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, graph.name);
  for (const one of graph.initializers) pbf.writeMessage(5, writeInitializer, one);
  for (const value of graph.inputs) pbf.writeMessage(11, writeValue, value);
  for (const value of graph.outputs) pbf.writeMessage(12, writeValue, value);
}

function writeNode({ kind, domain, inputs, outputs, attributes }: GraphNode, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  for (const output of outputs) pbf.writeStringField(2, output);
  // A node is named by what it gives.
  pbf.writeStringField(3, outputs[0] ?? '');
  pbf.writeStringField(4, kind);
  for (const [name, attribute] of Object.entries(attributes))
    pbf.writeMessage(5, writeAttribute, { name, attribute });
  if (domain !== '') pbf.writeStringField(7, domain);
}

function writeAttribute(
  { name, attribute }: { readonly name: string; readonly attribute: Attribute },
  pbf: PbfWriter,
): void {
  pbf.writeStringField(1, name);
  if (attribute.kind === 'float') pbf.writeFloatField(2, attribute.value);
  else if (attribute.kind === 'int') pbf.writeVarintField(3, attribute.value);
  else if (attribute.kind === 'string') pbf.writeStringField(4, attribute.value);
  else for (const value of attribute.value) pbf.writeVarintField(8, value);
  pbf.writeVarintField(20, KINDS[attribute.kind]);
}

function writeInitializer({ name, type, shape, bytes, external }: Initializer, pbf: PbfWriter): void {
  for (const length of shape) pbf.writeVarintField(1, length);
  pbf.writeVarintField(2, type);
  pbf.writeStringField(8, name);
  if (external === undefined) {
    pbf.writeBytesField(9, bytes);
    return;
  }
  for (const [key, value] of external)
    pbf.writeMessage(
      13,
      (_, inner) => {
        inner.writeStringField(1, key);
        inner.writeStringField(2, value);
      },
      undefined,
    );
  pbf.writeVarintField(14, EXTERNAL);
}

/** `ValueInfoProto`, in it `TypeProto`, in it `TypeProto.Tensor`, in it `TensorShapeProto`. */
export function writeValue({ name, type, shape }: GraphValue, pbf: PbfWriter): void {
  const writeShape = (_: unknown, inner: PbfWriter): void => {
    for (const length of shape)
      inner.writeMessage(
        1,
        (__, dimension) => {
          if (typeof length === 'number') dimension.writeVarintField(1, length);
          else dimension.writeStringField(2, length);
        },
        undefined,
      );
  };
  const writeTensor = (_: unknown, inner: PbfWriter): void => {
    inner.writeVarintField(1, type);
    inner.writeMessage(2, writeShape, undefined);
  };
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, (_, inner) => inner.writeMessage(1, writeTensor, undefined), undefined);
}
