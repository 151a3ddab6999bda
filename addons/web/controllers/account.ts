import { Controller, route, type Request, type Response } from 'pergola'
import { privatePage } from '../auth/private-page.ts'

/** A user's own page: where the account is in use, and what can be changed of it. Source: odoo's `res.device` views. */
export class Account extends Controller {
  @route('/web/account', { auth: 'user', methods: ['GET'] })
  async account(_params: object, request: Request): Promise<Response> {
    const { env, session } = request
    const user = await env['res.users'].sudo().browse(env.uid).load('name', 'login')
    const devices = await env['res.device'].sudo().search([
      ['user_id', '=', env.uid],
      ['revoked', '=', false],
    ])
    await devices.load('ip_address', 'user_agent', 'first_activity', 'last_activity', 'session_identifier')
    const rows = [...devices].map((device) => ({
      id: device.id,
      address: device.ip_address,
      agent: device.user_agent,
      first: device.first_activity,
      last: device.last_activity,
      current: device.session_identifier === session.family,
    }))
    const values = {
      name: user.name,
      login: user.login,
      devices: rows,
      message: session.popFlash('account')[0] ?? null,
    }
    return privatePage(request.render('web.account', values))
  }

  /** Ends the session of one device. */
  @route('/web/devices/revoke', { auth: 'user', methods: ['POST'] })
  async revoke({ id }: { id?: unknown }, request: Request): Promise<Response> {
    const devices = request.env['res.device']
    const found = await devices.sudo().search([
      ['id', '=', typeof id === 'string' && /^\d{1,9}$/.test(id) ? Number(id) : 0],
      ['user_id', '=', request.env.uid],
    ])
    await this.end(request, found.ids)
    return request.redirect('/web/account')
  }

  /** Ends all sessions of the user but this one. */
  @route('/web/devices/revoke_others', { auth: 'user', methods: ['POST'] })
  async revokeOthers(_params: object, request: Request): Promise<Response> {
    const others = await request.env['res.device'].sudo().search([
      ['user_id', '=', request.env.uid],
      ['revoked', '=', false],
      ['session_identifier', '!=', request.session.family],
    ])
    await this.end(request, others.ids)
    request.session.flash('Your other sessions have ended.', 'account')
    return request.redirect('/web/account')
  }

  /** Ends the sessions of devices, once it is sure that they count as revoked; of the own one, by logging out. */
  async end(request: Request, ids: readonly number[]): Promise<void> {
    const { env, session, app } = request
    const families = await env['res.device'].browse([...ids]).revoke()
    if (families.includes(session.family)) session.logout({ keepDb: true })
    const store = app.sessions?.store
    env.cr.postcommit.add(async () => {
      for (const family of families) await store?.deleteFamily(family)
    })
  }
}
