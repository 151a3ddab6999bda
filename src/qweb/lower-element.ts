import type { Directives } from './directives.ts'
import { escapeHtml } from './escape.ts'
import { expressionOf, formatOf, templateError, type Lowering } from './lowering.ts'
import type { AttributeSource, Operation, Value } from './operation.ts'
import { appendText } from './static-text.ts'
import type { TemplateAttribute, TemplateElement } from './template-node.ts'
import { isVoidElement } from './void-elements.ts'

/** The start and end tag of an element, as operations: both empty for `<t>`. */
export interface Tags {
  readonly open: Operation[]
  readonly close: Operation[]
}

/** An element whose content is its text and children. */
export function lowerElementWith(lowering: Lowering, directives: Directives, into: Operation[]): void {
  const { open, close } = lowerTags(lowering, directives)
  append(into, open)
  lowering.children(directives.element, into)
  append(into, close)
}

/** Lowers the tags with all attributes. */
export function lowerTags(lowering: Lowering, directives: Directives): Tags {
  const { element } = directives
  const dynamicTag = directives.take('t-tag')
  if (dynamicTag === undefined && element.tag === 't') {
    directives.takeAll((name) => !name.startsWith('t-') || isDynamic(name))
    return { open: [], close: [] }
  }
  const attributes = lowerAttributes(lowering, directives)
  if (dynamicTag !== undefined) return dynamicTags(lowering, element, dynamicTag, attributes)
  const open: Operation[] = []
  const close: Operation[] = []
  appendText(open, `<${element.tag}`)
  append(open, attributes)
  appendText(open, isVoidElement(element.tag) ? '/>' : '>')
  if (!isVoidElement(element.tag)) appendText(close, `</${element.tag}>`)
  return { open, close }
}

function dynamicTags(
  lowering: Lowering,
  element: TemplateElement,
  attribute: TemplateAttribute,
  attributes: readonly Operation[],
): Tags {
  const id = lowering.newId()
  const tag = expressionOf(lowering, element, attribute)
  const own = element.tag === 't' ? '' : element.tag
  const start: Operation = { op: 'tagOpen', spot: lowering.spot(element, attribute), id, tag, own }
  return { open: [start, ...attributes, { op: 'tagEnd', id }], close: [{ op: 'tagClose', id }] }
}

/** Appends operations, merging texts. */
export function append(into: Operation[], operations: readonly Operation[]): void {
  for (const operation of operations) {
    if (operation.op === 'text') appendText(into, operation.text)
    else into.push(operation)
  }
}

function lowerAttributes(lowering: Lowering, directives: Directives): Operation[] {
  const { element } = directives
  const taken = directives.takeAll((name) => !name.startsWith('t-') || isDynamic(name))
  const fixed = taken.filter(({ name }) => !isDynamic(name)).map((attribute) => staticAttribute(attribute))
  const inherited = inheritedNamespaces(element)
  const dynamic = taken
    .filter(({ name }) => isDynamic(name))
    .map((attribute) => dynamicAttribute(lowering, element, attribute))
  const declared = [...inherited, ...fixed].filter((source) => {
    return (
      source.kind !== 'static' || !isNamespace(source.name) || valueOf(around(element), source.name) !== source.text
    )
  })
  return printing(element.tag, [...declared, ...dynamic])
}

function isNamespace(name: string): boolean {
  return name === 'xmlns' || name.startsWith('xmlns:')
}

/** Those whose namespaces hold where an element is printed, the innermost first, up to where that is not known. */
function around(element: TemplateElement): TemplateElement[] {
  const found: TemplateElement[] = []
  for (let { parent } = element; parent !== null; parent = parent.parent) {
    if (parent.attributes.some(({ name }) => ['t-att', 't-call', 't-set', 't-tag'].includes(name))) break
    // What a `<t>` directly around it declares is printed by the element itself.
    if (parent.tag !== 't' || found.length > 0) found.push(parent)
  }
  return found
}

function valueOf(elements: readonly TemplateElement[], name: string): string | undefined {
  for (const { attributes } of elements) {
    const attribute = attributes.find((one) => one.name === name)
    if (attribute !== undefined) return attribute.value
  }
  return undefined
}

/** Operations that print attributes; those known when compiled become text. */
function printing(tag: string, sources: readonly AttributeSource[]): Operation[] {
  const result: Operation[] = []
  if (sources.some(({ kind }) => kind === 'many')) return [{ op: 'attributes', tag, attributes: sources }]
  // A later source of the same name wins, at the place of the first.
  const byName = new Map<string, AttributeSource>()
  for (const source of sources) if (source.kind !== 'many') byName.set(source.name, source)
  for (const source of byName.values()) {
    if (source.kind === 'static') appendText(result, ` ${source.name}="${escapeHtml(source.text)}"`)
    else result.push({ op: 'attribute', tag, attribute: source })
  }
  return result
}

function isDynamic(name: string): boolean {
  return name === 't-att' || name.startsWith('t-att-') || name.startsWith('t-attf-')
}

function staticAttribute({ name, value }: TemplateAttribute): AttributeSource {
  return { kind: 'static', name: name.replace(/\.translate$/, ''), text: value }
}

function dynamicAttribute(lowering: Lowering, element: TemplateElement, attribute: TemplateAttribute): AttributeSource {
  const spot = lowering.spot(element, attribute)
  if (attribute.name === 't-att') return { kind: 'many', expression: expressionOf(lowering, element, attribute), spot }
  const isFormat = attribute.name.startsWith('t-attf-')
  const name = attribute.name.slice(isFormat ? 7 : 6).replace(/\.translate$/, '')
  if (isNamespace(name)) throw templateError(lowering, element, attribute, 'xmlns cannot be dynamic')
  const value: Value = isFormat
    ? { kind: 'format', parts: formatOf(lowering, element, attribute) }
    : attribute.value.trim() === ''
      ? { kind: 'null' }
      : { kind: 'expression', expression: expressionOf(lowering, element, attribute) }
  return { kind: 'value', name, value, spot }
}

/** Namespaces that a `<t>` around an element declares: `<t>` is not printed, so its outermost elements declare them. */
function inheritedNamespaces(element: TemplateElement): AttributeSource[] {
  const found = new Map<string, AttributeSource>()
  for (let parent = element.parent; parent?.tag === 't'; parent = parent.parent) {
    for (const attribute of parent.attributes) {
      if (isNamespace(attribute.name) && !found.has(attribute.name))
        found.set(attribute.name, staticAttribute(attribute))
    }
  }
  return [...found.values()]
}
