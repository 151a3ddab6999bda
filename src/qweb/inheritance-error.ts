import type { Attr, Element } from '@xmldom/xmldom'
import { escapeHtml } from './escape.ts'
import { QWebError } from './qweb-error.ts'

/** A patch, with who brings it. */
export interface InheritanceSpec {
  /** the XML */
  readonly arch: string
  /** the name of the view */
  readonly name?: string
  /** the name of the addon */
  readonly addon?: string
}

/** The start tag of a spec, for messages. */
export function specTag(spec: Element): string {
  const attributes = Array.from(
    spec.attributes as Iterable<Attr>,
    ({ name, value }) => ` ${name}="${escapeHtml(value).replaceAll('&#39;', "'")}"`,
  )
  return `<${spec.tagName}${attributes.join('')}>`
}

/** What went wrong with a spec, naming addon, view, spec and base template. */
export function inheritanceError(error: unknown, spec: Element, view: InheritanceSpec, base: string): QWebError {
  const reason = error instanceof QWebError ? error.reason : error instanceof Error ? error.message : String(error)
  const who = [
    view.addon === undefined ? '' : `addon ${JSON.stringify(view.addon)}`,
    view.name === undefined || view.name === '' ? '' : `view ${JSON.stringify(view.name)}`,
    base === '' ? '' : `which inherits ${JSON.stringify(base)}`,
  ].filter((part) => part !== '')
  const element = specTag(spec)
  const place = {
    template: view.name ?? '',
    line: spec.lineNumber ?? 0,
    path: pathOfSpec(spec),
    element,
    directive: spec.getAttribute('expr') ?? '',
  }
  return new QWebError(`${reason}${who.length > 0 ? ` (${who.join(', ')})` : ''}`, place, { cause: error })
}

function pathOfSpec(spec: Element): string {
  const parent = spec.parentNode
  return parent?.nodeType === 1 ? `${pathOfSpec(parent as Element)}/${spec.tagName}` : `/${spec.tagName}`
}
