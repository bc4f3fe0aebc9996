import { cpus } from 'node:os';
import type { DeviceFacts, ModelFacts } from '../protocol/engineStatus.ts';
import { sentence, type Sentence } from '../protocol/sentences.ts';

/** What the models run on where there is no encoder that could be tried on anything else. */
export function deviceFacts(): DeviceFacts {
  const processors = cpus();
  return {
    kind: 'cpu',
    name: processors[0]?.model.trim() ?? '',
    cores: processors.length,
    reason: sentence('device-cpu'),
    tried: [],
  };
}

/** @param warning what is the matter with it */
export function modelFacts(
  model: { readonly fingerprint: string } | null,
  warning: Sentence | undefined,
): ModelFacts {
  return { fingerprint: model?.fingerprint ?? null, ...(warning === undefined ? {} : { fault: warning }) };
}
