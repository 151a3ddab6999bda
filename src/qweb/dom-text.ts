import type { Element, Node } from '@xmldom/xmldom'

/** The elements directly inside of an element. */
export function elementsIn(element: Element): Element[] {
  return childrenOf(element).filter(isElement)
}

/** The nodes directly inside of an element, as an array that changes of the tree do not touch. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child)
  return children
}

export function isElement(node: Node | null): node is Element {
  return node?.nodeType === 1
}

export function isText(node: Node | null): boolean {
  return node?.nodeType === 3
}

/** Makes CDATA text and joins neighbouring texts, so that there is one text node at most between two other nodes. */
export function prepare(element: Element): void {
  for (const child of childrenOf(element)) {
    if (isElement(child)) prepare(child)
    else if (child.nodeType === 4)
      element.replaceChild(documentOf(element).createTextNode(child.nodeValue ?? ''), child)
  }
  joinTexts(element)
}

function joinTexts(element: Element): void {
  for (const child of childrenOf(element)) {
    const before = child.previousSibling
    if (!isText(child) || !isText(before)) continue
    setText(child, (before?.nodeValue ?? '') + (child.nodeValue ?? ''))
    if (before !== null) element.removeChild(before)
  }
}

/** The text directly before a node (or at the end of the parent, for null). */
export function textBefore(parent: Node, reference: Node | null): string {
  const node = reference === null ? parent.lastChild : reference.previousSibling
  return isText(node) ? (node?.nodeValue ?? '') : ''
}

/** Replaces the text directly before a node (or at the end of the parent, for null). */
export function setTextBefore(parent: Element, reference: Node | null, text: string): void {
  const node = reference === null ? parent.lastChild : reference.previousSibling
  if (isText(node) && node !== null) {
    if (text === '') parent.removeChild(node)
    else setText(node, text)
  } else if (text !== '') {
    parent.insertBefore(documentOf(parent).createTextNode(text), reference)
  }
}

/** Takes a node out, and the text after it too, or that stays. */
export function takeOut(node: Node, withTail: boolean): void {
  const parent = node.parentNode
  if (parent === null) return
  const tail = node.nextSibling
  const before = node.previousSibling
  parent.removeChild(node)
  if (!isText(tail) || tail === null) return
  if (withTail) parent.removeChild(tail)
  else if (isText(before) && before !== null) {
    // The indentation of what was first is not that of what is first now.
    const text = before.nodeValue ?? ''
    setText(tail, (before.previousSibling === null ? text.trimEnd() : text) + (tail.nodeValue ?? ''))
    parent.removeChild(before)
  }
}

/** The text at the start of an element. */
export function leadingText(element: Element): string {
  return isText(element.firstChild) ? (element.firstChild?.nodeValue ?? '') : ''
}

export function documentOf(node: Node): NonNullable<Node['ownerDocument']> {
  const document = node.ownerDocument
  if (document === null) throw new TypeError('The node has no document')
  return document
}

function setText(node: Node, text: string): void {
  const data = node as Node & { data: string }
  data.data = text
  node.nodeValue = text
}
