import type { AskResult, AttendedPassage, Citation } from '../protocol/asking.ts';

/** What `ask --json` prints and, after an id, a line of `batch`. */
export type AnswerRecord = Pick<
  AskResult,
  'question' | 'answer' | 'abstained' | 'confidence' | 'calibrated' | 'nearMiss' | 'nullWeight'
> & {
  readonly passages: readonly Omit<AttendedPassage, 'headings'>[];
  readonly documents: AskResult['documents'];
  readonly warnings: readonly string[];
};

/**
 * The record of a result, its fields in the order of the format; those that a result lacks (`kind`, `span`, `side`,
 * `calibrated`, `nearMiss`) are left out.
 *
 * @param before warnings of the index run before it
 */
export function answerRecord(result: AskResult, before: readonly string[] = []): AnswerRecord {
  const {
    question,
    answer,
    abstained,
    confidence,
    calibrated,
    nearMiss,
    nullWeight,
    passages,
    documents,
    warnings,
  } = result;
  return {
    question,
    answer: answer && {
      text: answer.text,
      ...(answer.kind === undefined ? {} : { kind: answer.kind }),
      sentences: answer.sentences.map(({ text, citations, span, side }) => ({
        text,
        citations: citations.map(cited),
        ...(span === undefined ? {} : { span: { start: span.start, end: span.end } }),
        ...(side === undefined ? {} : { side }),
      })),
    },
    abstained,
    confidence,
    ...(calibrated === undefined ? {} : { calibrated }),
    ...(nearMiss === undefined
      ? {}
      : {
          nearMiss: {
            asked: nearMiss.asked,
            found: nearMiss.found,
            citation: cited(nearMiss.citation),
          },
        }),
    nullWeight,
    passages: passages.map(({ file, start, end, weight, sectionWeight, level, text }) => ({
      file,
      start,
      end,
      weight,
      sectionWeight,
      level,
      text,
    })),
    documents: documents.map(({ file, weight }) => ({ file, weight })),
    warnings: [...new Set([...before, ...warnings.map(({ text }) => text)])],
  };
}

function cited({ file, start, end, quote }: Citation): Citation {
  return { file, start, end, quote };
}
