import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  calibrated,
  calibrationError,
  evenWeights,
  fitCalibration,
  type Calibration,
  type CalibrationQuestion,
} from '../../core/answer/calibration.ts';
import { NEVER, thresholdAt, type RiskThreshold } from '../../core/answer/riskControl.ts';
import type { CalibrationFacts } from '../../protocol/memoryReports.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { isRecord } from '../../protocol/isRecord.ts';
import { writeAtomically } from '../store/atomicFile.ts';
import { storeError } from '../store/storeErrors.ts';

/** A calibration as it is kept beside a memory, with where it comes from. */
export interface OwnCalibration extends Calibration {
  readonly provenance: CalibrationFacts & {
    /** ISO date and time. */
    readonly date: string;
    /** Name of the questions' file; empty for questions made from the files. */
    readonly from: string;
  };
}

const FILE = 'calibration.json';
const FORMAT = 1;
/** Fewer say nothing of how often an answer is wrong. */
const LEAST = { answerable: 12, unanswerable: 6 };
/** Risks that are told of. */
const TOLD = [0.05, 0.1, 0.2];

/** What became of reading it: undefined where there is none, the fault where it is damaged. */
export type ReadCalibration = OwnCalibration | { readonly fault: string } | undefined;

/** The calibration kept in a memory's folder. */
export function readCalibration(folder: string): ReadCalibration {
  const file = path.join(folder, FILE);
  return existsSync(file) ? parsed(file) : undefined;
}

/** The same where it can be used. */
export function usableCalibration(folder: string): OwnCalibration | undefined {
  const read = readCalibration(folder);
  return read === undefined || 'fault' in read ? undefined : read;
}

/**
 * Fits a calibration and keeps it in the memory's folder. Throws `input-invalid` where the questions are too few.
 *
 * @param read whether the reader has read the questions
 */
export function keepCalibration(
  folder: string,
  questions: readonly CalibrationQuestion[],
  { read, from, date }: { readonly read: boolean; readonly from: string; readonly date: string },
): OwnCalibration {
  const answerable = questions.filter((question) => question.answerable).length;
  const unanswerable = questions.length - answerable;
  if (answerable < LEAST.answerable || unanswerable < LEAST.unanswerable)
    throw new RecollectError(
      'input-invalid',
      `There are ${answerable} questions that the files answer and ${unanswerable} that they do not, too few to fit ` +
        `anything to: at least ${LEAST.answerable} and ${LEAST.unanswerable} are needed, and a hundred are better. Nothing was changed.`,
    );
  const fitted = fitCalibration(questions, read);
  const kept: OwnCalibration = {
    ...fitted,
    provenance: { ...factsOf(questions, fitted), date, from },
  };
  try {
    writeAtomically(path.join(folder, FILE), `${JSON.stringify({ format: FORMAT, ...kept }, null, 2)}\n`);
  } catch (error) {
    throw storeError(error, folder);
  }
  return kept;
}

/** Forgets it; false where there was none. */
export function forgetCalibration(folder: string): boolean {
  const file = path.join(folder, FILE);
  if (!existsSync(file)) return false;
  try {
    rmSync(file);
  } catch (error) {
    throw storeError(error, folder);
  }
  return true;
}

function factsOf(questions: readonly CalibrationQuestion[], fitted: Calibration): CalibrationFacts {
  const weightOf = evenWeights(questions);
  const own = questions.map((question) => ({
    ...question,
    weight: weightOf(question),
    is: question.answerable,
    probability: calibrated(question.confidence, fitted),
  }));
  const answerable = own.filter(({ is }) => is);
  return {
    questions: own.length,
    unanswerable: own.length - answerable.length,
    wrong: own.filter(({ wrong }) => wrong).length,
    errorBefore: calibrationError(own.map((one) => ({ ...one, probability: one.confidence }))),
    errorAfter: calibrationError(own),
    answered: TOLD.map((risk) => {
      const threshold = thresholdAt(fitted.risks, risk);
      const given = answerable.filter(({ probability }) => probability >= threshold).length;
      return { risk, share: threshold === NEVER ? null : given / Math.max(1, answerable.length) };
    }),
  };
}

function parsed(file: string): ReadCalibration {
  const fault = {
    fault: `${file} is damaged, so confidence is as shipped. Run "recollect calibrate" again.`,
  };
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return fault;
  }
  if (!isRecord(json) || json['format'] !== FORMAT) return fault;
  const { bias, scale, read, risks, provenance } = json;
  if (!isNumber(bias) || !isNumber(scale) || scale <= 0 || typeof read !== 'boolean') return fault;
  // Without a threshold every question would be declined.
  if (!Array.isArray(risks) || risks.length === 0 || !risks.every(isThreshold)) return fault;
  if (!isProvenance(provenance)) return fault;
  return { bias, scale, read, risks, provenance };
}

function isProvenance(value: unknown): value is OwnCalibration['provenance'] {
  return (
    isRecord(value) &&
    typeof value['date'] === 'string' &&
    typeof value['from'] === 'string' &&
    ['questions', 'unanswerable', 'wrong', 'errorBefore', 'errorAfter'].every((name) =>
      isNumber(value[name]),
    ) &&
    Array.isArray(value['answered'])
  );
}

function isThreshold(value: unknown): value is RiskThreshold {
  return isRecord(value) && isNumber(value['risk']) && isNumber(value['threshold']);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
