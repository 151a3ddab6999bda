import { DOMParser, type Document, type Element } from '@xmldom/xmldom'
import { numericEntities } from './html-entities.ts'
import { QWebError } from './qweb-error.ts'

/**
 * Parses XML to a DOM document, strictly: whatever is not well-formed is an error.
 *
 * @param xml the source, with one root element; HTML's named entities are understood
 * @param name who is it, for the error message
 * @returns the root element
 * @throws QWebError with the line where the source is broken
 */
export function parseXml(xml: string, name: string): Element {
  let document: Document
  try {
    document = new DOMParser({ onError: refuse }).parseFromString(numericEntities(xml).trim(), 'text/xml')
  } catch (error) {
    throw brokenXml(error, name, leadingLines(xml))
  }
  if (document.doctype !== null) throw new QWebError(`${label(name)} has a DOCTYPE: write &lt;!DOCTYPE html&gt; inside`)
  if (document.documentElement === null) throw new QWebError(`${label(name)} has no element`)
  return document.documentElement
}

function refuse(level: string, message: string, context: unknown): void {
  const { lineNumber = 0 } = (context as { locator?: { lineNumber?: number } }).locator ?? {}
  throw new BrokenXml(message, lineNumber, level)
}

class BrokenXml extends Error {
  readonly line: number
  constructor(message: string, line: number, level: string) {
    super(message, { cause: level })
    this.line = line
  }
}

function brokenXml(error: unknown, name: string, offset: number): QWebError {
  const line = error instanceof BrokenXml ? error.line + offset : 0
  const message = error instanceof Error ? error.message : String(error)
  const place = { template: name, line, path: '', element: '', directive: '' }
  return new QWebError(`The XML of ${label(name)} is broken: ${message}`, place, { cause: error })
}

/** How many lines the trimming of the source takes away before its first character. */
export function leadingLines(xml: string): number {
  return (/^\s*/.exec(xml)?.[0].match(/\n/g) ?? []).length
}

function label(name: string): string {
  return name === '' ? 'the template' : `template ${JSON.stringify(name)}`
}
