import type { Element } from '@xmldom/xmldom'
import type { CallArgument, DataFile, RecordEntry, ValueSource } from './data-entry.ts'
import { dataFileError } from './data-file-error.ts'
import type { Expression } from './literal/expression.ts'
import { parseExpression } from './literal/parse-expression.ts'
import { attribute, childElements, innerSource, placeOf } from './xml-document.ts'
import { fullXmlId } from './xml-id.ts'

/** What reading a value needs beside its element. */
export interface ValueContext {
  readonly file: DataFile
  /** The content of another file of the addon. */
  readonly readFile: (path: string, element: Element) => Buffer
  /** Reads a `<record>` inside a `<field>`. */
  readonly parseRecord: (element: Element) => RecordEntry
}

/** The expression in an attribute. @throws {DataFileError} */
export function expressionOf(element: Element, name: string, file: DataFile): Expression | null {
  const source = attribute(element, name)
  if (source === null) return null
  try {
    return withOwnIds(parseExpression(source), file, element)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw dataFileError(
      placeOf(element, file),
      `${name}=${JSON.stringify(source.slice(0, 120))}: ${error.message}`,
      error,
    )
  }
}

// ref('x') is the addon's own.
function withOwnIds(expression: Expression, file: DataFile, element: Element): Expression {
  const inside = (each: Expression): Expression => withOwnIds(each, file, element)
  switch (expression.kind) {
    case 'value':
      return expression
    case 'ref':
      return { ...expression, xmlId: fullXmlId(file.addon, expression.xmlId, placeOf(element, file)) }
    case 'list':
      return { ...expression, items: expression.items.map(inside) }
    case 'dict':
      return { ...expression, entries: expression.entries.map(([key, value]) => [inside(key), inside(value)]) }
    case 'command':
      return { ...expression, args: expression.args.map(inside) }
    default:
      return { ...expression, operands: expression.operands.map(inside) }
  }
}

/** The value of a `<field>` or `<value>`: by `ref`, `search`, `eval`, `file`, records inside it, or its text by `type`. */
export function parseValue(element: Element, context: ValueContext): ValueSource {
  const { file } = context
  const ref = attribute(element, 'ref')
  if (ref !== null) return { kind: 'refs', xmlIds: [fullXmlId(file.addon, ref, placeOf(element, file))] }
  const domain = expressionOf(element, 'search', file)
  if (domain !== null) return { kind: 'search', domain, model: attribute(element, 'model') }
  const expression = expressionOf(element, 'eval', file)
  if (expression !== null) return { kind: 'eval', expression }
  const records = childElements(element).filter(({ tagName }) => tagName === 'record')
  if (records.length > 0) return { kind: 'records', records: records.map(context.parseRecord) }
  return parseTyped(element, context)
}

function parseTyped(element: Element, context: ValueContext): ValueSource {
  const { file } = context
  const path = attribute(element, 'file')
  const type = attribute(element, 'type') ?? 'char'
  const text = (): string =>
    (path === null ? element.textContent : context.readFile(path, element).toString('utf8')) ?? ''
  switch (type) {
    case 'char':
      if (path === null && childElements(element).length > 0) {
        throw dataFileError(placeOf(element, file), `<${element.tagName}> has elements: say type="html" or type="xml"`)
      }
      return { kind: 'text', text: text() }
    case 'html':
      return { kind: 'value', value: path === null ? innerSource(element).trim() : text() }
    case 'xml':
      return { kind: 'value', value: path === null ? `<?xml version="1.0"?>\n${innerSource(element).trim()}` : text() }
    case 'base64':
      return {
        kind: 'value',
        value: path === null ? text().replaceAll(/\s/g, '') : context.readFile(path, element).toString('base64'),
      }
    case 'int':
      return { kind: 'value', value: toNumber(text(), /^[-+]?\d{1,15}$/, element, context) }
    case 'float':
      return { kind: 'value', value: toNumber(text(), /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?$/i, element, context) }
    case 'list':
    case 'tuple':
      return { kind: 'list', items: childElements(element).map((child) => parseValue(child, context)) }
    default:
      throw dataFileError(placeOf(element, file), `type="${type}" is not known`)
  }
}

function toNumber(text: string, form: RegExp, element: Element, { file }: ValueContext): number | null {
  const trimmed = text.trim()
  if (trimmed === 'None') return null
  if (!form.test(trimmed))
    throw dataFileError(placeOf(element, file), `${JSON.stringify(trimmed.slice(0, 80))} is no number`)
  return Number(trimmed)
}

/** The arguments that stand inside a `<function>`. */
export function parseArguments(
  element: Element,
  context: ValueContext,
  nested: (child: Element) => CallArgument['value'],
): CallArgument[] {
  return childElements(element).map((child) => {
    if (child.tagName === 'function') return { name: null, value: nested(child) }
    if (child.tagName === 'value') return { name: attribute(child, 'name'), value: parseValue(child, context) }
    throw dataFileError(placeOf(child, context.file), `<${child.tagName}> is not known inside <function>`)
  })
}
