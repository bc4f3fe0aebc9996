import { fill } from '../protocol/fill.ts';
import type { PanelStrings } from '../protocol/panelStrings.ts';
import type { Doubt, RedactedKind } from '../protocol/writing.ts';
import type { Wording } from './wording.ts';

/** Why a sentence is not, or not surely, supported, a text a reason; what is absent is told together. */
export function doubtTexts(doubts: readonly Doubt[], { strings, list }: Wording): string[] {
  const absent = doubts.filter(
    ({ kind, words, found }) => isNamed(kind) && words !== '' && found === undefined,
  );
  const others = doubts.filter((doubt) => !absent.includes(doubt));
  const words = [...new Set(absent.map((doubt) => doubt.words))];
  return [
    ...new Set([
      ...others.map((doubt) => doubtText(doubt, strings)),
      ...(words.length === 0 ? [] : [fill(strings.doubtAbsent, list(words))]),
    ]),
  ];
}

function isNamed(kind: Doubt['kind']): boolean {
  return kind === 'number' || kind === 'name';
}

function doubtText({ kind, words, found }: Doubt, strings: PanelStrings): string {
  switch (kind) {
    case 'number':
    case 'name':
      if (words === '') return strings.doubtMeaning;
      return found === undefined ? fill(strings.doubtAbsent, words) : fill(strings.doubtOther, found, words);
    case 'negation':
      return found === undefined ? strings.doubtOpposite : fill(strings.doubtOppositeFound, found);
    case 'relation':
      return found === undefined ? strings.doubtRelation : fill(strings.doubtRelationFound, found);
    case 'meaning':
      return strings.doubtMeaning;
  }
}

/** What was taken out of what was sent, in words. */
export function redactedText(
  redacted: readonly { readonly kind: RedactedKind; readonly count: number }[],
  { strings, number, list }: Wording,
): string {
  return fill(
    strings.redacted,
    list(redacted.map(({ kind, count }) => fill(strings[REDACTED[kind]], number(count)))),
  );
}

const REDACTED = {
  'e-mail': 'redactedEmails',
  phone: 'redactedPhones',
  id: 'redactedIds',
  card: 'redactedCards',
  key: 'redactedKeys',
  name: 'redactedNames',
} as const satisfies Record<RedactedKind, keyof PanelStrings>;
