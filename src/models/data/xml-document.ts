import { DOMParser, type Document, type Element, type Node } from '@xmldom/xmldom'
import type { DataFile } from './data-entry.ts'
import { dataFileError, type Place } from './data-file-error.ts'

/** More than any data file has, in characters. */
const LONGEST = 64 * 1024 * 1024

/**
 * Parses a data file, strictly. A DOCTYPE is refused, and with it every entity but XML's own.
 *
 * @throws {DataFileError} with the line where the source is broken
 */
export function parseDataXml(text: string, { file }: DataFile): Element {
  if (text.length > LONGEST) throw dataFileError({ file, line: 0 }, 'The file is too large')
  const problems: Array<{ message: string; line: number }> = []
  const onError = (_level: string, message: string, context: unknown): void => {
    problems.push({
      message,
      line: (context as { locator?: { lineNumber?: number } } | undefined)?.locator?.lineNumber ?? 0,
    })
  }
  let document: Document | undefined
  try {
    document = new DOMParser({ onError }).parseFromString(text.replace(/^\uFEFF/, ''), 'text/xml')
  } catch (error) {
    problems.push({ message: error instanceof Error ? error.message : 'it cannot be read', line: 0 })
  }
  const found = problems[0]
  if (found !== undefined) throw dataFileError({ file, line: found.line }, `The XML is broken: ${found.message}`)
  if (document?.documentElement == null) throw dataFileError({ file, line: 0 }, 'The XML has no element')
  if (document.doctype !== null) throw dataFileError({ file, line: 1 }, 'A DOCTYPE is not allowed')
  return document.documentElement
}

const ELEMENT_NODE = 1

/** The elements directly in another, in order. */
export function childElements(parent: Element): Element[] {
  return [...iterate(parent)].filter((node): node is Element => node.nodeType === ELEMENT_NODE)
}

function* iterate(parent: Element): Iterable<Node> {
  for (let node = parent.firstChild; node !== null; node = node.nextSibling) yield node
}

/** Everything in an element, as source. */
export function innerSource(parent: Element): string {
  return [...iterate(parent)].map(String).join('')
}

/** An attribute, or null. */
export function attribute(element: Element, name: string): string | null {
  return element.hasAttribute(name) ? element.getAttribute(name) : null
}

/** Where an element stands. */
export function placeOf(element: Element, { file }: DataFile): Place {
  return { file, line: element.lineNumber ?? 0 }
}
