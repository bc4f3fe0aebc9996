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

const roles = (table: Readonly<Partial<Record<Role, string>>>): Map<string, Role> => {
  const found = new Map<string, Role>([
    ['comment', 'attached'],
    ['line_comment', 'attached'],
    ['block_comment', 'attached'],
    ['ERROR', 'through'],
  ]);
  for (const role of ['unit', 'container', 'through', 'wrapper', 'attached'] as const)
    for (const type of table[role]?.split(' ') ?? []) found.set(type, role);
  return found;
};

const FUNCTION_VALUES = new Set(['arrow_function', 'function_expression', 'generator_function', 'class']);
/** Blocks of tests: `describe('a lamp', () => { … })`. */
const GROUPS_TESTS = /^(?:describe|suite|context)\b/;

/** The value that makes a variable, a field or an assignment a function, if one does. */
function functionIn(node: Node): Node | undefined {
  const value =
    node.type === 'expression_statement'
      ? node.firstNamedChild?.type === 'assignment_expression'
        ? node.firstNamedChild.childForFieldName('right')
        : null
      : node.type === 'public_field_definition' || node.type === 'field_definition'
        ? node.childForFieldName('value')
        : node.firstNamedChild?.childForFieldName('value');
  if (value === null || value === undefined) return undefined;
  if (FUNCTION_VALUES.has(value.type)) return value;
  // memo(() => …), forwardRef(function …)
  const wrapped = value.type === 'call_expression' ? value.childForFieldName('arguments') : null;
  const first = wrapped?.firstNamedChild;
  return first !== null && first !== undefined && FUNCTION_VALUES.has(first.type) ? first : undefined;
}

/** `test('name', () => { … })` over several lines: the call, its name and its function. */
function namedCall(node: Node): { name: string; callee: string; body: Node } | undefined {
  const call = node.type === 'expression_statement' ? node.firstNamedChild : null;
  if (call?.type !== 'call_expression' || call.startPosition.row === call.endPosition.row) return undefined;
  const given = call.childForFieldName('arguments')?.namedChildren ?? [];
  const first = given[0];
  const body = given.findLast((argument) => argument !== null && FUNCTION_VALUES.has(argument.type));
  if (!first || !body || !/string/.test(first.type)) return undefined;
  return { name: first.text.slice(1, -1), callee: call.childForFieldName('function')?.text ?? '', body };
}

const javascript = (grammar: string): Grammar => ({
  grammar,
  roles: roles({
    unit: 'function_declaration generator_function_declaration function_signature method_definition type_alias_declaration enum_declaration',
    container:
      'class_declaration abstract_class_declaration interface_declaration internal_module module class',
    wrapper: 'export_statement ambient_declaration',
    attached: 'decorator',
  }),
  roleOf(node) {
    switch (node.type) {
      case 'lexical_declaration':
      case 'variable_declaration':
      case 'public_field_definition':
      case 'field_definition':
        return functionIn(node) === undefined ? undefined : 'unit';
      case 'function_expression':
      case 'arrow_function':
        // export default function () { … }
        return node.parent?.type === 'export_statement' ? 'unit' : undefined;
      case 'expression_statement': {
        if (node.firstNamedChild?.type === 'internal_module') return 'wrapper';
        if (functionIn(node) !== undefined) return 'unit';
        const call = namedCall(node);
        return call === undefined ? undefined : GROUPS_TESTS.test(call.callee) ? 'container' : 'unit';
      }
      default:
        return undefined;
    }
  },
  nameOf(node) {
    if (node.type === 'lexical_declaration' || node.type === 'variable_declaration')
      return node.firstNamedChild?.childForFieldName('name')?.text;
    if (node.type === 'expression_statement')
      return namedCall(node)?.name ?? node.firstNamedChild?.childForFieldName('left')?.text;
    if (node.type === 'function_expression' || node.type === 'arrow_function' || node.type === 'class')
      return node.childForFieldName('name')?.text ?? 'default';
    if (node.type === 'module') return node.childForFieldName('name')?.text.replace(/^['"]|['"]$/g, '');
    return undefined;
  },
  bodyOf: (node) =>
    node.type === 'expression_statement' ? namedCall(node)?.body.childForFieldName('body') : undefined,
});

const python: Grammar = {
  grammar: 'python',
  roles: roles({
    unit: 'function_definition',
    container: 'class_definition',
    wrapper: 'decorated_definition',
    through: 'else_clause elif_clause except_clause finally_clause block',
  }),
  // Declared on a condition, or where an import fails.
  roleOf: (node) =>
    (node.type === 'if_statement' || node.type === 'try_statement') &&
    node.descendantsOfType(['function_definition', 'class_definition']).length > 0
      ? 'through'
      : undefined,
};

const java: Grammar = {
  grammar: 'java',
  roles: roles({
    unit: 'method_declaration constructor_declaration compact_constructor_declaration',
    container:
      'class_declaration interface_declaration enum_declaration record_declaration annotation_type_declaration',
    through: 'enum_body_declarations',
  }),
};

const csharp: Grammar = {
  grammar: 'c-sharp',
  roles: roles({
    unit: 'method_declaration constructor_declaration destructor_declaration operator_declaration conversion_operator_declaration indexer_declaration delegate_declaration local_function_statement',
    container:
      'class_declaration interface_declaration struct_declaration record_declaration enum_declaration namespace_declaration',
    wrapper: 'global_statement',
    through: 'preproc_if preproc_elif preproc_else',
  }),
  nameOf(node) {
    const name = node.childForFieldName('name')?.text;
    if (node.type === 'destructor_declaration') return `~${name ?? ''}`;
    if (node.type === 'indexer_declaration') return 'this[]';
    if (!node.type.endsWith('operator_declaration')) return undefined;
    return /\boperator\s+(?:checked\s+)?[^\s(]+/.exec(node.text.slice(0, 300))?.[0];
  },
};

const go: Grammar = {
  grammar: 'go',
  roles: roles({ unit: 'function_declaration method_declaration type_declaration type_spec type_alias' }),
  // Of `type ( … )` each is a unit.
  roleOf: (node) =>
    node.type === 'type_declaration' && node.children.some((child) => child?.type === '(')
      ? 'through'
      : undefined,
  nameOf(node) {
    if (node.type === 'type_declaration') return node.firstNamedChild?.childForFieldName('name')?.text;
    const receiver = node.childForFieldName('receiver')?.text;
    const type = /\*?([\w.]+)(?:\[[^\]]*\])?\s*,?\s*\)$/.exec(receiver ?? '')?.[1];
    return type === undefined ? undefined : `${type}.${node.childForFieldName('name')?.text ?? ''}`;
  },
};

const rust: Grammar = {
  grammar: 'rust',
  roles: roles({
    unit: 'function_item function_signature_item struct_item enum_item union_item type_item macro_definition',
    container: 'trait_item impl_item',
    through: 'foreign_mod_item',
    attached: 'attribute_item',
  }),
  // Not `mod lamp;`, which says that there is a file.
  roleOf: (node) =>
    node.type === 'mod_item' && node.childForFieldName('body') !== null ? 'container' : undefined,
  nameOf(node) {
    if (node.type !== 'impl_item') return undefined;
    const type = node.childForFieldName('type')?.text ?? '';
    const trait = node.childForFieldName('trait')?.text;
    return trait === undefined ? `impl ${type}` : `impl ${trait} for ${type}`;
  },
};

const DECLARED_TYPES = /^(?:class|struct|union|enum)_specifier$/;

/** The name in a declarator: behind pointers, references and parameters. */
function declared(node: Node): string | undefined {
  let at: Node | null = node.childForFieldName('declarator');
  while (at !== null) {
    const inner: Node | null =
      at.childForFieldName('declarator') ??
      (at.type === 'reference_declarator' || at.type === 'parenthesized_declarator'
        ? at.firstNamedChild
        : null);
    if (inner === null) break;
    // TEST(Suite, Case) { … }: the macro's arguments are the name.
    if (
      at.type === 'function_declarator' &&
      node.childForFieldName('type') === null &&
      /^[A-Z][A-Z\d_]+$/.test(inner.text)
    )
      return at.text;
    at = inner;
  }
  return at?.text.replace(/\s+/g, ' ');
}

/** C as well: what its own grammar would read otherwise is rare and local. */
const cpp: Grammar = {
  grammar: 'cpp',
  roles: roles({
    unit: 'function_definition',
    wrapper: 'template_declaration',
    through:
      'namespace_definition linkage_specification declaration_list preproc_if preproc_ifdef preproc_else preproc_elif preproc_elifdef',
  }),
  roleOf(node) {
    if (DECLARED_TYPES.test(node.type) || node.type === 'type_definition' || node.type === 'declaration') {
      const type = DECLARED_TYPES.test(node.type) ? node : node.childForFieldName('type');
      if (type === null || !DECLARED_TYPES.test(type.type) || type.childForFieldName('body') === null)
        return undefined;
      return /^(?:class|struct)/.test(type.type) ? 'container' : 'unit';
    }
    return undefined;
  },
  nameOf(node) {
    if (node.type === 'function_definition') return declared(node);
    const type = DECLARED_TYPES.test(node.type) ? node : node.childForFieldName('type');
    return type?.childForFieldName('name')?.text ?? declared(node);
  },
  bodyOf: (node) =>
    DECLARED_TYPES.test(node.type) ? undefined : node.childForFieldName('type')?.childForFieldName('body'),
};

const ruby: Grammar = {
  grammar: 'ruby',
  roles: roles({
    unit: 'method singleton_method',
    container: 'class module',
    through: 'singleton_class body_statement',
  }),
  // describe 'a lamp' do … end
  roleOf(node) {
    if (node.type !== 'call' || node.startPosition.row === node.endPosition.row) return undefined;
    if (node.childForFieldName('block') === null || stringGiven(node) === undefined) return undefined;
    return GROUPS_TESTS.test(node.childForFieldName('method')?.text ?? '') ? 'container' : 'unit';
  },
  nameOf(node) {
    if (node.type === 'call') return stringGiven(node);
    return node.type === 'singleton_method'
      ? `${node.childForFieldName('object')?.text ?? 'self'}.${node.childForFieldName('name')?.text ?? ''}`
      : undefined;
  },
  bodyOf: (node) =>
    node.type === 'call' ? node.childForFieldName('block')?.childForFieldName('body') : undefined,
};

function stringGiven(call: Node): string | undefined {
  const first = call.childForFieldName('arguments')?.firstNamedChild;
  return first && /^(?:string|constant|scope_resolution)$/.test(first.type)
    ? first.text.replace(/^['"]|['"]$/g, '')
    : undefined;
}

const php: Grammar = {
  grammar: 'php',
  roles: roles({
    unit: 'function_definition method_declaration',
    container: 'class_declaration interface_declaration trait_declaration enum_declaration',
    through: 'namespace_definition compound_statement',
  }),
};

/** The grammar for a file's extension. */
export const GRAMMARS: ReadonlyMap<string, Grammar> = new Map(
  (
    [
      [javascript('typescript'), 'ts mts cts'],
      [javascript('tsx'), 'tsx'],
      [javascript('javascript'), 'js jsx mjs cjs'],
      [python, 'py pyi pyw'],
      [java, 'java'],
      [csharp, 'cs'],
      [cpp, 'c h cc cpp cxx hh hpp hxx'],
      [go, 'go'],
      [rust, 'rs'],
      [ruby, 'rb rake'],
      [php, 'php'],
    ] as const
  ).flatMap(([grammar, extensions]) =>
    extensions.split(' ').map((extension) => [extension, grammar] as const),
  ),
);
