import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { PbfWriter } from 'pbf';
import { modelsDirectory } from '../../src/engine/models/manifest.ts';

// A hub of models as tests need one: Hugging Face's way of listing and giving files, over a variant of the shipped
// encoder in the shape that exports have there.

const ENCODER = path.join(modelsDirectory(), 'encoder');
const INT64 = 7;
const FLOAT = 1;
/** Where the shipped graph says that its embeddings lie, and where a repository's would; of the same length. */
const WEIGHTS = { ours: 'embeddings.bin', theirs: 'model.onnx.bin' };

/** What a variant of the shipped encoder says of itself. */
export interface Variant {
  readonly pooling?: 'mean' | 'cls' | 'lasttoken';
  /** `config_sentence_transformers.json`'s prompts. */
  readonly prompts?: { readonly query: string; readonly document: string };
}

/** Files of a repository by their path. */
export type Repository = ReadonlyMap<string, Buffer>;

/**
 * The shipped encoder as a repository has it: `onnx/model.onnx` with its weights beside it, which wants ids, a mask and
 * token types and gives `last_hidden_state`; tokenizer and descriptions of sentence-transformers.
 */
export function encoderRepository({ pooling, prompts }: Variant = {}): Repository {
  const files = new Map<string, Buffer>([
    ['onnx/model.onnx', exported(readFileSync(path.join(ENCODER, 'encoder.onnx')))],
    [`onnx/${WEIGHTS.theirs}`, readFileSync(path.join(ENCODER, WEIGHTS.ours))],
    ['tokenizer.json', readFileSync(path.join(ENCODER, 'tokenizer.json'))],
    ['tokenizer_config.json', json({ model_max_length: 512 })],
    ['config.json', json({ model_type: 'bert', max_position_embeddings: 512, hidden_size: 384 })],
    ['README.md', Buffer.from('# A variant\n')],
    ['onnx/model_fp16.onnx', Buffer.alloc(64, 1)],
  ]);
  if (pooling !== undefined)
    files.set(
      '1_Pooling/config.json',
      json({
        pooling_mode_cls_token: pooling === 'cls',
        pooling_mode_mean_tokens: pooling === 'mean',
        pooling_mode_lasttoken: pooling === 'lasttoken',
      }),
    );
  if (prompts !== undefined) files.set('config_sentence_transformers.json', json({ prompts }));
  return files;
}

/** The same as a folder on the disk. */
export function writeRepository(folder: string, repository: Repository): void {
  for (const [file, content] of repository) {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    if (file === `onnx/${WEIGHTS.theirs}`) copyFileSync(path.join(ENCODER, WEIGHTS.ours), target);
    else writeFileSync(target, content);
  }
}

/**
 * The graph with two more inputs and one more output. Protocol buffers that follow one another are read as one: lists
 * go on, and `graph` of the second is merged into that of the first.
 */
function exported(graph: Buffer): Buffer {
  const moved = Buffer.from(graph.toString('latin1').replaceAll(WEIGHTS.ours, WEIGHTS.theirs), 'latin1');
  const added = new PbfWriter();
  // ModelProto.graph = 7; GraphProto: node 1, initializer 5, input 11, output 12.
  added.writeMessage(
    7,
    (_, pbf) => {
      pbf.writeMessage(5, writeAxis, 'hub.axis');
      pbf.writeMessage(1, writeNode, {
        kind: 'Unsqueeze',
        inputs: ['token_states', 'zero'],
        output: 'hub.states',
      });
      pbf.writeMessage(1, writeNode, {
        kind: 'Cast',
        inputs: ['attention_mask'],
        output: 'hub.cast',
        to: FLOAT,
      });
      pbf.writeMessage(1, writeNode, {
        kind: 'Unsqueeze',
        inputs: ['hub.cast', 'hub.axis'],
        output: 'hub.mask',
      });
      pbf.writeMessage(1, writeNode, {
        kind: 'Mul',
        inputs: ['hub.states', 'hub.mask'],
        output: 'last_hidden_state',
      });
      for (const name of ['attention_mask', 'token_type_ids'])
        pbf.writeMessage(11, writeValue, { name, type: INT64, shape: ['batch', 'sequence'] });
      pbf.writeMessage(12, writeValue, {
        name: 'last_hidden_state',
        type: FLOAT,
        shape: ['batch', 'sequence', 'width'],
      });
    },
    null,
  );
  return Buffer.concat([moved, added.finish()]);
}

interface Node {
  readonly kind: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly to?: number;
}

/** NodeProto: input 1, output 2, name 3, op_type 4, attribute 5. */
function writeNode({ kind, inputs, output, to }: Node, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  pbf.writeStringField(2, output);
  pbf.writeStringField(3, output);
  pbf.writeStringField(4, kind);
  // AttributeProto: name 1, i 3, type 20 (2: an integer).
  if (to !== undefined)
    pbf.writeMessage(
      5,
      (value: number, attribute: PbfWriter) => {
        attribute.writeStringField(1, 'to');
        attribute.writeVarintField(3, value);
        attribute.writeVarintField(20, 2);
      },
      to,
    );
}

/** TensorProto of one integer, 2: dims 1, data_type 2, int64_data 7, name 8. */
function writeAxis(name: string, pbf: PbfWriter): void {
  pbf.writeVarintField(1, 1);
  pbf.writeVarintField(2, INT64);
  pbf.writePackedVarint(7, [2]);
  pbf.writeStringField(8, name);
}

/** ValueInfoProto: name 1, type 2 { tensor_type 1 { elem_type 1, shape 2 { dim 1 { dim_param 2 } } } }. */
function writeValue(
  { name, type, shape }: { readonly name: string; readonly type: number; readonly shape: readonly string[] },
  pbf: PbfWriter,
): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(
    2,
    (_, typed) => {
      typed.writeMessage(
        1,
        (__, tensor) => {
          tensor.writeVarintField(1, type);
          tensor.writeMessage(
            2,
            (___, dims) => {
              for (const dim of shape)
                dims.writeMessage(1, (one: string, at: PbfWriter) => at.writeStringField(2, one), dim);
            },
            null,
          );
        },
        null,
      );
    },
    null,
  );
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** A request that the hub has seen. */
export interface HubRequest {
  readonly path: string;
  readonly range: string | undefined;
  readonly headers: IncomingMessage['headers'];
}

/** How the hub misbehaves; a test changes it as it goes. */
export interface Mood {
  /** Cuts the connection after so many bytes of a large file, each time. */
  cutAfter?: number | undefined;
  /** Sends the whole file whatever range is asked for. */
  ignoresRanges?: boolean;
  /** Gives one byte of this file otherwise. */
  garbles?: string | undefined;
}

/** Files from here on are LFS's: their SHA-256 is listed; of others Git's checksum. */
const LARGE = 1024 * 1024;
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** A hub on this machine. */
export class ModelHub {
  readonly mood: Mood = {};
  readonly seen: HubRequest[] = [];
  readonly #repositories: ReadonlyMap<string, Repository>;
  readonly #listings = new Map<string, string>();
  readonly #server = createServer((request, response) => this.#answer(request, response));

  private constructor(repositories: ReadonlyMap<string, Repository>) {
    this.#repositories = repositories;
  }

  /** Starts a hub with these repositories by name, licence `mit`. */
  static async start(repositories: Readonly<Record<string, Repository>>): Promise<ModelHub> {
    const hub = new ModelHub(new Map(Object.entries(repositories)));
    hub.#server.listen(0, '127.0.0.1');
    await once(hub.#server, 'listening');
    return hub;
  }

  get address(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '';
    this.seen.push({ path: url, range: request.headers.range, headers: request.headers });
    const listed = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/([^/?]+)\?blobs=true$/.exec(url);
    const asked = /^\/([^/]+\/[^/]+)\/resolve\/([0-9a-f]+)\/(.+)$/.exec(url);
    const stored = /^\/cdn\/([^/]+\/[^/]+)\/(.+)$/.exec(url);
    if (listed !== null) this.#list(listed[1] ?? '', response);
    else if (asked !== null && asked[2] === COMMIT) {
      const content = this.#repositories.get(asked[1] ?? '')?.get(asked[3] ?? '');
      // Large files lie elsewhere, as they do there.
      if (content !== undefined && content.length >= LARGE)
        response.writeHead(302, { location: `/cdn/${asked[1] ?? ''}/${asked[3] ?? ''}` }).end();
      else this.#give(content, asked[3] ?? '', request, response);
    } else if (stored !== null)
      this.#give(
        this.#repositories.get(stored[1] ?? '')?.get(stored[2] ?? ''),
        stored[2] ?? '',
        request,
        response,
      );
    else response.writeHead(404).end();
  }

  #list(name: string, response: ServerResponse): void {
    const repository = this.#repositories.get(name);
    if (repository === undefined) {
      response.writeHead(401).end('{"error":"Repository not found"}');
      return;
    }
    let listing = this.#listings.get(name);
    if (listing === undefined) {
      const siblings = [...repository].map(([rfilename, content]) => {
        const git = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
        const size = content.length;
        if (size < LARGE) return { rfilename, size, blobId: git };
        const sha256 = createHash('sha256').update(content).digest('hex');
        return { rfilename, size, blobId: 'f'.repeat(40), lfs: { sha256, size, pointerSize: 134 } };
      });
      listing = JSON.stringify({ sha: COMMIT, siblings, cardData: { license: 'mit' }, tags: ['onnx'] });
      this.#listings.set(name, listing);
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(listing);
  }

  #give(content: Buffer | undefined, file: string, request: IncomingMessage, response: ServerResponse): void {
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { cutAfter, ignoresRanges, garbles } = this.mood;
    let given = content;
    if (garbles === file) {
      given = Buffer.from(content);
      given[given.length >> 1] = (given[given.length >> 1] ?? 0) ^ 1;
    }
    const [, start] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    const from = start === undefined || ignoresRanges === true ? 0 : Number(start);
    const body = given.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': body.length,
      'accept-ranges': 'bytes',
      ...(from > 0 ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
    });
    const large = content.length >= LARGE;
    if (large && cutAfter !== undefined && body.length > cutAfter)
      response.write(body.subarray(0, cutAfter), () => response.destroy());
    else response.end(body);
  }
}
