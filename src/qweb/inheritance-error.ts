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
  const element = specTag(spec)
  const place = {
    template: view.name ?? '',
    line: spec.lineNumber ?? 0,
    path: pathOfSpec(spec),
    element,
    directive: spec.getAttribute('expr') ?? '',
  }
  return new QWebError(reason + whose(view, base), place, { cause: error })
}

/** What went wrong with a patch that is no XML. */
export function brokenPatch(error: QWebError, view: InheritanceSpec, base: string): QWebError {
  const { template, line, path, element, directive } = error
  return new QWebError(error.reason + whose(view, base), { template, line, path, element, directive }, { cause: error })
}

function whose({ addon, name }: InheritanceSpec, base: string): string {
  const parts = [
    addon === undefined ? '' : `addon ${JSON.stringify(addon)}`,
    name === undefined || name === '' ? '' : `view ${JSON.stringify(name)}`,
    base === '' ? '' : `which inherits ${JSON.stringify(base)}`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

function pathOfSpec(spec: Element): string {
  const parent = spec.parentNode
  return parent?.nodeType === 1 ? `${pathOfSpec(parent as Element)}/${spec.tagName}` : `/${spec.tagName}`
}
