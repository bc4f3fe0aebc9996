import { sentences } from '../../src/core/text/sentences.ts';
import { seeded } from '../quality/random.ts';
import {
  contrary,
  opposed,
  namesOf,
  oftenNamed,
  otherName,
  otherNumber,
  sharedRun,
  swapped,
} from './alter.ts';
import type { TrueSentence } from './drawn.ts';
import { paraphrase } from './paraphrase.ts';

/** What was done to a true sentence. */
export const KINDS = [
  'number',
  'name',
  'negation',
  'relation',
  'entity',
  'paraphrase',
  'unaltered',
  'absent',
  'reference',
] as const;
export type Kind = (typeof KINDS)[number];

/** A sentence to be judged, with whether the passages say it. */
export interface WritingCase {
  readonly kind: Kind;
  readonly set: string;
  readonly family: string;
  readonly text: string;
  /** What it was made of; empty where it is nothing's alteration. */
  readonly from: string;
  readonly supported: boolean;
  readonly of: TrueSentence;
}

/** Every alteration that fits each sentence, by a fixed seed. */
export function casesOf(drawn: readonly TrueSentence[]): WritingCase[] {
  const random = seeded(11);
  const names = drawn.map((one) => ({ set: one.set, names: oftenNamed(one.document) }));
  return drawn.flatMap((of, i) => {
    const found: WritingCase[] = [];
    const { text, leaves, document, set, family, answer } = of;
    const add = (kind: Kind, altered: string | null, supported: boolean, from = text): void => {
      if (altered === null || (altered === text && kind !== 'unaltered')) return;
      found.push({ kind, set, family, text: altered, from, supported, of });
    };
    const passages = leaves.map(({ source, start, end }) => source.slice(start, end)).join('\n');
    const own = namesOf(text);
    const foreign = names
      .flatMap((other, j) => (other.set === set && j !== i ? other.names : []))
      .filter((name) => !document.includes(name));
    const han = /\p{Script=Han}/u.test(text);
    add('number', otherNumber(text, passages, random), false);
    add('name', otherName(text, own, foreign, random), false);
    add('negation', (i % 2 === 0 ? opposed(text) : null) ?? contrary(text), false);
    const shared = answer === null ? null : sharedRun(text, of.question, answer, han ? 2 : 5);
    const parts = [
      ...own.filter((name) => wordBounds(text, name)),
      ...(answer !== null && shared !== null && wordBounds(text, shared) && han ? [answer, shared] : []),
    ];
    add(
      'relation',
      swapped(
        text,
        parts.filter((part, p) =>
          parts.every((other, q) => p === q || other.end <= part.start || part.end <= other.start),
        ),
      ),
      false,
    );
    const local = han ? of.otherAnswers : oftenNamed(document);
    const target =
      han && answer !== null && answer.end - answer.start <= 10
        ? [{ ...answer, text: text.slice(answer.start, answer.end) }]
        : own;
    add('entity', otherName(text, target, local, random), false);
    const said = paraphrase(text, han && set !== 'drcd' && i % 2 === 0);
    add('paraphrase', said?.text ?? null, true);
    add('unaltered', text, true);
    add('absent', of.absent, false, '');
    for (const reference of referenceSentences(of)) add('reference', reference, true, '');
    return found;
  });
}

/** Sets whose answers are written in a person's or a model's own words. */
const WRITTEN = new Set(['apidocs', 'clapnq']);

/** The first two whole sentences of an answer that was written from the passages. */
function referenceSentences({ set, answers: [answer = ''] }: TrueSentence): string[] {
  if (!WRITTEN.has(set)) return [];
  return sentences(answer)
    .map(({ start, end }) => answer.slice(start, end).trim())
    .filter((one) => one.length >= 40 && one.length <= 260)
    .slice(0, 2);
}

/** Latin words are swapped whole. */
function wordBounds(text: string, { start, end }: { readonly start: number; readonly end: number }): boolean {
  return !/[\p{Script=Latin}\p{N}'’]/u.test((text[start - 1] ?? ' ') + (text[end] ?? ' '));
}
