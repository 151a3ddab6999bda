import { parseSetCookie } from 'cookie'
import type { App } from '../app/app.ts'
import type { InjectOptions, InjectResult } from '../app/inject.ts'
import { CSRF_FIELD } from '../http/csrf.ts'
import type { Request } from '../http/request.ts'
import type { Response } from '../http/response.ts'
import { RpcError, type RpcErrorObject } from './rpc-error.ts'

/** What a browser is from its beginning. */
export interface BrowserOptions {
  /** The database that its requests are for. */
  database?: string
  /** Who is logged in, without a password. Needs a database. */
  login?: string
}

/** What a visit may carry. */
export type VisitOptions = Omit<InjectOptions, 'path' | 'method' | 'cookies' | 'database'>

const MAX_REDIRECTS = 20

/**
 * A client of a test application, as a browser is one: it keeps cookies, and sends the CSRF token that a page of its
 * session would carry.
 *
 * @example
 * ```ts
 * import { createTestApp } from 'pergola/testing'
 * await using app = await createTestApp()
 * const browser = app.browser()
 * const page = await browser.get('/web/health')
 * page.status // 200
 * ```
 */
export class Browser {
  readonly #app: App
  readonly #database: string | undefined
  readonly #cookies = new Map<string, string>()
  #login: string | null

  /** @internal Made by `app.browser()`. */
  constructor(app: App, options: BrowserOptions) {
    this.#app = app
    this.#database = options.database
    this.#login = options.login ?? null
  }

  /** The cookies that it has: name → value. */
  get cookies(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#cookies)
  }

  get(path: string, options: VisitOptions = {}): Promise<InjectResult> {
    return this.visit({ ...options, path, method: 'GET' })
  }

  /** Sends a form, with the session's CSRF token unless the form has one. */
  async post(path: string, options: VisitOptions = {}): Promise<InjectResult> {
    if (options.json !== undefined || options.body !== undefined)
      return this.visit({ ...options, path, method: 'POST' })
    const form = { [CSRF_FIELD]: await this.csrfToken(), ...options.form }
    return this.visit({ ...options, path, method: 'POST', form })
  }

  /**
   * Calls a JSON-RPC endpoint.
   *
   * @returns its result
   * @throws RpcError where it answers with an error object
   */
  async rpc(path: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const response = await this.visit({ path, method: 'POST', json: { jsonrpc: '2.0', id: 1, method: 'call', params } })
    if (response.headers['content-type']?.startsWith('application/json') !== true) {
      throw new Error(`${path} answered ${response.status}, and no JSON-RPC: ${response.text.slice(0, 200)}`)
    }
    const { result, error } = response.json() as { result?: unknown; error?: RpcErrorObject }
    if (error !== undefined) throw new RpcError(error)
    return result
  }

  /** Follows redirects, beginning with an answer, until one is none. */
  async follow(response: InjectResult): Promise<InjectResult> {
    let last = response
    for (let hops = 0; hops < MAX_REDIRECTS; hops++) {
      const { location } = last.headers
      if (last.status < 300 || last.status > 399 || location === undefined) return last
      last = await this.get(location)
    }
    throw new Error(`More than ${MAX_REDIRECTS} redirects follow each other.`)
  }

  /** Sends any request, with the cookies, and keeps those that come back. */
  async visit(options: InjectOptions): Promise<InjectResult> {
    const login = this.#login
    this.#login = null
    if (login !== null) await this.#logIn(login)
    const database = this.#database === undefined ? {} : { database: this.#database }
    const response = await this.#app.inject({ ...database, ...options, cookies: this.cookies })
    for (const each of response.headers['set-cookie'] ?? []) this.#keep(each)
    return response
  }

  /** A CSRF token of this client's session, as a page of it would carry one. */
  async csrfToken(): Promise<string> {
    if (this.#login !== null) await this.visit({ path: '/web/health' })
    return (await this.#perform(async (request) => request.makeResponse(request.csrfToken()))).text
  }

  async #logIn(login: string): Promise<void> {
    const served = await this.#app.databases?.open(this.#database ?? '')
    if (served === undefined) throw new Error('A log-in needs databases: createTestApp({ databases: { … } }).')
    const { status, text } = await this.#perform(async (request) => {
      const isThere = await this.#app.databases?.inEnvironment(served.name, async (env) => {
        const { ids } = await env
          .records('res.users')
          .withContext({ active_test: false })
          .search([['login', '=', login]])
        if (ids.length === 1) await request.session.finalize(env.with({ uid: ids[0] as number }))
        return ids.length === 1
      })
      return request.makeResponse(isThere ? '' : `There is no user ${login} in the database ${served.name}.`)
    })
    // Otherwise what follows would be tested as nobody.
    if (status !== 200 || text !== '') throw new Error(`The log-in as ${login} failed. ${text}`)
  }

  /** Does something in a request of this client, in place of the application. */
  async #perform(work: (request: Request) => Promise<Response>): Promise<InjectResult> {
    const response = await this.#app.perform({ path: '/', cookies: this.cookies, database: this.#database }, work)
    for (const each of response.headers['set-cookie'] ?? []) this.#keep(each)
    return response
  }

  #keep(setCookie: string): void {
    const { name, value = '', maxAge } = parseSetCookie(setCookie)
    if (maxAge === 0) this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}
