import { ConfigurationError } from '../errors/framework-errors.ts'
import { BadRequest, NotFound } from '../errors/http-errors.ts'
import type { AppServices, Logger } from './app-services.ts'
import type { Composition } from './composition.ts'
import type { CookieMap } from './cookies.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Endpoint } from './endpoint.ts'
import type { Located } from './located.ts'
import type { LoggedQuery } from './query-log.ts'
import type { ReadBody } from './read-body.ts'
import type { RequestSource } from './request-source.ts'
import { decodePath, parseTarget } from './request-target.ts'
import type { Request } from './request.ts'
import type { Response } from './response.ts'
import type { Session } from './session/session.ts'
import { quotePath } from './url/quote.ts'
import type { Environment } from '../models/environment.ts'
import type { Registry } from '../models/registry.ts'

const CLOSED = Promise.resolve()

let read: (request: Request) => RequestState

/** What the framework knows of a request: an addon may hide a member of `Request`, but not this. */
export function stateOf(request: Request): RequestState {
  return read(request)
}

/** Aborts what still works on a request: its client is gone, or was answered otherwise. */
export function abortRequest(request: Request): void {
  ;(stateOf(request).abort ??= new AbortController()).abort()
}

/**
 * A request's session; a new one where its client has none.
 *
 * @throws ConfigurationError where sessions are switched off
 */
export function sessionOf(state: RequestState): Session {
  if (state.session !== null) return state.session
  if (state.app.sessions === null) throw new ConfigurationError('Sessions are switched off in the configuration.')
  state.session = state.app.sessions.create()
  if (state.sign !== null) state.session.keyBy(state.sign)
  return state.session
}

/** Called once, by the class of requests, which alone can look inside. */
export function provideState(reader: (request: Request) => RequestState): void {
  read = reader
}

export type ResponseCallback = (request: Request, response: Response) => unknown
export type FinishedCallback = (request: Request) => unknown

/** Which endpoint answers, and with which values of the URL. */
export interface Match {
  readonly endpoint: Endpoint
  readonly args: Readonly<Record<string, unknown>>
}

/** A request's way to its database. */
export type RequestCursor = Environment['cr']

/** All that is known of one request. Whatever costs something is made at its first use. */
export class RequestState {
  readonly source: RequestSource
  readonly app: AppServices
  composition: Composition
  /** When it came, by `performance.now()`; 0 where nobody asks. */
  startedAt = 0
  id: string | null = null
  log: Logger | null = null

  rawPath: string
  rawQuery: string
  match: Match | null = null
  dispatcher: Dispatcher | null = null
  session: Session | null = null
  cookies: CookieMap | null = null
  query: URLSearchParams | null = null
  body: ReadBody | null = null
  reading: Promise<ReadBody> | null = null
  uploadFolder: string | null = null
  /** The most bytes that the body may have; null for any number. */
  bodyLimit: number | null
  form: FormData | null = null
  params: Record<string, unknown> | null = null
  json: { value: unknown } | null = null
  /** What JSON-RPC's `params.context` gave. */
  context: Readonly<Record<string, unknown>> | null = null
  saveSession = true

  response: Response | null = null
  exception: unknown = null
  responseCallbacks: ResponseCallback[] | null = null
  finishedCallbacks: FinishedCallback[] | null = null
  reified: Map<string, unknown> | null = null
  /** Where traversal led; null where it did not run. */
  located: Located | null = null
  /** While a view wraps another one: that one's response. */
  wrapped: Response | null = null
  /** The queries that ran for it, where the error page of development is to show them. */
  queryLog: LoggedQuery[] | null = null
  /** The request inside whose handling this one runs. */
  parent: Request | null = null
  /** What runs around match, dispatch and rendering: a transaction; null for none. */
  transaction: ((answer: () => Promise<Response>) => Promise<Response>) | null = null
  /** The models of the request's database; null without one. */
  registry: Registry | null = null
  /** What CSRF tokens are keyed by: its database's secret. Null without one: the server's. */
  sign: ((message: string) => string) | null = null
  /** A database that was chosen but could not be opened. */
  unusableDatabase: string | null = null
  /** Whose eyes records are seen with; null before authentication, and without a database. */
  env: Environment | null = null
  /** What the environment asks its database by, and what is done with it at the end of the request. */
  cr: RequestCursor | null = null
  /** Whether `cr` is the outer request's, who ends it. */
  borrowsCursor = false
  /** Who was found to call, null for nobody; undefined before a database knows, and without one. */
  userId: number | null | undefined = undefined
  /** The way of authentication that was passed last. */
  authenticatedBy: string | null = null
  abort: AbortController | null = null
  #path: string | null = null

  constructor(source: RequestSource, app: AppServices) {
    this.source = source
    this.app = app
    this.composition = app.composition
    this.bodyLimit = app.settings.http.maxContentLength
    const { rawPath, rawQuery } = parseTarget(source.target)
    this.rawPath = rawPath
    this.rawQuery = rawQuery
  }

  /**
   * The decoded path below `http.basePath`.
   *
   * @throws BadRequest where it is not well-formed
   * @throws NotFound where it does not begin with the base path
   */
  get path(): string {
    return (this.#path ??= withoutBase(decodePath(this.rawPath), this.app.settings.http.basePath))
  }

  /** Undoes what is not committed, and lets the database go. */
  closeCursor(): Promise<void> {
    const { cr, borrowsCursor } = this
    if (cr === null) return CLOSED
    this.cr = null
    this.env = null
    return borrowsCursor ? CLOSED : cr.close()
  }

  /** Handles the request as if it had come for another path. */
  reroute(path: string, rawQuery: string): void {
    if (!path.startsWith('/')) throw new BadRequest('A path begins with a slash.')
    this.#path = path
    this.rawPath = quotePath(this.app.settings.http.basePath + path)
    this.rawQuery = rawQuery
    this.query = null
    this.params = null
  }
}

function withoutBase(path: string, basePath: string): string {
  if (basePath === '') return path
  if (path === basePath) return '/'
  if (!path.startsWith(`${basePath}/`)) throw new NotFound()
  return path.slice(basePath.length)
}
