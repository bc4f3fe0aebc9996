import type { MemoryView, PanelMessage, PanelState, SuggestionView } from '../protocol/panelMessages.ts';
import type { ErrorAction, ErrorView } from '../protocol/turnView.ts';
import { fill } from '../protocol/fill.ts';
import { el, icon, iconButton, type Child } from './dom.ts';
import type { Wording } from './wording.ts';

type Send = (message: PanelMessage) => void;

/** True where there is something that questions can be put to, now or in a moment. */
export function askable({ kind }: MemoryView): boolean {
  return kind === 'starting' || kind === 'indexing' || kind === 'paused' || kind === 'ready';
}

/** The thin bar along the top of the view, as VS Code's own views have it; null where nothing is going on. */
export function progressBar(memory: MemoryView, asking: boolean, words: Wording): HTMLElement | null {
  const busy = asking || memory.kind === 'starting';
  if (!busy && memory.kind !== 'indexing') return null;
  // Without a value it moves on its own.
  const bar = el('progress');
  bar.ariaLabel = asking ? words.strings.pending : memoryText(memory, words);
  if (!busy && memory.kind === 'indexing' && memory.total > 0) {
    bar.max = memory.total;
    bar.value = memory.done;
  }
  return bar;
}

/** One line at the foot of the panel: how much is remembered, and the button that pauses or goes on. */
export function statusLine(memory: MemoryView, words: Wording, send: Send): Child[] {
  const text = memoryText(memory, words);
  if (text === '') return [];
  const { strings } = words;
  switch (memory.kind) {
    case 'indexing':
      return [
        icon('sync', 'spin'),
        el('span', { class: 'status-text' }, text),
        iconButton('debug-pause', strings.pause, () => send({ type: 'pause' }), { key: 'pause' }),
      ];
    case 'paused':
      return [
        icon('debug-pause'),
        el('span', { class: 'status-text' }, text),
        iconButton('debug-start', strings.resume, () => send({ type: 'resume' }), { key: 'pause' }),
      ];
    case 'starting':
      return [icon('sync', 'spin'), el('span', { class: 'status-text' }, text)];
    case 'ready':
      return [
        icon('database'),
        el('span', { class: 'status-text' }, text),
        iconButton('refresh', strings.index, () => send({ type: 'index' }), { key: 'index' }),
      ];
    case 'no-folder':
    case 'large':
    case 'empty':
    case 'failed':
      return [];
  }
}

function memoryText(memory: MemoryView, words: Wording): string {
  const { strings, number, count } = words;
  switch (memory.kind) {
    case 'starting':
      return strings.starting;
    case 'indexing':
      return fill(
        memory.waiting === 'battery'
          ? strings.waitingForMains
          : memory.phase === 'reading'
            ? strings.reading
            : strings.encoding,
        number(memory.done),
        number(memory.total),
      );
    case 'paused':
      return fill(strings.paused, number(memory.done), number(memory.total));
    case 'ready':
      return [
        count('files', memory.files),
        count('passages', memory.passages),
        memory.skipped > 0 ? count('skipped', memory.skipped) : '',
        memory.device ?? strings.noModel,
      ]
        .filter((part) => part !== '')
        .join(' · ');
    case 'no-folder':
    case 'large':
    case 'empty':
    case 'failed':
      return '';
  }
}

/** What stands where the answer will: who is there, what can be done, and what to do where nothing can. */
export function welcome(
  memory: MemoryView,
  { writer, suggestions }: Pick<PanelState, 'writer' | 'suggestions'>,
  words: Wording,
  send: Send,
): Child[] {
  const { strings } = words;
  switch (memory.kind) {
    case 'no-folder':
      return [
        notice(strings.noFolderTitle, strings.noFolderBody, [
          button(strings.openFolder, () => send({ type: 'openFolder' }), 'openFolder'),
          button(strings.openSample, () => send({ type: 'openSample' }), 'openSample', true),
        ]),
      ];
    case 'large':
      return [largeNotice(memory, words, send)];
    case 'empty':
      return [
        notice(strings.emptyTitle, strings.emptyBody, [
          button(strings.index, () => send({ type: 'index' }), 'index'),
          button(strings.showLog, () => send({ type: 'showLog' }), 'showLog', true),
        ]),
      ];
    case 'failed':
      return [errorNotice(strings.failedTitle, memory.error, words, send)];
    case 'starting':
    case 'indexing':
    case 'paused':
    case 'ready':
      return [
        notice(
          strings.welcomeTitle,
          strings.welcomeBody,
          [],
          memory.kind === 'indexing'
            ? strings.indexingHint
            : writer === null
              ? strings.welcomePrivate
              : strings.welcomeWriter,
        ),
        suggestionList(suggestions, words, send),
      ];
  }
}

/** Questions that the documents' own headings ask; one that is chosen is asked at once. */
function suggestionList(
  suggestions: readonly SuggestionView[],
  { strings }: Wording,
  send: Send,
): HTMLElement | null {
  if (suggestions.length === 0) return null;
  return el(
    'section',
    { class: 'suggestions' },
    el('h2', { class: 'dim', attributes: { id: 'suggestions-title' } }, strings.suggested),
    el(
      'ul',
      { attributes: { role: 'list', 'aria-labelledby': 'suggestions-title' } },
      ...suggestions.map(({ question, label }, at) =>
        el(
          'li',
          {},
          el(
            'button',
            {
              class: 'suggestion',
              key: `suggestion-${String(at)}`,
              attributes: { type: 'button' },
              on: { click: () => send({ type: 'ask', text: question, scope: 'workspace' }) },
            },
            icon('comment-discussion'),
            el('span', { class: 'suggestion-text' }, question),
            el('span', { class: 'dim' }, label),
          ),
        ),
      ),
    ),
  );
}

/** The question before a large folder is remembered: how large it is, how long it takes, and the answers to it. */
function largeNotice(
  memory: Extract<MemoryView, { kind: 'large' }>,
  { strings, count }: Wording,
  send: Send,
): HTMLElement {
  const { name, files, size, time, divisible, declined } = memory;
  return notice(
    fill(declined ? strings.largeDeclinedTitle : strings.largeTitle, name),
    fill(declined ? strings.largeDeclinedBody : strings.largeBody, count('files', files), size, time),
    [
      button(strings.remember, () => send({ type: 'remember', choice: 'all' }), 'remember'),
      divisible
        ? button(strings.rememberPart, () => send({ type: 'remember', choice: 'part' }), 'part', true)
        : null,
      declined
        ? null
        : button(strings.rememberLater, () => send({ type: 'remember', choice: 'later' }), 'later', true),
    ],
  );
}

/** The line that says that the folder is not trusted, what is off, and where that is changed. */
export function restrictedLine({ strings }: Wording, send: Send): Child[] {
  return [
    icon('shield'),
    el('span', { class: 'restricted-text' }, strings.restricted),
    iconButton('workspace-trusted', strings.manageTrust, () => send({ type: 'manageTrust' }), {
      key: 'manageTrust',
    }),
  ];
}

function notice(title: string, body: string, buttons: readonly Child[], foot = ''): HTMLElement {
  return el(
    'section',
    { class: 'welcome' },
    el('h2', {}, title),
    el('p', {}, body),
    foot === '' ? null : el('p', { class: 'dim' }, foot),
    buttons.length === 0 ? null : el('div', { class: 'buttons' }, ...buttons),
  );
}

/** An error: what happened, what it means, what to do, and the buttons that do it. */
export function errorNotice(title: string, error: ErrorView, words: Wording, send: Send): HTMLElement {
  const { strings } = words;
  const actions: Record<ErrorAction, () => HTMLElement> = {
    retry: () => button(strings.askAgain, () => send({ type: 'retry' }), 'retry'),
    index: () => button(strings.index, () => send({ type: 'index' }), 'index'),
    showLog: () => button(strings.showLog, () => send({ type: 'showLog' }), 'showLog', true),
  };
  return el(
    'section',
    { class: 'callout error' },
    icon('error'),
    el(
      'div',
      {},
      el('h2', {}, title),
      el('p', {}, error.message),
      el('div', { class: 'buttons' }, ...error.actions.map((action) => actions[action]())),
    ),
  );
}

/** A push button of VS Code's looks. */
export function button(label: string, onClick: () => void, key: string, secondary = false): HTMLElement {
  return el(
    'button',
    {
      class: secondary ? 'button secondary' : 'button',
      key,
      attributes: { type: 'button' },
      on: { click: onClick },
    },
    label,
  );
}
