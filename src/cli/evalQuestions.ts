import { readFileSync } from 'node:fs';
import { RecollectError } from '../protocol/errors.ts';
import { textsOf, unreadableQuestions } from './questions.ts';

/** Where an answer stands, as a person writes it: by offsets (UTF-16) or by the words that stand there. */
export interface GivenPlace {
  readonly file: string;
  readonly start?: number;
  readonly end?: number;
  readonly quote?: string;
}

/** A question of a questions file, read but not yet looked up. */
export interface GivenQuestion {
  readonly id: string;
  readonly question: string;
  readonly answers: readonly string[];
  readonly evidence: readonly GivenPlace[];
  /** Files and folders, as a person names them. */
  readonly scope: readonly string[];
  readonly history: readonly string[];
  /** Null where the file does not say and nothing else tells. */
  readonly answerable: boolean | null;
}

/** A question that cannot be asked, with the reason. */
export interface Unusable {
  readonly id: string;
  readonly reason: string;
}

/** What a questions file holds. */
export interface GivenQuestions {
  readonly questions: readonly GivenQuestion[];
  readonly unusable: readonly Unusable[];
}

/**
 * Reads questions with what is known of their answers: JSONL (an object a line, as the public bench sets have it),
 * JSON (an array, or an object with `questions` or `results`, so that a report can be asked again), CSV or TSV with a
 * line of names. Throws `input-invalid` where the file cannot be read or holds no question.
 */
export function readGivenQuestions(file: string): GivenQuestions {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw unreadableQuestions(file, error);
  }
  const questions: GivenQuestion[] = [];
  const unusable: Unusable[] = [];
  for (const { id, value } of records(text)) {
    const read = value instanceof Error ? { id, reason: value.message } : parseGiven(value, id);
    if ('reason' in read) unusable.push(read);
    else questions.push(read);
  }
  if (questions.length > 0) return { questions, unusable };
  throw new RecollectError(
    'input-invalid',
    `${file} holds no question that can be asked. ${unusable[0] === undefined ? '' : `${unusable[0].id}: ${unusable[0].reason} `}` +
      'It takes JSONL, an object a line: {"question": …, "evidence": [{"file": …, "quote": …}]}.',
  );
}

interface Entry {
  /** Where it stands: `line 3`. */
  readonly id: string;
  readonly value: unknown;
}

function records(text: string): Entry[] {
  const whole = parsed(text);
  if (Array.isArray(whole)) return numbered(whole);
  if (isRecord(whole)) {
    const list = [whole['questions'], whole['results']].find(Array.isArray);
    return list !== undefined ? numbered(list) : [{ id: 'line 1', value: whole }];
  }
  if (/^\s*[{[]/.test(text)) {
    return text.split(/\r?\n/).flatMap((line, index) => {
      return line.trim() === '' ? [] : [{ id: `line ${index + 1}`, value: parsed(line) }];
    });
  }
  return tableRecords(text);
}

function numbered(values: readonly unknown[]): Entry[] {
  return values.map((value, index) => ({ id: `question ${index + 1}`, value }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return new Error(`It is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** Rows of a table by the names in its first line. */
function tableRecords(text: string): Entry[] {
  const [head = [], ...rows] = tableRows(
    text,
    text.slice(0, text.search(/[\r\n]|$/)).includes('\t') ? '\t' : ',',
  );
  const names = head.map((name) => name.trim().toLowerCase());
  return rows.map((row, index) => {
    const cells = Object.fromEntries(names.map((name, column) => [name, (row[column] ?? '').trim()]));
    const list = (cell: string | undefined) => (cell ?? '').split('|').map((part) => part.trim());
    const { file = '', start = '', end = '' } = cells;
    const offsets = start !== '' && end !== '' ? { start: Number(start), end: Number(end) } : {};
    const quote = cells['quote'] || cells['evidence'];
    const answerable = (cells['answerable'] ?? '').toLowerCase();
    const value = {
      ...(cells['id'] ? { id: cells['id'] } : {}),
      question: cells['question'],
      answers: list(cells['answers'] || cells['answer']).filter((answer) => answer !== ''),
      evidence: file === '' ? [] : [{ file, ...offsets, ...(quote ? { quote } : {}) }],
      ...(cells['scope'] ? { scope: cells['scope'] } : {}),
      ...(answerable === '' ? {} : { answerable: !['false', 'no', '0', '否'].includes(answerable) }),
    };
    return { id: `row ${index + 2}`, value };
  });
}

/** RFC 4180: cells in quotation marks may hold separators, line breaks and doubled quotation marks. */
function tableRows(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = new RegExp(`("(?:[^"]|"")*"|[^${separator}\\r\\n]*)(${separator}|\\r?\\n|\\r|$)`, 'gy');
  while (cell.lastIndex < text.length) {
    const [, raw = '', after = ''] = cell.exec(text) ?? [];
    if (raw === '' && after === '' && cell.lastIndex === 0) break;
    row.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (after === separator) continue;
    if (row.some((value) => value !== '')) rows.push(row);
    row = [];
  }
  if (row.some((value) => value !== '')) rows.push(row);
  return rows;
}

function parseGiven(value: unknown, at: string): GivenQuestion | Unusable {
  if (!isRecord(value)) return { id: at, reason: 'It is not an object with a "question".' };
  const given = value['id'];
  const id = typeof given === 'string' || typeof given === 'number' ? String(given) : at;
  const { question, answers, evidence, answerable } = value;
  if (typeof question !== 'string' || question.trim() === '')
    return { id, reason: '"question" is missing or empty.' };
  const texts = textsOf(answers);
  if (texts === undefined) return { id, reason: '"answers" is not a list of texts.' };
  const scope = textsOf(value['scope']);
  if (scope === undefined)
    return { id, reason: '"scope" is neither a name of a file or folder nor a list of them.' };
  const history = textsOf(value['history']);
  if (history === undefined) return { id, reason: '"history" is not a list of earlier questions.' };
  const places: GivenPlace[] = [];
  for (const place of evidence === undefined || evidence === null ? [] : [evidence].flat()) {
    const read = parsePlace(place);
    if (read === null)
      return { id, reason: '"evidence" is not a list of {"file", "start", "end"} or {"file", "quote"}.' };
    places.push(read);
  }
  const said = typeof answerable === 'boolean' ? answerable : null;
  return {
    id,
    question,
    answers: texts,
    evidence: said === false ? [] : places,
    scope,
    history,
    answerable: said ?? (places.length > 0 || texts.length > 0 ? true : null),
  };
}

function parsePlace(place: unknown): GivenPlace | null {
  if (!isRecord(place)) return null;
  const { file, start, end, quote } = place;
  if (typeof file !== 'string' || file === '') return null;
  if (typeof start === 'number' && typeof end === 'number')
    return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end > start
      ? { file, start, end }
      : null;
  return typeof quote === 'string' && quote.trim() !== '' ? { file, quote } : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Error);
}
