import type { Node } from '@vscode/tree-sitter-wasm';
import { GROUPS_TESTS, roles, type Grammar } from './grammar.ts';

const FUNCTION_VALUES = new Set(['arrow_function', 'function_expression', 'generator_function', 'class']);

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

/** JavaScript and TypeScript: functions that are values, and blocks of tests, are declarations, too. */
export const javascript = (grammar: string): Grammar => ({
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
