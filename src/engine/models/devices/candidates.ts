import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Provider, WantedDevice } from '../../../protocol/devices.ts';
import type { GraphVariant } from './deviceGraph.ts';
import type { Machine } from './machine.ts';

/** A graph on a device: what is tried, and what is chosen among. */
export interface Candidate {
  readonly provider: Exclude<Provider, 'cpu'>;
  readonly variant: GraphVariant;
}

/** Of one provider what runs on every device first; what is quicker wants half precision, which not all have. */
const variants = {
  webgpu: ['q4', 'q4f16', 'f16'],
  cuda: ['q4', 'f16'],
  dml: ['q4', 'f16'],
  coreml: ['f16'],
} as const satisfies Record<Candidate['provider'], readonly GraphVariant[]>;

/** The devices that onnxruntime-node comes with, by platform; CUDA counts where somebody has put its files there. */
const carried: Readonly<Record<string, readonly Candidate['provider'][]>> = {
  'linux-x64': ['cuda', 'webgpu'],
  'win32-x64': ['webgpu', 'dml'],
  'win32-arm64': ['webgpu', 'dml'],
  'darwin-arm64': ['webgpu', 'coreml'],
};

/** What can be tried on a machine; nothing where there is nothing to open, or where another device is wished for. */
export function candidates(
  { platform, arch, hasGraphics }: Pick<Machine, 'platform' | 'arch' | 'hasGraphics'>,
  wanted: WantedDevice = 'auto',
  hasCuda: () => boolean = cudaIsThere,
): Candidate[] {
  if (!hasGraphics || wanted === 'cpu') return [];
  return (carried[`${platform}-${arch}`] ?? [])
    .filter((provider) => wanted === 'auto' || wanted === provider)
    .filter((provider) => provider !== 'cuda' || hasCuda())
    .flatMap((provider) => variants[provider].map((variant) => ({ provider, variant })));
}

/** CUDA's part of onnxruntime is half a gigabyte, which nobody ships; those who work with it may have it there. */
function cudaIsThere(): boolean {
  try {
    const main = createRequire(path.join(import.meta.dirname, 'candidates.js')).resolve('onnxruntime-node');
    const natives = path.join(path.dirname(main), '..', 'bin', 'napi-v6', process.platform, process.arch);
    return existsSync(path.join(natives, 'libonnxruntime_providers_cuda.so'));
  } catch {
    return false;
  }
}
