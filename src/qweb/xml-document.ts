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
  const problems: Problem[] = []
  const onError = (_level: string, message: string, context: unknown): void => {
    problems.push({ message, line: lineOf(context) + leadingLines(xml) })
  }
  let document: Document | undefined
  try {
    document = new DOMParser({ onError, normalizeLineEndings }).parseFromString(
      hideColons(numericEntities(xml)).trim(),
      'text/xml',
    )
  } catch (error) {
    problems.push({ message: error instanceof Error ? error.message : String(error), line: 0 })
  }
  const [problem] = problems
  if (problem !== undefined) throw brokenXml(problem, name)
  if (document?.documentElement == null) throw brokenXml({ message: 'it has no element', line: 0 }, name)
  if (document.doctype !== null)
    throw brokenXml({ message: 'it has a DOCTYPE; write &lt;!DOCTYPE html&gt;', line: 1 }, name)
  return document.documentElement
}

/**
 * Line endings as XML 1.0 has them. The parser's own are those of XML 1.1, which make line breaks of U+0085 and U+2028 too.
 */
export function normalizeLineEndings(xml: string): string {
  return xml.replace(/\r\n?/g, '\n')
}

interface Problem {
  readonly message: string
  readonly line: number
}

function lineOf(context: unknown): number {
  return (context as { locator?: { lineNumber?: number } } | undefined)?.locator?.lineNumber ?? 0
}

function brokenXml({ message, line }: Problem, name: string): QWebError {
  const label = name === '' ? 'the template' : `template ${JSON.stringify(name)}`
  const reason = `The XML of ${label} is broken: ${message.replace(/^Error constructing the DOM: \w+: /, '')}`
  return new QWebError(reason, { template: name, line, path: '', element: '', directive: '' })
}

/** How many lines the trimming of the source takes away before its first character. */
export function leadingLines(xml: string): number {
  return (/^\s*/.exec(xml)?.[0].match(/\n/g) ?? []).length
}

/** Stands for the colon in names while they are in the DOM. */
const HIDDEN_COLON = '\uA789'

/** The colon in `t-att-xlink:href`: to XML it would make `t-att-xlink` a prefix that nobody declared. */
function hideColons(xml: string): string {
  return xml.replace(/(\st-attf?-[\w.-]+):([\w.-]+\s*=\s*["'])/g, `$1${HIDDEN_COLON}$2`)
}

/** The name of an attribute as {@link parseXml} has it in the DOM. */
export function nameInDom(name: string): string {
  return /^t-attf?-/.test(name) ? name.replace(':', HIDDEN_COLON) : name
}

/** Takes back what {@link parseXml} does to names with a colon. */
export function showColons(text: string): string {
  return text.includes(HIDDEN_COLON) ? text.replaceAll(HIDDEN_COLON, ':') : text
}
