import type { AnyNode } from 'acorn'
import { escapeHtml } from './escape.ts'
import type { Expression } from './expression.ts'
import type { FormatPart } from './format-string.ts'
import type { Generator } from './generate.ts'
import type { AttributeSource, Operation } from './operation.ts'
import { isUrlAttribute } from './url-attributes.ts'

/** Writes one dynamic attribute whose name is known. */
export function generateAttribute(generator: Generator, operation: Extract<Operation, { op: 'attribute' }>): void {
  const { attribute } = operation
  if (attribute.kind !== 'value') return
  const { name, value, spot } = attribute
  const { js } = generator
  const start = ` ${escapeHtml(name)}="`
  if (value.kind === 'format' && !(isUrlAttribute(name) && mayBeScript(value.parts))) {
    js.printText(start)
    js.print(generator.at(spot, generator.formatWith(value.parts.map(escapedText), 'printedInAttribute')))
    return js.printText('"')
  }
  const choice = value.kind === 'expression' ? textChoice(generator, value.expression, value.expression.ast) : null
  if (choice !== null && !isUrlAttribute(name)) {
    js.printText(start)
    js.print(generator.at(spot, choice))
    return js.printText('"')
  }
  const code = value.kind === 'format' ? generator.formatWith(value.parts, 'formatted') : generator.value(value)
  js.print(generator.at(spot, `${printerOf(name)}(${JSON.stringify(start)}, ${code})`))
}

/** Code for an expression that only chooses between literal texts, as `x ? 'a' : 'b'`: nothing is left to check or escape. */
function textChoice(generator: Generator, whole: Expression, node: AnyNode): string | null {
  if (node.type === 'ParenthesizedExpression') return textChoice(generator, whole, node.expression)
  if (node.type === 'Literal') return typeof node.value === 'string' ? JSON.stringify(escapeHtml(node.value)) : null
  if (node.type !== 'ConditionalExpression') return null
  const [yes, no] = [textChoice(generator, whole, node.consequent), textChoice(generator, whole, node.alternate)]
  return yes === null || no === null ? null : `(${generator.test({ ...whole, ast: node.test })} ? ${yes} : ${no})`
}

function escapedText(part: FormatPart): FormatPart {
  return typeof part === 'string' ? escapeHtml(part) : part
}

function printerOf(name: string): string {
  if (isUrlAttribute(name)) return 'urlAttribute'
  return name === 'class' ? 'classAttribute' : 'plainAttribute'
}

/** Whether the text before the first value leaves the scheme of the URL open, or is one that runs code. */
function mayBeScript(parts: readonly FormatPart[]): boolean {
  const [first] = parts
  return typeof first !== 'string' || !/^\s*(?:[/#?]|https?:|mailto:|tel:)/i.test(first)
}

/** Writes the attributes of an element with `t-att`: what it prints is known only when rendering. */
export function generateAttributes(generator: Generator, operation: Extract<Operation, { op: 'attributes' }>): void {
  const sources = operation.attributes.map((source) => pairCode(generator, source))
  generator.js.print(`attributesText([${sources.join(', ')}])`)
}

function pairCode(generator: Generator, source: AttributeSource): string {
  if (source.kind === 'static') return JSON.stringify([source.name, source.text, true])
  if (source.kind === 'many')
    return `...attributePairs(${generator.at(source.spot, generator.expression(source.expression))})`
  const { value } = source
  const code = value.kind === 'format' ? generator.formatWith(value.parts, 'formatted') : generator.value(value)
  return `[${JSON.stringify(source.name)}, ${generator.at(source.spot, code)}]`
}
