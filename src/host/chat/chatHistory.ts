import { isRecord } from '../../protocol/isRecord.ts';
import type { MergedAnswer } from '../../protocol/mergeAnswers.ts';
import type { TurnBefore } from '../folderQuestions.ts';

/** What the editor keeps of a response, as JSON: what a later question may go on from. */
export interface ChatMemory {
  readonly kind: (typeof KINDS)[number];
  readonly question: string;
  readonly answer: string;
  readonly attended: TurnBefore['attended'];
  /** The file that the response rests on most, as `/summarize` takes it; empty where there is none. */
  readonly file: string;
}

const KINDS = ['answered', 'declined', 'passages', 'summary'] as const;
/** Passages of a turn that are kept, at most: the best ones say what it was about. */
const MOST_KEPT = 8;

/** What is kept of an answer. */
export function keptAnswer(
  question: string,
  { abstained, sentences, passages }: MergedAnswer,
  file: string,
): ChatMemory {
  const answered = !abstained && sentences.length > 0;
  return {
    kind: answered ? 'answered' : 'declined',
    question,
    answer: answered ? sentences.map(({ text }) => text).join(' ') : '',
    attended: passages
      .slice(0, MOST_KEPT)
      .map(({ folder, file: of, start, end, weight }) => ({ folder, file: of, start, end, weight })),
    file,
  };
}

/** The turns that a question may go on from, oldest first; what the editor kept is read as what anybody may have written. */
export function turnsOf(metadata: readonly unknown[]): TurnBefore[] {
  return metadata.flatMap((value) => {
    const memory = chatMemory(value);
    if (memory === undefined || memory.question === '' || memory.kind === 'summary') return [];
    const { question, answer, attended } = memory;
    return [{ question, attended, ...(answer === '' ? {} : { answer }) }];
  });
}

/** What was kept of a response, or undefined where that is none of ours. */
export function chatMemory(value: unknown): ChatMemory | undefined {
  if (!isRecord(value)) return undefined;
  const { question, answer, attended, file } = value;
  const kind = KINDS.find((known) => known === value['kind']);
  if (kind === undefined || !Array.isArray(attended)) return undefined;
  if (typeof question !== 'string' || typeof answer !== 'string' || typeof file !== 'string')
    return undefined;
  return { kind, question, answer, file, attended: attended.filter(isPlace) };
}

function isPlace(value: unknown): value is TurnBefore['attended'][number] {
  return (
    isRecord(value) &&
    typeof value['folder'] === 'string' &&
    typeof value['file'] === 'string' &&
    typeof value['start'] === 'number' &&
    typeof value['end'] === 'number' &&
    typeof value['weight'] === 'number'
  );
}
