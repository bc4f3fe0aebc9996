import type { ExplanationView, PanelMessage } from '../protocol/panelMessages.ts';
import type { Attended, PanelPassage, PassageStanding } from '../protocol/turnView.ts';
import { fill } from '../protocol/fill.ts';
import type { PanelStrings } from '../protocol/panelStrings.ts';
import { el, icon, iconButton, type Child } from './dom.ts';
import { excerpt, wholeText, type Piece } from './excerpt.ts';
import { errorNotice } from './memory.ts';
import { scoreBars, scoreScale } from './scores.ts';
import type { Wording } from './wording.ts';

/** Passages shown before 'Show more'. */
const SHOWN = 5;
/** Columns of text on a folded card: three to five lines of a side bar. */
const FOLDED = 220;
/** Shares below this are never drawn at full strength: where attention found no hold, no bar shines. */
const LEAST_WIDEST = 0.2;

/** What the user has unfolded and where the arrow keys stand; belongs to one answer. */
export interface PassagesView {
  readonly unfolded: ReadonlySet<string>;
  readonly all: boolean;
  /** Id of the passage that Tab comes to, or null for the first. */
  readonly current: string | null;
}

/** A view with everything folded. */
export const FOLDED_VIEW: PassagesView = { unfolded: new Set(), all: false, current: null };

/** What the list needs beside the passages. */
export interface PassagesContext {
  readonly words: Wording;
  readonly title: string;
  readonly view: PassagesView;
  /** Id of what the editor shows. */
  readonly active: string | null;
  /** What each part of the scores gave, where somebody wants to know. */
  readonly explanation: ExplanationView | null;
  /** Numbers of the citations that stand out: what a written sentence rests on. */
  readonly grounds: readonly number[];
  readonly send: (message: PanelMessage) => void;
  readonly setView: (view: PassagesView) => void;
  /** Remembers where the arrow keys stand; shows nothing new. */
  readonly stand: (id: string) => void;
}

/** The attended passages as cards, best first, with the share that went elsewhere. */
export function passageList({ passages }: Attended, context: PassagesContext): Child[] {
  if (passages.length === 0) return [];
  const { words, view, setView, explanation, send } = context;
  const { strings, percent } = words;
  const shown = view.all ? passages : passages.slice(0, SHOWN);
  const rest = 1 - passages.reduce((sum, { share }) => sum + share, 0);
  const strongest = Math.max(...passages.flatMap(({ marks }) => marks.map(({ weight }) => weight)), 0);
  const widest = Math.max(...passages.map(({ share }) => share), LEAST_WIDEST);
  const current = shown.some(({ id }) => id === view.current) ? view.current : (shown[0]?.id ?? null);
  const hidden = passages.length - shown.length;
  const scale = scoreScale(explanation);
  const showMore = (event: Event): void => {
    const id = passages[SHOWN]?.id ?? null;
    const panel = event.target instanceof Element ? event.target.closest('.attended') : null;
    setView({ ...view, all: true, current: id });
    // The button is gone: the focus goes to what it brought.
    panel?.querySelector<HTMLElement>(`[data-key="${CSS.escape(`open-${id ?? ''}`)}"]`)?.focus();
  };
  return [
    el(
      'div',
      { class: 'section-head' },
      el('h2', { attributes: { id: 'passages-title' } }, context.title),
      rest > 0.005
        ? el(
            'span',
            { class: 'dim', attributes: { title: strings.restHint } },
            fill(strings.rest, percent(rest)),
          )
        : null,
      iconButton('graph', strings.explain, () => send({ type: 'explain', shown: explanation === null }), {
        key: 'explain',
        class: 'explain',
        attributes: { 'aria-pressed': String(explanation !== null) },
      }),
    ),
    explanation?.kind === 'working' ? el('p', { class: 'dim explaining' }, strings.explaining) : null,
    explanation?.kind === 'failed'
      ? errorNotice(strings.explainFailed, explanation.error, words, send)
      : null,
    el(
      'ol',
      {
        class: 'passages',
        attributes: { 'aria-labelledby': 'passages-title' },
        on: {
          keydown: (event) => onKey(event, shown, context),
          focusin: (event) => onFocus(event, context),
        },
      },
      ...shown.map((passage) =>
        card(passage, { ...context, strongest, widest, current, scale, all: passages }),
      ),
    ),
    hidden > 0
      ? el(
          'button',
          {
            class: 'link more',
            key: 'more',
            attributes: { type: 'button' },
            on: { click: showMore },
          },
          words.count('morePassages', hidden),
        )
      : null,
  ];
}

interface CardContext extends PassagesContext {
  readonly strongest: number;
  readonly widest: number;
  readonly current: string | null;
  /** What a full bar of an explanation stands for. */
  readonly scale: number;
  /** All passages of the answer. */
  readonly all: readonly PanelPassage[];
}

function card(passage: PanelPassage, context: CardContext): HTMLElement {
  const { words, view, active, send, setView, strongest, widest, current } = context;
  const { strings, percent } = words;
  const { id, label, headings, share, sectionShare, fileShare, text, marks, numbers, standing } = passage;
  const unfolded = view.unfolded.has(id);
  const titled = titleLength(text, headings.at(-1) ?? '');
  const folded = excerpt(text.slice(titled), shifted(marks, titled), strongest, FOLDED);
  const foldable = folded.some(({ kind }) => kind === 'gap');
  const path = [label, ...headings.filter((heading) => heading !== '')];
  const open = (): void => send({ type: 'open', id });
  const tabindex = id === current ? 0 : -1;
  const state = standing === 'stands' ? null : STATES[standing];
  const grounding = numbers.some((number) => context.grounds.includes(number));
  return el(
    'li',
    {
      class: `card ${active === id ? 'active' : ''} ${grounding ? 'grounding' : ''} ${standing}`,
      attributes: {
        'data-passage': id,
        'data-numbers': numbers.join(' '),
        'aria-current': active === id ? 'true' : undefined,
      },
      variables: { '--share': (share / widest).toFixed(3) },
    },
    el(
      'div',
      { class: 'card-head' },
      el(
        'button',
        {
          class: 'card-open',
          key: `open-${id}`,
          attributes: {
            type: 'button',
            tabindex,
            title: [passage.folder, ...path].filter((part) => part !== '').join(' › '),
          },
          on: { click: open },
        },
        ...numbers.map((number) => el('span', { class: 'number' }, words.number(number))),
        // The file and the nearest title; those between are in the tooltip.
        el(
          'span',
          { class: 'path' },
          el('span', { class: 'file' }, label),
          levelShare(fileShare, strings.fileShare, words),
          path.length > 1 ? el('span', { class: 'heading' }, path.at(-1)) : null,
          levelShare(path.length > 1 ? sectionShare : null, strings.sectionShare, words),
        ),
        state === null ? null : el('span', { class: 'state' }, icon(state.icon), strings[state.text]),
        el('span', { class: 'share', attributes: { 'aria-hidden': 'true' } }, percent(share)),
        el('span', { class: 'said' }, fill(strings.share, percent(share))),
        fileShare === null
          ? null
          : el('span', { class: 'said' }, fill(strings.fileShare, percent(fileShare))),
        sectionShare === null
          ? null
          : el('span', { class: 'said' }, fill(strings.sectionShare, percent(sectionShare))),
      ),
      foldable
        ? iconButton(
            unfolded ? 'chevron-up' : 'chevron-down',
            unfolded ? strings.showLess : strings.showAll,
            () => setView({ ...view, current: id, unfolded: toggled(view.unfolded, id) }),
            { key: `fold-${id}`, class: 'fold', attributes: { tabindex, 'aria-expanded': String(unfolded) } },
          )
        : null,
    ),
    el(
      'p',
      {
        class: `passage-text ${unfolded ? 'whole' : ''}`,
        // A click opens, a drag selects: the text can be copied.
        on: { click: () => (getSelection()?.isCollapsed === false ? undefined : open()) },
      },
      ...(unfolded
        ? wholeText(text.trim(), shifted(marks, text.length - text.trimStart().length), strongest)
        : folded
      ).map(piece),
    ),
    placeStrip(passage, context),
    context.explanation?.kind === 'shown'
      ? scoreBars(
          context.explanation.passages.find((explained) => explained.passage === id),
          context.scale,
          words,
        )
      : null,
  );
}

/** The share of what is around a passage, at one of the levels above it; to the ear it is said with the passage's. */
function levelShare(share: number | null, text: string, { percent }: Wording): HTMLElement | null {
  return share === null
    ? null
    : el(
        'span',
        { class: 'file-share', attributes: { 'aria-hidden': 'true', title: fill(text, percent(share)) } },
        percent(share),
      );
}

/** Where the passage lies in its file, and fainter where the file's other attended passages do. */
function placeStrip(passage: PanelPassage, { all, widest, words }: CardContext): HTMLElement | null {
  if (passage.place === null) return null;
  const others = all.filter(
    (other) => other !== passage && other.label === passage.label && other.folder === passage.folder,
  );
  return el(
    'div',
    { class: 'place', attributes: { title: words.strings.place } },
    ...[...others, passage].map(({ place, share }) =>
      place === null
        ? null
        : el('span', {
            class: place === passage.place ? 'own' : 'other',
            variables: {
              '--start': place.start.toFixed(4),
              '--length': (place.end - place.start).toFixed(4),
              '--share': (share / widest).toFixed(3),
            },
          }),
    ),
  );
}

/** What is said of a passage that is not as it was. */
const STATES = {
  moved: { icon: 'arrow-swap', text: 'moved' },
  changed: { icon: 'edit', text: 'changed' },
  gone: { icon: 'warning', text: 'gone' },
} as const satisfies Record<
  Exclude<PassageStanding, 'stands'>,
  { readonly icon: string; readonly text: keyof PanelStrings }
>;

/** Marks of a text that is shown without its first `by` units. */
function shifted(marks: PanelPassage['marks'], by: number): PanelPassage['marks'] {
  const back = <T extends { readonly start: number; readonly end: number }>(range: T): T => ({
    ...range,
    start: range.start - by,
    end: range.end - by,
  });
  return marks.map((mark) => ({ ...back(mark), span: mark.span && back(mark.span) }));
}

/** Units of the heading's own line where the text begins with it: a folded card has it in its head already. */
function titleLength(text: string, heading: string): number {
  const line = /^\s*(?:#{1,6}[ \t]+)?(\S[^\r\n]*?)[ \t]*#*[ \t]*(?:\r?\n)+/.exec(text);
  return heading !== '' && line?.[1] === heading ? line[0].length : 0;
}

function piece(part: Piece, index: number): Child {
  if (part.kind === 'gap') return el('span', { class: 'gap' }, index === 0 ? '… ' : '\u00a0… ');
  if (part.weight === 0) return part.text;
  // The words that answer are strong to the ear as well.
  const text = part.span ? el('strong', {}, part.text) : part.text;
  const name = [part.span ? 'span' : '', part.gone ? 'gone' : ''].filter((word) => word !== '').join(' ');
  // By the square root, as in the editor: a second source stays visible beside a strong one.
  return el('mark', { class: name, variables: { '--weight': Math.sqrt(part.weight).toFixed(3) } }, text);
}

/** Tab comes back to the card that had the focus last: changed in place, since a click is under way. */
function onFocus({ target, currentTarget }: Event, { stand }: PassagesContext): void {
  if (!(target instanceof HTMLElement) || !(currentTarget instanceof HTMLElement)) return;
  const card = target.closest<HTMLElement>('[data-passage]');
  if (card === null) return;
  stand(card.dataset['passage'] ?? '');
  for (const button of currentTarget.querySelectorAll('button'))
    button.tabIndex = card.contains(button) ? 0 : -1;
}

/** Up and down go from card to card, Home and End to the ends, right and left unfold and fold. */
function onKey(event: Event, shown: readonly PanelPassage[], { view, setView }: PassagesContext): void {
  if (!(event instanceof KeyboardEvent) || event.altKey || event.ctrlKey || event.metaKey) return;
  const { target } = event;
  const list = event.currentTarget;
  if (!(target instanceof HTMLElement) || !(list instanceof HTMLElement)) return;
  const id = target.closest<HTMLElement>('[data-passage]')?.dataset['passage'];
  const at = shown.findIndex((passage) => passage.id === id);
  if (at < 0 || id === undefined) return;
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key];
  if (next !== undefined) {
    const passage = shown[Math.max(0, Math.min(shown.length - 1, next))];
    event.preventDefault();
    list.querySelector<HTMLElement>(`[data-key="${CSS.escape(`open-${passage?.id ?? ''}`)}"]`)?.focus();
  } else if (
    (event.key === 'ArrowRight' || event.key === 'ArrowLeft') &&
    view.unfolded.has(id) !== (event.key === 'ArrowRight')
  ) {
    event.preventDefault();
    setView({ ...view, current: id, unfolded: toggled(view.unfolded, id) });
  }
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}
