/** Attributes of an element; numbers are written with two places at most. */
type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Text as it may stand in markup. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** One element; its content is markup already. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        ` ${key}="${typeof value === 'number' ? Number(value.toFixed(2)) : escaped(value ?? '')}"`,
    )
    .join('');
  return `<${name}${written}>${content}</${name}>`;
}

/** A line of text at a point. */
export function label(
  text: string,
  x: number,
  y: number,
  { anchor = 'start', class: name }: { anchor?: 'start' | 'middle' | 'end'; class?: string } = {},
): string {
  return element('text', { x, y, 'text-anchor': anchor, class: name }, escaped(text));
}

/** What a pointer at rest shows. */
export function hint(text: string): string {
  return element('title', {}, escaped(text));
}

/** A picture with its name for people who do not see it. */
export function picture(width: number, height: number, name: string, content: string): string {
  return element(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': name },
    content,
  );
}

/** Where a value of a range falls between two points. */
export type Scale = (value: number) => number;

export function linear(from: number, to: number, start: number, end: number): Scale {
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}

/** Logarithmic; the range is above 0. */
export function logarithmic(from: number, to: number, start: number, end: number): Scale {
  const scale = linear(Math.log(from), Math.log(to), start, end);
  return (value) => scale(Math.log(value));
}

/** Round numbers that cover the range, about `count` of them. */
export function ticks(from: number, to: number, count = 5): number[] {
  const rough = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const found: number[] = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9; i++)
    found.push(Number((i * step).toPrecision(12)));
  return found;
}

/** `.876`, `-.01`: a share without its leading zero. */
export function share(value: number, digits = 3): string {
  return value.toFixed(digits).replace(/^(-?)0\./, '$1.');
}
