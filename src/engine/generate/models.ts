import type { CancelSignal } from '../../core/ports.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { sentence } from '../../protocol/sentences.ts';
import type { ModelsParams, ModelsResult } from '../../protocol/writing.ts';
import { clientFor } from './client.ts';
import { endpointAt, type Endpoint } from './endpoint.ts';
import { endpointError } from './endpointErrors.ts';
import { abortReason, Gate } from './gate.ts';
import { Watch } from './watch.ts';

/** A model as an endpoint lists it: its id, and fields that differ from server to server. */
export type ListedModel = Readonly<Record<string, unknown>> & { readonly id: string };

/** How long an endpoint may take to tell which models it has, in ms. */
const PATIENCE = 15_000;

/** The names of the models that an endpoint offers. Rejects with what went wrong, for people. */
export async function modelsAt(
  { url, key }: ModelsParams,
  signal: CancelSignal | undefined,
): Promise<ModelsResult> {
  const endpoint = endpointAt(url);
  const gate = new Gate({ ledger: null, local: endpoint.local });
  const models = await listModels(endpoint, { key, gate, signal });
  return { models: models.map(({ id }) => id) };
}

/** The models of an endpoint with all that it tells of them. */
export async function listModels(
  endpoint: Endpoint,
  {
    key,
    gate,
    signal,
  }: { readonly key: string | undefined; readonly gate: Gate; readonly signal: CancelSignal | undefined },
): Promise<ListedModel[]> {
  const watch = new Watch(PATIENCE, signal);
  watch.heard();
  try {
    const page: unknown = await clientFor(endpoint, key, gate.asking()).get('/models', {
      signal: watch.signal,
    });
    const data = typeof page === 'object' && page !== null && 'data' in page ? page.data : undefined;
    if (!Array.isArray(data)) throw new SyntaxError('no list of models');
    return data.filter(isListed);
  } catch (error) {
    if (signal?.aborted === true) throw abortReason(signal);
    if (watch.late) throw slow(endpoint, PATIENCE);
    throw await endpointError(error, {
      base: endpoint.base,
      model: '',
      key,
      begun: false,
      models: () => Promise.resolve(undefined),
    });
  } finally {
    watch.stop();
  }
}

/** The error for an endpoint from which nothing has come for so many ms. */
export function slow({ base }: Endpoint, timeout: number): RecollectError {
  return new RecollectError(
    'endpoint-unreachable',
    sentence('endpoint-slow', base, String(Math.round(timeout / 1000))),
  );
}

function isListed(model: unknown): model is ListedModel {
  return typeof model === 'object' && model !== null && 'id' in model && typeof model.id === 'string';
}
