import { fill } from '../protocol/fill.ts';
import type { PanelMessage, ThreadView } from '../protocol/panelMessages.ts';
import type { EarlierTurnView } from '../protocol/turnView.ts';
import { answerBody, citeButton } from './answer.ts';
import { el, icon, iconButton, type Child } from './dom.ts';
import type { Wording } from './wording.ts';

/** Which earlier turns are seen. */
export interface ThreadFolds {
  /** The list of them. */
  readonly open: boolean;
  /** Ids of those whose answers are shown. */
  readonly unfolded: ReadonlySet<string>;
}

/** As a thread comes up: the newest turn is what a person sees, and the earlier ones are one line. */
export const FOLDED_THREAD: ThreadFolds = { open: false, unfolded: new Set() };

/** What the thread's part of the page needs beside the thread. */
export interface ThreadContext {
  readonly words: Wording;
  readonly folds: ThreadFolds;
  /** True where no turn stands below: then the last one of the thread is shown with its answer. */
  readonly alone: boolean;
  /** Id of what the editor shows. */
  readonly active: string | null;
  readonly send: (message: PanelMessage) => void;
  readonly setFolds: (folds: ThreadFolds) => void;
}

/** The earlier turns of the thread: one line that unfolds, then a question each that unfolds to its answer. */
export function threadView(thread: ThreadView, context: ThreadContext): Child[] {
  const notice =
    thread.notice === null
      ? null
      : el('p', { class: 'note thread-note' }, icon('info'), el('span', {}, thread.notice));
  if (thread.earlier.length === 0) return [notice];
  const { words, folds, alone, send, setFolds } = context;
  const { strings } = words;
  const open = folds.open || alone;
  return [
    notice,
    el(
      'div',
      { class: 'thread-head' },
      el(
        'button',
        {
          class: 'thread-fold',
          key: 'thread',
          attributes: { type: 'button', 'aria-expanded': String(open), title: thread.title },
          on: { click: () => setFolds({ ...folds, open: !open }) },
        },
        icon(open ? 'chevron-down' : 'chevron-right'),
        el(
          'span',
          { class: 'thread-title' },
          alone ? thread.title : words.count('earlier', thread.earlier.length),
        ),
      ),
      open
        ? iconButton('edit', strings.renameThread, () => send({ type: 'renameThread' }), { key: 'rename' })
        : null,
      open
        ? iconButton('export', strings.exportThread, () => send({ type: 'exportThread' }), { key: 'export' })
        : null,
      iconButton('history', strings.threads, () => send({ type: 'threads' }), { key: 'threads' }),
    ),
    open
      ? el(
          'ol',
          { class: 'earlier', attributes: { 'aria-label': strings.earlierTurns } },
          ...thread.earlier.map((turn, at) =>
            earlierItem(turn, alone && at === thread.earlier.length - 1, context),
          ),
        )
      : null,
  ];
}

function earlierItem(turn: EarlierTurnView, newest: boolean, context: ThreadContext): HTMLElement {
  const { folds, setFolds, words, send } = context;
  // The newest of a thread that was taken up again shows its answer; a click folds it as any other.
  const shown = folds.unfolded.has(turn.id) !== newest;
  const toggle = (): void => {
    const unfolded = new Set(folds.unfolded);
    if (!unfolded.delete(turn.id)) unfolded.add(turn.id);
    setFolds({ ...folds, unfolded });
    // The editor lights what is read here.
    send({ type: 'heatOfTurn', id: turn.id, shown: !shown });
  };
  return el(
    'li',
    { class: `earlier-turn ${shown ? 'shown' : ''}` },
    el(
      'div',
      { class: 'earlier-head' },
      el(
        'button',
        {
          class: 'earlier-question',
          key: `turn-${turn.id}`,
          attributes: { type: 'button', 'aria-expanded': String(shown) },
          on: { click: toggle },
        },
        el('span', { class: 'earlier-text' }, turn.question),
        shown ? null : el('span', { class: 'earlier-answer dim' }, briefly(turn, words)),
      ),
      ...turnActions(turn.id, turn.pinned, words, send),
    ),
    shown ? el('div', { class: 'earlier-body' }, ...earlierAnswer(turn, context)) : null,
  );
}

function earlierAnswer(turn: EarlierTurnView, context: ThreadContext): Child[] {
  const { words } = context;
  const { strings } = words;
  const { scope, readAs, written, sentences, citations } = turn;
  const cites = (ids: readonly string[], key: string): Child[] =>
    ids.flatMap((id) => {
      const citation = citations.find((candidate) => candidate.id === id);
      return citation === undefined ? [] : [citeButton(citation, `${key}-${id}`, context)];
    });
  return [
    scope === null ? null : el('p', { class: 'dim' }, fill(strings.askedFile, scope)),
    readAsLine(readAs, words),
    ...(written === null
      ? []
      : [
          el(
            'p',
            { class: 'answer' },
            ...written.sentences.flatMap(({ text, support, citations: ids }, at): Child[] => [
              at === 0 ? null : ' ',
              el('span', { class: `earlier-${support}` }, text),
              el('span', { class: 'cites' }, '\u2060', ...cites(ids, `${turn.id}-m${at}`)),
            ]),
          ),
          el('p', { class: 'dim' }, fill(strings.earlierWritten, written.model)),
        ]),
    ...(sentences.length > 0
      ? answerBody(turn, context)
      : written === null
        ? [el('p', { class: 'dim' }, strings.saidDeclined)]
        : []),
  ];
}

/** The answer in a few words. */
function briefly({ form, sentences, written }: EarlierTurnView, { strings }: Wording): string {
  const [first] = sentences;
  if (form === 'words' && first?.strong) return first.text.slice(first.strong.start, first.strong.end);
  const said = sentences.length > 0 ? sentences : (written?.sentences ?? []);
  return said.map(({ text }) => text.trim()).join(' ') || strings.earlierDeclined;
}

/** What a question that goes on from earlier ones was also read as. */
export function readAsLine(readAs: string | null, { strings }: Wording): HTMLElement | null {
  return readAs === null ? null : el('p', { class: 'dim read-as' }, fill(strings.readAs, readAs));
}

/** Two thumbs that say whether an answer was useful; the one that is down lets go of it again. */
export function judgeButtons(
  id: string,
  useful: boolean | null,
  { strings }: Wording,
  send: (message: PanelMessage) => void,
): HTMLElement[] {
  return ([true, false] as const).map((value) => {
    const symbol = value ? 'thumbsup' : 'thumbsdown';
    const chosen = useful === value;
    return iconButton(
      chosen ? `${symbol}-filled` : symbol,
      value ? strings.useful : strings.useless,
      () => send({ type: 'judge', id, useful: chosen ? null : value }),
      { key: `${symbol}-${id}`, class: 'turn-action', attributes: { 'aria-pressed': String(chosen) } },
    );
  });
}

/** What can be done with any turn: pin it, forget it. */
export function turnActions(
  id: string,
  pinned: boolean,
  { strings }: Wording,
  send: (message: PanelMessage) => void,
): HTMLElement[] {
  return [
    iconButton(
      pinned ? 'pinned' : 'pin',
      pinned ? strings.unpinTurn : strings.pinTurn,
      () => send({ type: 'pin', id, pinned: !pinned }),
      { key: `pin-${id}`, class: 'turn-action', attributes: { 'aria-pressed': String(pinned) } },
    ),
    iconButton('trash', strings.forgetTurn, () => send({ type: 'forget', id }), {
      key: `forget-${id}`,
      class: 'turn-action',
    }),
  ];
}
