import { ResultTypeError, TemplateNotFoundError } from '../errors/framework-errors.ts'
import { HttpError } from '../errors/http-error.ts'
import { cacheControlOf, formatCacheControl, type CacheDirectives } from './cache-control.ts'
import { formatCookie, type CookieOptions } from './cookies.ts'
import { currentRequest } from './current-request.ts'
import type { HeadersInput } from './headers-input.ts'
import { plainHeaders, plainValue } from './plain-headers.ts'
import { bodyBytes, defaultContentType, HTML, toBody, type Body, type BodyInput } from './response-body.ts'
import { stateOf } from './request-state.ts'

/** How a response is made. */
export interface ResponseInit {
  /** HTTP status; default 200. */
  status?: number
  headers?: HeadersInput
  /** Name of a QWeb template that becomes the body when the response is flattened. */
  template?: string
  /** The values that the template is rendered with. */
  qcontext?: Record<string, unknown>
  /** The user whose rights the template is rendered with; default: the request's. */
  uid?: number | null
}

/**
 * An answer on its way through the chain of endpoints that extend each other: all of it may be changed until it is
 * sent. With a `template` it is lazy: the template is rendered after the outermost endpoint returned.
 * Source: odoo.http.Response, werkzeug.wrappers.Response.
 *
 * @example
 * ```ts
 * import { Response } from 'pergola'
 * const response = new Response('<p>Hello</p>', { status: 201 })
 * response.headers.set('X-Served-By', 'pergola')
 * response.setCookie('seen', '1', { maxAge: 3600 })
 * ```
 */
export class Response {
  status: number
  /** Name of the template, or null where the body is given. */
  template: string | null
  /** The values that the template is rendered with. */
  qcontext: Record<string, unknown>
  /** The user whose rights the template is rendered with; null for the request's. */
  uid: number | null

  #body: Body
  // Most responses have a content type and no other header: platform `Headers` are made when somebody asks for them.
  #contentType: string | null
  #headers: Headers | null = null
  // Further headers that the constructor was given, until then: names and values in turn.
  #plain: string[] | null = null

  /**
   * @param body text (HTML unless `headers` say otherwise), bytes, a stream, or nothing
   */
  constructor(body?: BodyInput, init: ResponseInit = {}) {
    this.status = init.status ?? 200
    this.template = init.template ?? null
    this.qcontext = init.qcontext ?? {}
    this.uid = init.uid ?? null
    this.#body = toBody(body)
    this.#contentType = this.template === null ? defaultContentType(body) : HTML
    if (init.headers !== undefined) this.#addHeaders(init.headers)
  }

  /**
   * Turns the result of an endpoint into a response. Source: odoo.http.Response.load.
   *
   * @param result a falsy value (204), text (HTML), a `Response` of ours or of the platform, bytes or a stream
   * @param base the response whose status, headers and cookies are kept where `result` has none of its own
   * @throws HttpError where one was returned
   * @throws ResultTypeError for anything else
   */
  static load(result: unknown, base?: Response): Response {
    if (result instanceof Response) return result
    if (typeof result === 'string' && result !== '')
      return base === undefined ? new Response(result) : base.#fill(result)
    if (result === undefined || result === null || result === false || result === '') return noContent(base)
    if (result instanceof HttpError) throw result
    if (result instanceof globalThis.Response) return fromWebResponse(result)
    if (isBody(result)) return (base ?? new Response()).#fill(result)
    throw new ResultTypeError(
      `An endpoint returned ${describe(result)}: return text, a Response, bytes, a stream, or nothing; ` +
        `for JSON use request.makeJsonResponse(…), type 'json2' or the option renderer: 'json'.`,
    )
  }

  get headers(): Headers {
    if (this.#headers === null) {
      const flat = this.flatHeaders()
      this.#headers = new Headers()
      for (let index = 0; index < flat.length; index += 2) {
        this.#headers.append(flat[index] as string, flat[index + 1] as string)
      }
    }
    return this.#headers
  }

  set headers(init: HeadersInput) {
    this.#headers = new Headers(init)
  }

  get body(): Body {
    return this.#body
  }

  /** Replaces the body; a template that was to give it is dropped. Its content type is stated where none was. */
  set body(body: BodyInput) {
    this.#body = toBody(body)
    this.template = null
    const type = defaultContentType(body)
    if (type !== null && this.contentType === null) this.contentType = type
  }

  get contentType(): string | null {
    return this.#headers === null ? this.#contentType : this.#headers.get('content-type')
  }

  set contentType(value: string | null) {
    if (this.#headers === null) this.#contentType = value
    else if (value === null) this.#headers.delete('content-type')
    else this.#headers.set('content-type', value)
  }

  /** Whether a template gives the body. */
  get isQweb(): boolean {
    return this.template !== null
  }

  /**
   * Renders the template, without changing the response.
   *
   * @throws TemplateNotFoundError where the response has no template, or nobody knows it
   */
  async render(): Promise<string> {
    if (this.template === null) throw new TemplateNotFoundError('This response has no template.')
    const current = currentRequest()
    return stateOf(current).app.renderTemplate(this.template, this.qcontext, { request: current, uid: this.uid })
  }

  /** Renders the template into the body and drops it; nothing happens without one. */
  async flatten(): Promise<void> {
    if (this.template !== null) this.body = await this.render()
  }

  /**
   * @param name the cookie's name
   * @param value percent-encoded when it is sent
   * @throws TypeError for a name, domain or path that a cookie cannot have
   */
  setCookie(name: string, value: string, options: CookieOptions = {}): void {
    this.headers.append('set-cookie', formatCookie(name, value, options))
  }

  /** Makes the client forget a cookie; `path` and `domain` must be those it was set with. */
  deleteCookie(name: string, options: CookieOptions = {}): void {
    this.setCookie(name, '', { ...options, maxAge: 0, expires: new Date(0) })
  }

  /** States the version of the content, so that a client that has it already is answered 304. */
  setEtag(tag: string, options: { weak?: boolean } = {}): void {
    if (!/^[\x21\x23-\x7e\x80-\xff]*$/.test(tag)) throw new TypeError('An etag has no quotes, blanks or controls.')
    this.headers.set('etag', `${options.weak ? 'W/' : ''}"${tag}"`)
  }

  /** The directives of `Cache-Control`, each a property that may be set: `response.cacheControl.maxAge = 60`. */
  get cacheControl(): CacheDirectives {
    return cacheControlOf(this.headers)
  }

  set cacheControl(directives: CacheDirectives | string) {
    const text = typeof directives === 'string' ? directives : formatCacheControl(directives)
    if (text === '') this.headers.delete('cache-control')
    else this.headers.set('cache-control', text)
  }

  /** Adds request headers to those that the answer depends on. */
  vary(...names: string[]): void {
    const present = (this.headers.get('vary') ?? '').split(',').map((name) => name.trim())
    const all = [...present.filter((name) => name !== ''), ...names]
    const unique = all.filter((name, index) => all.findIndex((n) => n.toLowerCase() === name.toLowerCase()) === index)
    this.headers.set('vary', unique.join(', '))
  }

  /** The body as text; a stream is read, and can be read no more than once. */
  async text(): Promise<string> {
    if (this.template !== null) return this.render()
    if (typeof this.#body === 'string') return this.#body
    return new TextDecoder().decode(await bodyBytes(this.#body))
  }

  /** The body as JSON. */
  async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }

  /**
   * The same response with headers of its own. What the framework adds for one request goes on such a copy: an endpoint
   * may keep a response and give it to others, too.
   *
   * @internal
   */
  copy(): Response {
    const { status, template, qcontext, uid } = this
    const copy = new Response(this.#body, { status, qcontext, uid })
    copy.template = template
    copy.#headers = new Headers(this.headers)
    return copy
  }

  /**
   * One header's value, without making platform `Headers`; undefined where it is not there.
   *
   * @param name in lower case
   * @internal
   */
  headerValue(name: string): string | undefined {
    if (this.#headers !== null) return this.#headers.get(name) ?? undefined
    if (name === 'content-type') return this.#contentType ?? undefined
    return this.#plain === null ? undefined : plainValue(this.#plain, name)
  }

  /**
   * Whether the content type is the only header.
   *
   * @internal
   */
  get hasOnlyType(): boolean {
    return this.#headers === null && this.#plain === null && this.#contentType !== null
  }

  /**
   * The headers as a flat list of names and values, as node:http writes them.
   *
   * @internal
   */
  flatHeaders(): string[] {
    if (this.#headers !== null) return flatten(this.#headers)
    const flat = this.#contentType === null ? [] : ['content-type', this.#contentType]
    return this.#plain === null ? flat : flat.concat(this.#plain)
  }

  #fill(body: BodyInput): this {
    this.body = body
    return this
  }

  #addHeaders(init: HeadersInput): void {
    const plain = plainHeaders(init)
    if (plain !== null) {
      const at = plain.indexOf('content-type')
      if (at === 0 && plain.length === 2) {
        this.#contentType = plain[1] as string
        return
      }
      if (at !== -1) this.#contentType = plain.splice(at, 2)[1] as string
      this.#plain = plain
      return
    }
    const headers = new Headers(init)
    if (this.#contentType !== null && !headers.has('content-type')) headers.set('content-type', this.#contentType)
    this.#headers = headers
  }
}

function flatten(headers: Headers): string[] {
  const flat: string[] = []
  for (const [name, value] of headers) flat.push(name, value)
  return flat
}

function noContent(base: Response | undefined): Response {
  const status = base === undefined || base.status === 200 ? 204 : base.status
  const response = new Response(null, base === undefined ? { status } : { status, headers: base.headers })
  response.contentType = null
  return response
}

function fromWebResponse(web: globalThis.Response): Response {
  return new Response(web.body, { status: web.status, headers: web.headers })
}

function isBody(value: unknown): value is BodyInput {
  return (
    value instanceof Uint8Array ||
    value instanceof ArrayBuffer ||
    value instanceof ReadableStream ||
    value instanceof Blob ||
    (typeof value === 'object' && value !== null && 'pipe' in value && 'readable' in value)
  )
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value !== 'object' || value === null) return `the ${typeof value} ${String(value)}`
  const name = Object.getPrototypeOf(value)?.constructor?.name
  return name === undefined || name === 'Object' ? 'a plain object' : `an object of class ${name}`
}
