import { SessionExpired } from '../../errors/business-errors.ts'
import { ConfigurationError } from '../../errors/framework-errors.ts'
import { Unauthorized } from '../../errors/http-errors.ts'
import { bestLanguage } from '../../http/language.ts'
import { stateOf, type RequestState } from '../../http/request-state.ts'
import type { Request } from '../../http/request.ts'
import type { EffectiveRouteOptions } from '../../http/route-options.ts'
import type { Environment } from '../../models/environment.ts'
import type { AuthMethod } from '../addon-setup.ts'
import { bearerUser } from './bearer.ts'
import { sessionUser } from './session-user.ts'

/** What authentication needs to know of a route, or of a view. */
export interface Authenticated {
  readonly auth: string
  readonly bearerScope?: EffectiveRouteOptions['bearerScope']
}

/**
 * Makes sure who calls, and gives the request its environment. Source: odoo's ir.http._authenticate.
 *
 * @throws {SessionExpired} where a log-in is needed; {Unauthorized} where a key is
 */
export async function authenticate(
  request: Request,
  { auth, bearerScope }: Authenticated,
  methods: ReadonlyMap<string, AuthMethod>,
): Promise<void> {
  const state = stateOf(request)
  if (state.authenticatedBy === auth) return
  await pass(request, state, auth, bearerScope, methods)
  state.authenticatedBy = auth
}

async function pass(
  request: Request,
  state: RequestState,
  auth: string,
  bearerScope: Authenticated['bearerScope'],
  methods: ReadonlyMap<string, AuthMethod>,
): Promise<void> {
  const env = state.env as Environment
  const own = methods.get(auth)
  if (own !== undefined) {
    const uid = await own(request)
    become(state, uid === undefined ? (state.env as Environment).uid : uid)
    return
  }
  if (auth === 'none') return
  if (auth === 'bearer') {
    become(state, await bearerUser(request, env, bearerScope ?? 'rpc'))
    return
  }
  const uid = await sessionUser(state, env)
  if (auth === 'user') {
    if (uid === null) throw new SessionExpired()
    become(state, uid)
  } else if (auth === 'public') {
    become(state, uid ?? (await publicUser(env)))
    state.userId = uid
  } else throw new ConfigurationError(`auth: there is no method ${auth}.`)
}

/** The user that everybody is who is not logged in. */
async function publicUser(env: Environment): Promise<number | null> {
  return env.registry.externalIds.idOf(env, 'base.public_user')
}

/** Gives the request the environment of a user. */
function become(state: RequestState, uid: number | null): void {
  const env = state.env as Environment
  if (uid !== null && !Number.isSafeInteger(uid)) throw new Unauthorized()
  state.env = env.with({ uid, su: false, context: contextOf(state) })
  state.userId = uid
}

/** The session's context, or what the JSON-RPC call gave in its place. Who has no language there has the one that the client likes best. */
function contextOf(state: RequestState): Readonly<Record<string, unknown>> {
  const context = state.context ?? state.session?.context ?? {}
  if (context['lang'] !== undefined) return context
  const lang = bestLanguage(state.source.header('accept-language'))
  return lang === null ? context : { ...context, lang }
}
