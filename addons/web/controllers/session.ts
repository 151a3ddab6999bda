import { AccessError, Controller, ensureDb, route, type Request, type Response } from 'pergola'
import { privatePage } from '../auth/private-page.ts'
import { startSession } from '../auth/start-session.ts'

/** Sessions, for programs; and the way out. Source: odoo's web `Session`. */
export class SessionController extends Controller {
  /** Logs in, and tells what `get_session_info` does. */
  @route('/web/session/authenticate', { type: 'json', auth: 'none' })
  async authenticate(
    { db, login, password }: { db?: unknown; login?: unknown; password?: unknown },
    request: Request,
  ): Promise<unknown> {
    const { databases } = request.app
    const name = typeof db === 'string' ? db : ''
    if (databases === null || !(await databases.namesFor(request.http.host)).includes(name)) {
      throw new AccessError('Database not found.')
    }
    const uid = await startSession(request, name, { login: login as string, password: password as string })
    return databases.inEnvironment(name, async (env) => {
      const own = env.with({ uid, su: false, context: request.session.context })
      return own['ir.http'].sessionInfo(request)
    })
  }

  @route('/web/session/get_session_info', { type: 'json', auth: 'user', readonly: true })
  async info(_params: object, request: Request): Promise<unknown> {
    request.session.touch()
    return request.env['ir.http'].sessionInfo(request)
  }

  /** Answers nothing to who is logged in, and code 100 to everybody else. */
  @route('/web/session/check', { type: 'json', auth: 'user', readonly: true })
  async check(): Promise<null> {
    return null
  }

  @route('/web/session/destroy', { type: 'json', auth: 'user' })
  async destroy(_params: object, request: Request): Promise<null> {
    request.session.logout()
    return null
  }

  /** A link must not log anybody out: by GET it asks. */
  @route('/web/session/logout', { auth: 'none', methods: ['GET', 'POST'] })
  async logout({ redirect }: { redirect?: unknown }, request: Request): Promise<Response> {
    const target = typeof redirect === 'string' && redirect !== '' ? redirect : '/web'
    if (request.method === 'POST') {
      request.session.logout({ keepDb: true })
      return request.redirect(target)
    }
    await ensureDb(request)
    if (request.session.uid === null) return request.redirect(target)
    return privatePage(request.render('web.logout', { login: request.session.login, redirect: target }))
  }
}
