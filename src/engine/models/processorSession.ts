import type { InferenceSession } from 'onnxruntime-node';

/** How a session runs on the processor, by the threads of one run. */
export function processorSession(threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    // The arena keeps what the longest text needed (bounded by the model's limit); without it every large tensor is
    // mapped and unmapped anew. The pattern planner would keep a plan for every length.
    enableCpuMemArena: true,
    enableMemPattern: false,
    logSeverityLevel: 3,
    // `session.x64quantprecision` is left off: it costs 40 % and our weights were quantised so as not to need it.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}
