/** Markup of ours. Texts become part of it only through {@link tag}, which takes every sign of theirs as it stands. */
export interface Html {
  readonly html: string;
}

/** A text, markup, or nothing. */
export type HtmlChild = string | Html | null | readonly HtmlChild[];

/** An element with its attributes and what is in it; elements without content are closed as well. */
export function tag(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...children: readonly HtmlChild[]
): Html {
  const set = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapedText(String(value))}"`],
  );
  return { html: `<${name}${set.join('')}>${children.map(htmlOf).join('')}</${name}>` };
}

function htmlOf(child: HtmlChild): string {
  if (child === null) return '';
  if (typeof child === 'string') return escapedText(child);
  return 'html' in child ? child.html : child.map(htmlOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapedText(text: string): string {
  return text.replace(/[&<>"']/gu, (sign) => ENTITIES[sign] ?? sign);
}

/** A link that shows a place in the editor, known by an id of the page: a path never stands in it. */
export function placeLink(id: string, ...children: readonly HtmlChild[]): Html {
  const args = encodeURIComponent(JSON.stringify([id]));
  return tag('a', { href: `command:${OPEN_PLACE}?${args}` }, ...children);
}

/** The command behind links of pages; not one that people see. */
export const OPEN_PLACE = 'recollect.openShownPlace';
