import type { Lines } from './lines.ts';

/** What a scanner has to know of a language to tell its braces from those in strings and comments. */
export interface LexicalRules {
  /** `#` begins a comment, as in PHP. */
  readonly hashComments?: boolean;
  /** Backticks hold strings of several lines: with `${…}` in JavaScript, raw in Go. */
  readonly backticks?: 'template' | 'raw';
  /** `/…/` may be a regular expression. */
  readonly regex?: boolean;
  /** `'` may begin a lifetime or a label, as in Rust. */
  readonly lifetimes?: boolean;
  /** `"""` holds strings of several lines. */
  readonly tripleQuotes?: boolean;
}

export interface BraceScan {
  /** How many braces are open where each line starts. */
  readonly depths: Int32Array;
  /** What each line starts in: 0 code, 1 a comment, 2 a string. */
  readonly states: Uint8Array;
}

/**
 * One pass over a source file. An ordinary string ends with its line, so that a quote which was none costs a
 * line and not the file.
 */
export function scanBraces(lines: Lines, rules: LexicalRules): BraceScan {
  const { text, count } = lines;
  const depths = new Int32Array(count);
  const states = new Uint8Array(count);
  /** Depths at which `${` of a template opened. */
  const templates: number[] = [];
  let depth = 0;
  let line = 0;
  let nextLine = lines.start(1);
  /** The last unit that was neither white space nor comment: before a regular expression stands no value. */
  let last = 0;

  const mark = (until: number, state: number): void => {
    while (line + 1 < count && nextLine <= until) {
      line++;
      nextLine = line + 1 < count ? lines.start(line + 1) : Infinity;
      depths[line] = depth;
      states[line] = state;
    }
  };
  /** Passes over everything up to `end`, which lies in a comment or string. */
  const skipTo = (end: number, state: number): number => {
    mark(end - 1, state);
    return end;
  };
  const after = (needle: string, from: number): number => {
    const found = text.indexOf(needle, from);
    return found < 0 ? text.length : found + needle.length;
  };
  const template = (from: number): number => {
    for (let i = from; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit === 92) i++;
      else if (unit === 96) return i + 1;
      else if (unit === 36 && text.charCodeAt(i + 1) === 123 && rules.backticks === 'template') {
        templates.push(depth++);
        return i + 2;
      }
    }
    return text.length;
  };

  for (let i = 0; i < text.length;) {
    mark(i, 0);
    const unit = text.charCodeAt(i);
    const next = text.charCodeAt(i + 1);
    if (unit === 47 && next === 47) i = skipTo(lines.end(line), 0);
    else if (unit === 47 && next === 42) i = skipTo(after('*/', i + 2), 1);
    else if (unit === 35 && rules.hashComments === true && next !== 91) i = skipTo(lines.end(line), 0);
    else if (unit === 47 && rules.regex === true && startsRegex(text, i, last))
      i = regexEnd(text, i, lines.end(line));
    else if (unit === 34 && rules.tripleQuotes === true && text.startsWith('"""', i))
      i = skipTo(after('"""', i + 3), 2);
    else if (unit === 96 && rules.backticks !== undefined) {
      i = rules.backticks === 'raw' ? skipTo(after('`', i + 1), 2) : skipTo(template(i + 1), 2);
      last = 96;
    } else if (
      unit === 39 &&
      rules.lifetimes === true &&
      !/^'(?:\\[^\n]|[^\\'\n]{1,2}')/.test(text.slice(i, i + 4))
    )
      i++;
    else if (unit === 34 || unit === 39) {
      i = stringEnd(text, i, lines.end(line));
      last = unit;
    } else {
      if (unit === 123) depth++;
      else if (unit === 125) {
        depth = Math.max(0, depth - 1);
        if (templates.at(-1) === depth) {
          templates.pop();
          i = skipTo(template(i + 1), 2);
          last = 96;
          continue;
        }
      }
      if (unit > 32) last = unit;
      i++;
    }
  }
  mark(text.length, 0);
  return { depths, states };
}

function stringEnd(text: string, start: number, lineEnd: number): number {
  const quote = text.charCodeAt(start);
  for (let i = start + 1; i < lineEnd; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 92) i++;
    else if (unit === quote) return i + 1;
  }
  return Math.max(lineEnd, start + 1);
}

function startsRegex(text: string, at: number, last: number): boolean {
  if (last === 0 || '(,=:[!&|?{};+-*%<>~^'.includes(String.fromCharCode(last))) return true;
  return /\b(?:return|typeof|case|in|of)\s*$/.test(text.slice(Math.max(0, at - 12), at));
}

function regexEnd(text: string, start: number, lineEnd: number): number {
  let inClass = false;
  for (let i = start + 1; i < lineEnd; i++) {
    const character = text.charAt(i);
    if (character === '\\') i++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return i + 1;
  }
  return start + 1;
}
