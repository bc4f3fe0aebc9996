import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isRecord } from '../../../protocol/isRecord.ts';
import { writeAtomically } from '../../store/atomicFile.ts';
import type { Candidate } from './candidates.ts';
import type { Trial } from './trial.ts';

/** What was found out about the devices of one machine. */
export interface Choice {
  /** See `machineKey`. */
  readonly key: string;
  /** Null for the processor. */
  readonly chosen: Candidate | null;
  readonly tried: readonly Trial[];
  /** When, in ISO 8601. */
  readonly date: string;
  /** Why the device that was chosen is not used any more, where it failed in the midst of work. */
  readonly failed?: string;
}

/** A device must be this much faster to be worth its memory and its power. */
const WORTH = 1.2;
/** Machines and versions that are kept: a store may be shared by several. */
const KEPT = 8;
const FORMAT = 1;

/** The fastest right one where it is faster than the processor; whichever is right where one is wished for by name. */
export function choose(tried: readonly Trial[], named: boolean): Candidate | null {
  const right = tried.filter((trial) => trial.kind === 'right').toSorted((a, b) => b.times - a.times);
  const best = right[0];
  if (best === undefined || (!named && best.times < WORTH)) return null;
  return { provider: best.provider, variant: best.variant };
}

/** What is remembered of this machine, or undefined where devices are still to be tried. */
export function readChoice(folder: string, key: string): Choice | undefined {
  return readAll(folder).find((choice) => choice.key === key);
}

/** Remembers it, in place of what was remembered of the same machine. Throws where the folder cannot be written. */
export function keepChoice(folder: string, choice: Choice): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const others = readAll(folder).filter(({ key }) => key !== choice.key);
  const choices = [choice, ...others].slice(0, KEPT);
  writeAtomically(file(folder), `${JSON.stringify({ format: FORMAT, choices }, undefined, 2)}\n`);
}

function file(folder: string): string {
  return path.join(folder, 'choices.json');
}

/** Whatever of it is not as it was written is left out: devices are then tried again. */
function readAll(folder: string): Choice[] {
  try {
    const json: unknown = JSON.parse(readFileSync(file(folder), 'utf8'));
    if (!isRecord(json) || json['format'] !== FORMAT || !Array.isArray(json['choices'])) return [];
    return (json['choices'] as readonly unknown[]).filter(isChoice);
  } catch {
    // Not there yet, or damaged.
    return [];
  }
}

function isChoice(value: unknown): value is Choice {
  return (
    isRecord(value) &&
    typeof value['key'] === 'string' &&
    typeof value['date'] === 'string' &&
    (value['failed'] === undefined || typeof value['failed'] === 'string') &&
    (value['chosen'] === null || isCandidate(value['chosen'])) &&
    Array.isArray(value['tried']) &&
    value['tried'].every(isTrial)
  );
}

function isCandidate(value: unknown): value is Candidate {
  return (
    isRecord(value) &&
    ['webgpu', 'cuda', 'dml', 'coreml'].includes(String(value['provider'])) &&
    ['q4', 'q4f16', 'f16'].includes(String(value['variant']))
  );
}

function isTrial(value: unknown): value is Trial {
  if (!isRecord(value) || !isCandidate(value)) return false;
  if (value['kind'] === 'failed') return typeof value['why'] === 'string';
  if (value['kind'] === 'wrong') return typeof value['cosine'] === 'number';
  const { cosine, rate, times } = value;
  return value['kind'] === 'right' && [cosine, rate, times].every((figure) => typeof figure === 'number');
}
