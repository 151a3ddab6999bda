import type { Property } from 'acorn'
import type { Directives } from './directives.ts'
import { parseExpression, type Expression } from './expression.ts'
import { append, lowerTags } from './lower-element.ts'
import { expressionOf, formatOf, located, templateError, type Lowering } from './lowering.ts'
import { isVariableName } from './names.ts'
import type { Operation, Value } from './operation.ts'
import { stripTrailingBreak } from './static-text.ts'
import type { TemplateAttribute, TemplateElement } from './template-node.ts'

/** `t-set`, with `t-value`, `t-valuef`, a body, or several names as an object. */
export function lowerSet(lowering: Lowering, directives: Directives, into: Operation[]): void {
  const { element } = directives
  const attribute = directives.take('t-set')
  if (attribute === undefined) return
  if (element.tag === 't') stripTrailingBreak(into)
  const { open, close } = lowerTags(lowering, directives)
  append(into, open)
  const isMap = attribute.value.trim().startsWith('{')
  const value = isMap ? null : valueOf(lowering, directives)
  if (value === null) setMany(lowering, element, attribute, into)
  else {
    checkName(lowering, element, attribute)
    into.push({ op: 'set', spot: lowering.spot(element, attribute), name: attribute.value, value })
    if (element.tag !== 't' && value.kind === 'body') lowering.children(element, into)
  }
  append(into, close)
}

function valueOf(lowering: Lowering, directives: Directives): Value {
  const { element } = directives
  const value = directives.take('t-value')
  const format = directives.take('t-valuef') ?? directives.take('t-valuef.translate')
  if (value !== undefined) {
    if (value.value.trim() === '') return { kind: 'null' }
    return { kind: 'expression', expression: expressionOf(lowering, element, value) }
  }
  if (format !== undefined) return { kind: 'format', parts: formatOf(lowering, element, format) }
  const body: Operation[] = []
  lowering.children(element, body)
  return { kind: 'body', body }
}

function checkName(lowering: Lowering, element: TemplateElement, attribute: TemplateAttribute): void {
  if (isVariableName(attribute.value)) return
  const reason =
    attribute.value === '' ? 't-set needs a name' : `t-set: invalid variable name ${JSON.stringify(attribute.value)}`
  throw templateError(lowering, element, attribute, reason)
}

/** `t-set="{ a: 1, b: 2 }"`: the names must be written out, so that it is known what the template sets. */
function setMany(lowering: Lowering, element: TemplateElement, attribute: TemplateAttribute, into: Operation[]): void {
  const { ast } = expressionOf(lowering, element, attribute)
  if (ast.type !== 'ObjectExpression')
    throw templateError(lowering, element, attribute, 't-set: an object with names is expected')
  for (const property of ast.properties) {
    const name = property.type === 'Property' && !property.computed ? keyOf(property) : ''
    if (!isVariableName(name))
      throw templateError(lowering, element, attribute, `t-set: invalid variable name ${JSON.stringify(name)}`)
    const expression = subExpression(lowering, element, attribute, (property as Property).value)
    into.push({ op: 'set', spot: lowering.spot(element, attribute), name, value: { kind: 'expression', expression } })
  }
}

function keyOf({ key }: Property): string {
  return key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : ''
}

/** A part of an expression as an expression of its own. */
function subExpression(
  lowering: Lowering,
  element: TemplateElement,
  attribute: TemplateAttribute,
  ast: Expression['ast'],
): Expression {
  const whole = located(lowering.template, { element, attribute }, () => parseExpression(attribute.value))
  return { source: attribute.value, ast, reads: whole.reads }
}
