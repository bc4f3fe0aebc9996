import type { ComposerView, PanelMessage, PanelScope, ScopeKind } from '../protocol/panelMessages.ts';
import { fill } from '../protocol/fill.ts';
import type { PanelStrings } from '../protocol/panelStrings.ts';
import { el, icon, iconButton, type Child } from './dom.ts';

/** What the chips need beside what there is to ask. */
export interface ScopeChipsContext {
  readonly strings: PanelStrings;
  readonly chosen: PanelScope;
  readonly choose: (scope: PanelScope) => void;
  readonly send: (message: PanelMessage) => void;
  /** Lets the user type a name. */
  readonly mention: () => void;
}

/** Icons of what can be asked. */
export const SCOPE_ICONS = {
  file: 'file',
  folder: 'folder',
  part: 'list-selection',
} as const satisfies Record<ScopeKind, string>;

/** What a question is asked of now: the choice as it was made, where there still is such a thing, else the next wider one. */
export function scopeInForce(composer: ComposerView, chosen: PanelScope): PanelScope {
  if (composer.picked.length > 0) return 'picked';
  if (chosen === 'selection' && composer.selection === null)
    return composer.file === null ? 'workspace' : 'file';
  if (chosen === 'folder' && composer.folder === null) return 'workspace';
  if (chosen === 'file' && composer.file === null) return 'workspace';
  return chosen === 'picked' ? 'workspace' : chosen;
}

/** One choice of what the editor offers or, where something was picked, that; and the way to pick more. */
export function scopeChips(composer: ComposerView, context: ScopeChipsContext): Child[] {
  const { strings, send, mention } = context;
  const at = iconButton('mention', strings.scopePick, mention, { key: 'mention', class: 'mention-button' });
  if (composer.picked.length > 0)
    return [
      el(
        'ul',
        { class: 'scopes picked', attributes: { 'aria-label': strings.scopePicked, role: 'list' } },
        ...composer.picked.map(({ id, kind, label, folder }) =>
          el(
            'li',
            { class: 'chip picked', attributes: { title: folder === '' ? label : `${folder}/${label}` } },
            icon(SCOPE_ICONS[kind]),
            el('span', { class: 'chip-text' }, label),
            iconButton('close', fill(strings.scopeUnpick, label), () => send({ type: 'unpick', id }), {
              key: `unpick-${id}`,
              class: 'unpick',
            }),
          ),
        ),
      ),
      at,
    ];
  const { file, folder, selection } = composer;
  return [
    el(
      'div',
      { class: 'scopes', attributes: { role: 'radiogroup', 'aria-label': strings.scope } },
      chip('workspace', 'folder-library', strings.scopeWorkspace, '', context),
      folder === null ? null : chip('folder', 'folder', folder, fill(strings.scopeFolder, folder), context),
      file === null
        ? chip('file', 'file', strings.scopeFile, strings.scopeNoFile, context, false)
        : chip('file', 'file', file, `${strings.scopeFile}: ${file}`, context),
      selection === null
        ? null
        : chip('selection', 'list-selection', strings.scopeSelection, selection, context),
    ),
    at,
  ];
}

function chip(
  value: PanelScope,
  symbol: string,
  label: string,
  hint: string,
  { chosen, choose }: ScopeChipsContext,
  available = true,
): HTMLElement {
  const radio = el('input', {
    key: `scope-${value}`,
    attributes: {
      type: 'radio',
      name: 'scope',
      value,
      disabled: !available,
      checked: available && chosen === value,
    },
    on: { change: () => choose(value) },
  });
  return el(
    'label',
    { class: 'chip', attributes: { title: hint === '' ? undefined : hint } },
    radio,
    icon(symbol),
    el('span', { class: 'chip-text' }, label),
  );
}
