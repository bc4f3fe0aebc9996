import type { SkippedFile } from '../../core/ports.ts';
import type { FileNote } from '../../protocol/memoryReports.ts';
import { isSentenceCode, sentence, type Sentence } from '../../protocol/sentences.ts';

// The memory keeps what there is to say of a file as its code and what fills it, so that a shell can say it in the
// user's language years later. What a memory from before holds is English text, which is kept until the file is read
// again.

/** A sentence as the memory keeps it; empty for none. */
export function keptSentence(said: Sentence | null): string {
  return said === null ? '' : JSON.stringify(packed(said));
}

/** The sentence that was kept; undefined for none, and for text from before sentences were kept as they are now. */
export function sentenceIn(kept: string): Sentence | undefined {
  if (!kept.startsWith('[')) return undefined;
  try {
    return unpacked(JSON.parse(kept));
  } catch {
    return undefined;
  }
}

/** True for text that should be read again, so that it can be said in other languages. */
export function isFromBefore(kept: string): boolean {
  return kept !== '' && sentenceIn(kept) === undefined;
}

/** A file and what was kept of it, for people and for shells of other languages. */
export function fileNote({ file, reason }: Pick<SkippedFile, 'file' | 'reason'>): FileNote {
  const said = sentenceIn(reason);
  return said === undefined ? { file, reason } : { file, reason: said.text, sentence: said };
}

/** Its code and what fills it. */
function packed({ code, args }: Sentence): unknown[] {
  return [code, ...args.map((arg) => (typeof arg === 'string' ? arg : packed(arg)))];
}

function unpacked(value: unknown): Sentence | undefined {
  if (!Array.isArray(value)) return undefined;
  const [code, ...kept]: unknown[] = value;
  if (!isSentenceCode(code)) return undefined;
  const args = kept.map((arg) => (typeof arg === 'string' ? arg : unpacked(arg)));
  return args.every((arg) => arg !== undefined) ? sentence(code, ...args) : undefined;
}
