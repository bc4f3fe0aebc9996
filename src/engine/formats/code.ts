import type { Heading, Outline } from '../../core/memory/tree.ts';
import { INDENTED, type IndentedLanguage, BRACED, type BracedLanguage } from './languages.ts';
import { Lines } from './lines.ts';
import { scanBraces } from './scanBraces.ts';
import { tidyTitle } from './title.ts';

/** The reader for a source file's extension, or undefined where it is no known language. */
export function codeReaderFor(extension: string): ((text: string) => Outline) | undefined {
  const braced = BRACED.get(extension);
  if (braced !== undefined) return (text) => readBraced(text, braced);
  const indented = INDENTED.get(extension);
  return indented === undefined ? undefined : (text) => readIndented(text, indented);
}

/**
 * Languages with braces: declarations that stand in nothing but classes, namespaces and their like. A class
 * has the depth of its nesting, its methods one more.
 */
function readBraced(text: string, language: BracedLanguage): Outline {
  const lines = new Lines(text);
  const { depths, states } = scanBraces(lines, language);
  const headings: Heading[] = [];
  const breaks: number[] = [];
  /** Depth of braces inside each container that is open, from the outermost. */
  const containers: { readonly inside: number; readonly name: string; readonly counts: boolean }[] = [];
  let drift = 0;
  for (let i = 0; i < lines.count; i++) {
    if (states[i] !== 0) continue;
    const line = lines.at(i);
    const content = line.trim();
    if (content === '') continue;
    let depth = (depths[i] ?? 0) - drift;
    const first = line.charCodeAt(0);
    // Braces that preprocessors and odd literals unbalance are set right where a declaration stands at the margin.
    if (depth !== (containers.at(-1)?.inside ?? 0) && first > 32 && language.margin?.test(line) === true) {
      containers.length = 0;
      drift = depths[i] ?? 0;
      depth = 0;
    }
    while (containers.length > 0 && depth < (containers.at(-1)?.inside ?? 0)) containers.pop();
    if (depth !== (containers.at(-1)?.inside ?? 0)) continue;
    const within = containers.at(-1);
    const found = language.declaration(content, {
      inContainer: within?.counts === true,
      container: within?.name ?? '',
      opensBody: () => opensBody(text, lines.start(i)),
    });
    if (found === undefined) continue;
    const start = lines.start(firstOfComment(lines, i, states, language.lineComment));
    if (found.isBreak === true) breaks.push(start);
    else {
      const nesting = containers.filter((container) => container.counts).length;
      headings.push({ start, depth: nesting + 1, title: tidyTitle(found.name) });
    }
    if (found.isContainer === true && opensBody(text, lines.start(i)) === '{') {
      containers.push({ inside: depth + 1, name: found.name, counts: found.isBreak !== true });
    }
  }
  return { headings, breaks };
}

/** How far the body of a declaration is looked for: units, and lines. */
const LONGEST_SIGNATURE = 2000;
const MOST_SIGNATURE_LINES = 25;

/**
 * What comes first behind the declaration that starts here, outside its parentheses: a body, an expression for
 * a body, or its end without one.
 */
function opensBody(text: string, start: number): '{' | '=>' | ';' {
  let parentheses = 0;
  let lines = 0;
  const end = Math.min(text.length, start + LONGEST_SIGNATURE);
  for (let i = start; i < end && lines < MOST_SIGNATURE_LINES; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10) lines++;
    else if (unit === 40) parentheses++;
    else if (unit === 41) parentheses--;
    else if (parentheses > 0) continue;
    else if (unit === 123) return '{';
    else if (unit === 59) return ';';
    else if (unit === 61 && text.charCodeAt(i + 1) === 62) return '=>';
  }
  return ';';
}

/** The first line of the comments, decorators and attributes that stand right above a line. */
function firstOfComment(lines: Lines, line: number, states: Uint8Array, lineComment: RegExp): number {
  let first = line;
  while (first > 0) {
    const above = lines.at(first - 1, 120).trim();
    if (above === '') break;
    const isComment = states[first - 1] === 1 || lineComment.test(above) || above.startsWith('/*');
    const isDecorator = /^(?:@[\w.]|#!?\[|\[[A-Z]\w*.*\]$|template\s*<)/.test(above);
    if (!isComment && !isDecorator) break;
    first--;
  }
  return first;
}

/** Languages whose blocks follow from indentation, or whose authors indent as if they did. */
function readIndented(text: string, language: IndentedLanguage): Outline {
  const lines = new Lines(text);
  const states = language.scan?.(lines) ?? new Uint8Array(lines.count);
  const headings: Heading[] = [];
  const open: { readonly indent: number; readonly isContainer: boolean }[] = [];
  for (let i = 0; i < lines.count; i++) {
    if (states[i] !== 0) continue;
    const line = lines.at(i);
    const content = line.trimStart();
    if (content === '') continue;
    const indent = line.length - content.length;
    while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= indent) open.pop();
    const found = language.declaration(content);
    if (found === undefined) continue;
    if (open.every((block) => block.isContainer)) {
      const start = lines.start(firstOfComment(lines, i, states, language.lineComment));
      headings.push({ start, depth: open.length + 1, title: tidyTitle(found.name) });
    }
    open.push({ indent, isContainer: found.isContainer === true });
  }
  return { headings, breaks: [] };
}
