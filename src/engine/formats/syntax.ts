import type { Node } from '@vscode/tree-sitter-wasm';
import type { Heading, Outline } from '../../core/memory/tree.ts';
import type { Grammar, Role } from './grammar.ts';
import { GRAMMARS } from './grammars.ts';
import { tidyTitle } from './title.ts';
import { parse } from './treeSitter.ts';

/** Containers deeper than this are read as units: nobody writes them, and trees made to be deep exist. */
const DEEPEST = 12;
/** So is what stands in more nodes of any kind, one in another: each is a call within a call. */
const MOST_NESTED = 64;
/** A tree of which more lies in errors says nothing: another language, or a template of one. */
const MOST_IN_ERRORS = 0.5;

/**
 * The outline of a source file by its syntax: functions, classes, methods and their like, with the remarks and
 * attributes in front of each. What stands between two of them, on its own, is a section without a title, so that
 * it does not pass for a part of the function above. Undefined where there is no grammar for the extension, or
 * none that can read the text: see {@link parse}. It never throws: a file that cannot be read so is cut otherwise.
 */
export async function readSyntax(text: string, extension: string): Promise<Outline | undefined> {
  const grammar = GRAMMARS.get(extension);
  const tree = grammar === undefined ? null : await parse(text, grammar.grammar);
  if (grammar === undefined || tree === null) return undefined;
  try {
    if (errorsIn(tree.rootNode) > MOST_IN_ERRORS * text.length) return undefined;
    const outline: Found = { text, grammar, headings: [], breaks: [], nested: 0 };
    readLevel(outline, tree.rootNode.namedChildren, { depth: 1, hasUnit: false });
    return { headings: outline.headings, breaks: outline.breaks };
  } catch {
    return undefined;
  } finally {
    tree.delete();
  }
}

interface Found extends Outline {
  readonly text: string;
  readonly grammar: Grammar;
  readonly headings: Heading[];
  readonly breaks: number[];
  /** How many nodes the one that is read stands in, wrappers and namespaces too. */
  nested: number;
}

/** The file itself, or the body of a class. */
interface Level {
  readonly depth: number;
  /** The section that is open belongs to a unit of this level, which is over. */
  hasUnit: boolean;
}

function roleOf({ grammar }: Found, node: Node): Role | undefined {
  return grammar.roleOf?.(node) ?? grammar.roles.get(node.type);
}

function readLevel(found: Found, nodes: readonly (Node | null)[], level: Level): void {
  /** Remarks that may belong to what follows: where they start, and the row on which they end. */
  let remark: { readonly start: number; row: number } | undefined;
  let lastRow = -1;
  for (const node of nodes) {
    if (node === null) continue;
    const row = node.startPosition.row;
    const start = remark !== undefined && row <= remark.row + 1 ? remark.start : node.startIndex;
    if (roleOf(found, node) === 'attached') {
      // One behind something on the same line speaks of that; one apart from the next remark stands for itself.
      if (row === lastRow) continue;
      if (remark !== undefined && start === node.startIndex) readLoose(found, remark.start, level);
      remark = { start, row: lastRowOf(node) };
      continue;
    }
    if (remark !== undefined && start === node.startIndex) readLoose(found, remark.start, level);
    remark = undefined;
    lastRow = lastRowOf(node);
    readNode(found, node, start, level);
  }
  if (remark !== undefined) readLoose(found, remark.start, level);
}

function readNode(found: Found, node: Node, start: number, level: Level): void {
  const role = found.nested < MOST_NESTED ? roleOf(found, node) : undefined;
  found.nested++;
  switch (role) {
    case 'wrapper': {
      const inner = node.namedChildren.findLast((child) => {
        const within = child === null ? undefined : roleOf(found, child);
        return within !== undefined && within !== 'attached';
      });
      if (inner === null || inner === undefined) readLoose(found, start, level);
      else readNode(found, inner, start, level);
      break;
    }
    case 'through':
      readLoose(found, start, level);
      readLevel(found, contentsOf(found, node), level);
      break;
    case 'unit':
    case 'container': {
      const isHeading = readUnit(found, node, start, level);
      if (role === 'container' && level.depth < DEEPEST)
        readLevel(found, contentsOf(found, node), {
          depth: level.depth + (isHeading ? 1 : 0),
          hasUnit: false,
        });
      level.hasUnit = true;
      break;
    }
    case 'attached':
    case undefined:
      readLoose(found, start, level);
      // Tables, long calls: rather not cut in two.
      if (node.startPosition.row !== lastRowOf(node)) found.breaks.push(start);
  }
  found.nested--;
}

/** Whether the unit became a heading: it does where it is the first thing on its line. */
function readUnit({ text, grammar, headings, breaks }: Found, node: Node, at: number, level: Level): boolean {
  const start = lineStart(text, at);
  const title = tidyTitle(grammar.nameOf?.(node) ?? node.childForFieldName('name')?.text ?? '');
  if (start === undefined || title === '') {
    breaks.push(at);
    return false;
  }
  headings.push({ start, depth: level.depth, title });
  return true;
}

/** Statements of their own behind a unit do not belong to it. */
function readLoose({ text, headings }: Found, at: number, level: Level): void {
  if (!level.hasUnit) return;
  const start = lineStart(text, at);
  if (start === undefined) return;
  headings.push({ start, depth: level.depth, title: '' });
  level.hasUnit = false;
}

/** The remarks in a container and what its body holds, in order. */
function contentsOf({ grammar }: Found, node: Node): Node[] {
  const body = grammar.bodyOf?.(node) ?? node.childForFieldName('body');
  const inside = (from: Node): Node[] => from.namedChildren.filter((child) => child !== null);
  if (body === null) return inside(node);
  const before = inside(node).filter(
    (child) => grammar.roles.get(child.type) === 'attached' && child.type !== 'decorator',
  );
  return [...before.filter((child) => child.startIndex < body.startIndex), ...inside(body)];
}

/** A remark of a line may take the line's end with it. */
function lastRowOf(node: Node): number {
  const { row, column } = node.endPosition;
  return column === 0 && row > node.startPosition.row ? row - 1 : row;
}

/** The start of the line, where nothing but white space stands before the offset; undefined elsewhere. */
function lineStart(text: string, offset: number): number | undefined {
  let start = offset;
  while (start > 0 && /[^\S\n\r]/.test(text.charAt(start - 1))) start--;
  return start === 0 || /[\n\r]/.test(text.charAt(start - 1)) ? start : undefined;
}

function errorsIn(root: Node): number {
  if (root.type === 'ERROR') return Infinity;
  if (!root.hasError) return 0;
  let units = 0;
  for (const child of root.namedChildren)
    if (child?.type === 'ERROR') units += child.endIndex - child.startIndex;
  return units;
}
