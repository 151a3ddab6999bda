import type { Attr, Element, Node } from '@xmldom/xmldom'
import { escapeHtml } from './escape.ts'
import { leadingLines, parseXml, showColons } from './xml-document.ts'

/** An attribute as written, with its value decoded. */
export interface TemplateAttribute {
  readonly name: string
  readonly value: string
  /** line in the source, from 1 */
  readonly line: number
}

/** An element of a template's source. */
export interface TemplateElement {
  readonly kind: 'element'
  readonly tag: string
  readonly attributes: readonly TemplateAttribute[]
  readonly children: readonly TemplateNode[]
  readonly parent: TemplateElement | null
  /** position among the parent's children */
  readonly index: number
  readonly line: number
}

/** Text (and CDATA), decoded. */
export interface TemplateText {
  readonly kind: 'text'
  readonly text: string
}

/** A comment or a processing instruction: never printed. */
export interface TemplateComment {
  readonly kind: 'comment'
}

export type TemplateNode = TemplateElement | TemplateText | TemplateComment

/**
 * Parses a template's XML to the light tree that the compiler reads.
 *
 * @throws QWebError when the XML is broken
 */
export function parseTemplate(xml: string, name: string): TemplateElement {
  return fromDom(parseXml(xml, name), null, 0, leadingLines(xml))
}

function fromDom(element: Element, parent: TemplateElement | null, index: number, offset: number): TemplateElement {
  const children: TemplateNode[] = []
  const result: TemplateElement = {
    kind: 'element',
    tag: element.tagName,
    attributes: attributesOf(element, offset),
    children,
    parent,
    index,
    line: lineOf(element) + offset,
  }
  for (let child = element.firstChild; child !== null; child = child.nextSibling) {
    children.push(childFromDom(child, result, children.length, offset))
  }
  return result
}

function childFromDom(node: Node, parent: TemplateElement, index: number, offset: number): TemplateNode {
  if (node.nodeType === 1) return fromDom(node as Element, parent, index, offset)
  if (node.nodeType === 3 || node.nodeType === 4) return { kind: 'text', text: showColons(node.nodeValue ?? '') }
  return { kind: 'comment' }
}

function attributesOf(element: Element, offset: number): TemplateAttribute[] {
  return Array.from(element.attributes as Iterable<Attr>, (attribute) => ({
    name: showColons(attribute.name),
    value: showColons(attribute.value),
    line: lineOf(attribute) + offset,
  }))
}

function lineOf(node: Node): number {
  return (node as { lineNumber?: number }).lineNumber ?? 0
}

/** The path to an element, as `/t/div/p[2]`: an index only where the parent has several of that tag. */
export function pathOf(element: TemplateElement): string {
  const { parent, tag } = element
  if (parent === null) return `/${tag}`
  const twins = parent.children.filter((node) => node.kind === 'element' && node.tag === tag)
  const position = twins.length > 1 ? `[${twins.indexOf(element) + 1}]` : ''
  return `${pathOf(parent)}/${tag}${position}`
}

/** The start tag of an element as it was written, for messages. */
export function startTag(element: TemplateElement): string {
  const attributes = element.attributes.map(({ name, value }) => ` ${name}="${forMessage(value)}"`)
  return `<${element.tag}${attributes.join('')}${element.children.length === 0 ? '/' : ''}>`
}

/** Readable first: quotes and `>` need no entity in a message unless they end the value. */
function forMessage(value: string): string {
  return escapeHtml(value).replaceAll('&#39;', "'").replaceAll('&gt;', '>')
}
