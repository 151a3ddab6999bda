import { globSync } from 'node:fs'
import { DOMParser, XMLSerializer, type Document, type Element, type Node } from '@xmldom/xmldom'
import { ConfigurationError } from '../errors/framework-errors.ts'
import type { Addon } from './addon.ts'
import { escapeHtml } from '../qweb/escape.ts'
import { normalizeLineEndings } from '../qweb/xml-document.ts'

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
  /** Whether it counts; a database keeps what its administrator decided. */
  readonly active: boolean
  /** External ids of the groups that may see it as a page of its own; none for everybody. */
  readonly groups: readonly string[]
  /** What it is called, for people. */
  readonly name: string
  /** The template, or the changes. */
  readonly arch: string
  /** Where it begins in the file. */
  readonly line: number
}

const DEFAULT_PRIORITY = 16
const attributes = new Set(['id', 'name', 'inherit_id', 'priority', 'primary', 'active', 'groups'])

/**
 * The files that an addon's manifest lists as views, as paths below its folder; each once.
 *
 * @throws ConfigurationError for one that is not there; a pattern may name none
 */
export function viewFiles({ name, root, views }: Addon): string[] {
  const paths = views.flatMap((pattern) => {
    const found = globSync(pattern, { cwd: root })
    if (found.length > 0 || /[*?[{(]/.test(pattern)) return found.toSorted()
    throw new ConfigurationError(`Addon ${name}: views names ${pattern}, which is not in ${root}.`)
  })
  return [...new Set(paths)]
}

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
    return readTemplate(element, addon, file)
  })
}

function parseXml(source: string, file: string): Document {
  const problems: string[] = []
  const onError = (_level: string, message: string, context: unknown): void => {
    const { lineNumber } = (context as { locator?: { lineNumber?: number } } | undefined)?.locator ?? {}
    problems.push(`${lineNumber === undefined ? file : `${file}:${lineNumber}`} is not well-formed XML: ${message}`)
  }
  let document: Document | null = null
  try {
    document = new DOMParser({ onError, normalizeLineEndings }).parseFromString(source, 'text/xml')
  } catch (error) {
    problems.push(`${file} is not well-formed XML: ${(error as Error).message}`)
  }
  const [problem] = problems
  if (problem === undefined && document !== null) return document
  throw new ConfigurationError(problem ?? `${file} is not well-formed XML.`)
}

/**
 * A `<template>`, of a file of templates or of data.
 *
 * @throws ConfigurationError where it says what nobody understands
 */
export function readTemplate(element: Element, addon: string, file: string): TemplateDeclaration {
  const id = element.getAttribute('id')
  if (!id) throw new ConfigurationError(`${place(file, element)}: a template has an id.`)
  for (const { name } of Array.from(element.attributes)) {
    if (!attributes.has(name))
      throw new ConfigurationError(`${place(file, element)}: the template ${id} has the unknown attribute ${name}.`)
  }
  const key = qualified(id, addon)
  const inherits = element.getAttribute('inherit_id')
  const primary = isTrue(element.getAttribute('primary') ?? 'False')
  const open = inherits ? '<data>' : `<t t-name="${escapeHtml(key)}">`
  // A template that begins as a copy of another has a name of its own. Source: odoo.tools.convert._tag_template.
  const close = inherits ? `${primary ? renamed(key) : ''}</data>` : '</t>'
  return {
    key,
    addon,
    file,
    inherits: inherits ? qualified(inherits, addon) : null,
    primary,
    priority: priorityOf(element, file),
    active: isTrue(element.getAttribute('active') ?? 'True'),
    groups: groupsOf(element.getAttribute('groups') ?? '', addon),
    name: element.getAttribute('name') || key,
    line: element.lineNumber ?? 1,
    // Lines are kept, so that an error names the file's own.
    arch: `${'\n'.repeat(Math.max(0, (element.lineNumber ?? 1) - 1))}${open}${innerXml(element)}${close}`,
  }
}

function renamed(key: string): string {
  return `<xpath expr="." position="attributes"><attribute name="t-name">${escapeHtml(key)}</attribute></xpath>`
}

function isTrue(text: string): boolean {
  return ['True', 'true', '1'].includes(text)
}

function priorityOf(element: Element, file: string): number {
  const priority = Number(element.getAttribute('priority') ?? DEFAULT_PRIORITY)
  if (Number.isSafeInteger(priority)) return priority
  throw new ConfigurationError(`${place(file, element)}: the priority of a template is a whole number.`)
}

function groupsOf(text: string, addon: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  return names.filter((name) => name !== '').map((name) => qualified(name, addon))
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
