import { providerNames, type WantedDevice } from '../../../protocol/devices.ts';
import type { DeviceFacts } from '../../../protocol/engineStatus.ts';
import { sentence, type Sentence } from '../../../protocol/sentences.ts';
import type { Candidate } from './candidates.ts';
import type { Choice } from './choice.ts';
import type { Machine } from './machine.ts';
import type { Trial } from './trial.ts';

/** What is known of a machine's devices. */
export interface KnownDevices {
  readonly of: Machine;
  readonly wanted: WantedDevice;
  readonly candidates: readonly Candidate[];
  /** What was found out; undefined where nothing was tried yet. */
  readonly choice: Choice | undefined;
  /** New texts after which devices are tried. */
  readonly triedAfter: number;
}

/** What encodes documents and why, for people. */
export function factsOf(known: KnownDevices): DeviceFacts {
  const { of, choice } = known;
  const trials = choice?.tried.map(trialSentence) ?? [];
  const chosen = choice?.chosen ?? undefined;
  return {
    kind: chosen?.provider ?? 'cpu',
    name: chosen === undefined ? of.processor : graphicsOf(of),
    cores: of.cores,
    reason: reasonOf(known),
    tried: of.avx2 ? trials : [sentence('device-no-avx2'), ...trials],
  };
}

/** What people call a graph on a device. */
export function label({ provider, variant }: Candidate): string {
  return `${providerNames[provider]} (${variant})`;
}

function reasonOf({ of, wanted, candidates, choice, triedAfter }: KnownDevices): Sentence {
  if (wanted === 'cpu') return sentence('device-wanted-cpu');
  if (candidates.length === 0)
    return wanted === 'auto' ? sentence('device-cpu') : sentence('device-missing', providerNames[wanted]);
  const names = [...new Set(candidates.map(({ provider }) => providerNames[provider]))].join(', ');
  if (choice === undefined) return sentence('device-untried', names, String(triedAfter));
  if (choice.failed !== undefined) return sentence('device-given-up', names, choice.failed);
  const { chosen } = choice;
  if (chosen === null) return sentence('device-none-better', names);
  const right = choice.tried.find(
    ({ provider, variant }) => provider === chosen.provider && variant === chosen.variant,
  );
  return sentence(
    'device-chosen',
    label(chosen),
    graphicsOf(of),
    right?.kind === 'right' ? times(right.times) : '?',
  );
}

function trialSentence(trial: Trial): Sentence {
  switch (trial.kind) {
    case 'failed':
      return sentence('device-trial-failed', label(trial), trial.why);
    case 'wrong':
      return sentence('device-trial-wrong', label(trial), trial.cosine.toFixed(4));
    case 'right':
      return sentence('device-trial-right', label(trial), trial.cosine.toFixed(4), times(trial.times));
  }
}

function graphicsOf({ graphics, processor }: Machine): string {
  return graphics.length === 0 ? processor : graphics.join(', ');
}

/** Two digits: no device is timed more exactly. */
function times(value: number): string {
  return value >= 10 ? String(Math.round(value)) : value >= 0.1 ? value.toFixed(1) : value.toPrecision(1);
}
