import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Centres, CentresOfRole } from '../../core/recall/centring.ts';
import { SCRIPTS } from '../../core/text/script.ts';
import { sentence } from '../../protocol/sentences.ts';
import { incomplete } from './manifest.ts';

/**
 * Reads `centres.json` beside a model: mean vectors of questions and of passages, by script. Not among the files
 * that a vector depends on. Undefined where the model has none; throws `model-incomplete` where it is damaged.
 */
export function readCentres(folder: string, dimensions: number): Centres | undefined {
  const file = path.join(folder, 'centres.json');
  if (!existsSync(file)) return undefined;
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return { queries: roleIn(json, 'queries', dimensions), passages: roleIn(json, 'passages', dimensions) };
  } catch (error) {
    throw incomplete('encoder', sentence('model-file-damaged', file), error);
  }
}

function roleIn(json: unknown, role: string, dimensions: number): CentresOfRole {
  const byName = field(json, role);
  const vectorOf = (name: string): Float32Array | undefined => {
    const values = field(byName, name);
    if (values === undefined) return undefined;
    const vector = Array.isArray(values) ? Float32Array.from(values, Number) : new Float32Array(0);
    if (vector.length !== dimensions || !vector.every(Number.isFinite))
      throw new RangeError(`${role}.${name}`);
    return vector;
  };
  const byScript = SCRIPTS.map(vectorOf);
  const known = byScript.filter((vector) => vector !== undefined);
  if (known.length === 0) throw new RangeError(role);
  const all = new Float32Array(dimensions).map(
    (_, i) => known.reduce((sum, vector) => sum + (vector[i] ?? 0), 0) / known.length,
  );
  return { byScript, all };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
