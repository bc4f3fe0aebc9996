import { InvalidArgumentError, Option } from 'commander';
import { CONFIDENCE } from '../core/answer/abstain.ts';
import { USUAL_LENGTH } from '../core/summarize/length.ts';
import { wantedDevices } from '../protocol/devices.ts';
import { ON_BATTERY } from '../protocol/onBattery.ts';
import { VECTOR_QUOTA_MEGABYTES } from '../protocol/vectorQuota.ts';

/** What `ask` and `explain` take beside folder and question. */
export interface AskOptions extends Pins {
  /** Files and folders, as typed; empty for all. */
  readonly scope: readonly string[];
  /** Questions asked before this one, oldest first. */
  readonly after: readonly string[];
}

/** What {@link riskOption} gives. */
export interface Risk {
  /** 0 to 1; the engine's own where left out. */
  readonly risk?: number;
}

/** `--risk`: how many answers may be wrong. */
export function riskOption(): Option {
  return new Option(
    '--risk <share>',
    `the share of questions that may get a wrong answer, 0 to 1: less declines more, 1 nothing (else ${CONFIDENCE.risk})`,
  ).argParser((typed) => {
    const value = Number(typed);
    if (typed.trim() !== '' && value >= 0 && value <= 1) return value;
    throw new InvalidArgumentError(
      'It takes a number from 0 (nothing wrong is risked) to 1 (nothing is declined).',
    );
  });
}

/** `--scope`: what is asked. */
export function scopeOption(): Option {
  return new Option('--scope <name>', 'ask this file or folder alone; repeat it for several')
    .default([], 'all files')
    .argParser(collected);
}

/** `--after`: what was asked before. */
export function afterOption(): Option {
  return new Option('--after <question>', 'a question asked before, that this one goes on from; repeatable')
    .default([], 'none')
    .argParser(collected);
}

/** What {@link pinOption} gives. */
export interface Pins {
  /** Files and folders, as typed. */
  readonly pin: readonly string[];
}

/** `--pin`: what comes first where others answer as well. */
export function pinOption(): Option {
  return new Option('--pin <name>', 'put this file or folder first where others answer as well; repeatable')
    .default([], 'none')
    .argParser(collected);
}

/** Reads an option that may be repeated. */
export function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** Reads an option's whole number, `least` or more. */
export function whole(least: number): (typed: string) => number {
  return (typed) => {
    const value = Number(typed);
    if (/^\d+$/.test(typed) && value >= least && Number.isSafeInteger(value)) return value;
    throw new InvalidArgumentError(`It takes a whole number, ${least} or more.`);
  };
}

/** `--vector-quota`: megabytes for the vectors of a memory. */
export function vectorQuotaOption(): Option {
  const { usual, least, most } = VECTOR_QUOTA_MEGABYTES;
  return new Option(
    '--vector-quota <megabytes>',
    `room for the vectors of a folder, those of texts that are gone included (else ${usual})`,
  )
    .env('RECOLLECT_VECTOR_QUOTA')
    .argParser((typed) => {
      const value = whole(least)(typed);
      if (value <= most) return value;
      throw new InvalidArgumentError(`It takes ${least} to ${most} megabytes.`);
    });
}

/** `--device`: what documents are encoded with. */
export function deviceOption(): Option {
  return new Option('--device <name>', 'encode documents with it (else the fastest that is right)')
    .env('RECOLLECT_DEVICE')
    .choices(wantedDevices);
}

/** `--on-battery`: how fast a memory is encoded on battery. */
export function onBatteryOption(): Option {
  return new Option(
    '--on-battery <how>',
    'encode as on mains (full, as without it), half the time (slow) or on mains only (pause)',
  )
    .env('RECOLLECT_ON_BATTERY')
    .choices(ON_BATTERY);
}

/** `--length`: how long a summary is to be. */
export function lengthOption(): Option {
  return new Option(
    '--length <share>',
    `how long: 0 (a few sentences) to 1 (a few pages) (else ${USUAL_LENGTH})`,
  ).argParser((typed) => {
    const value = Number(typed);
    if (typed.trim() !== '' && value >= 0 && value <= 1) return value;
    throw new InvalidArgumentError('It takes a number from 0 (a few sentences) to 1 (a few pages).');
  });
}
