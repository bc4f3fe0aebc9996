import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { RecollectError } from '../../protocol/errors.ts';

/** A file of a model as it was when the model was built. */
export interface ModelFile {
  /** Name within the model's folder. */
  readonly name: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** What `models/encoder/manifest.json` says. Written by `models/build/encoder.py`. */
export interface EncoderManifest {
  readonly name: string;
  readonly source: string;
  readonly licence: string;
  readonly dimensions: number;
  /** Tokens that the model reads, `<s>` and `</s>` among them. */
  readonly maxTokens: number;
  readonly pooling: string;
  /** Put before a text according to who reads it; never stored. */
  readonly prefixes: { readonly query: string; readonly passage: string };
  /** Names of the ONNX graph and of the tokenizer among the files. */
  readonly model: string;
  readonly tokenizer: string;
  readonly files: readonly ModelFile[];
}

const FORMAT = 1;
const WORDS_ONLY = 'Until that is put right, questions are answered by their words only, not by their meaning.';
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
    if (parent === folder)
      throw incomplete(`The folder models/encoder is missing from ${import.meta.dirname} and all above it.`);
    folder = parent;
  }
}

/** Reads and checks the manifest of an encoder. Throws `model-incomplete` where it is missing or not valid. */
export function readEncoderManifest(folder: string): EncoderManifest {
  const file = path.join(folder, 'manifest.json');
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw incomplete(`The model's description ${file} cannot be read.`, error);
  }
  const manifest = parse(json);
  if (typeof manifest === 'string') throw incomplete(`The model's description ${file} is damaged: ${manifest}.`);
  return manifest;
}

/**
 * Throws `model-incomplete`, naming the file, unless every file is there with its length. Takes no time: it does
 * not read them (see `verifyFiles`).
 */
export function checkFiles(folder: string, manifest: EncoderManifest): void {
  for (const { name, bytes } of manifest.files) {
    const file = path.join(folder, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile()) throw incomplete(`The model's file ${file} is missing.`);
    if (stat.size !== bytes)
      throw incomplete(`The model's file ${file} has ${stat.size} bytes where ${bytes} belong: it is damaged.`);
  }
}

/** Reads every file and compares its checksum. One sentence for each that is not right; none is well. */
export function verifyFiles(folder: string, manifest: EncoderManifest): string[] {
  const faults: string[] = [];
  for (const { name, sha256 } of manifest.files) {
    const file = path.join(folder, name);
    try {
      if (hashFile(file) !== sha256)
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
export function incomplete(found: string, cause?: unknown): RecollectError {
  return new RecollectError('model-incomplete', `${found} ${WORDS_ONLY} ${REINSTALL}`, { cause });
}

/** The manifest, or what is wrong with it. */
function parse(json: unknown): EncoderManifest | string {
  if (!isRecord(json)) return 'it is not an object';
  if (json['format'] !== FORMAT) return `its format is ${String(json['format'])}, not ${FORMAT}`;
  const { name, source, licence, dimensions, maxTokens, pooling, prefixes, model, tokenizer, files } = json;
  if (!isText(name) || !isText(source) || !isText(licence)) return 'name, source or licence is missing';
  if (!isCount(dimensions) || !isCount(maxTokens)) return 'dimensions or maxTokens is missing';
  if (pooling !== 'mean') return `its pooling is ${String(pooling)}, not mean`;
  if (!isRecord(prefixes)) return 'the prefixes are missing';
  const { query, passage } = prefixes;
  if (!isText(query) || !isText(passage)) return 'the prefixes are missing';
  if (!isText(model) || !isText(tokenizer)) return 'model or tokenizer is missing';
  if (!Array.isArray(files)) return 'the files are missing';
  const checked: ModelFile[] = [];
  for (const file of files as readonly unknown[]) {
    if (!isRecord(file)) return 'a file is not described';
    const { name: fileName, bytes, sha256 } = file;
    if (!isText(fileName) || path.basename(fileName) !== fileName) return 'a file has no plain name';
    if (!isCount(bytes) || !isText(sha256)) return `${fileName} has no length or checksum`;
    checked.push({ name: fileName, bytes, sha256 });
  }
  for (const part of [model, tokenizer])
    if (!checked.some((file) => file.name === part)) return `${part} is not among the files`;
  return {
    name,
    source,
    licence,
    dimensions,
    maxTokens,
    pooling,
    prefixes: { query, passage },
    model,
    tokenizer,
    files: checked,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

/** SHA-256 in hex, a megabyte at a time. */
function hashFile(file: string): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(1 << 20);
  const handle = openSync(file, 'r');
  try {
    for (let read = readSync(handle, buffer); read > 0; read = readSync(handle, buffer))
      hash.update(buffer.subarray(0, read));
  } finally {
    closeSync(handle);
  }
  return hash.digest('hex');
}
