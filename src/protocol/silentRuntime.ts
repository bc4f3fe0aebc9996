/**
 * What every process that may load ONNX Runtime must have in its environment from the start: its builds since 1.29 send
 * events about sessions and models to their maker unless told not to before the library is loaded (docs/Privacy.md of
 * microsoft/onnxruntime).
 */
export const SILENT_RUNTIME = { ORT_DISABLE_TELEMETRY: '1' } as const;
