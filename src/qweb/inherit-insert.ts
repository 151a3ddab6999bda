import type { Element, Node } from '@xmldom/xmldom'
import {
  childrenOf,
  documentOf,
  elementsIn,
  isElement,
  isText,
  leadingText,
  setTextBefore,
  takeOut,
  textBefore,
} from './dom-text.ts'
import { locate } from './inherit-locate.ts'
import { QWebError } from './qweb-error.ts'

const TRAILING_BREAK = /\n[ \t]*$/

/** `position="inside"`: appends to the content. */
export function insertInside(root: Element, node: Element, spec: Element): void {
  insert(root, node, null, spec)
}

/** `position="before"` and `"after"`. */
export function insertBeside(root: Element, node: Element, spec: Element, position: 'before' | 'after'): void {
  const parent = node.parentNode
  if (!isElement(parent)) throw new QWebError('Nothing can stand beside the root element')
  if (position === 'before') return insert(root, parent, node, spec)
  // In front of the text that follows the node.
  const marker = documentOf(node).createElement('marker')
  parent.insertBefore(marker, node.nextSibling)
  insert(root, parent, marker, spec)
  takeOut(marker, false)
}

/**
 * Inserts the content of a spec. Text before it loses its trailing white space; the indentation that was there comes after
 * the elements that are inserted, so that the next line stands as it did. Text alone is inserted as it is.
 */
function insert(root: Element, parent: Element, reference: Node | null, spec: Element): void {
  const before = textBefore(parent, reference)
  const indentation = TRAILING_BREAK.exec(before)?.[0] ?? ''
  const lead = leadingText(spec)
  setTextBefore(parent, reference, before.trimEnd() + lead)
  if (childrenOf(spec).every(isText)) return
  for (const child of contentOf(root, parent, spec, lead)) parent.insertBefore(child, reference)
  setTextBefore(parent, reference, textBefore(parent, reference).trimEnd() + indentation)
}

/** What a spec inserts after its leading text: its nodes, with elements to be moved in their place. */
function contentOf(root: Element, parent: Element, spec: Element, lead: string): Node[] {
  const children = childrenOf(spec).slice(lead === '' ? 0 : 1)
  return children.map((child) =>
    isMove(child) ? moved(root, child, parent) : documentOf(root).importNode(child, true),
  )
}

function isMove(node: Node): node is Element {
  return isElement(node) && node.getAttribute('position') === 'move'
}

/** Takes the element that a `position="move"` means out of the tree. */
function moved(root: Element, spec: Element, parent: Element | null): Element {
  if (childrenOf(spec).some((child) => !isText(child) || (child.nodeValue ?? '').trim() !== '')) {
    throw new QWebError('position="move" takes no content')
  }
  const node = locate(root, spec)
  if (node === root) throw new QWebError('The root element cannot be moved')
  for (let around: Node | null = parent; around !== null; around = around.parentNode) {
    if (around === node) throw new QWebError('An element cannot be moved into itself')
  }
  takeOut(node, false)
  return node
}

/** `position="replace"`: the element goes, with the text after it; `$0` in the spec is where they come back. */
export function replaceElement(root: Element, node: Element, spec: Element): Element {
  putBack(spec, node)
  const parent = node.parentNode
  if (!isElement(parent)) return replaceRoot(root, spec)
  const content = contentOf(root, parent, spec, leadingText(spec))
  // A moved element may have stood inside of the replaced one, or right beside it.
  for (const child of content) parent.insertBefore(child, node)
  takeOut(node, true)
  return root
}

function replaceRoot(root: Element, spec: Element): Element {
  const [first] = elementsIn(spec)
  if (first === undefined) throw new QWebError('The root element must be replaced by an element')
  const comments = childrenOf(spec).filter((child) => child.nodeType === 8 && isBefore(child, first))
  const source = isMove(first) ? moved(root, first, null) : first
  const name = root.getAttribute('t-name')
  if (name !== null) source.setAttribute('t-name', name)
  for (const comment of comments) source.insertBefore(comment, source.firstChild)
  source.parentNode?.removeChild(source)
  return source
}

function isBefore(node: Node, other: Node): boolean {
  for (let next = node.nextSibling; next !== null; next = next.nextSibling) if (next === other) return true
  return false
}

/** How many nodes may come into a template by `$0`: changes that double it again and again would fill the memory. */
const MOST_NODES = 100_000
const copied = new WeakMap<object, number>()

function countCopy(node: Node): void {
  const document = documentOf(node)
  const count = (copied.get(document) ?? 0) + sizeOf(node)
  if (count > MOST_NODES) throw new QWebError('The template becomes too big: it is doubled by $0 again and again')
  copied.set(document, count)
}

function sizeOf(node: Node): number {
  let size = 1
  for (let child = node.firstChild; child !== null; child = child.nextSibling) size += sizeOf(child)
  return size
}

/** Copies the replaced element, with the text after it, into those of the spec whose text is `$0`. */
function putBack(spec: Element, node: Element): void {
  for (const element of elementsIn(spec)) {
    const places = childrenOf(element).filter((child) => isText(child) && child.nodeValue === '$0')
    putBack(element, node)
    for (const place of places) {
      countCopy(node)
      const document = documentOf(element)
      if (isText(node.nextSibling))
        element.insertBefore(document.createTextNode(node.nextSibling?.nodeValue ?? ''), place.nextSibling)
      element.replaceChild(document.importNode(node, true), place)
    }
  }
}

/** `position="replace" mode="inner"`: the element stays, its content goes, but for what is moved into the new one. */
export function replaceContent(root: Element, node: Element, spec: Element): void {
  const content = contentOf(root, node, spec, '')
  for (const child of childrenOf(node)) node.removeChild(child)
  for (const child of content) node.appendChild(child)
  if (!content.every(isText)) setTextBefore(node, null, textBefore(node, null).trimEnd())
}
