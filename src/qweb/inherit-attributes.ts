import type { Attr, Element } from '@xmldom/xmldom'
import { elementsIn, leadingText } from './dom-text.ts'
import { QWebError } from './qweb-error.ts'
import { nameInDom } from './xml-document.ts'

const CONDITIONS = /^(?:t-if|t-elif|invisible|readonly|required|column_invisible|decoration-.+)$/

/** What can be the name of an attribute in XML. */
const NAME = /^[\p{L}_:][\p{L}\p{N}\p{M}_:.\u00B7-]*$/u

/** `position="attributes"`: every `<attribute name="…">` in the spec changes one attribute of the element. */
export function applyAttributes(node: Element, spec: Element): void {
  for (const child of elementsIn(spec)) {
    if (child.tagName === 'attribute') applyAttribute(node, child)
    else applyAttributes(node, child)
  }
}

function applyAttribute(node: Element, change: Element): void {
  const given = change.getAttribute('name')
  if (given === null || given === '') throw new QWebError('<attribute> needs a name')
  if (!NAME.test(given)) throw new QWebError(`<attribute>: invalid name ${JSON.stringify(given)}`)
  const name = nameInDom(given)
  checkControls(change)
  const [add, remove] = [change.getAttribute('add'), change.getAttribute('remove')]
  const text = leadingText(change)
  if (add === null && remove === null) return setAttribute(node, name, text)
  if (text.trim() !== '') throw new QWebError(`<attribute name=${JSON.stringify(given)}> has a text and add or remove`)
  const old = node.getAttribute(name) ?? ''
  const separator = change.getAttribute('separator')
  const isCondition = CONDITIONS.test(name)
  setAttribute(
    node,
    name,
    isCondition ? condition(old, add ?? '', remove ?? '', separator) : list(old, add ?? '', remove ?? '', separator),
  )
}

function checkControls(change: Element): void {
  for (const { name } of Array.from(change.attributes as Iterable<Attr>)) {
    if (['name', 'add', 'remove', 'separator'].includes(name) || name.startsWith('data-oe-')) continue
    throw new QWebError(`<attribute> does not take ${JSON.stringify(name)}`)
  }
}

function setAttribute(node: Element, name: string, value: string): void {
  if (value === '') node.removeAttribute(name)
  else if (name.includes(':') && node.lookupNamespaceURI(name.split(':')[0] ?? '') !== null) {
    node.setAttributeNS(node.lookupNamespaceURI(name.split(':')[0] ?? ''), name, value)
  } else node.setAttribute(name, value)
}

/** Values between separators: removed first, then added at the end. */
function list(old: string, add: string, remove: string, separator: string | null): string {
  const split = separator === ' ' ? /\s+/ : (separator ?? ',')
  const values = (text: string): string[] =>
    text
      .split(split)
      .map((value) => value.trim())
      .filter((value) => value !== '')
  const gone = new Set(values(remove))
  return [...values(old).filter((value) => !gone.has(value)), ...values(add)].join(separator ?? ',')
}

/** Conditions joined by `and` or `or`. */
function condition(old: string, add: string, remove: string, separator: string | null): string {
  const operator = separator?.trim()
  if (operator !== 'and' && operator !== 'or')
    throw new QWebError('The attribute is a condition: separator must be "and" or "or"')
  const kept = remove.trim() === '' ? old.trim() : withoutCondition(old.trim(), remove.trim(), operator)
  if (add.trim() === '') return kept
  return kept === '' ? add.trim() : `(${kept}) ${operator} (${add.trim()})`
}

/** Takes a part out of a condition; the one left keeps its parentheses. */
function withoutCondition(old: string, part: string, operator: string): string {
  if (bare(old) === bare(part)) return ''
  for (const found of [
    `(${part}) ${operator} `,
    ` ${operator} (${part})`,
    `${part} ${operator} `,
    ` ${operator} ${part}`,
  ]) {
    const at = old.indexOf(found)
    if (at !== -1) return old.slice(0, at) + old.slice(at + found.length)
  }
  return old
}

/** Without parentheses around the whole. */
function bare(text: string): string {
  const inner = text.trim()
  return inner.startsWith('(') && inner.endsWith(')') && closesAtEnd(inner) ? bare(inner.slice(1, -1)) : inner
}

function closesAtEnd(text: string): boolean {
  let depth = 0
  for (let index = 0; index < text.length - 1; index++) {
    if (text[index] === '(') depth++
    else if (text[index] === ')') depth--
    if (depth === 0) return false
  }
  return true
}
