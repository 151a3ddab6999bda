import type { Element } from '@xmldom/xmldom'
import { XMLSerializer } from '@xmldom/xmldom'
import { elementsIn, prepare } from './dom-text.ts'
import { applyAttributes } from './inherit-attributes.ts'
import { brokenPatch, inheritanceError, type InheritanceSpec } from './inheritance-error.ts'
import { locate } from './inherit-locate.ts'
import { insertBeside, insertInside, replaceContent, replaceElement } from './inherit-insert.ts'
import { QWebError } from './qweb-error.ts'
import { parseXml, showColons } from './xml-document.ts'

/** What {@link applyInheritance} can be told. */
export interface InheritanceOptions {
  /** the name of the base template, for error messages */
  readonly name?: string
}

/**
 * Applies the patches of other templates to a template.
 *
 * Each patch is XML: a `<data>` with several specs, or one spec. A spec locates an element (`<xpath expr="…">`,
 * `<field name="…">`, or any element, which stands for the first with that tag and those attributes) and changes it as its
 * `position` says: `inside` (default), `before`, `after`, `replace` (with `mode="inner"`: its content only), `attributes`,
 * and within those `move`. Each spec sees what the ones before it made.
 *
 * @param base the XML of the template
 * @param specs the patches in their order; with name and addon, so that an error can tell them
 * @returns the XML of the changed template
 * @throws QWebError naming addon, view and spec when nothing is found or the spec makes no sense
 * @example
 * applyInheritance('<t><p>old</p></t>', ['<xpath expr="//p" position="inside"><b>new</b></xpath>'])
 * // '<t><p>old<b>new</b></p></t>'
 *
 * Source: odoo.tools.template_inheritance.apply_inheritance_specs
 */
export function applyInheritance(
  base: string,
  specs: readonly (string | InheritanceSpec)[],
  options: InheritanceOptions = {},
): string {
  const name = options.name ?? ''
  const root = parseXml(base, name)
  prepare(root)
  const target = { root, name }
  specs.forEach((spec, index) => {
    const source = typeof spec === 'string' ? { arch: spec, name: specs.length > 1 ? `#${index + 1}` : '' } : spec
    applyView(target, source)
  })
  return showColons(new XMLSerializer().serializeToString(target.root))
}

/** The template that is being changed; its root can be replaced. */
interface Target {
  root: Element
  readonly name: string
}

function applyView(target: Target, view: InheritanceSpec): void {
  const document = parsedPatch(view, target.name)
  prepare(document)
  const queue: Element[] = [document]
  for (let spec = queue.shift(); spec !== undefined; spec = queue.shift()) {
    // A <data> inside of a <data> has its turn after what follows it.
    if (isList(spec)) queue.push(...elementsIn(spec))
    else applySpec(target, spec, view)
  }
}

function parsedPatch(view: InheritanceSpec, base: string): Element {
  try {
    return parseXml(view.arch, view.name ?? '')
  } catch (error) {
    throw error instanceof QWebError ? brokenPatch(error, view, base) : error
  }
}

/** `<data>`, and the `<template inherit_id>` that addons write. */
function isList(element: Element): boolean {
  return element.tagName === 'data' || (element.tagName === 'template' && element.hasAttribute('inherit_id'))
}

function applySpec(target: Target, spec: Element, view: InheritanceSpec): void {
  try {
    target.root = changed(target.root, spec)
  } catch (error) {
    if (error instanceof QWebError && error.trail.length > 0) throw error
    throw inheritanceError(error, spec, view, target.name)
  }
}

/** Applies one spec, and gives the root. */
function changed(root: Element, spec: Element): Element {
  const node = locate(root, spec)
  const position = spec.getAttribute('position') ?? 'inside'
  switch (position) {
    case 'inside':
      insertInside(root, node, spec)
      return root
    case 'before':
    case 'after':
      insertBeside(root, node, spec, position)
      return root
    case 'attributes':
      applyAttributes(node, spec)
      return root
    case 'replace':
      return replaced(root, node, spec)
    case 'move':
      throw new QWebError('position="move" stands only directly inside of a spec that says where to')
    default:
      throw new QWebError(`Invalid position ${JSON.stringify(position)}`)
  }
}

function replaced(root: Element, node: Element, spec: Element): Element {
  const mode = spec.getAttribute('mode') ?? 'outer'
  if (mode === 'outer') return replaceElement(root, node, spec)
  if (mode !== 'inner') throw new QWebError(`Invalid mode ${JSON.stringify(mode)}: outer and inner are there`)
  replaceContent(root, node, spec)
  return root
}
