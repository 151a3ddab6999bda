import type { Directives } from './directives.ts'
import { lowerOptions } from './lower-options.ts'
import { expressionOf, formatOf, templateError, type Lowering } from './lowering.ts'
import { isVariableName } from './names.ts'
import type { CallOperation, Named, Operation, Spot, Value } from './operation.ts'
import { stripTrailingBreak } from './static-text.ts'
import type { TemplateAttribute, TemplateElement } from './template-node.ts'

/** `t-call`, with its arguments, body, `t-lang` and options. */
export function lowerCall(lowering: Lowering, directives: Directives, into: Operation[]): void {
  const { element } = directives
  const attribute = directives.take('t-call')
  if (attribute === undefined) return
  if (element.tag !== 't') throw templateError(lowering, element, attribute, 't-call stands on <t> only')
  if (attribute.value.trim() === '')
    throw templateError(lowering, element, attribute, 't-call needs the name of a template')
  stripTrailingBreak(into)
  const spot = lowering.spot(element, attribute)
  const name = formatOf(lowering, element, attribute)
  const lang = directives.take('t-lang')
  const map = directives.take('t-args')
  const options = lowerOptions(lowering, directives)
  const args = directives.takeAll((key) => !key.startsWith('t-')).map((one) => argument(lowering, element, one))
  const hasArguments = args.length > 0 || map !== undefined
  into.push({
    op: 'call',
    spot,
    name,
    args,
    argsMap: map === undefined ? null : expressionOf(lowering, element, map),
    body: bodyOf(lowering, element),
    bodyGivesVariables: !hasArguments && element.children.some((node) => node.kind === 'element' && isSet(node)),
    lang: lang === undefined ? null : expressionOf(lowering, element, lang),
    options,
  } satisfies CallOperation)
}

/** The body; null when there is none. Only comments are no body, white space is one. */
function bodyOf(lowering: Lowering, element: TemplateElement): Operation[] | null {
  if (!element.children.some((node) => node.kind !== 'comment')) return null
  const body: Operation[] = []
  lowering.children(element, body)
  return body
}

function isSet(element: TemplateElement): boolean {
  return element.attributes.some(({ name }) => name === 't-set')
}

/** `name="expression"`, `name.f="format"` or `name.translate="text"`. */
function argument(
  lowering: Lowering,
  element: TemplateElement,
  attribute: TemplateAttribute,
): Named & { readonly spot: Spot } {
  const [, name = '', kind = ''] = /^(.*?)(\.f|\.translate)?$/s.exec(attribute.name) ?? []
  if (!isVariableName(name)) {
    throw templateError(lowering, element, attribute, `t-call: invalid argument name ${JSON.stringify(name)}`)
  }
  return { name, value: argumentValue(lowering, element, attribute, kind), spot: lowering.spot(element, attribute) }
}

function argumentValue(
  lowering: Lowering,
  element: TemplateElement,
  attribute: TemplateAttribute,
  kind: string,
): Value {
  if (kind === '.f') return { kind: 'format', parts: formatOf(lowering, element, attribute) }
  if (kind === '.translate') return { kind: 'format', parts: attribute.value === '' ? [] : [attribute.value] }
  return { kind: 'expression', expression: expressionOf(lowering, element, attribute) }
}

/** `t-call-assets`: what a bundle prints is up to the `assets` option of the engine. */
export function lowerAssets(lowering: Lowering, directives: Directives, into: Operation[]): void {
  const { element } = directives
  const attribute = directives.take('t-call-assets')
  if (attribute === undefined) return
  if (element.children.some((node) => node.kind === 'element' || (node.kind === 'text' && node.text.trim() !== ''))) {
    throw templateError(lowering, element, attribute, 't-call-assets takes no content')
  }
  const bundle = formatOf(lowering, element, attribute)
  const options = directives
    .takeAll((name) => name === 't-css' || name === 't-js' || !name.startsWith('t-'))
    .map((one): Named => ({ name: one.name.replace(/^t-/, ''), value: assetOption(lowering, element, one) }))
  into.push({ op: 'assets', spot: lowering.spot(element, attribute), bundle, options })
}

function assetOption(lowering: Lowering, element: TemplateElement, attribute: TemplateAttribute): Value {
  if (/^(?:t-css|t-js|defer_load|lazy_load)$/.test(attribute.name)) {
    return { kind: 'expression', expression: expressionOf(lowering, element, attribute) }
  }
  return { kind: 'format', parts: attribute.value === '' ? [] : [attribute.value] }
}
