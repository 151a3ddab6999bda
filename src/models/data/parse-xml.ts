import type { Element } from '@xmldom/xmldom'
import type { DataEntry, DataFile, DeleteEntry, FunctionEntry, RecordEntry, ValueSource } from './data-entry.ts'
import { dataFileError } from './data-file-error.ts'
import { expressionOf, parseArguments, parseValue, type ValueContext } from './parse-value.ts'
import { attribute, childElements, parseDataXml, placeOf } from './xml-document.ts'
import { fullXmlId } from './xml-id.ts'

/** Elements that hold others. */
const GROUPS: ReadonlySet<string> = new Set(['odoo', 'pergola', 'openerp', 'data'])
/** Elements that the application understands. */
const HANDED_ON: ReadonlySet<string> = new Set(['template', 'menuitem'])
const DEEPEST = 50

/**
 * Reads an XML file: `<record>`, `<function>`, `<delete>`, and what is handed on to the application, in `<odoo>`,
 * `<pergola>` and `<data noupdate="1">`.
 *
 * @param readFile the content of another file of the addon, for `file="…"`
 * @throws {DataFileError} with the line
 */
export function parseXml(text: string, file: DataFile, readFile: ValueContext['readFile']): DataEntry[] {
  const root = parseDataXml(text, file)
  if (!GROUPS.has(root.tagName))
    throw dataFileError(placeOf(root, file), `The file begins with <odoo> or <pergola>, not <${root.tagName}>`)
  return [...entriesOf(root, file, readFile, 0)]
}

function* entriesOf(
  group: Element,
  outer: DataFile,
  readFile: ValueContext['readFile'],
  depth: number,
): Iterable<DataEntry> {
  if (depth > DEEPEST) throw dataFileError(placeOf(group, outer), 'The file is nested too deeply')
  const noupdate = attribute(group, 'noupdate')
  const file = noupdate === null ? outer : { ...outer, noupdate: isYes(noupdate) }
  for (const element of childElements(group)) {
    if (GROUPS.has(element.tagName)) yield* entriesOf(element, file, readFile, depth + 1)
    else yield new EntryParser(file, readFile).parse(element)
  }
}

function isYes(text: string): boolean {
  return !['0', 'false', 'off', 'no', ''].includes(text.trim().toLowerCase())
}

class EntryParser {
  readonly #file: DataFile
  readonly #context: ValueContext
  #depth = 0

  constructor(file: DataFile, readFile: ValueContext['readFile']) {
    this.#file = file
    this.#context = { file, readFile, parseRecord: (element) => this.#record(element) }
  }

  parse(element: Element): DataEntry {
    switch (element.tagName) {
      case 'record':
        return this.#record(element)
      case 'function':
        return this.#function(element)
      case 'delete':
        return this.#delete(element)
      default:
        if (!HANDED_ON.has(element.tagName)) throw this.#error(element, `<${element.tagName}> is not known here`)
        return {
          kind: 'element',
          tag: element.tagName,
          element,
          xmlId: this.#xmlId(element),
          noupdate: this.#file.noupdate,
          line: placeOf(element, this.#file).line,
        }
    }
  }

  #record(element: Element): RecordEntry {
    if (++this.#depth > DEEPEST) throw this.#error(element, 'The records are nested too deeply')
    const values = Object.create(null) as Record<string, ValueSource>
    for (const field of childElements(element)) {
      if (field.tagName !== 'field') throw this.#error(field, `<${field.tagName}> is not known inside <record>`)
      const name = this.#need(field, 'name')
      if (name in values) throw this.#error(field, `Field ${name} is there twice`)
      values[name] = parseValue(field, this.#context)
    }
    this.#depth--
    const forcecreate = attribute(element, 'forcecreate')
    return {
      kind: 'record',
      xmlId: this.#xmlId(element),
      model: this.#need(element, 'model'),
      values,
      noupdate: this.#file.noupdate,
      forcecreate: forcecreate === null || isYes(forcecreate),
      context: expressionOf(element, 'context', this.#file),
      line: placeOf(element, this.#file).line,
    }
  }

  #function(element: Element): FunctionEntry {
    if (++this.#depth > DEEPEST) throw this.#error(element, 'The functions are nested too deeply')
    const args = parseArguments(element, this.#context, (child) => this.#function(child))
    this.#depth--
    return {
      kind: 'function',
      model: this.#need(element, 'model'),
      name: this.#need(element, 'name'),
      args,
      evaluated: expressionOf(element, 'eval', this.#file),
      noupdate: this.#file.noupdate,
      line: placeOf(element, this.#file).line,
    }
  }

  #delete(element: Element): DeleteEntry {
    const domain = expressionOf(element, 'search', this.#file)
    const xmlId = this.#xmlId(element)
    if (domain === null && xmlId === null) throw this.#error(element, '<delete> needs id or search')
    return {
      kind: 'delete',
      model: this.#need(element, 'model'),
      xmlId,
      domain,
      line: placeOf(element, this.#file).line,
    }
  }

  #xmlId(element: Element): string | null {
    const id = attribute(element, 'id')
    return id === null || id === '' ? null : fullXmlId(this.#file.addon, id, placeOf(element, this.#file))
  }

  #need(element: Element, name: string): string {
    const value = attribute(element, name)
    if (value === null || value === '') throw this.#error(element, `<${element.tagName}> needs ${name}`)
    return value
  }

  #error(element: Element, message: string): Error {
    return dataFileError(placeOf(element, this.#file), message)
  }
}
