/** Longer titles are cut: they stand in front of every passage that the encoder reads. */
const LONGEST_TITLE = 160;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
};

/** A heading's words on one line, single-spaced and cut at a sensible length. */
export function tidyTitle(title: string): string {
  const words = title.replace(/[\s\u3000\uFEFF]+/g, ' ').trim();
  if (words.length <= LONGEST_TITLE) return words;
  // Never half of a surrogate pair.
  return `${words.slice(0, LONGEST_TITLE - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** A Markdown heading's words without their markup. */
export function plainMarkdown(title: string): string {
  return tidyTitle(
    decodeEntities(
      title
        .replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
        .replace(/<[^>]{0,200}>/g, '')
        .replace(/(`+)([^`]+)\1/g, '$2')
        .replace(/(\*\*|__|~~)(?=\S)([^*_~]+)\1/g, '$2')
        .replace(/(^|[^\p{L}\p{N}\\])([*_])(?=\S)([^*_]+)\2(?![\p{L}\p{N}])/gu, '$1$3')
        .replace(/\s*\{[#.][^}]*\}\s*$/, '')
        .replace(/\\([!-/:-@[-`{-~])/g, '$1'),
    ),
  );
}

/** The named and numbered entities that headings hold. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return ENTITIES[name.toLowerCase()] ?? whole;
    const point = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
