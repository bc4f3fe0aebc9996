import type { MapMessage, MapView } from '../../protocol/mapMessages.ts';
import type { MapStrings } from '../../protocol/mapStrings.ts';
import { el } from '../dom.ts';

/** What stands in place of a map: what the matter is, and what to do next. */
export function mapNotice(
  view: Exclude<MapView, { readonly kind: 'map' }>,
  strings: MapStrings,
  send: (message: MapMessage) => void,
): HTMLElement {
  const button = (label: string, type: Exclude<MapMessage['type'], 'open'>): HTMLElement =>
    el(
      'button',
      { class: 'button', key: type, attributes: { type: 'button' }, on: { click: () => send({ type }) } },
      label,
    );
  const notice = (title: string, body: string, ...buttons: readonly HTMLElement[]): HTMLElement =>
    el(
      'div',
      { class: 'notice-box' },
      el('h2', {}, title),
      body === '' ? null : el('p', {}, body),
      buttons.length === 0 ? null : el('div', { class: 'buttons' }, ...buttons),
    );
  switch (view.kind) {
    case 'loading':
      return el(
        'div',
        { class: 'notice-box', attributes: { role: 'status' } },
        el('span', { class: 'codicon codicon-loading spin', attributes: { 'aria-hidden': 'true' } }),
        el('p', {}, strings.loading),
      );
    case 'empty':
      return notice(strings.emptyTitle, strings.emptyBody, button(strings.showLog, 'showLog'));
    case 'no-folder':
      return notice(strings.noFolderTitle, strings.noFolderBody, button(strings.openFolder, 'openFolder'));
    case 'large':
      return notice(strings.largeTitle, strings.largeBody, button(strings.openPanel, 'openPanel'));
    case 'failed':
      return notice(
        strings.failedTitle,
        view.message,
        button(strings.retry, 'retry'),
        button(strings.showLog, 'showLog'),
      );
  }
}
