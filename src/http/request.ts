import { BodyNotReadError, ConfigurationError, NoDatabaseError } from '../errors/framework-errors.ts'
import { BadRequest } from '../errors/http-errors.ts'
import type { AppServices, Logger } from './app-services.ts'
import type { CookieMap } from './cookies.ts'
import { createCsrfToken } from './csrf.ts'
import type { Endpoint } from './endpoint.ts'
import { UNKNOWN_PLACE, type GeoIP } from './geoip.ts'
import { HttpRequest } from './http-request.ts'
import { parseJson } from './json.ts'
import { bestLanguage } from './language.ts'
import { httpParams, type Params } from './params.ts'
import { textOf } from './bytes.ts'
import { formOf, isFormUnread, readBodyOf } from './request-body.ts'
import { RequestAnswers } from './request-answers.ts'
import { defineProperty, type PropertyOptions } from './request-property.ts'
import type { RequestSource } from './request-source.ts'
import {
  provideState,
  RequestState,
  sessionOf,
  type FinishedCallback,
  type RequestCursor,
  type ResponseCallback,
} from './request-state.ts'
import { Response } from './response.ts'
import type { Session } from './session/session.ts'
import type { Environment } from '../models/environment.ts'
import type { Registry } from '../models/registry.ts'

/** An error that is being answered. Source: Python's sys.exc_info. */
export interface ExceptionInfo {
  readonly type: unknown
  readonly error: unknown
  readonly stack: string | undefined
}

/**
 * One request on its way through the application. Everything on it is made at its first use.
 * Source: odoo.http.Request, pyramid.request.Request.
 */
export class Request extends RequestAnswers {
  readonly #state: RequestState
  #http: HttpRequest | null = null

  /** @internal Requests are made by the application, or by `Request.blank`. */
  constructor(source: RequestSource, app: AppServices) {
    super()
    this.#state = new RequestState(source, app)
  }

  /** The HTTP side, as it came. Source: odoo.http.Request.httprequest. */
  get http(): HttpRequest {
    return (this.#http ??= new HttpRequest(this.#state))
  }

  get method(): string {
    return this.#facade.method
  }

  /** The decoded path below `http.basePath`. */
  get path(): string {
    return this.#state.path
  }

  /** The whole URL, percent-encoded. */
  get url(): string {
    return this.#facade.url
  }

  get headers(): Headers {
    return this.#facade.headers
  }

  get cookies(): CookieMap {
    return this.#facade.cookies
  }

  /** The query, all values of each name. Source: pyramid.request.Request.GET. */
  get query(): URLSearchParams {
    return this.#facade.query
  }

  /** The application. Source: pyramid.request.Request.registry. */
  get app(): AppServices {
    return this.#state.app
  }

  /** This request's name in the log. */
  get id(): string {
    return (this.#state.id ??= crypto.randomUUID())
  }

  /** The log, with this request's id on each line. */
  get log(): Logger {
    return (this.#state.log ??= this.#state.app.log.child({ reqId: this.id }))
  }

  /** Aborted when the client is gone before it was answered. */
  get signal(): AbortSignal {
    const state = this.#state
    if (state.abort === null) {
      const abort = new AbortController()
      state.source.onAbort(() => abort.abort())
      state.abort = abort
    }
    return state.abort.signal
  }

  /**
   * Reads the body, within its limit. Forms and JSON are read before an endpoint is called; who needs them earlier, or
   * any other body as bytes, calls this.
   *
   * @returns the bytes; none for a multipart form
   * @throws ContentTooLarge, BadRequest
   */
  async readBody(): Promise<Uint8Array> {
    return (await readBodyOf(this.#state)).bytes
  }

  /**
   * The fields and files of a form, all values of each name. Source: pyramid.request.Request.POST.
   *
   * @throws BodyNotReadError where it comes before the body was read
   */
  get form(): FormData {
    return formOf(this.#state)
  }

  /**
   * The parameters that the endpoint was given: query < form < files < URL. Source: odoo.http.Request.params.
   *
   * @throws BodyNotReadError where it comes before the body was read
   */
  get params(): Params {
    return (this.#state.params ??= this.getHttpParams())
  }

  set params(params: Params) {
    this.#state.params = params
  }

  /** Query, form fields and files, later ones winning. Source: odoo.http.Request.get_http_params. */
  getHttpParams(): Params {
    const state = this.#state
    if (isFormUnread(state)) throw bodyNotRead('getHttpParams()')
    return httpParams(state.rawQuery === '' ? null : this.#facade.query, state.body)
  }

  /**
   * The body as JSON. Source: pyramid.request.Request.json_body.
   *
   * @throws BadRequest where there is no body or it is no JSON
   */
  get jsonBody(): unknown {
    return this.getJsonData()
  }

  /** The body as JSON. Source: odoo.http.Request.get_json_data. */
  getJsonData(): unknown {
    const state = this.#state
    if (state.json !== null) return state.json.value
    if (state.body === null)
      throw state.source.hasBody ? bodyNotRead('jsonBody') : new BadRequest('JSON is expected, and there is no body.')
    try {
      state.json = { value: parseJson(textOf(state.body.bytes)) }
    } catch (error) {
      throw new BadRequest(`The body is not valid JSON: ${(error as Error).message}`)
    }
    return state.json.value
  }

  /**
   * What the server remembers of this client. Source: odoo.http.Request.session.
   *
   * @throws ConfigurationError where sessions are switched off
   */
  get session(): Session {
    return sessionOf(this.#state)
  }

  /** The developer mode: `''`, `'1'`, `'assets'`, `'tests'`, or several. Source: odoo.http.Request.debug. */
  get debug(): string {
    const state = this.#state
    return state.app.sessions === null ? '' : (state.session?.debug ?? '')
  }

  /**
   * A token that an unsafe request of this session must bring. Source: odoo.http.Request.csrf_token.
   *
   * @param options.timeLimit seconds for which it holds; null for as long as the session
   * @returns ASCII text
   */
  csrfToken(options: { timeLimit?: number | null } = {}): string {
    return createCsrfToken(sessionOf(this.#state), options.timeLimit === undefined ? 3600 : options.timeLimit)
  }

  /** The name of the database, or null. Source: odoo.http.Request.db. */
  get db(): string | null {
    return this.#state.registry?.name ?? null
  }

  /** The models of the database, or null without one. Source: odoo.http.Request.registry. */
  get registry(): Registry | null {
    return this.#state.registry
  }

  /**
   * The way to records, with the rights of the request's user. Source: odoo.http.Request.env.
   *
   * @throws NoDatabaseError without a database, and before the request was authenticated
   */
  get env(): Environment {
    const { env, registry } = this.#state
    if (env !== null) return env
    throw new NoDatabaseError(
      registry === null
        ? 'This request has no database: request.env cannot be used.'
        : 'This request is not authenticated yet: request.env is there from then on.',
    )
  }

  /**
   * The cursor of the request's transaction. Source: odoo.http.Request.cr.
   *
   * @throws NoDatabaseError without a database, and under `auth: 'none'`
   */
  get cr(): RequestCursor {
    const { cr, registry } = this.#state
    if (cr !== null && this.#state.env?.cr === cr) return cr
    throw new NoDatabaseError(
      registry === null
        ? 'This request has no database: request.cr cannot be used.'
        : "This request has no transaction: its route has auth: 'none', or it is not authenticated yet.",
    )
  }

  /**
   * Replaces the user, the context or the superuser mode of this request's environment. Source: odoo.http.Request.update_env.
   *
   * @param changes.user an id or record; then the superuser mode is left, unless it is asked for
   * @param changes.context all of the context
   * @throws NoDatabaseError without a database
   */
  updateEnv(changes: {
    user?: number | { readonly ids: readonly number[] } | null
    context?: Readonly<Record<string, unknown>>
    su?: boolean
  }): void {
    const { user, ...others } = changes
    const uid = user === undefined ? {} : { uid: typeof user === 'object' ? (user?.ids[0] ?? null) : user }
    this.#state.env = this.env.with({ ...others, ...uid })
    if (user !== undefined) this.#state.userId = this.#state.env.uid
  }

  /**
   * Overrides values of this request's context. Source: odoo.http.Request.update_context.
   *
   * @throws NoDatabaseError without a database
   */
  updateContext(overrides: Readonly<Record<string, unknown>>): void {
    this.#state.env = this.env.with({ context: { ...this.env.context, ...overrides } })
  }

  /**
   * Goes on as if the request had come for another path; before the match only. Source: odoo.http.Request.reroute.
   *
   * @param path decoded, with its leading slash
   * @param query percent-encoded; default the request's own
   */
  reroute(path: string, query: string = this.#state.rawQuery): void {
    if (this.#state.match !== null)
      throw new ConfigurationError('request.reroute() comes too late: a route has matched.')
    this.#state.reroute(path, query)
  }

  /** The language that the client likes best, as `fr_FR`, or null. Source: odoo.http.Request.best_lang. */
  get bestLang(): string | null {
    return bestLanguage(this.#state.source.header('accept-language'))
  }

  /** Where the client is. Source: odoo.http.Request.geoip. */
  get geoip(): GeoIP {
    return UNKNOWN_PLACE
  }

  /** The values of the URL, or null when no route matched. Source: pyramid.request.Request.matchdict. */
  get matchdict(): Readonly<Record<string, unknown>> | null {
    return this.#state.match?.args ?? null
  }

  /** The endpoint that the URL belongs to, or null. Source: pyramid.request.Request.matched_route. */
  get matchedRoute(): Endpoint | null {
    return this.#state.match?.endpoint ?? null
  }

  /**
   * Made at its first use: its status, headers and cookies are those of the answer, unless the endpoint returns a
   * `Response` of its own. Source: pyramid.request.Request.response.
   */
  get response(): Response {
    return (this.#state.response ??= new Response())
  }

  /** The error that is being answered, or null. Source: pyramid.request.Request.exception. */
  get exception(): unknown {
    return this.#state.exception
  }

  /** The same with its type and stack, or null. Source: pyramid.request.Request.exc_info. */
  get exceptionInfo(): ExceptionInfo | null {
    const error = this.#state.exception
    if (error === null) return null
    return { type: (error as object).constructor, error, stack: error instanceof Error ? error.stack : undefined }
  }

  /** Calls `callback(request, response)` when there is a response, in order of addition. Source: pyramid.request.CallbackMethodsMixin. */
  addResponseCallback(callback: ResponseCallback): void {
    ;(this.#state.responseCallbacks ??= []).push(callback)
  }

  /** Calls `callback(request)` at the very end, always. Source: pyramid.request.CallbackMethodsMixin. */
  addFinishedCallback(callback: FinishedCallback): void {
    ;(this.#state.finishedCallbacks ??= []).push(callback)
  }

  /**
   * Adds a property to this request. Source: pyramid.request.Request.set_property.
   *
   * @param property a function of the request, or a property descriptor
   * @param options.name default: the function's name
   * @param options.reify whether it is computed once and kept
   * @throws TypeError where there is no name, or a descriptor is to be reified
   */
  setProperty(property: ((request: this) => unknown) | PropertyDescriptor, options: PropertyOptions = {}): void {
    defineProperty(this, property as ((request: Request) => unknown) | PropertyDescriptor, options)
  }

  static {
    provideState((request) => request.#state)
  }

  // Addons may hide members of a request: the framework goes by these.
  get #facade(): HttpRequest {
    return (this.#http ??= new HttpRequest(this.#state))
  }
}

function bodyNotRead(name: string): BodyNotReadError {
  return new BodyNotReadError(`request.${name} comes before the body was read: call await request.readBody() first.`)
}
