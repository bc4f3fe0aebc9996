import type { PanelCitation } from '../protocol/turnView.ts';
import type { PanelUsed, PanelWritten, UsedView, WrittenView } from '../protocol/writtenView.ts';
import { fill } from '../protocol/fill.ts';
import type { CiteContext } from './answer.ts';
import { el, icon, iconButton, type Child } from './dom.ts';
import { button } from './memory.ts';
import { doubtTexts } from './support.ts';

/** What a sentence rests on: words of the passages, and on demand what the model used. */
export function ground(
  sentence: PanelWritten,
  { phase, used }: Pick<WrittenView, 'phase' | 'used'>,
  all: readonly PanelCitation[],
  { words, active, send }: CiteContext,
): HTMLElement {
  const { strings } = words;
  const { id, support, doubts } = sentence;
  const cited = sentence.citations.flatMap((cite) => all.filter((citation) => citation.id === cite));
  const title =
    cited.length === 0
      ? strings.groundNone
      : support === 'supported'
        ? strings.groundTitle
        : strings.groundNearest;
  return el(
    'div',
    { class: 'ground', attributes: { role: 'group', 'aria-label': strings.groundTitle } },
    el('h2', {}, title),
    // What is unsure has its reasons here; of what is unsupported they stand beside the sentence as well.
    ...(support === 'supported' || support === 'no-claim'
      ? []
      : doubtTexts(doubts, words).map((text) => el('p', { class: 'dim' }, text))),
    ...cited.map(({ id: cite, number, label, quote, standing }) =>
      el(
        'button',
        {
          class: `quote ${standing} ${active === cite ? 'active' : ''}`,
          key: `quote-${cite}`,
          attributes: { type: 'button' },
          on: { click: () => send({ type: 'open', id: cite }) },
        },
        el(
          'span',
          { class: 'quote-head' },
          el('span', { class: 'number' }, words.number(number)),
          ` ${label}`,
        ),
        el('span', { class: 'quote-text' }, quote.replace(/\s+/g, ' ').trim()),
      ),
    ),
    // Only of a text that is whole can it be told what was used.
    ...(phase === 'done' || phase === 'cut' ? usedParts(id, used, { words, active, send }) : []),
  );
}

function usedParts(id: string, used: UsedView | null, { words, active, send }: CiteContext): Child[] {
  const { strings, number } = words;
  if (used === null) return [button(strings.askUsed, () => send({ type: 'used', id }), 'used', true)];
  switch (used.kind) {
    case 'working':
      return [
        el(
          'p',
          { class: 'dim used-working' },
          icon('sync', 'spin'),
          el('span', {}, fill(strings.usedWorking, number(used.done), number(used.total))),
          iconButton('debug-stop', strings.cancel, () => send({ type: 'cancel' }), { key: 'stop-used' }),
        ),
      ];
    case 'failed':
      return [
        el('p', { class: 'note' }, icon('error'), el('span', {}, used.error.message)),
        button(strings.askUsed, () => send({ type: 'used', id }), 'used', true),
      ];
    case 'found':
      return [
        el('h2', {}, used.sources.length === 0 ? strings.usedNothing : strings.usedTitle),
        el(
          'ul',
          { class: 'used', attributes: { role: 'list' } },
          ...used.sources.map((source) => usedSource(source, { words, active, send })),
        ),
        el(
          'p',
          { class: 'dim' },
          [
            fill(
              used.by === 'log-probability' ? strings.usedByProbability : strings.usedByOverlap,
              number(used.runs),
            ),
            ...(used.fit < POOR_FIT ? [fill(strings.usedPoor, used.fit.toFixed(2))] : []),
          ].join(' '),
        ),
      ];
  }
}

/** Weights that foretell other runs less than this (r) are told to be a hint. */
const POOR_FIT = 0.3;

/** What the model used of a sentence, and what the search attended of its passage: one bar under the other. */
function usedSource(
  { id, label, quote, weight, share }: PanelUsed,
  { words, active, send }: CiteContext,
): HTMLElement {
  const { strings, percent } = words;
  const bar = (name: string, value: number): HTMLElement =>
    el('span', { class: `bar ${name}`, variables: { '--part': value.toFixed(3) } }, el('span'));
  return el(
    'li',
    {},
    el(
      'button',
      {
        class: `quote ${active === id ? 'active' : ''}`,
        key: `used-${id}`,
        attributes: { type: 'button' },
        on: { click: () => send({ type: 'open', id }) },
      },
      el('span', { class: 'quote-head' }, label),
      el('span', { class: 'quote-text' }, quote.replace(/\s+/g, ' ').trim()),
      el(
        'span',
        { class: 'bars' },
        bar('model', weight),
        el('span', {}, fill(strings.usedWeight, percent(weight))),
      ),
      share === null
        ? null
        : el(
            'span',
            { class: 'bars' },
            bar('attention', share),
            el('span', {}, fill(strings.share, percent(share))),
          ),
    ),
  );
}
