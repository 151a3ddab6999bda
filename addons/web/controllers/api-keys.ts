import { AccessDenied, Controller, route, UserError, type Request, type Response } from 'pergola'
import { privatePage } from '../auth/private-page.ts'
import { refusalOf } from '../auth/refusal.ts'

const DAY = 86_400_000
const PASSWORD_WRONG = 'The password is wrong.'

/** What a new key is made by. */
export interface ApiKeyParams {
  readonly name?: unknown
  readonly scope?: unknown
  readonly duration?: unknown
  readonly password?: unknown
}

/** The API keys of a user. A key is shown once, in the answer to the form that makes it. Source: odoo's `res.users.apikeys.description`. */
export class ApiKeys extends Controller {
  @route('/web/api_keys', { auth: 'user', methods: ['GET'] })
  async list(_params: object, request: Request): Promise<Response> {
    return this.keysPage(request, { message: request.session.popFlash('api_keys')[0] ?? null })
  }

  @route('/web/api_keys/create', { auth: 'user', methods: ['POST'] })
  async create(params: ApiKeyParams, request: Request): Promise<Response> {
    const { env } = request
    const name = typeof params.name === 'string' ? params.name.trim().slice(0, 200) : ''
    try {
      await env['res.users'].browse(env.uid).checkCredentials(params.password as string)
      const scope = this.scopes(request).find(([each]) => each === params.scope)
      if (scope === undefined) throw new UserError('There is no such scope.')
      const key = await env['res.users.apikeys'].generate(scope[0], name, expirationOf(params.duration))
      return await this.keysPage(request, { new_key: key })
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      const refusal =
        error instanceof AccessDenied ? refusalOf(error, PASSWORD_WRONG) : { status: 422, error: error.message }
      return this.keysPage(request, { name, error: refusal.error }, refusal.status)
    }
  }

  @route('/web/api_keys/revoke', { auth: 'user', methods: ['POST'] })
  async revoke({ id }: { id?: unknown }, request: Request): Promise<Response> {
    const { env } = request
    const own = await env['res.users.apikeys'].sudo().search([
      ['id', '=', typeof id === 'string' && /^\d{1,9}$/.test(id) ? Number(id) : 0],
      ['user_id', '=', env.uid],
    ])
    await env['res.users.apikeys'].browse([...own.ids]).remove()
    if (own.length > 0) request.session.flash('The key is revoked.', 'api_keys')
    return request.redirect('/web/api_keys')
  }

  /** The scopes that a key may be made for, and what they are called; addons add theirs. */
  scopes(_request: Request): ReadonlyArray<readonly [scope: string, label: string]> {
    return [['rpc', 'RPC and web services']]
  }

  async keysPage(request: Request, values: Record<string, unknown>, status: number = 200): Promise<Response> {
    const { env } = request
    const found = await env['res.users.apikeys'].sudo().search([['user_id', '=', env.uid]])
    await found.load('name', 'scope', 'create_date', 'expiration_date', 'last_use')
    const keys = [...found].map((key) => ({
      id: key.id,
      name: key.name,
      scope: key.scope,
      create_date: key.create_date,
      expiration_date: key.expiration_date,
      last_used_date: key.last_use,
    }))
    const scopes = Object.fromEntries(this.scopes(request))
    const known = { keys, scopes, durations: await durationsFor(request), ask_password: true }
    return privatePage(request.render('web.api_keys', { ...known, ...values }, { status }))
  }
}

/** When a key ends that holds for a number of days; null for `''`. */
function expirationOf(duration: unknown): Date | null {
  if (duration === '') return null
  if (typeof duration !== 'string' || !/^[1-9]\d{0,4}$/.test(duration))
    throw new UserError('Say for how long the key holds.')
  return new Date(Date.now() + Number(duration) * DAY)
}

/** For how long the user may have keys: as `res.users.apikeys` checks it. */
async function durationsFor({ env }: Request): Promise<Array<readonly [days: number | '', label: string]>> {
  const all = [
    [1, 'a day'],
    [7, 'a week'],
    [30, 'a month'],
    [90, 'three months'],
    [365, 'a year'],
  ] as const
  if (await env.hasGroup('base.group_system')) return [...all, ['', 'no end']]
  const user = await env['res.users'].sudo().browse(env.uid).load('groups_id.api_key_duration')
  const longest = Math.max(0, ...user.groups_id.mapped((group) => group.api_key_duration)) || 1
  const allowed = all.filter(([days]) => days <= longest)
  return allowed.length > 0 ? [...allowed] : [[1, 'a day']]
}
