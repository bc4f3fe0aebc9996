/** What an element can be given: attributes by name, listeners, and custom properties for the style sheet. */
export interface Properties {
  readonly class?: string;
  /** Names the element across renderings: the focus goes back to the element with the same key. */
  readonly key?: string;
  /** `true` sets an empty attribute; `false` and undefined set none. */
  readonly attributes?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** CSS custom properties (`--weight`), set through the object model: the page allows no inline style. */
  readonly variables?: Readonly<Record<`--${string}`, string | number>>;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
}

/** Null and undefined are left out, so that a part can be optional in place. */
export type Child = Node | string | null | undefined;

/** Builds an element. Strings become text nodes, never markup. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (properties.class !== undefined) element.className = properties.class;
  if (properties.key !== undefined) element.dataset['key'] = properties.key;
  for (const [name, value] of Object.entries(properties.attributes ?? {})) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const [name, value] of Object.entries(properties.variables ?? {}))
    element.style.setProperty(name, String(value));
  for (const [name, listener] of Object.entries(properties.on ?? {}))
    element.addEventListener(name, listener);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** One of VS Code's icons, for the eye only: what it stands for is said in words beside it. */
export function icon(name: string, className = ''): HTMLElement {
  return el('span', { class: `codicon codicon-${name} ${className}`, attributes: { 'aria-hidden': 'true' } });
}

/** A button that shows an icon alone; its label is its name and its tooltip. */
export function iconButton(
  name: string,
  label: string,
  onClick: () => void,
  properties: Omit<Properties, 'on'> = {},
): HTMLButtonElement {
  return el(
    'button',
    {
      ...properties,
      class: `icon-button ${properties.class ?? ''}`,
      attributes: { type: 'button', title: label, 'aria-label': label, ...properties.attributes },
      on: { click: onClick },
    },
    icon(name),
  );
}

/**
 * A part of the page that is built anew whenever what it shows has changed, and left alone otherwise, so that
 * typing, scrolling and a screen reader's place survive states that do not concern it.
 */
export class Region {
  readonly element: HTMLElement;
  #shown: string | undefined;

  constructor(element: HTMLElement) {
    this.element = element;
  }

  /** Builds the children where `content` (plain data) differs from what is shown. Keeps the focus by key. */
  show(content: unknown, build: () => readonly Child[]): void {
    const shown = JSON.stringify(content);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const focused = this.element.contains(document.activeElement) ? document.activeElement : null;
    const key = focused instanceof HTMLElement ? focused.dataset['key'] : undefined;
    this.element.replaceChildren(...build().filter((child) => child !== null && child !== undefined));
    if (key !== undefined)
      this.element
        .querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
        ?.focus({ preventScroll: true });
  }
}
