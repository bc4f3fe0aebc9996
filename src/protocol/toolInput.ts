import { RecollectError } from './errors.ts';
import { isRecord } from './isRecord.ts';
import {
  toolLimits,
  toolNames,
  type AskToolInput,
  type PassagesToolInput,
  type SummarizeToolInput,
  type ToolKey,
} from './tools.ts';

// What a model sends is no more to be trusted than what a document says: read here, once. What is wrong with it is
// said so that a model can mend it.

/** @throws RecollectError `input-invalid` */
export function askToolInput(value: unknown): AskToolInput {
  const input = membersOf(value, 'ask', ['question', 'files', 'history']);
  return asked(input);
}

/** @throws RecollectError `input-invalid` */
export function passagesToolInput(value: unknown): PassagesToolInput {
  const input = membersOf(value, 'passages', ['question', 'files', 'history', 'count']);
  const { usual, most } = toolLimits.passages;
  const count = numberIn(input, 'count') ?? usual;
  if (!Number.isInteger(count) || count < 1) throw invalid('"count" must be a whole number, 1 or more.');
  return { ...asked(input), count: Math.min(count, most) };
}

/** @throws RecollectError `input-invalid` */
export function summarizeToolInput(value: unknown): SummarizeToolInput {
  const input = membersOf(value, 'summarize', ['file', 'question', 'length']);
  const file = textIn(input, 'file')?.trim();
  if (file === undefined || file === '')
    throw invalid('"file" must name the file, the folder, or "." for all of the documents.');
  const question = textIn(input, 'question')?.trim();
  const length = numberIn(input, 'length');
  if (length !== undefined && !(length >= 0 && length <= 1))
    throw invalid('"length" must be a number from 0 (a few sentences) to 1 (a few pages).');
  return {
    file,
    ...(question === undefined || question === '' ? {} : { question: bounded(question) }),
    ...(length === undefined ? {} : { length }),
  };
}

function asked(input: Members): AskToolInput {
  const question = textIn(input, 'question')?.trim();
  if (question === undefined || question === '')
    throw invalid('"question" must be a text that is not empty: say what the documents are to be asked.');
  return { question: bounded(question), files: textsIn(input, 'files'), history: textsIn(input, 'history') };
}

type Members = Readonly<Record<string, unknown>>;

function membersOf(value: unknown, tool: ToolKey, known: readonly string[]): Members {
  const input = value ?? {};
  if (!isRecord(input)) throw invalid(`${toolNames[tool]} takes an object with ${listed(known)}.`);
  const foreign = Object.keys(input).filter((name) => !known.includes(name));
  // A slip in a name would be an answer to another question.
  if (foreign.length > 0)
    throw invalid(`${toolNames[tool]} does not know ${listed(foreign)}; it takes ${listed(known)}.`);
  return input;
}

function textIn(input: Members, name: string): string | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(`"${name}" must be a text.`);
}

function textsIn(input: Members, name: string): string[] {
  const value = input[name] ?? [];
  // Models that mean one name often send it by itself.
  const list: unknown = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'string'))
    throw invalid(`"${name}" must be a list of texts.`);
  if (list.length > toolLimits.names) throw invalid(`"${name}" may hold ${toolLimits.names} at most.`);
  return list.map((item) => item.trim()).filter((item) => item !== '');
}

function numberIn(input: Members, name: string): number | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || typeof value === 'number') return value;
  throw invalid(`"${name}" must be a number.`);
}

function bounded(question: string): string {
  if (question.length <= toolLimits.question) return question;
  throw invalid(
    `"question" has ${question.length} characters, and ${toolLimits.question} are the most: ask for less at once.`,
  );
}

function listed(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ');
}

function invalid(what: string): RecollectError {
  return new RecollectError('input-invalid', `Nothing was asked: ${what} Call it again with that put right.`);
}
