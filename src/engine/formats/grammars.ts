import type { Node } from '@vscode/tree-sitter-wasm';
import { GROUPS_TESTS, roles, type Grammar } from './grammar.ts';
import { javascript } from './javascriptGrammar.ts';

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
