/** What documents may be encoded with: the processor, or a device through one of onnxruntime's providers. */
export const providers = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'] as const;
export type Provider = (typeof providers)[number];

/** What a user may wish for: the fastest that is right, or one of them. */
export type WantedDevice = 'auto' | Provider;

/** What people call them. */
export const providerNames = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'CoreML',
} as const satisfies Record<Provider, string>;

/** The values of the setting, its default first. */
export const wantedDevices = ['auto', ...providers] as const satisfies readonly WantedDevice[];

/** True for the name of a device, or `auto`. */
export function isWantedDevice(text: string): text is WantedDevice {
  return wantedDevices.some((wanted) => wanted === text);
}
