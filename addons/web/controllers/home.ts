import { Controller, ensureDb, route, type Request, type Response } from 'pergola'
import { privatePage } from '../auth/private-page.ts'
import { refusalOf } from '../auth/refusal.ts'
import { isSignUpOpen } from '../auth/sign-up.ts'
import { startSession } from '../auth/start-session.ts'

/** What the log-in page is told. */
export interface LoginParams {
  readonly login?: unknown
  readonly password?: unknown
  readonly redirect?: unknown
}

/** The entrance: who is logged in goes on, everybody else logs in. Source: odoo's web `Home`. */
export class Home extends Controller {
  @route('/web', { auth: 'none', methods: ['GET'] })
  async home(_params: object, request: Request): Promise<Response> {
    await ensureDb(request)
    const { uid } = request.session
    return request.redirect(uid === null ? '/web/login' : await this.loginRedirect(uid, null))
  }

  @route('/web/login', { auth: 'none', methods: ['GET', 'POST'] })
  async login(params: LoginParams, request: Request): Promise<Response> {
    const database = await ensureDb(request)
    const { session } = request
    const redirect = textOf(params.redirect)
    if (request.method === 'GET') {
      if (session.uid !== null && redirect !== null) return request.redirect(redirect)
      return this.loginPage(request, database, { login: textOf(params.login), redirect })
    }
    const login = textOf(params.login) ?? ''
    try {
      const uid = await startSession(request, database, { login, password: textOf(params.password) ?? '' })
      return request.redirect(await this.loginRedirect(uid, redirect))
    } catch (error) {
      const { status, error: message } = refusalOf(error)
      return this.loginPage(request, database, { login, redirect, error: message }, status)
    }
  }

  /** Where a user goes after the log-in; stays on this host. Source: odoo `Home._login_redirect`. */
  async loginRedirect(_uid: number, redirect: string | null): Promise<string> {
    return redirect ?? '/web/account'
  }

  /** The log-in page. */
  async loginPage(
    request: Request,
    database: string,
    values: Record<string, unknown>,
    status: number = 200,
  ): Promise<Response> {
    const { databases } = request.app
    if (databases === null) throw request.notFound()
    const lists = databases.management.list
    const response = request.render(
      'web.login',
      {
        databases: lists ? await databases.namesFor(request.http.host) : [],
        disable_database_manager: !lists,
        signup_enabled: await databases.inEnvironment(database, isSignUpOpen),
        ...values,
      },
      { status },
    )
    return privatePage(response)
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
