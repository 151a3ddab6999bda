import type { AnyNode, ArrowFunctionExpression, AssignmentProperty, Expression, Pattern, Property } from 'acorn'
import { isForbiddenLiteralKey, isForbiddenName } from './names.ts'

/** Names that are constants, not variables. */
export const CONSTANTS: ReadonlyMap<string, string> = new Map([
  ['undefined', 'undefined'],
  ['None', 'null'],
  ['True', 'true'],
  ['False', 'false'],
  ['NaN', 'NaN'],
  ['Infinity', 'Infinity'],
])

const UNARY: ReadonlySet<string> = new Set(['!', '-', '+', '~', 'typeof'])

/** What people try, in words that explain it. Anything else that is not allowed is named by its syntax. */
const REFUSED: Readonly<Record<string, string>> = {
  AssignmentExpression: 'assignment (use t-set)',
  UpdateExpression: '++ and --',
  NewExpression: 'new',
  ThisExpression: 'this',
  Super: 'super',
  ImportExpression: 'import',
  MetaProperty: 'import.meta and new.target',
  TaggedTemplateExpression: 'a tagged template',
  FunctionExpression: 'function',
  ClassExpression: 'class',
  AwaitExpression: 'await',
  YieldExpression: 'yield',
  SequenceExpression: 'the comma operator (write a list in brackets)',
}

/**
 * Checks a syntax tree against the allow-list.
 *
 * @returns the names that are not parameters of an arrow function in the expression: the template's variables
 * @throws SyntaxError naming what is not allowed
 */
export function freeNames(ast: Expression): ReadonlySet<string> {
  const names = new Set<string>()
  check(ast, new Set(), names)
  return names
}

function check(node: AnyNode, local: ReadonlySet<string>, free: Set<string>): void {
  const checkAll = (nodes: readonly (AnyNode | null)[]): void => {
    for (const child of nodes) if (child !== null) check(child, local, free)
  }
  switch (node.type) {
    case 'Literal':
      if (node.regex) throw refused('a regular expression (pass one in the values)')
      return
    case 'Identifier':
      checkName(node.name)
      if (!local.has(node.name) && !CONSTANTS.has(node.name)) free.add(node.name)
      return
    case 'MemberExpression':
      if (node.computed) check(node.property, local, free)
      else if (node.property.type === 'Identifier') checkName(node.property.name)
      else throw refused('a private member')
      return check(node.object, local, free)
    case 'CallExpression':
      return checkAll([node.callee, ...node.arguments])
    case 'ChainExpression':
    case 'ParenthesizedExpression':
      return check(node.expression, local, free)
    case 'UnaryExpression':
      if (!UNARY.has(node.operator)) throw refused(node.operator)
      return check(node.argument, local, free)
    case 'BinaryExpression':
    case 'LogicalExpression':
      return checkAll([node.left, node.right])
    case 'ConditionalExpression':
      return checkAll([node.test, node.consequent, node.alternate])
    case 'ArrayExpression':
      return checkAll(node.elements)
    case 'ObjectExpression':
      return checkAll(node.properties)
    case 'Property':
      return checkProperty(node, checkAll)
    case 'SpreadElement':
      return check(node.argument, local, free)
    case 'TemplateLiteral':
      return checkAll(node.expressions)
    case 'ArrowFunctionExpression':
      return checkArrow(node, local, free)
    default:
      throw refused(REFUSED[node.type] ?? node.type)
  }
}

function checkProperty(node: Property | AssignmentProperty, checkAll: (nodes: readonly AnyNode[]) => void): void {
  if (node.kind !== 'init' || node.method) throw refused('a getter, setter or method')
  if (node.computed) return checkAll([node.key, node.value])
  const key = node.key.type === 'Identifier' ? node.key.name : node.key.type === 'Literal' ? String(node.key.value) : ''
  if (isForbiddenLiteralKey(key)) throw new SyntaxError(`The name ${JSON.stringify(key)} is not allowed`)
  checkAll([node.value])
}

function checkArrow(node: ArrowFunctionExpression, local: ReadonlySet<string>, free: Set<string>): void {
  if (node.async) throw refused('an async function')
  if (node.body.type === 'BlockStatement') throw refused('a function with a body in braces')
  const inner = new Set(local)
  for (const parameter of node.params) declare(parameter, inner, free)
  check(node.body, inner, free)
}

/** Adds the names that a parameter declares. Defaults may use the parameters before. */
function declare(pattern: Pattern, local: Set<string>, free: Set<string>): void {
  switch (pattern.type) {
    case 'Identifier':
      checkName(pattern.name)
      local.add(pattern.name)
      return
    case 'AssignmentPattern':
      check(pattern.right, local, free)
      return declare(pattern.left, local, free)
    case 'RestElement':
      return declare(pattern.argument, local, free)
    case 'ArrayPattern':
      for (const element of pattern.elements) {
        if (element?.type === 'RestElement') throw refused('... in a list of parameters in brackets')
        if (element !== null) declare(element, local, free)
      }
      return
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type !== 'Property' || property.computed || property.key.type !== 'Identifier') {
          throw refused('... or a computed name in parameters')
        }
        checkName(property.key.name)
        declare(property.value, local, free)
      }
      return
    default:
      throw refused(pattern.type)
  }
}

function checkName(name: string): void {
  if (isForbiddenName(name)) throw new SyntaxError(`The name ${JSON.stringify(name)} is not allowed`)
}

function refused(what: string): SyntaxError {
  return new SyntaxError(`${what} is not allowed in an expression`)
}
