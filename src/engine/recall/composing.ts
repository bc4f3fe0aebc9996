import type { Composed, Place } from '../../core/answer/composed.ts';
import type { Missed } from '../../core/answer/nearMiss.ts';
import type { Answer, Citation, NearMiss } from '../../protocol/asking.ts';

/** What was composed, as it crosses a process boundary. */
export function answerOf({ kind, text, sentences }: Composed): Answer {
  return {
    kind,
    text,
    sentences: sentences.map(({ text: said, places, span, side }) => ({
      text: said,
      citations: places.map(citationOf),
      ...(span === undefined ? {} : { span: { start: span.start, end: span.end } }),
      ...(side === undefined ? {} : { side }),
    })),
  };
}

/** The reason of a declined question likewise. */
export function nearMissOf({ asked, found, place }: Missed): NearMiss {
  return { asked, found, citation: citationOf(place) };
}

function citationOf({ file, start, end, text }: Place): Citation {
  return { file, start, end, quote: text };
}
