import type {
  AskToolOutput,
  PassagesToolOutput,
  SummarizeToolOutput,
  ToolCitation,
  ToolSentence,
} from '../../protocol/tools.ts';
import { askToolText, passagesToolText, summarizeToolText } from '../../protocol/toolText.ts';
import type { Versions } from './toolBudget.ts';

// A tool's result in words, shorter and shorter, for callers that have little room: the worst goes first, and what is
// left out is said.

/** An answer: without the passages beside it, the worst first, then without its last sentences and their sources. */
export function askVersions(output: AskToolOutput): Versions {
  const { passages, sentences, citations } = output;
  return [
    () => askToolText(output),
    ...shorter(passages, 0).map(
      (left) => () => askToolText(noted({ ...output, passages: left.of }, left, 'passages')),
    ),
    ...shorter(sentences, 1).map((left) => () => {
      const least = { ...output, passages: [], sentences: left.of, citations: citedBy(left.of, citations) };
      return askToolText(noted(least, left, 'sentences of the answer, and all passages'));
    }),
  ];
}

/** Passages: without the worst of them, one after the other. */
export function passagesVersions(output: PassagesToolOutput): Versions {
  return [
    () => passagesToolText(output),
    ...shorter(output.passages, 1).map(
      (left) => () => passagesToolText(noted({ ...output, passages: left.of }, left, 'passages')),
    ),
  ];
}

/** A summary: without its last sections, then without its last sentences. */
export function summarizeVersions(output: SummarizeToolOutput): Versions {
  const { sections, summary, citations } = output;
  return [
    () => summarizeToolText(output),
    ...shorter(sections, 0).map((left) => () => {
      const told = [...summary, ...left.of.flatMap((section) => section.summary)];
      const least = { ...output, sections: left.of, citations: citedBy(told, citations) };
      return summarizeToolText(noted(least, left, 'sections'));
    }),
    ...shorter(summary, 1).map((left) => () => {
      const least = { ...output, summary: left.of, sections: [], citations: citedBy(left.of, citations) };
      return summarizeToolText(noted(least, left, 'sentences, and all sections'));
    }),
  ];
}

/** What is said where not even the shortest version fits. */
export function tooLittleRoom(tokens: number): string {
  return `There is a result, and not even its shortest form fits into ${String(tokens)} tokens. Call this again with more room.`;
}

/** The beginning of a list, and how many it had. */
interface Left<T> {
  readonly of: readonly T[];
  readonly all: number;
}

/** The list without its last item, without its last two, and so on down to `least`. */
function shorter<T>(list: readonly T[], least: number): Left<T>[] {
  return Array.from({ length: Math.max(0, list.length - least) }, (_, i) => ({
    of: list.slice(0, list.length - 1 - i),
    all: list.length,
  }));
}

function noted<T extends { readonly warnings: readonly string[] }>(
  output: T,
  { of, all }: Left<unknown>,
  what: string,
): T {
  const said = `Left out for want of room, the last ones: ${String(all - of.length)} of ${String(all)} ${what}.`;
  return { ...output, warnings: [...output.warnings, said] };
}

/** The citations that these sentences name, under the numbers that they have. */
function citedBy(sentences: readonly ToolSentence[], citations: readonly ToolCitation[]): ToolCitation[] {
  const named = new Set(sentences.flatMap((sentence) => sentence.citations));
  return citations.filter(({ number }) => named.has(number));
}
