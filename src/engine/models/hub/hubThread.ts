import type { MessagePort } from 'node:worker_threads';
import type { HubGraphUse, ModelWorkerData, ModelWorkerInput, ModelWorkerOutput } from '../modelMessages.ts';
import { native } from '../nativeWork.ts';
import { loadRuntime } from '../runtime.ts';
import { openHubGraph } from './hubGraph.ts';

/** A thread of the models that runs the graph of a repository; gives vectors alone. */
export async function serveHub(
  port: MessagePort,
  { encoder, state: shared }: ModelWorkerData,
  use: HubGraphUse,
): Promise<void> {
  const state = new Int32Array(shared);
  const ort = await loadRuntime();
  const post = (message: ModelWorkerOutput, ...buffers: ArrayBuffer[]): void =>
    port.postMessage(message, buffers);
  const graph = await openHubGraph(ort, encoder, use, (work) => native(state, work));

  const vector = async (ids: Int32Array): Promise<void> => {
    const made = await graph.vector(ids);
    post({ kind: 'vector', vector: made }, made.buffer);
  };
  port.on('message', (message: ModelWorkerInput) => {
    if (message.kind === 'finish') {
      // Nothing is running: the pool sends one text at a time and this when it has the answer.
      void graph.release().finally(() => port.close());
      return;
    }
    vector(message.ids).catch((error: unknown) =>
      post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
  });
  post({ kind: 'ready' });
}
