/** Where in a template something happened. */
export interface TemplatePlace {
  /** the template's name */
  readonly template: string
  /** the line in the template's source, from 1 */
  readonly line: number
  /** the path to the node, as `/t/div/p[2]` */
  readonly path: string
  /** the start tag as written */
  readonly element: string
  /** the directive and its expression, as `t-out="book.price"`; empty when the node itself is meant */
  readonly directive: string
}

/**
 * What goes wrong in a template, when it is parsed, compiled, inherited or rendered.
 *
 * @example
 * try {
 *   qweb.render('shop.page', { book: null })
 * } catch (error) {
 *   if (error instanceof QWebError) console.log(error.template, error.line, error.path, error.element, error.cause)
 * }
 *
 * Source: odoo.addons.base.models.ir_qweb.QWebError
 */
export class QWebError extends Error {
  override readonly name: string = 'QWebError'
  /** For the error catalogue and JSON. */
  readonly code: string = 'QWEB_ERROR'
  /** What went wrong, without the place. */
  readonly reason: string
  /** The calls that led here, innermost first: the place of the error, then that of each `t-call` around it. */
  readonly trail: TemplatePlace[]

  constructor(reason: string, place?: TemplatePlace, options?: ErrorOptions) {
    super(place === undefined ? reason : describe(reason, place), options)
    this.reason = reason
    this.trail = place === undefined ? [] : [place]
  }

  /** The name of the template, or `''` when no template is concerned. */
  get template(): string {
    return this.trail[0]?.template ?? ''
  }

  /** The line in the template's source, from 1; 0 when unknown. */
  get line(): number {
    return this.trail[0]?.line ?? 0
  }

  /** The path to the node, as `/t/div/p[2]`. */
  get path(): string {
    return this.trail[0]?.path ?? ''
  }

  /** The start tag of the node, as written. */
  get element(): string {
    return this.trail[0]?.element ?? ''
  }

  /** The directive that failed, as `t-out="book.price"`. */
  get directive(): string {
    return this.trail[0]?.directive ?? ''
  }

  /** The whole story for a log: the message and one line per call. */
  describeTrail(): string {
    return [this.message, ...this.trail.slice(1).map((place) => `    called from ${whereIs(place)}`)].join('\n')
  }
}

function describe(reason: string, place: TemplatePlace): string {
  return `${reason}\n    in ${whereIs(place)}`
}

function whereIs({ template, line, path, element }: TemplatePlace): string {
  return `template ${JSON.stringify(template)}, line ${line}, ${path}: ${element}`
}
