import { arch, platform, release } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import type { Encoder } from '../core/ports.ts';
import type { EncoderModel } from '../protocol/encoderModels.ts';
import type { MemoryFacts } from '../protocol/engineStatus.ts';
import type { DoctorCheck, DoctorReport } from '../protocol/memoryReports.ts';
import { providerNames } from '../protocol/devices.ts';
import type { DeviceFacts } from '../protocol/engineStatus.ts';
import type { Sentence } from '../protocol/sentences.ts';
import type { Snapshot } from './recall/snapshot.ts';
import { ExactIndex } from './store/exactIndex.ts';
import { graphFault, HnswIndex } from './store/hnswIndex.ts';
import { storeRoot } from './store/location.ts';
import type { OpenedStore } from './store/openStore.ts';
import { packageVersion, productVersion } from './versions.ts';
import { formatBytes } from './workspace/reasons.ts';
import { readCalibration } from './workspace/ownCalibration.ts';
import type { Workspace } from './workspace/workspace.ts';

export interface DoctorInput {
  readonly encoder: Encoder | null;
  /** Why there is no encoder. */
  readonly encoderWarning: string | undefined;
  readonly device: DeviceFacts;
  /** Says what is wrong with the model's files; empty where their checksums are right. */
  readonly verifyModel: () => readonly string[];
  /** The reader, or why there is none; null where there is no encoder to read with. */
  readonly reader: { readonly reader: CheckedReader | null; readonly warning?: Sentence } | null;
  /** The encoders that are here, and what the workspace's memory is changed from and to. */
  readonly chosen:
    | {
        readonly models: readonly EncoderModel[];
        readonly changing: MemoryFacts['changing'];
      }
    | undefined;
  /** The encoder that the workspace is asked by. */
  readonly asked: Encoder | null;
  readonly storeFolder: string | undefined;
  readonly workspace: Workspace | undefined;
}

/** What may be put right, or be borne. */
const UNFORTUNATE: ReadonlySet<string> = new Set(['device-missing', 'device-given-up', 'device-no-avx2']);

/** What doctor looks at of a reader. */
interface CheckedReader {
  readonly fingerprint: string;
  /** Says what is wrong with its files. */
  verify(): readonly string[];
}

/** Looks at everything an answer depends on. Slow where the memory is large: it builds a graph of a sample. */
export async function examine(input: DoctorInput): Promise<DoctorReport> {
  const checks: DoctorCheck[] = [
    versions(),
    machine(input.device),
    ...model(input),
    ...encoderModels(input),
    ...reader(input),
  ];
  checks.push({ name: 'Memories', state: 'ok', detail: storeRoot(input.storeFolder) });
  if (input.workspace) {
    checks.push(
      ...(await input.workspace.examine(input.asked, (opened, snapshot) =>
        memory(opened, snapshot, input.asked),
      )),
    );
  }
  return { checks };
}

function versions(): DoctorCheck {
  const database = new DatabaseSync(':memory:');
  const row = database.prepare('select sqlite_version() as version').get();
  database.close();
  const detail = [
    `Recollect ${productVersion()}`,
    `Node ${process.versions.node}`,
    `ONNX Runtime ${packageVersion('onnxruntime-node')}`,
    `SQLite ${String(row?.['version'])}`,
  ];
  return { name: 'Versions', state: 'ok', detail: detail.join(', ') };
}

function machine({ kind, name, cores, reason, tried }: DeviceFacts): DoctorCheck {
  const facts = [name === '' ? 'unknown' : name, `${cores} cores`, `${platform()} ${arch()} ${release()}`];
  return {
    name: 'Device',
    // A device that failed in the midst of work, a processor that is slow: nothing is wrong, and it may be better.
    state: [reason, ...tried].some(({ code }) => UNFORTUNATE.has(code)) ? 'warning' : 'ok',
    detail: [
      `${providerNames[kind]}: ${facts.join(', ')}.`,
      reason.text,
      ...tried.map(({ text }) => text),
    ].join(' '),
  };
}

function model({ encoder, encoderWarning, verifyModel }: DoctorInput): DoctorCheck[] {
  if (encoder === null)
    return [
      {
        name: 'Model',
        state: 'error',
        detail: encoderWarning ?? 'There is no model. Install Recollect again.',
      },
    ];
  const faults = verifyModel();
  const detail = `${encoder.dimensions} dimensions, fingerprint ${encoder.fingerprint}`;
  return [
    { name: 'Model', state: 'ok', detail },
    faults.length === 0
      ? { name: 'Model files', state: 'ok', detail: 'every checksum is right' }
      : { name: 'Model files', state: 'error', detail: faults.join(' ') },
  ];
}

/** The encoders beside the built-in one, where there are any or one is missing. */
function encoderModels({ encoder, encoderWarning, chosen }: DoctorInput): DoctorCheck[] {
  if (encoder === null || chosen === undefined) return [];
  const checks: DoctorCheck[] = [];
  if (encoderWarning !== undefined)
    checks.push({ name: 'Encoder', state: 'warning', detail: encoderWarning });
  const { models, changing } = chosen;
  if (models.length > 1) {
    const told = models.map(
      ({ id, dimensions, fingerprint, chosen: used }) =>
        `${id} (${dimensions} dimensions, fingerprint ${fingerprint}${used ? ', in use' : ''})`,
    );
    checks.push({ name: 'Encoders', state: 'ok', detail: told.join('; ') });
  }
  if (changing !== undefined)
    checks.push({
      name: 'Encoder',
      state: 'warning',
      detail: `being changed from ${changing.from} to ${changing.to}; until that is done, ${changing.from} finds by meaning. Index the folder to finish.`,
    });
  return checks;
}

function reader({ reader: loaded }: DoctorInput): DoctorCheck[] {
  if (loaded === null) return [];
  if (loaded.reader === null) {
    return [
      {
        name: 'Reader',
        state: 'warning',
        detail: loaded.warning?.text ?? 'There is no reader. Install Recollect again.',
      },
    ];
  }
  const faults = loaded.reader.verify();
  return [
    faults.length === 0
      ? {
          name: 'Reader',
          state: 'ok',
          detail: `fingerprint ${loaded.reader.fingerprint}, every checksum is right`,
        }
      : { name: 'Reader', state: 'error', detail: faults.join(' ') },
  ];
}

function memory(
  { store, folder, holder, warnings }: OpenedStore,
  snapshot: Snapshot,
  encoder: Encoder | null,
): DoctorCheck[] {
  const { leaves, encoded } = store.counts(encoder?.fingerprint ?? '');
  const skipped = store.skipped().length;
  const checks: DoctorCheck[] = warnings.map(({ text: detail }) => ({
    name: 'Memory',
    state: 'warning',
    detail,
  }));
  checks.push({
    name: 'Memory',
    state: encoded < leaves ? 'warning' : 'ok',
    detail:
      `${snapshot.documents.length} ${snapshot.documents.length === 1 ? 'file' : 'files'}, ${leaves} leaves, ${encoded} encoded, ${skipped} ${skipped === 1 ? 'file' : 'files'} skipped` +
      (encoded < leaves ? '. The rest is found by its words alone; index the folder to finish.' : ''),
  });
  const kept = store.kept(encoder?.fingerprint ?? '');
  if (kept.vectors > 0) {
    checks.push({
      name: 'Vectors kept',
      state: 'ok',
      detail:
        `${kept.vectors - kept.unused} of texts that are there, ${kept.unused} of texts that are gone and may come back ` +
        `(another branch, an undo); ${formatBytes(kept.bytes)} in all`,
    });
  }
  checks.push(...calibration(folder));
  if (holder !== undefined) {
    const who = `Process ${holder.pid} on ${holder.host}`;
    checks.push({
      name: 'Writer',
      state: 'warning',
      detail: `${who} is writing to this memory; here it is only read.`,
    });
  }
  if (encoder !== null && encoded > 0) checks.push(graph(snapshot, encoder.dimensions));
  return checks;
}

/** When confidence was fitted to the user's own questions, where it was. */
function calibration(folder: string): DoctorCheck[] {
  const read = readCalibration(folder);
  if (read === undefined) return [];
  if ('fault' in read) return [{ name: 'Calibration', state: 'warning', detail: read.fault }];
  const { date, questions, unanswerable, from, errorBefore, errorAfter } = read.provenance;
  const shown = (error: number): string => `${(100 * error).toFixed(1)} %`;
  return [
    {
      name: 'Calibration',
      state: 'ok',
      detail:
        `of ${date.slice(0, 10)}, on ${questions} questions ${from === '' ? 'made from the files' : `from ${from}`}, ${unanswerable} of them unanswerable; ` +
        `off by ${shown(errorAfter)} on average, ${shown(errorBefore)} before`,
    },
  ];
}

/** Vectors that the graph is tried on: building it costs about half a millisecond each. */
const GRAPH_SAMPLE = 3000;
const GRAPH_QUERIES = 50;
const NEIGHBOURS = 10;

/** How many of the true nearest neighbours HNSW finds among (a sample of) this memory's own vectors. */
function graph({ documents }: Snapshot, dimensions: number): DoctorCheck {
  const fault = graphFault();
  if (fault !== undefined)
    return {
      name: 'HNSW',
      state: 'ok',
      detail:
        `not on this machine (${fault}): each question is compared with every leaf, which misses nothing and takes ` +
        'longer in memories of more than some 100,000 leaves',
    };
  const exact = new ExactIndex(dimensions);
  const approximate = HnswIndex.empty(dimensions);
  const queries: Float32Array[] = [];
  for (const { leafIds, vectors, encoded } of documents) {
    for (const [leaf, label] of leafIds.entries()) {
      if (encoded[leaf] !== 1 || exact.size >= GRAPH_SAMPLE) continue;
      const vector = vectors.vector(leaf);
      exact.add(label, vector);
      approximate.add(label, vector);
      if (exact.size % Math.floor(GRAPH_SAMPLE / GRAPH_QUERIES) === 1) queries.push(vector);
    }
  }
  let found = 0;
  let sought = 0;
  for (const query of queries) {
    const labels = new Set(approximate.search(query, NEIGHBOURS).map(({ label }) => label));
    for (const { label } of exact.search(query, NEIGHBOURS)) {
      sought++;
      if (labels.has(label)) found++;
    }
  }
  const recall = sought === 0 ? 1 : found / sought;
  return {
    name: 'HNSW against exact',
    state: recall < 0.95 ? 'warning' : 'ok',
    detail: `finds ${(recall * 100).toFixed(1)} % of the ${NEIGHBOURS} nearest of ${exact.size} leaves`,
  };
}
