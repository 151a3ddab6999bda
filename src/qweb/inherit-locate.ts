import type { Attr, Element, Node } from '@xmldom/xmldom'
import { elementsIn, isElement } from './dom-text.ts'
import { specTag } from './inheritance-error.ts'
import { QWebError } from './qweb-error.ts'
import { hasClasses, parseSimplePath } from './simple-path.ts'
import { parseXpath, selectFirst, type ParsedXpath } from './xpath-engine.ts'

/**
 * Finds the element that a spec means.
 *
 * @throws QWebError when there is none
 */
export function locate(root: Element, spec: Element): Element {
  const found = find(root, spec)
  if (found !== null) return found
  const without = specTag(spec).replace(/ position="[^"]*"/, '')
  throw new QWebError(`Element ${without} cannot be located in the parent view`)
}

function find(root: Element, spec: Element): Element | null {
  if (spec.tagName === 'xpath') return findByXpath(root, spec.getAttribute('expr'))
  if (spec.tagName === 'field') return findFirst(root, (element) => isField(element, spec.getAttribute('name')))
  const wanted = Array.from(spec.attributes as Iterable<Attr>).filter(({ name }) => name !== 'position')
  return findFirst(root, (element) => {
    return element.tagName === spec.tagName && wanted.every(({ name, value }) => element.getAttribute(name) === value)
  })
}

function isField(element: Element, name: string | null): boolean {
  return element.tagName === 'field' && element.getAttribute('name') === name
}

/** The first element in the order of the document, the root included. */
function findFirst(element: Element, accepts: (element: Element) => boolean): Element | null {
  if (accepts(element)) return element
  for (const child of elementsIn(element)) {
    const found = findFirst(child, accepts)
    if (found !== null) return found
  }
  return null
}

function findByXpath(root: Element, expression: string | null): Element | null {
  if (expression === null || expression.trim() === '') throw new QWebError('<xpath> needs an expr')
  const simple = parseSimplePath(expression)
  if (simple !== null) return findFirst(root, simple)
  const found = select(compiled(expression), root, expression)
  if (found === null || found.nodeType === 1) return found as Element | null
  throw new QWebError(`The expression ${JSON.stringify(expression)} gives no element`)
}

function select(parsed: ParsedXpath, root: Element, expression: string): Node | null {
  try {
    return selectFirst(parsed, root, { hasclass: hasClass })
  } catch (error) {
    throw new QWebError(`Invalid expression ${JSON.stringify(expression)}: ${messageOf(error)}`, undefined, {
      cause: error,
    })
  }
}

const MAX_KEPT = 2000
const kept = new Map<string, ParsedXpath>()

/** Parsing an expression costs more than running it, and the same patches are applied in many databases. */
function compiled(expression: string): ParsedXpath {
  const known = kept.get(expression)
  if (known !== undefined) return known
  let parsed: ParsedXpath
  try {
    parsed = parseXpath(withoutClarkNames(expression))
  } catch (error) {
    throw new QWebError(`Invalid expression ${JSON.stringify(expression)}: ${messageOf(error)}`, undefined, {
      cause: error,
    })
  }
  if (kept.size >= MAX_KEPT) kept.clear()
  kept.set(expression, parsed)
  return parsed
}

/** `{uri}tag` as standard XPath. */
function withoutClarkNames(expression: string): string {
  return expression.replace(/\{([^{}'"]*)\}([\w.-]+)/g, "*[namespace-uri()='$1' and local-name()='$2']")
}

/** `hasclass('a', 'b')`: whether the element has all of the classes. */
function hasClass(context: { contextNode: unknown }, ...names: { toString(): string }[]): boolean {
  const node = context.contextNode as Node
  return isElement(node) && hasClasses(node, names.map(String))
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
