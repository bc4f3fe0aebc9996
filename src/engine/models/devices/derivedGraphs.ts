import { globSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DERIVATION, type GraphVariant } from './deviceGraph.ts';
import type { DeviceProcess } from './deviceProcess.ts';

/** How long deriving may take, in ms: some seconds of one core. */
const DERIVING = 120_000;

/** The graphs that were derived from a model on this machine: a cache, made again where it is missing or damaged. */
export class DerivedGraphs {
  readonly #folder: string;
  readonly #encoder: string;
  readonly #name: string;

  /** @param encoder path of the shipped graph, @param fingerprint of the model that it belongs to */
  constructor(folder: string, encoder: string, fingerprint: string) {
    this.#folder = folder;
    this.#encoder = encoder;
    this.#name = `${fingerprint}-${DERIVATION}`;
  }

  /** Path of a graph whose checksum is right, derived by the process where it is not there. Rejects as `ask` does. */
  async get(variant: GraphVariant, by: DeviceProcess): Promise<string> {
    const file = path.join(this.#folder, `${this.#name}-${variant}.onnx`);
    await by.ask({ kind: 'derive', encoder: this.#encoder, variant, file }, DERIVING);
    return file;
  }

  /** Removes all but one variant, those of other models and versions as well. */
  keep(variant: GraphVariant | undefined): void {
    for (const file of globSync('*.onnx*', { cwd: this.#folder })) {
      if (variant !== undefined && file.startsWith(`${this.#name}-${variant}.onnx`)) continue;
      // Another process may have removed it first, or be reading it.
      try {
        rmSync(path.join(this.#folder, file), { force: true });
      } catch {
        // It costs room, nothing else; the next trial removes it.
      }
    }
  }
}
