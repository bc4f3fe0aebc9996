import type { AnswerKind } from '../../protocol/asking.ts';
import { isRecord } from '../../protocol/isRecord.ts';
import type { Support } from '../../protocol/writing.ts';
import { isKeptHeat, type KeptHeat } from '../heat/keptHeat.ts';
import type { ScopePart } from '../scopes/askScope.ts';
import type { WorkspaceFile } from '../workspaceMemory.ts';

/**
 * A conversation as it is kept: plain JSON, a file each, with everything that a later question goes on from and that
 * an export shows. Places are kept with their words, since offsets mean nothing once a file was edited (invariant 3).
 */
export interface KeptThread {
  /** Letters and digits: the file's name. */
  readonly id: string;
  /** As the user named it; null for the first question. */
  readonly title: string | null;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly changed: number;
  /** Oldest first. */
  readonly turns: readonly KeptTurn[];
}

/** A question that was answered or declined. */
export interface KeptTurn {
  /** Letters and digits; unique in its thread. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly asked: number;
  readonly question: string;
  /** The files, folders and parts of files that alone were asked, or null. */
  readonly scope: readonly ScopePart[] | null;
  /** As the panel names what alone was asked, or null. */
  readonly scopeName: string | null;
  readonly readAs: string | null;
  readonly form: AnswerKind;
  /** Empty where nothing in the files answered. */
  readonly sentences: readonly KeptSentence[];
  readonly citations: readonly KeptCitation[];
  /** What a language model wrote, or null. */
  readonly written: KeptWritten | null;
  /** What was attended, best first. */
  readonly attended: readonly KeptPlace[];
  readonly pinned: boolean;
  /** Whether the user found the answer useful; left out where they have not said. */
  readonly useful?: boolean;
  /** What it lit in the editor, strongest first; turns that were kept before heat was have none. */
  readonly heat?: readonly KeptHeat[];
}

export interface KeptSentence {
  readonly text: string;
  /** Places in {@link KeptTurn.citations}. */
  readonly citations: readonly number[];
  /** The words in it that answer, as offsets of `text`, or null. */
  readonly strong: { readonly start: number; readonly end: number } | null;
  readonly side: { readonly value: string; readonly date: string | null; readonly latest: boolean } | null;
}

/** What a language model wrote, with what we said of it. */
export interface KeptWritten {
  readonly model: string;
  readonly sentences: readonly KeptWrittenSentence[];
}

export interface KeptWrittenSentence {
  readonly text: string;
  readonly support: Support;
  /** Places in {@link KeptTurn.citations}. */
  readonly citations: readonly number[];
}

/** Words of a file, with the neighbours that find them again. */
export interface KeptCitation extends WorkspaceFile {
  readonly start: number;
  readonly quote: string;
  readonly before: string;
  readonly after: string;
  /** The file as the panel names it. */
  readonly label: string;
}

export interface KeptPlace extends WorkspaceFile {
  readonly start: number;
  readonly end: number;
  /** Share of the attention, 0 to 1. */
  readonly weight: number;
}

/** Of a file: another format is another number. */
const FORMAT = 1;
/** Turns of a thread, at most: the oldest that is not pinned makes room. */
export const MOST_TURNS = 200;
/** Places that are kept of what a turn attended to. */
export const MOST_ATTENDED = 8;

/** The file's text. */
export function threadJson(thread: KeptThread): string {
  return `${JSON.stringify({ format: FORMAT, ...thread }, null, 1)}\n`;
}

/** The thread of a file's text; undefined for what is none: damaged, of another format, of another shape. */
export function parseThread(text: string): KeptThread | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value['format'] !== FORMAT) return undefined;
  const { id, title, created, changed } = value;
  const given: unknown = value['turns'];
  const turns: unknown = Array.isArray(given) ? given.map(withParts) : undefined;
  if (!isId(id) || !(title === null || typeof title === 'string')) return undefined;
  if (!isTime(created) || !isTime(changed) || !isList(turns, isTurn)) return undefined;
  if (new Set(turns.map((turn) => turn.id)).size < turns.length) return undefined;
  return { id, title, created, changed, turns };
}

/** A turn that was kept when the one file that alone was asked stood by itself, as turns are kept now. */
function withParts(turn: unknown): unknown {
  return isRecord(turn) && isFile(turn['scope']) ? { ...turn, scope: [turn['scope']] } : turn;
}

/** What the thread is called: as the user named it, or its first question. */
export function titleOf({ title, turns }: Pick<KeptThread, 'title' | 'turns'>): string {
  return title ?? turns[0]?.question.replace(/\s+/gu, ' ').trim() ?? '';
}

/** A turn's answer as plain text, the files' own words where they have any; empty where there is none. */
export function answerOf({ form, sentences, written }: KeptTurn): string {
  const [first] = sentences;
  if (form === 'words' && first?.strong) return first.text.slice(first.strong.start, first.strong.end);
  const said = sentences.length > 0 ? sentences : (written?.sentences ?? []);
  return said.map(({ text }) => text.trim()).join(' ');
}

const SUPPORTS: readonly Support[] = ['supported', 'unsure', 'unsupported', 'no-claim'];
const ID = /^[a-z0-9]{1,40}$/;

function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

function isList<T>(value: unknown, is: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(is);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isFile(value: unknown): value is WorkspaceFile & Readonly<Record<string, unknown>> {
  return isRecord(value) && isText(value['folder']) && isText(value['file']);
}

function isPart(value: unknown): value is ScopePart & Readonly<Record<string, unknown>> {
  if (!isFile(value)) return false;
  const { range } = value;
  return range === undefined || (isRecord(range) && isOffset(range['start']) && isOffset(range['end']));
}

function isForm(value: unknown): value is AnswerKind {
  return value === 'words' || value === 'sentences' || value === 'items' || value === 'sides';
}

function isTurn(value: unknown): value is KeptTurn {
  if (!isRecord(value) || !isId(value['id']) || !isTime(value['asked']) || !isText(value['question']))
    return false;
  const { scope, scopeName, readAs, form, sentences, citations, written, attended, pinned } = value;
  if (!(scope === null || isList(scope, isPart)) || typeof pinned !== 'boolean' || !isForm(form))
    return false;
  if (![scopeName, readAs].every((name) => name === null || isText(name))) return false;
  if (!isList(citations, isCitation) || !isList(attended, isPlace) || !isList(sentences, isSentence))
    return false;
  if (!(written === null || isWritten(written))) return false;
  if (!['undefined', 'boolean'].includes(typeof value['useful'])) return false;
  if (value['heat'] !== undefined && !isList(value['heat'], isKeptHeat)) return false;
  const rest = written === null ? [] : written.sentences;
  return [...sentences, ...rest].every((sentence) => sentence.citations.every((at) => at < citations.length));
}

function isWritten(value: unknown): value is KeptWritten {
  return isRecord(value) && isText(value['model']) && isList(value['sentences'], isWrittenSentence);
}

function isWrittenSentence(value: unknown): value is KeptWrittenSentence {
  return (
    isRecord(value) &&
    isText(value['text']) &&
    isList(value['citations'], isOffset) &&
    SUPPORTS.some((support) => support === value['support'])
  );
}

function isSentence(value: unknown): value is KeptSentence {
  if (!isRecord(value) || !isText(value['text']) || !isList(value['citations'], isOffset)) return false;
  const { text, strong, side } = value;
  const { length } = text;
  if (strong !== null) {
    if (!isRecord(strong) || !isOffset(strong['start']) || !isOffset(strong['end'])) return false;
    if (strong['start'] >= strong['end'] || strong['end'] > length) return false;
  }
  if (side === null) return true;
  return (
    isRecord(side) &&
    isText(side['value']) &&
    (side['date'] === null || isText(side['date'])) &&
    typeof side['latest'] === 'boolean'
  );
}

function isCitation(value: unknown): value is KeptCitation {
  return (
    isFile(value) &&
    isOffset(value['start']) &&
    [value['quote'], value['before'], value['after'], value['label']].every(isText)
  );
}

function isPlace(value: unknown): value is KeptPlace {
  if (!isFile(value) || !isOffset(value['start']) || !isOffset(value['end'])) return false;
  const { weight } = value;
  return typeof weight === 'number' && weight >= 0 && weight <= 1;
}
