import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { RecollectError } from '../protocol/errors.ts';

/** A line of a questions file. */
export type QuestionLine =
  | {
      readonly id: string | number;
      readonly question: string;
      /** Files and folders that are asked; empty for all. */
      readonly scope: readonly string[];
      /** Questions asked before this one, oldest first. */
      readonly history: readonly string[];
      readonly error?: undefined;
    }
  | {
      /** What could be read of the line; null where there is nothing. */
      readonly id: string | number | null;
      readonly question: string | null;
      /** What is wrong with the line, with its number. */
      readonly error: string;
    };

/**
 * Reads a JSONL file of questions line by line, so that its length does not matter. Blank lines are passed over,
 * other fields (evidence, gold answers) ignored; a question without an id gets the number of its line. A line
 * that is not a question comes as one with an error. Rejects with `input-invalid` where the file cannot be read.
 */
export async function* readQuestions(file: string): AsyncGenerator<QuestionLine> {
  let number = 0;
  try {
    const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
    for await (const line of lines) {
      number++;
      const text = number === 1 ? line.replace(/^\ufeff/, '') : line;
      if (text.trim() !== '') yield parseQuestion(text, number);
    }
  } catch (error) {
    throw unreadableQuestions(file, error);
  }
}

/** What is thrown where a questions file cannot be read. */
export function unreadableQuestions(file: string, error: unknown): RecollectError {
  return new RecollectError(
    'input-invalid',
    `The questions in ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}. ` +
      'Check the path and that you may read it.',
    { cause: error },
  );
}

/** One line of a questions file, read. */
export function parseQuestion(text: string, number: number): QuestionLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { id: null, question: null, error: `Line ${number} is not JSON: ${reason}` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { id: null, question: null, error: `Line ${number} is not an object with a "question".` };
  }
  const given: unknown = 'id' in value ? value.id : undefined;
  const id = typeof given === 'string' || typeof given === 'number' ? given : null;
  const question: unknown = 'question' in value ? value.question : undefined;
  const wrong = (error: string): QuestionLine => ({
    id,
    question: typeof question === 'string' ? question : null,
    error: `Line ${number}: ${error}`,
  });
  if (id === null && given !== undefined && given !== null)
    return wrong('"id" is neither text nor a number.');
  if (typeof question !== 'string') return wrong('"question" is missing or not a text.');
  const scope = textsOf('scope' in value ? value.scope : undefined);
  if (scope === undefined) return wrong('"scope" is neither a name of a file or folder nor a list of them.');
  const history = textsOf('history' in value ? value.history : undefined);
  if (history === undefined) return wrong('"history" is not a list of earlier questions.');
  return { id: id ?? number, question, scope, history };
}

/** One text or a list of them, as a list; undefined for anything else. */
export function textsOf(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}
