import { parse, type Class, type Expression, type Node, type Statement } from 'acorn'
import { ModelDefinitionError } from '../errors/model-errors.ts'

/**
 * Refuses what records could never have, since no constructor of a model's class makes them: private members of
 * instances, and a constructor that does something. What compilers write in constructors for fields and decorators
 * (calls of helpers with `this`, assignments to it) is let through: fields are checked by their values.
 *
 * @throws {ModelDefinitionError}
 */
export function inspectClass(modelClass: Function): void {
  const found = parseClass(modelClass)
  if (found === null) return
  for (const member of found.body.body) {
    if (member.type === 'StaticBlock' || member.static) continue
    if (member.key.type === 'PrivateIdentifier') refusePrivate(modelClass, `#${member.key.name}`)
    if (member.type === 'MethodDefinition' && member.kind === 'constructor') {
      inspectConstructor(modelClass, member.value.body.body)
    }
  }
}

function inspectConstructor(modelClass: Function, statements: readonly Statement[]): void {
  for (const statement of statements) {
    const expression = statement.type === 'ExpressionStatement' ? statement.expression : null
    if (expression?.type === 'CallExpression' && calleeOf(expression)?.startsWith('__privateAdd')) {
      refusePrivate(modelClass, 'a #private member')
    }
    if (expression !== null && isCompiled(expression)) continue
    throw new ModelDefinitionError(
      `${modelClass.name} has a constructor: records are not made by constructors, so it would never run.`,
    )
  }
}

/** `super(…)`, `helper(…, this, …)`, `this.name = …`. */
function isCompiled(expression: Expression): boolean {
  if (expression.type === 'AssignmentExpression') {
    return expression.left.type === 'MemberExpression' && expression.left.object.type === 'ThisExpression'
  }
  if (expression.type !== 'CallExpression') return false
  if (expression.callee.type === 'Super') return true
  return calleeOf(expression) !== undefined && expression.arguments.some(({ type }) => type === 'ThisExpression')
}

function calleeOf({ callee }: { callee: Node }): string | undefined {
  return callee.type === 'Identifier' ? (callee as Node & { name: string }).name : undefined
}

function refusePrivate(modelClass: Function, name: string): never {
  throw new ModelDefinitionError(
    `${modelClass.name} has ${name}: records have no private members, since they are not made by constructors.`,
  )
}

function parseClass(modelClass: Function): Class | null {
  try {
    const program = parse(`(${Function.prototype.toString.call(modelClass)})`, { ecmaVersion: 'latest' })
    const [statement] = program.body
    const expression = statement?.type === 'ExpressionStatement' ? statement.expression : null
    return expression?.type === 'ClassExpression' ? expression : null
  } catch {
    // A class that engines can read and acorn cannot: what it declares is still checked.
    return null
  }
}
