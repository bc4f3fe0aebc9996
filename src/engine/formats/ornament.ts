/** The mark that a line of three or more equal punctuation marks is made of; empty for any other line. */
export function ornamentOf(line: string): string {
  const content = line.trim();
  const mark = content.charAt(0);
  if (content.length < 3 || !/[=\-~^"'`#*+.:_<>]/.test(mark)) return '';
  for (let i = 1; i < content.length; i++) if (content.charAt(i) !== mark) return '';
  return mark;
}

/** Columns that a text takes in a terminal: two for a Han character or another wide one. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text)
    width +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/.test(
        character,
      )
        ? 2
        : 1;
  return width;
}
