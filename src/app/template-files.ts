import { DOMParser, XMLSerializer, type Document, type Element, type Node } from '@xmldom/xmldom'
import { ConfigurationError } from '../errors/framework-errors.ts'

/** A template as an addon's file states it. Source: odoo's `<template>` in data files. */
export interface TemplateDeclaration {
  /** `<addon>.<id>`. */
  readonly key: string
  readonly addon: string
  /** Where it stands, for errors. */
  readonly file: string
  /** The template that it changes, or null where it is one of its own. */
  readonly inherits: string | null
  /** Whether it is a template of its own that begins as a copy of the one it inherits. */
  readonly primary: boolean
  /** Of several that change one template, the lower goes first; default 16. */
  readonly priority: number
  /** The template, or the changes. */
  readonly arch: string
}

const DEFAULT_PRIORITY = 16
const attributes = new Set(['id', 'name', 'inherit_id', 'priority', 'primary'])

/**
 * The templates of a file: `<templates>` with a `<template id="…">` for each.
 *
 * @param addon whose file it is; ids without a dot are its own
 * @param file named in errors
 * @throws ConfigurationError where it is not well-formed, or says what nobody understands
 */
export function parseTemplateFile(source: string, addon: string, file: string): TemplateDeclaration[] {
  const root = parseXml(source, file).documentElement
  if (root?.tagName !== 'templates') throw new ConfigurationError(`${file}: the root element is <templates>.`)
  return childElements(root).map((element) => {
    if (element.tagName !== 'template')
      throw new ConfigurationError(`${place(file, element)}: <template> is expected, not <${element.tagName}>.`)
    return toDeclaration(element, addon, file)
  })
}

function parseXml(source: string, file: string): Document {
  try {
    return new DOMParser({ onError: throwProblem }).parseFromString(source, 'text/xml')
  } catch (error) {
    throw new ConfigurationError(`${file} is not well-formed XML: ${(error as Error).message}`, { cause: error })
  }
}

function throwProblem(_level: string, message: string): never {
  throw new Error(message)
}

function toDeclaration(element: Element, addon: string, file: string): TemplateDeclaration {
  const id = element.getAttribute('id')
  if (!id) throw new ConfigurationError(`${place(file, element)}: a template has an id.`)
  for (const { name } of Array.from(element.attributes)) {
    if (!attributes.has(name))
      throw new ConfigurationError(`${place(file, element)}: the template ${id} has the unknown attribute ${name}.`)
  }
  const key = qualified(id, addon)
  const inherits = element.getAttribute('inherit_id')
  const primary = ['True', 'true', '1'].includes(element.getAttribute('primary') ?? '')
  const root = inherits ? 'data' : 't'
  return {
    key,
    addon,
    file,
    inherits: inherits ? qualified(inherits, addon) : null,
    primary,
    priority: Number(element.getAttribute('priority') ?? DEFAULT_PRIORITY),
    // Lines are kept, so that an error names the file's own.
    arch: `${'\n'.repeat(Math.max(0, (element.lineNumber ?? 1) - 1))}<${root}>${innerXml(element)}</${root}>`,
  }
}

function innerXml(element: Element): string {
  const serializer = new XMLSerializer()
  return Array.from(element.childNodes, (node) => serializer.serializeToString(node)).join('')
}

function childElements(parent: Node): Element[] {
  return Array.from(parent.childNodes).filter((node): node is Element => node.nodeType === 1)
}

function qualified(id: string, addon: string): string {
  return id.includes('.') ? id : `${addon}.${id}`
}

function place(file: string, { lineNumber }: Element): string {
  return `${file}:${lineNumber ?? 1}`
}
