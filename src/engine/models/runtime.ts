import type * as Ort from 'onnxruntime-node';
import { SILENT_RUNTIME } from '../../protocol/silentRuntime.ts';

/**
 * Switches ONNX Runtime's own telemetry off in this process (see {@link SILENT_RUNTIME}). To be called in a process's
 * main thread before it starts a thread that loads the library: what a thread writes into its `process.env` never reaches
 * native code.
 */
export function silenceRuntime(): void {
  Object.assign(process.env, SILENT_RUNTIME);
}

/**
 * ONNX Runtime. The one place that loads it (a test holds all code to that), so that it is never loaded unless its
 * telemetry was switched off. Rejects where it was not, and where the library cannot be loaded.
 */
export async function loadRuntime(): Promise<typeof Ort> {
  // A thread has a copy of its parent's environment: what is not in it was not in the process's own either.
  for (const [name, value] of Object.entries(SILENT_RUNTIME))
    if (process.env[name] !== value) throw new Error(`ONNX Runtime is not loaded without ${name}=${value}`);
  return import('onnxruntime-node');
}
