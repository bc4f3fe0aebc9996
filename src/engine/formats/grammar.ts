import type { Node } from '@vscode/tree-sitter-wasm';

/** What a node of the syntax tree is to the outline. */
export type Role =
  /** A declaration with a heading of its own: a function, a type, a method. */
  | 'unit'
  /** The same, with others inside: a class, an interface, a module. */
  | 'container'
  /** Others stand in it as they do beside it: a namespace, `#ifdef`. */
  | 'through'
  /** One declaration in a wrapping: `export …`, `template <…> …`, decorators in front. */
  | 'wrapper'
  /** A remark or an attribute: it belongs to what follows. */
  | 'attached';

/** How the declarations of a language are told from its syntax tree. */
export interface Grammar {
  /** As in `tree-sitter-GRAMMAR.wasm`. */
  readonly grammar: string;
  readonly roles: ReadonlyMap<string, Role>;
  /** Where the type of a node does not say it; undefined for what the table says. */
  readonly roleOf?: (node: Node) => Role | undefined;
  /** Where it is not the field `name`. */
  readonly nameOf?: (node: Node) => string | undefined;
  /** Where it is not the field `body`. */
  readonly bodyOf?: (node: Node) => Node | null | undefined;
}

/** The role of each type of node, written as types with spaces between; remarks are attached in every language. */
export function roles(table: Readonly<Partial<Record<Role, string>>>): Map<string, Role> {
  const found = new Map<string, Role>([
    ['comment', 'attached'],
    ['line_comment', 'attached'],
    ['block_comment', 'attached'],
    ['ERROR', 'through'],
  ]);
  for (const role of ['unit', 'container', 'through', 'wrapper', 'attached'] as const)
    for (const type of table[role]?.split(' ') ?? []) found.set(type, role);
  return found;
}

/** What calls a block of tests: `describe('a lamp', () => { … })`. */
export const GROUPS_TESTS = /^(?:describe|suite|context)\b/;
