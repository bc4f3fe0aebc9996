import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { RecollectError } from '../../protocol/errors.ts';
import { isRecord } from '../../protocol/isRecord.ts';
import { sentence, type Sentence, type SentenceCode } from '../../protocol/sentences.ts';
import { fileHash } from '../fileHash.ts';

/** A file of a model as it was when the model was built. */
export interface ModelFile {
  /** Name within the model's folder. */
  readonly name: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** The models that are shipped. Each has a folder of its name. */
export type ModelKind = 'encoder' | 'reader';

/** What every model's `manifest.json` says. */
export interface ModelManifest {
  readonly kind: ModelKind;
  readonly name: string;
  readonly source: string;
  readonly licence: string;
  /** Tokens that the model reads, `<s>` and `</s>` among them. */
  readonly maxTokens: number;
  /** Name of the ONNX graph among the files. */
  readonly model: string;
  readonly files: readonly ModelFile[];
}

/** What `models/reader/manifest.json` says. Written by `models/build/reader.py`. */
export type ReaderManifest = ModelManifest & { readonly kind: 'reader' };

/** What `models/encoder/manifest.json` says. Written by `models/build/encoder.py`. */
export interface EncoderManifest extends ModelManifest {
  readonly kind: 'encoder';
  readonly dimensions: number;
  readonly pooling: string;
  /** Put before a text according to who reads it; never stored. */
  readonly prefixes: { readonly query: string; readonly passage: string };
  /** Name of the tokenizer among the files; the reader uses it as well. */
  readonly tokenizer: string;
}

const FORMAT = 1;
/** What is missing while a model is. */
const WITHOUT = {
  encoder: 'words-only',
  reader: 'unread',
} as const satisfies Readonly<Record<ModelKind, SentenceCode>>;
const REINSTALL =
  'Install Recollect again; in a clone of its repository, check out the models folder again and run `npm ci`.';

/**
 * The folder that holds `encoder/manifest.json`: the one given, else RECOLLECT_MODELS, else the nearest folder
 * named `models` above this code, in the sources as in the bundle. Throws `model-incomplete` where there is none.
 */
export function modelsDirectory(given = process.env['RECOLLECT_MODELS']): string {
  if (given !== undefined && given !== '') return path.resolve(given);
  let folder = import.meta.dirname;
  for (;;) {
    const models = path.join(folder, 'models');
    if (existsSync(path.join(models, 'encoder', 'manifest.json'))) return models;
    const parent = path.dirname(folder);
    if (parent === folder) throw incomplete('encoder', sentence('model-missing', import.meta.dirname));
    folder = parent;
  }
}

/** Reads and checks the manifest of an encoder. Throws `model-incomplete` where it is missing or not valid. */
export function readEncoderManifest(folder: string): EncoderManifest {
  return readManifest(folder, 'encoder', parseEncoder);
}

/** Reads and checks the manifest of a reader. Throws `model-incomplete` where it is missing or not valid. */
export function readReaderManifest(folder: string): ReaderManifest {
  return readManifest(folder, 'reader', parseReader);
}

function readManifest<T>(
  folder: string,
  kind: ModelKind,
  parse: (json: Record<string, unknown>) => T | string,
): T {
  const file = path.join(folder, 'manifest.json');
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw incomplete(kind, sentence('model-description-unreadable', file), error);
  }
  const manifest = isRecord(json) ? parse(json) : 'it is not an object';
  if (typeof manifest === 'string')
    throw incomplete(kind, sentence('model-description-damaged', file, manifest));
  return manifest;
}

/**
 * Throws `model-incomplete`, naming the file, unless every file is there with its length. Takes no time: it does
 * not read them (see `verifyFiles`).
 */
export function checkFiles(folder: string, manifest: ModelManifest): void {
  for (const { name, bytes } of manifest.files) {
    const file = path.join(folder, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile()) throw incomplete(manifest.kind, sentence('model-file-missing', file));
    if (stat.size !== bytes)
      throw incomplete(manifest.kind, sentence('model-file-length', file, String(stat.size), String(bytes)));
  }
}

/** Reads every file and compares its checksum. One sentence for each that is not right; none is well. */
export function verifyFiles(folder: string, manifest: ModelManifest): string[] {
  const faults: string[] = [];
  for (const { name, sha256 } of manifest.files) {
    const file = path.join(folder, name);
    try {
      if (fileHash(file) !== sha256)
        faults.push(`The model's file ${file} is not the one that was shipped. ${REINSTALL}`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      faults.push(`The model's file ${file} cannot be read (${why}). ${REINSTALL}`);
    }
  }
  return faults;
}

/** Names all that a vector depends on beside its text (invariant 4): 16 hex digits. */
export function fingerprintOf(manifest: EncoderManifest): string {
  const { files, prefixes, pooling, maxTokens } = manifest;
  const hashes = files.map(({ name, sha256 }) => `${name} ${sha256}`).sort();
  const parts = [...hashes, prefixes.query, prefixes.passage, pooling, String(maxTokens)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** An error about a model that is not whole: what was found, what follows, what to do. */
export function incomplete(kind: ModelKind, found: Sentence, cause?: unknown): RecollectError {
  return new RecollectError('model-incomplete', sentence(WITHOUT[kind], found), { cause });
}

/** The manifest, or what is wrong with it. */
function parseEncoder(json: Record<string, unknown>): EncoderManifest | string {
  const manifest = parseModel(json);
  if (typeof manifest === 'string') return manifest;
  const { dimensions, pooling, prefixes, tokenizer } = json;
  if (!isCount(dimensions)) return 'dimensions is missing';
  if (pooling !== 'mean') return `its pooling is ${String(pooling)}, not mean`;
  if (!isRecord(prefixes)) return 'the prefixes are missing';
  const { query, passage } = prefixes;
  if (!isText(query) || !isText(passage)) return 'the prefixes are missing';
  if (!isText(tokenizer)) return 'tokenizer is missing';
  if (!manifest.files.some((file) => file.name === tokenizer)) return `${tokenizer} is not among the files`;
  return { ...manifest, kind: 'encoder', dimensions, pooling, prefixes: { query, passage }, tokenizer };
}

/** The manifest, or what is wrong with it. */
function parseReader(json: Record<string, unknown>): ReaderManifest | string {
  if (json['kind'] !== 'reader') return `it describes no reader but ${String(json['kind'])}`;
  const manifest = parseModel(json);
  return typeof manifest === 'string' ? manifest : { ...manifest, kind: 'reader' };
}

/** What all models' manifests have, or what is wrong with it. */
function parseModel(json: Record<string, unknown>): Omit<ModelManifest, 'kind'> | string {
  if (json['format'] !== FORMAT) return `its format is ${String(json['format'])}, not ${FORMAT}`;
  const { name, source, licence, maxTokens, model, files } = json;
  if (!isText(name) || !isText(source) || !isText(licence)) return 'name, source or licence is missing';
  if (!isCount(maxTokens)) return 'maxTokens is missing';
  if (!isText(model)) return 'model is missing';
  if (!Array.isArray(files)) return 'the files are missing';
  const checked: ModelFile[] = [];
  for (const file of files as readonly unknown[]) {
    if (!isRecord(file)) return 'a file is not described';
    const { name: fileName, bytes, sha256 } = file;
    if (!isText(fileName) || path.basename(fileName) !== fileName) return 'a file has no plain name';
    if (!isCount(bytes) || !isText(sha256)) return `${fileName} has no length or checksum`;
    checked.push({ name: fileName, bytes, sha256 });
  }
  if (!checked.some((file) => file.name === model)) return `${model} is not among the files`;
  return { name, source, licence, maxTokens, model, files: checked };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Whether it is a whole number above 0. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
