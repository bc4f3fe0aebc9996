import path from 'node:path';
import type { CancelSignal } from '../../../core/ports.ts';
import {
  USUAL_HUB,
  type ModelPlan,
  type PlanEncoderParams,
  type PlannedFile,
} from '../../../protocol/encoderModels.ts';
import { RecollectError } from '../../../protocol/errors.ts';
import { sentence } from '../../../protocol/sentences.ts';
import { hubAt, modelName } from './hubAddress.ts';
import { folderSource, hubSource, type ModelSource } from './modelSource.ts';
import { DESCRIPTIONS, recipeFor, type Descriptions } from './recipes.ts';

/**
 * Graphs that are likely to be right for a processor, best first: in eight bits, then as they were trained. What is
 * made for one kind of processor (avx512, arm64) may be wrong on another.
 */
const PREFERRED = [
  'onnx/model_quantized.onnx',
  'onnx/model_int8.onnx',
  'model_quantized.onnx',
  'onnx/model.onnx',
  'model.onnx',
];
/** Descriptions that are taken with the graph, so that the folder can be used as any other copy of the model. */
const TAKEN = /^(?:tokenizer\.json|tokenizer_config\.json|config\.json|licen[cs]e(?:\.\w+)?)$/i;

/** What taking a model in would come to; see `EngineApi.planEncoder`. */
export async function planModel(
  { model, hub, graph, recipe }: PlanEncoderParams,
  signal: CancelSignal | undefined,
): Promise<ModelPlan> {
  const typed = model.trim();
  const source = path.isAbsolute(typed)
    ? await folderSource(path.resolve(typed), signal)
    : await repository(typed, hub, signal);
  return planOf(source, { graph, recipe });
}

async function repository(
  typed: string,
  hub: string | undefined,
  signal: CancelSignal | undefined,
): Promise<ModelSource> {
  const { name, revision } = modelName(typed);
  return hubSource(hubAt(hub === undefined || hub.trim() === '' ? USUAL_HUB : hub), name, revision, signal);
}

/** What the person who plans says of it. */
interface Chosen {
  readonly graph: PlanEncoderParams['graph'] | undefined;
  readonly recipe: PlanEncoderParams['recipe'] | undefined;
}

async function planOf(source: ModelSource, { graph: wanted, recipe }: Chosen): Promise<ModelPlan> {
  const { origin, licence, files } = source;
  const name = origin.kind === 'hub' ? origin.name : origin.folder;
  const graphs = files.filter((file) => file.path.endsWith('.onnx'));
  const [first] = graphs;
  if (first === undefined || !files.some((file) => file.path === 'tokenizer.json'))
    throw new RecollectError('input-invalid', sentence('model-no-graph', name));
  const usual = PREFERRED.map((file) => graphs.find((one) => one.path === file)).find(
    (one) => one !== undefined,
  );
  const graph = wanted === undefined ? (usual ?? first) : graphs.find((one) => one.path === wanted);
  if (graph === undefined)
    throw new RecollectError(
      'input-invalid',
      sentence('model-graph-missing', name, wanted ?? '', graphs.map((one) => one.path).join(', ')),
    );
  const recipeOf = recipeFor(name, await described(source), recipe);
  const taken: PlannedFile[] = [];
  for (const file of [...withWeights(graph, files), ...files.filter((one) => TAKEN.test(one.path))])
    taken.push(await source.checked(file));
  return {
    id: `${name}:${path.posix.basename(graph.path, '.onnx')}`,
    origin,
    licence,
    files: taken,
    bytes: sizeOf(taken),
    graph: graph.path,
    otherGraphs: graphs
      .filter((one) => one !== graph)
      .map((one) => ({ path: one.path, bytes: sizeOf(withWeights(one, files)) })),
    recipe: recipeOf,
  };
}

/** A graph with the files beside it that hold its weights: `model.onnx_data`, `model.onnx.data`, `model.onnx_data_1`. */
function withWeights(graph: PlannedFile, files: readonly PlannedFile[]): PlannedFile[] {
  return files.filter(
    (file) =>
      file === graph ||
      (file.path.startsWith(graph.path) && /^[._-][\w.-]*$/.test(file.path.slice(graph.path.length))),
  );
}

async function described(source: ModelSource): Promise<Descriptions> {
  const entries = Object.entries(DESCRIPTIONS).filter(([, file]) =>
    source.files.some((one) => one.path === file),
  );
  const read = await Promise.all(
    entries.map(async ([key, file]) => [key, json(await source.read(file))] as const),
  );
  return Object.fromEntries(read);
}

/** Undefined for what is no JSON: it is a description, and another may say the same. */
function json(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sizeOf(files: readonly PlannedFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
