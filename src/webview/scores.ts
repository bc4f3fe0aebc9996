import type { ExplainedView, ExplanationView } from '../protocol/panelMessages.ts';
import { fill } from '../protocol/fill.ts';
import { el, type Child } from './dom.ts';
import type { Wording } from './wording.ts';

/** What a full bar stands for: the strongest part of all passages, so that bars can be compared. */
export function scoreScale(explanation: ExplanationView | null): number {
  const passages = explanation?.kind === 'shown' ? explanation.passages : [];
  return Math.max(1e-9, ...passages.flatMap(({ parts }) => parts.map(({ gave }) => Math.abs(gave))));
}

/** What each part of a passage's score gave, in words and bars; what took away is hatched. */
export function scoreBars(explained: ExplainedView | undefined, scale: number, words: Wording): HTMLElement {
  const { strings } = words;
  if (explained === undefined) return el('p', { class: 'scores dim' }, strings.explainNone);
  const { parts, silent, found } = explained;
  return el(
    'div',
    { class: 'scores' },
    el(
      'ul',
      { attributes: { role: 'list', 'aria-label': strings.explainTitle } },
      ...parts.map(({ words: name, gave }) =>
        el(
          'li',
          { class: gave < 0 ? 'score taken' : 'score' },
          el('span', { class: 'score-words' }, name),
          el(
            'span',
            {
              class: 'score-bar',
              attributes: { 'aria-hidden': 'true' },
              variables: { '--size': (Math.abs(gave) / scale).toFixed(3) },
            },
            el('span'),
          ),
          el('span', { class: 'score-gave' }, words.signed(gave)),
        ),
      ),
    ),
    ...notes(found, silent, words),
  );
}

function notes(found: string | null, silent: number, { strings, number }: Wording): Child[] {
  return [
    found === null ? null : el('p', {}, fill(strings.explainFound, found)),
    silent === 0 ? null : el('p', { class: 'dim' }, fill(strings.explainSilent, number(silent))),
  ];
}
