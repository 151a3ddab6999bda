import type { Directives } from './directives.ts'
import type { Expression } from './expression.ts'
import { parseExpression } from './expression.ts'
import { append, lowerTags } from './lower-element.ts'
import { expressionOf, located, templateError, type Lowering } from './lowering.ts'
import { lowerOptions } from './lower-options.ts'
import type { Operation, Options, Output } from './operation.ts'
import type { TemplateAttribute, TemplateElement } from './template-node.ts'

const FIELD_REFUSED: ReadonlySet<string> = new Set('t table tbody thead tfoot tr td li ul ol dl dt dd'.split(' '))

/** `t-out`, `t-esc`, `t-raw` and `t-field`. */
export function lowerOutput(lowering: Lowering, directives: Directives, into: Operation[]): void {
  const { element } = directives
  const attribute =
    directives.take('t-field') ?? directives.take('t-out') ?? directives.take('t-esc') ?? directives.take('t-raw')
  if (attribute === undefined) return
  if (attribute.value.trim() === '') throw templateError(lowering, element, attribute, `${attribute.name} is empty`)
  if (attribute.name === 't-raw') lowering.warn('t-raw is deprecated: give t-out a Markup', element)
  const options = lowerOptions(lowering, directives)
  const { open, close } = lowerTags(lowering, directives)
  if (attribute.name !== 't-field' && attribute.value.trim() === '0') {
    append(into, [...open, { op: 'slot', spot: lowering.spot(element, attribute) }, ...close])
    return
  }
  const output = outputOf(lowering, element, attribute, options)
  into.push({
    op: 'out',
    spot: lowering.spot(element, attribute),
    output,
    open,
    close,
    fallback: fallbackOf(lowering, element),
  })
}

function fallbackOf(lowering: Lowering, element: TemplateElement): Operation[] | null {
  const fallback: Operation[] = []
  lowering.children(element, fallback)
  return fallback.length > 0 ? fallback : null
}

function outputOf(
  lowering: Lowering,
  element: TemplateElement,
  attribute: TemplateAttribute,
  options: Options | null,
): Output {
  if (attribute.name === 't-field') return fieldOf(lowering, element, attribute, options)
  const expression = expressionOf(lowering, element, attribute)
  if (options !== null) return { kind: 'widget', expression, options }
  return { kind: attribute.name === 't-raw' ? 'raw' : 'escaped', expression }
}

function fieldOf(
  lowering: Lowering,
  element: TemplateElement,
  attribute: TemplateAttribute,
  options: Options | null,
): Output {
  if (FIELD_REFUSED.has(element.tag)) {
    throw templateError(lowering, element, attribute, `t-field cannot stand on <${element.tag}>: put a <span> inside`)
  }
  const split = /^\s*([\s\S]+)\.\s*([\p{ID_Start}_$][\p{ID_Continue}$]*)\s*$/u.exec(attribute.value)
  if (split === null)
    throw templateError(lowering, element, attribute, 't-field needs a record and a field, as record.field')
  // The whole is checked too: the name of the field is a member like any other.
  expressionOf(lowering, element, attribute)
  const record: Expression = located(lowering.template, { element, attribute }, () => parseExpression(split[1] ?? ''))
  return { kind: 'field', record, field: split[2] ?? '', options }
}
