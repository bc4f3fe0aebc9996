import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { dot } from '../../../core/summarize/select.ts';
import type { FetchProgress, ModelPlan } from '../../../protocol/encoderModels.ts';
import type { CallOptions } from '../../../protocol/engineApi.ts';
import { isCancelled, RecollectError } from '../../../protocol/errors.ts';
import { sentence } from '../../../protocol/sentences.ts';
import { temporaryName, writeAtomically } from '../../store/atomicFile.ts';
import { acquireLock, type WriterLock } from '../../store/lock.ts';
import { storeError } from '../../store/storeErrors.ts';
import type { ModelFile } from '../manifest.ts';
import { stopIfAborted } from '../onnxEncoder.ts';
import { download } from './download.ts';
import { fileAddress, hubAt } from './hubAddress.ts';
import { loadModel, type LoadedModel } from './hubEncoder.ts';
import { describeModel, modelFolder, type InstalledModel } from './installedModels.ts';
import { checksumOf, isPlainPath } from './modelSource.ts';

/** What fetching needs beside the plan. */
export interface Fetching extends CallOptions<FetchProgress> {
  /** Where models lie. */
  readonly models: string;
}

/** Room that is to be left on the disk beside the model: what is remembered grows as well. */
const ROOM = 256 * 1024 * 1024;
/** Texts that a model is tried with: two of different words, and the first again. */
const TRIED = [
  'The boiler is inspected once a year.',
  '锅炉每年检查一次。',
  'The boiler is inspected once a year.',
];
/** Cosine of vectors of one text: sums in another order may differ in their last digits. */
const SAME = 0.9999;

/**
 * Fetches what was planned, file by file, checks and tries it, and puts it in its place whole: a model is there with all
 * its files or not at all. What came before it was stopped lies in a folder beside and is not fetched twice. A folder of
 * the user's is tried and written down, and not copied.
 *
 * @throws RecollectError as `EngineApi.fetchEncoder` says
 */
export async function fetchModel(plan: ModelPlan, fetching: Fetching): Promise<InstalledModel> {
  const target = modelFolder(fetching.models, plan.id);
  const coming = path.join(fetching.models, `.${path.basename(target)}`);
  let lock: WriterLock | undefined;
  try {
    mkdirSync(coming, { recursive: true, mode: 0o700 });
    lock = lockOf(coming, plan);
    const { origin } = plan;
    const files =
      origin.kind === 'hub'
        ? await fetchFiles(plan, coming, fetching)
        : await checkFiles(plan, origin.folder, fetching);
    const model = {
      id: plan.id,
      origin,
      licence: plan.licence,
      graph: plan.graph,
      recipe: plan.recipe,
      files,
    };
    const folder = origin.kind === 'folder' ? origin.folder : coming;
    const tried = { ...model, dimensions: await tryOut(folder, model, fetching.signal) };
    describeModel(coming, tried);
    lock.release();
    lock = undefined;
    replace(coming, target);
    return tried;
  } catch (error) {
    throw error instanceof RecollectError || isCancelled(error) ? error : storeError(error, fetching.models);
  } finally {
    lock?.release();
  }
}

/** Two processes would write into the same half-fetched file. */
function lockOf(folder: string, { id }: ModelPlan): WriterLock {
  const { lock, holder } = acquireLock(folder);
  if (lock !== undefined) return lock;
  throw new RecollectError('store-unusable', sentence('hub-busy', String(holder.pid), id));
}

async function fetchFiles(
  plan: ModelPlan,
  folder: string,
  { models, signal, onProgress }: Fetching,
): Promise<ModelFile[]> {
  const { origin } = plan;
  if (origin.kind !== 'hub') return [];
  const hub = hubAt(origin.address);
  keepPlan(folder, plan);
  checkRoom(folder, plan);
  const there = new Map<string, number>();
  const files: ModelFile[] = [];
  // The largest first: where there is no room, or the address is wrong, that is known soonest.
  for (const planned of plan.files.toSorted((a, b) => b.bytes - a.bytes)) {
    takeOver(modelFolder(models, plan.id), folder, planned.path);
    const sha256 = await download({
      hub,
      address: fileAddress(hub, origin.name, origin.commit, planned.path),
      planned,
      target: inside(folder, planned.path),
      signal,
      onBytes: (bytes) => {
        there.set(planned.path, bytes);
        onProgress?.({ done: [...there.values()].reduce((sum, one) => sum + one, 0), total: plan.bytes });
      },
    });
    files.push({ name: planned.path, bytes: planned.bytes, sha256 });
  }
  return files;
}

/** A file that is here already, of an earlier commit or for another recipe, is not fetched again where it is the same. */
function takeOver(from: string, to: string, file: string): void {
  const target = inside(to, file);
  if (existsSync(target) || !existsSync(inside(from, file))) return;
  mkdirSync(path.dirname(target), { recursive: true });
  try {
    linkSync(inside(from, file), target);
  } catch {
    // Not every file system has links: it is fetched.
  }
}

/** What came of another plan (another commit) is of no use for this one. */
function keepPlan(folder: string, { origin, files }: ModelPlan): void {
  const file = path.join(folder, 'plan.json');
  const wanted = JSON.stringify({ origin, files });
  try {
    if (readFileSync(file, 'utf8') === wanted) return;
  } catch {
    // None yet.
  }
  for (const { path: name } of files)
    for (const old of [name, `${name}.part`]) rmSync(inside(folder, old), { force: true });
  writeAtomically(file, wanted);
}

function checkRoom(folder: string, { files, bytes }: ModelPlan): void {
  const there = files.reduce(
    (sum, { path: name }) =>
      sum +
      Math.max(
        0,
        ...[name, `${name}.part`].map(
          (one) => statSync(inside(folder, one), { throwIfNoEntry: false })?.size ?? 0,
        ),
      ),
    0,
  );
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < bytes - there + ROOM)
    throw new RecollectError('disk-full', sentence('disk-full', folder));
}

/** Whether a folder's files are still those that were planned. */
async function checkFiles(
  plan: ModelPlan,
  folder: string,
  { signal, onProgress }: Fetching,
): Promise<ModelFile[]> {
  const files: ModelFile[] = [];
  let done = 0;
  for (const { path: name, bytes, sha256 } of plan.files) {
    const found = await checksumOf(inside(folder, name), signal);
    if (found.bytes !== bytes || found.sha256 !== sha256)
      throw new RecollectError('endpoint-failed', sentence('hub-checksum', name));
    files.push({ name, bytes, sha256: found.sha256 });
    onProgress?.({ done: (done += bytes), total: plan.bytes });
  }
  return files;
}

/**
 * Encodes a few texts with it: the dimensions of its vectors.
 *
 * @throws RecollectError `model-incomplete` where it gives none, or ones that say nothing of the text
 */
async function tryOut(
  folder: string,
  model: Omit<InstalledModel, 'dimensions'>,
  signal: CallOptions<never>['signal'],
): Promise<number> {
  let loaded: LoadedModel | undefined;
  try {
    loaded = await loadModel(folder, model);
    const vectors: Float32Array[] = [];
    for (const text of TRIED) {
      stopIfAborted(signal);
      const { prefixes, maxTokens } = model.recipe;
      vectors.push(await loaded.pool.vector(loaded.tokenizer.ids(prefixes.passage + text, maxTokens), false));
    }
    const [first, other, again] = vectors;
    if (first === undefined || other === undefined || again === undefined) return 0;
    if (dot(first, again) < SAME) throw new Error('it gives another vector each time');
    if (dot(first, other) >= SAME) throw new Error('it gives the same vector whatever the text');
    return first.length;
  } catch (error) {
    if (isCancelled(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new RecollectError('model-incomplete', sentence('model-trial', model.id, why), { cause: error });
  } finally {
    await loaded?.pool.close();
  }
}

/** Puts a model's folder in its place; one of an earlier commit that is there goes. */
function replace(coming: string, target: string): void {
  for (const extra of ['plan.json', 'writer.lock', 'writer.guard'])
    rmSync(path.join(coming, extra), { force: true });
  const old = path.join(path.dirname(target), `.old-${path.basename(temporaryName(target))}`);
  try {
    renameSync(target, old);
  } catch {
    // There was none before.
  }
  renameSync(coming, target);
  rmSync(old, { recursive: true, force: true });
}

/** A planned file's place; a plan that came over a wire may name no other. */
function inside(folder: string, file: string): string {
  if (!isPlainPath(file)) throw new RecollectError('input-invalid', sentence('hub-checksum', file));
  return path.join(folder, file);
}
