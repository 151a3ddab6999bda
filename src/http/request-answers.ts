import { NotFound } from '../errors/http-errors.ts'
import type { CookieOptions } from './cookies.ts'
import type { HeadersInput } from './headers-input.ts'
import { encodeLocation, localLocation, withQuery, type RedirectQuery } from './redirect.ts'
import { RequestContext } from './request-context.ts'
import { stateOf } from './request-state.ts'
import type { Request } from './request.ts'
import type { BodyInput } from './response-body.ts'
import { Response } from './response.ts'
import { sendFile, type SendFileOptions } from './send-file.ts'

const JSON_TYPE = 'application/json; charset=utf-8'

/** What a made response may be given. */
export interface MakeResponseOptions {
  /** HTTP status; default 200. */
  status?: number
  headers?: HeadersInput
  /** Cookies to set: name → value, or value with options. */
  cookies?: Readonly<Record<string, string | ({ value: string } & CookieOptions)>>
}

/** How a template is rendered. */
export interface RenderRequestOptions extends MakeResponseOptions {
  /** Whether rendering waits until the outermost endpoint returned; default true. */
  lazy?: boolean
  /** The user whose rights count; default the request's. */
  uid?: number | null
}

/** The members of `Request` that make its answer. Source: odoo.http.Request. */
export abstract class RequestAnswers extends RequestContext {
  /**
   * A response that is not HTML, or that has headers or cookies of its own. Source: odoo.http.Request.make_response.
   *
   * @param data text (HTML unless a Content-Type is given), bytes, a stream, or nothing
   */
  makeResponse(data?: BodyInput, options: MakeResponseOptions = {}): Response {
    return withCookies(new Response(data, responseInit(options)), options.cookies)
  }

  /** A JSON response; a given Content-Type is kept. Source: odoo.http.Request.make_json_response. */
  makeJsonResponse(data: unknown, options: MakeResponseOptions = {}): Response {
    const { headers, ...rest } = options
    const own = headers === undefined ? { 'content-type': JSON_TYPE } : withType(new Headers(headers), JSON_TYPE)
    // What JSON has no text for, as undefined, is null.
    return this.makeResponse(JSON.stringify(data) ?? 'null', { ...rest, headers: own })
  }

  /** A 404, to throw or to return. Source: odoo.http.Request.not_found. */
  notFound(description?: string): NotFound {
    return new NotFound(description)
  }

  /**
   * A response whose body a template gives. Lazy by default: until the outermost endpoint returned, its `template` and
   * `qcontext` may be changed. Source: odoo.http.Request.render.
   *
   * @returns the response; with `lazy: false` a promise of the rendered text
   */
  render(
    template: string,
    qcontext: Record<string, unknown> | undefined,
    options: RenderRequestOptions & { lazy: false },
  ): Promise<string>
  render(template: string, qcontext?: Record<string, unknown>, options?: RenderRequestOptions): Response
  render(
    template: string,
    qcontext: Record<string, unknown> = {},
    options: RenderRequestOptions = {},
  ): Response | Promise<string> {
    const { lazy = true, uid = null, cookies } = options
    const response = new Response(null, { ...responseInit(options), template, qcontext, uid })
    return lazy ? withCookies(response, cookies) : response.render()
  }

  /**
   * A file from disk, with etag, ranges and conditions. Source: werkzeug.utils.send_file.
   *
   * @param path the file; with `options.root`, a path below that folder, which may come from outside
   * @throws NotFound where it is not there
   */
  sendFile(path: string, options: SendFileOptions = {}): Promise<Response> {
    return sendFile(self(this), path, options)
  }

  /**
   * Sends the client elsewhere; unless `local` is false it stays on this host. Source: odoo.http.Request.redirect.
   *
   * @param options.status default 303
   */
  redirect(location: string, options: { status?: number; local?: boolean } = {}): Response {
    const { status = 303, local = true } = options
    const target = local ? localLocation(location, stateOf(self(this)).app.settings.http.basePath) : location
    return new Response(null, { status, headers: { location: encodeLocation(target) } })
  }

  /**
   * Sends the client elsewhere with a query. Source: odoo.http.Request.redirect_query.
   *
   * @param query of names and values, a list repeats its name, and null is left out
   */
  redirectQuery(location: string, query: RedirectQuery, options: { status?: number; local?: boolean } = {}): Response {
    return this.redirect(withQuery(location, query), options)
  }
}

// Only `Request` extends this class.
function self(members: RequestAnswers): Request {
  return members as unknown as Request
}

function withType(headers: Headers, type: string): Headers {
  if (!headers.has('content-type')) headers.set('content-type', type)
  return headers
}

function responseInit(options: MakeResponseOptions): { status?: number; headers?: HeadersInput } {
  const init: { status?: number; headers?: HeadersInput } = {}
  if (options.status !== undefined) init.status = options.status
  if (options.headers !== undefined) init.headers = options.headers
  return init
}

function withCookies(response: Response, cookies: MakeResponseOptions['cookies']): Response {
  if (cookies === undefined) return response
  for (const [name, cookie] of Object.entries(cookies)) {
    if (typeof cookie === 'string') response.setCookie(name, cookie)
    else {
      const { value, ...options } = cookie
      response.setCookie(name, value, options)
    }
  }
  return response
}
