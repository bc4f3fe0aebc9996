// Models that were taken in: a folder each below `models` in the store, with a manifest; one of a folder of the user's
// holds the manifest alone.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ModelOrigin, ModelRecipe } from '../../../protocol/encoderModels.ts';
import { RecollectError } from '../../../protocol/errors.ts';
import { isRecord } from '../../../protocol/isRecord.ts';
import { sentence } from '../../../protocol/sentences.ts';
import { writeAtomically } from '../../store/atomicFile.ts';
import { isCount, type ModelFile } from '../manifest.ts';
import { isPlainPath } from './modelSource.ts';

/** Raised where a manifest changes its meaning; another one is not read. */
const FORMAT = 1;
const MANIFEST = 'manifest.json';
const CHOICE = 'choice.json';

/** What is kept of a model that was taken in. */
export interface InstalledModel {
  readonly id: string;
  readonly origin: ModelOrigin;
  readonly licence: string;
  /** Names are paths within {@link InstalledModel.files}' folder, with `/`. */
  readonly files: readonly ModelFile[];
  readonly graph: string;
  readonly recipe: ModelRecipe;
  /** As it was tried. */
  readonly dimensions: number;
}

/** Where the models of a store lie. */
export function modelsFolder(store: string): string {
  return path.join(store, 'models');
}

/** The folder of one, whether it is there or not. */
export function modelFolder(models: string, id: string): string {
  const readable = id
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-+/, '')
    .slice(-60);
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 10);
  return path.join(models, `${readable}-${hash}`);
}

/** Where a model's files lie: in its folder, or where the user has them. */
export function filesFolder(models: string, { id, origin }: Pick<InstalledModel, 'id' | 'origin'>): string {
  return origin.kind === 'folder' ? origin.folder : modelFolder(models, id);
}

/** Names all that a vector depends on beside its text (invariant 4): 16 hex digits. */
export function hubFingerprint({ files, graph, recipe }: InstalledModel): string {
  const hashes = files
    .filter(({ name }) => !/licen[cs]e/i.test(name))
    .map(({ name, sha256 }) => `${name} ${sha256}`);
  const { pooling, prefixes, maxTokens, output = '' } = recipe;
  const parts = [...hashes.sort(), graph, pooling, prefixes.query, prefixes.passage, maxTokens, output];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** Those that are here, by name; one that is not described as it should be is not here. */
export function installedModels(models: string): InstalledModel[] {
  if (!existsSync(models)) return [];
  return readdirSync(models, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) => readModel(path.join(models, name)) ?? [])
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Writes a model's manifest into its folder. */
export function describeModel(folder: string, model: InstalledModel): void {
  mkdirSync(folder, { recursive: true });
  writeAtomically(
    path.join(folder, MANIFEST),
    `${JSON.stringify({ format: FORMAT, ...model }, undefined, 2)}\n`,
  );
}

/** The first of a model's files that is not there with its length; undefined where all are. Reads none of them. */
export function missingFile(folder: string, { files }: InstalledModel): string | undefined {
  return files.find(
    ({ name, bytes }) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.size !== bytes,
  )?.name;
}

/** Deletes what was fetched of a model. A folder of the user's own stays as it is. */
export function deleteModel(models: string, { id }: Pick<InstalledModel, 'id'>): void {
  rmSync(modelFolder(models, id), { recursive: true, force: true });
}

/**
 * The model that a person means: by its whole id, or by what stands before its colon where one alone is called so.
 *
 * @throws RecollectError `input-invalid` where there is none, or several are called so
 */
export function modelCalled(typed: string, installed: readonly InstalledModel[]): InstalledModel {
  const name = typed.trim();
  const found = installed.filter(({ id }) => id === name || id.slice(0, id.lastIndexOf(':')) === name);
  const [only] = found.length === 1 ? found : found.filter(({ id }) => id === name);
  if (only !== undefined) return only;
  throw new RecollectError(
    'input-invalid',
    found.length === 0
      ? sentence('encoder-none', name)
      : sentence('encoder-ambiguous', name, found.map(({ id }) => id).join(', ')),
  );
}

/** What was chosen for this store, for whoever names no encoder; undefined for the built-in one. */
export function readChoice(models: string): string | undefined {
  try {
    const json: unknown = JSON.parse(readFileSync(path.join(models, CHOICE), 'utf8'));
    const chosen = isRecord(json) ? json['encoder'] : undefined;
    return typeof chosen === 'string' && chosen !== '' ? chosen : undefined;
  } catch {
    // Nobody has chosen, or what was kept cannot be read: the built-in one always works.
    return undefined;
  }
}

/** Keeps the choice; undefined for the built-in one. */
export function keepChoice(models: string, encoder: string | undefined): void {
  if (encoder === undefined) {
    rmSync(path.join(models, CHOICE), { force: true });
    return;
  }
  mkdirSync(models, { recursive: true });
  writeAtomically(path.join(models, CHOICE), `${JSON.stringify({ encoder }, undefined, 2)}\n`);
}

function readModel(folder: string): InstalledModel | undefined {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path.join(folder, MANIFEST), 'utf8'));
  } catch {
    // A folder of something else, or one whose manifest was never written.
    return undefined;
  }
  if (!isRecord(json) || json['format'] !== FORMAT) return undefined;
  const { id, licence, graph, dimensions } = json;
  const origin = originIn(json['origin']);
  const recipe = recipeIn(json['recipe']);
  const files = filesIn(json['files']);
  if (typeof id !== 'string' || typeof licence !== 'string' || typeof graph !== 'string') return undefined;
  if (origin === undefined || recipe === undefined || files === undefined || !isCount(dimensions))
    return undefined;
  return { id, origin, licence, files, graph, recipe, dimensions };
}

function originIn(json: unknown): ModelOrigin | undefined {
  if (!isRecord(json)) return undefined;
  const { kind, address, name, commit, folder } = json;
  if (kind === 'folder' && typeof folder === 'string' && path.isAbsolute(folder)) return { kind, folder };
  return kind === 'hub' &&
    typeof address === 'string' &&
    typeof name === 'string' &&
    typeof commit === 'string'
    ? { kind, address, name, commit }
    : undefined;
}

function recipeIn(json: unknown): ModelRecipe | undefined {
  if (!isRecord(json)) return undefined;
  const { pooling, prefixes, maxTokens, output } = json;
  if (pooling !== 'mean' && pooling !== 'cls' && pooling !== 'last') return undefined;
  if (!isRecord(prefixes) || !isCount(maxTokens)) return undefined;
  const { query, passage } = prefixes;
  if (typeof query !== 'string' || typeof passage !== 'string') return undefined;
  return {
    pooling,
    prefixes: { query, passage },
    maxTokens,
    ...(typeof output === 'string' ? { output } : {}),
  };
}

function filesIn(json: unknown): ModelFile[] | undefined {
  if (!Array.isArray(json)) return undefined;
  const files: ModelFile[] = [];
  for (const file of json as readonly unknown[]) {
    if (!isRecord(file)) return undefined;
    const { name, bytes, sha256 } = file;
    if (typeof name !== 'string' || !isPlainPath(name) || typeof sha256 !== 'string') return undefined;
    if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes)) return undefined;
    files.push({ name, bytes, sha256 });
  }
  return files;
}
