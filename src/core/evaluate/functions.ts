import type { Range } from '../text/range.ts';

/** A declaration with what its comment says. Offsets of the text. */
export interface DocumentedFunction {
  readonly name: string;
  /** The comment's first sentence, without comment marks. */
  readonly comment: string;
  /** The line that declares it, without indentation. */
  readonly declaration: Range;
}

const BLOCK = /\/\*\*?((?:[^*]|\*(?!\/))*)\*\/[ \t]*\r?\n((?:[ \t]*(?:@|#\[)[^\n]*\r?\n)*)([^\n]+)/g;
const LINES =
  /((?:^[ \t]*(?:\/\/\/?!?|#(?![![])|--)[^\n]*\r?\n)+)((?:[ \t]*(?:@|#\[)[^\n]*\r?\n)*)([^\n]+)/gm;
const DOCSTRING =
  /^([ \t]*(?:async +)?(?:def|class) +[^\n]+:[ \t]*\r?\n)[ \t]*(?:[rR]?"""|[rR]?''')([^\n"']+)/gm;
const DECLARED =
  /\b(?:function\*?|class|def|fn|func|interface|type|struct|enum|trait|const|let|var|module|sub|proc)\s+(?:\([^)]*\)\s*)?([A-Za-z_$][\w$]*)/;
/** C and Java: a type, a name, an opening parenthesis. */
const CALLED = /^\s*(?:[\w:<>,*&\s[\]]+\s)?\**([A-Za-z_]\w*)\s*\([^;]*(?:[{,)]\s*)?$/;
const NO_NAMES = new Set([
  'if',
  'for',
  'while',
  'switch',
  'return',
  'catch',
  'else',
  'new',
  'throw',
  'await',
]);
const MARK = /^[ \t]*(?:\*(?!\/)|\/\/\/?!?|#+|--)?[ \t]?/;

/** The functions and types of a source text whose comment or docstring says what they are, in order. */
export function documentedFunctions(text: string): DocumentedFunction[] {
  const found: DocumentedFunction[] = [];
  const push = (comment: string, line: string, at: number) => {
    const name = DECLARED.exec(line)?.[1] ?? CALLED.exec(line)?.[1];
    const said = firstSentence(comment);
    if (name === undefined || name.length < 3 || NO_NAMES.has(name) || said === '') return;
    const start = at + (line.length - line.trimStart().length);
    found.push({ name, comment: said, declaration: { start, end: start + line.trim().length } });
  };
  for (const form of [BLOCK, LINES]) {
    for (const match of text.matchAll(form)) {
      const [whole, comment = '', , line = ''] = match;
      push(comment, line, match.index + whole.length - line.length);
    }
  }
  for (const match of text.matchAll(DOCSTRING)) {
    const [, line = '', comment = ''] = match;
    push(comment, line.trimEnd(), match.index);
  }
  return found.sort((a, b) => a.declaration.start - b.declaration.start);
}

function firstSentence(comment: string): string {
  const words = comment
    .split(/\r?\n/)
    .map((line) => line.replace(MARK, '').trim())
    .join(' ')
    .split(/(?:^|\s)[@\\](?:param|returns?|throws|brief|see)\b/)[0];
  const said = words?.trim() ?? '';
  return /^(.+?[.。！？!?])(?:\s|$)/su.exec(said)?.[1] ?? said;
}
