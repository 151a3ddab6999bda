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

const PUBLIC_USER = 'base.public_user'

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
export function authenticate(
  request: Request,
  { auth, bearerScope }: Authenticated,
  methods: ReadonlyMap<string, AuthMethod>,
): void | Promise<void> {
  const state = stateOf(request)
  if (state.authenticatedBy === auth) return
  const note = (): void => void (state.authenticatedBy = auth)
  const becoming = becomeBy(request, { auth, bearerScope }, methods)
  return becoming === undefined ? note() : becoming.then(note)
}

// Promises cost: who has no session is known at once.
function becomeBy(
  request: Request,
  { auth, bearerScope }: Authenticated,
  methods: ReadonlyMap<string, AuthMethod>,
): void | Promise<void> {
  const state = stateOf(request)
  const env = state.env as Environment
  const own = methods.get(auth)
  if (own !== undefined) return byMethod(state, own(request))
  if (auth === 'bearer') return bearerUser(request, env, bearerScope ?? 'rpc').then((uid) => become(state, uid))
  if (auth !== 'none') return bySession(state, env, auth)
  // A view has no user where what led to it had one.
  state.env = env.with({ uid: null, su: false })
}

async function byMethod(state: RequestState, answer: ReturnType<AuthMethod>): Promise<void> {
  const uid = await answer
  become(state, uid === undefined ? (state.env as Environment).uid : uid)
}

function bySession(state: RequestState, env: Environment, auth: string): void | Promise<void> {
  if (state.session === null || state.session.uid === null) return asUser(state, env, auth, null)
  return sessionUser(state, env).then((uid) => asUser(state, env, auth, uid))
}

function asUser(state: RequestState, env: Environment, auth: string, uid: number | null): void | Promise<void> {
  if (auth === 'public') return asPublicUser(state, env, uid)
  if (auth !== 'user') throw new ConfigurationError(`auth: there is no method ${auth}.`)
  if (uid === null) throw new SessionExpired()
  become(state, uid)
}

/** Who is not logged in is the user that everybody is. */
function asPublicUser(state: RequestState, env: Environment, uid: number | null): void | Promise<void> {
  const { externalIds } = env.registry
  const id = uid ?? externalIds.knownId(env, PUBLIC_USER)
  if (id === undefined) {
    return externalIds.idOf(env, PUBLIC_USER).then((found) => {
      become(state, found)
      state.userId = null
    })
  }
  become(state, id)
  state.userId = uid
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
