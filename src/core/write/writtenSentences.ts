import { sentences } from '../text/sentences.ts';
import { withoutDemands, type Demands } from './injected.ts';
import { plainText } from './plain.ts';

/**
 * The sentences of what a model wrote, as plain text and without what the passages demanded of it word for word. What it
 * says again word for word, as small ones do without end, is said once.
 */
export function writtenSentences(raw: string, demands: Demands): string[] {
  const text = plainText(raw);
  return [
    ...new Set(
      sentences(text)
        .map(({ start, end }) => withoutDemands(text.slice(start, end).trim(), demands))
        .filter((sentence) => sentence !== ''),
    ),
  ];
}
