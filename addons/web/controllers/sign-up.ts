import { Controller, route, UserError, type Request, type Response } from 'pergola'
import { SUPERUSER_ID } from 'pergola/models'
import { privatePage } from '../auth/private-page.ts'
import { isSignUpOpen, signUp, type SignUpForm } from '../auth/sign-up.ts'

/** Visitors make accounts, where the database lets them. Source: odoo's auth_signup. */
export class SignUp extends Controller {
  @route('/web/signup', { auth: 'public', methods: ['GET', 'POST'] })
  async page(params: SignUpForm & { redirect?: unknown }, request: Request): Promise<Response> {
    const { env, session } = request
    if (!(await isSignUpOpen(env))) throw request.notFound()
    const redirect = typeof params.redirect === 'string' && params.redirect !== '' ? params.redirect : null
    if (request.method === 'GET') return this.signUpPage(request, { redirect })
    const all = env.with({ uid: SUPERUSER_ID, su: true, context: {} })
    try {
      const uid = await env.cr.savepoint(() => signUp(all, params))
      await session.finalize(env.with({ uid, su: false, context: {} }))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      const { name, login } = params
      return this.signUpPage(request, { name, login, redirect, error: error.message }, 422)
    }
    return request.redirect(redirect ?? '/web/account')
  }

  async signUpPage(request: Request, values: Record<string, unknown>, status: number = 200): Promise<Response> {
    return privatePage(request.render('web.signup', values, { status }))
  }
}
