/**
 * The setting `files.exclude` as lines of a .gitignore, which is what the engine takes. Entries that are off, and
 * those that depend on a sibling file, say nothing. In the setting a pattern counts from the folder unless it begins
 * with a double star; in a .gitignore it does so where it begins with a slash.
 */
export function excludePatterns(setting: unknown): string[] {
  if (typeof setting !== 'object' || setting === null) return [];
  return Object.entries(setting)
    .filter(([, value]) => value === true)
    .flatMap(([pattern]) => alternatives(pattern.trim()))
    .filter((pattern) => pattern !== '')
    .map((pattern) => (pattern.startsWith('**/') ? pattern : `/${pattern.replace(/^\/+/, '')}`));
}

/** The pattern without braces: `*.{a,b}` gives `*.a` and `*.b`. A brace that is never closed stands for itself. */
function alternatives(pattern: string): string[] {
  const open = pattern.indexOf('{');
  if (open < 0) return [pattern];
  const parts: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let i = open; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === '{') depth++;
    else if (character === '}') depth--;
    if (depth === 0 || (depth === 1 && character === ',')) {
      parts.push(pattern.slice(from, i));
      from = i + 1;
    }
    if (depth > 0) continue;
    const rest = alternatives(pattern.slice(i + 1));
    return parts
      .flatMap(alternatives)
      .flatMap((part) => rest.map((end) => `${pattern.slice(0, open)}${part}${end}`));
  }
  return [pattern];
}
