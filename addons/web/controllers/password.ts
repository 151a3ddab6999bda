import { AccessDenied, Controller, route, UserError, type Request, type Response } from 'pergola'
import { checkedPassword, minimumLength } from '../auth/password-rules.ts'
import { privatePage } from '../auth/private-page.ts'
import { refusalOf } from '../auth/refusal.ts'

/** What a new password is set by. */
export interface PasswordParams {
  readonly old_password?: unknown
  readonly new_password?: unknown
  readonly confirm_password?: unknown
}

const WRONG = 'The old password you provided is incorrect, your password was not changed.'

/** A user sets a new password. All other sessions of the user end. */
export class Password extends Controller {
  @route('/web/change_password', { auth: 'user', methods: ['GET', 'POST'] })
  async page(params: PasswordParams, request: Request): Promise<Response> {
    if (request.method === 'GET') return this.passwordPage(request, {})
    try {
      await this.change(params, request)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      const { status, error: message } =
        error instanceof AccessDenied ? refusalOf(error, WRONG) : { status: 200, error: error.message }
      return this.passwordPage(request, { error: message }, status)
    }
    request.session.flash('The password was changed. Your other sessions have ended.', 'account')
    return request.redirect('/web/account')
  }

  /** The same for programs. Source: odoo's web `Session.change_password`. */
  @route('/web/session/change_password', { type: 'json', auth: 'user' })
  async call(params: PasswordParams, request: Request): Promise<true> {
    await this.change({ confirm_password: params.new_password, ...params }, request)
    return true
  }

  /** @throws {UserError} for a new password that is none; {AccessDenied} where the old one is wrong */
  async change(params: PasswordParams, request: Request): Promise<void> {
    const { env, session } = request
    const password = await checkedPassword(env, params.new_password, params.confirm_password)
    await env['res.users'].changePassword(params.old_password as string, password)
    // The session that did it goes on, bound to the new password.
    if (session.uid === env.uid) await session.finalize(env)
  }

  async passwordPage(request: Request, values: Record<string, unknown>, status: number = 200): Promise<Response> {
    const { env } = request
    const user = await env['res.users'].sudo().browse(env.uid).load('login')
    const known = { login: user.login, min_length: await minimumLength(env) }
    return privatePage(request.render('web.change_password', { ...known, ...values }, { status }))
  }
}
