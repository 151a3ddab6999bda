import type { RequestState } from '../../http/request-state.ts'
import type { Environment } from '../../models/environment.ts'

/**
 * The session's user, where the session is still bound to the user's password; a session that is not any more is ended.
 * Source: odoo.http.security.check_session.
 */
export async function sessionUser(state: RequestState, env: Environment): Promise<number | null> {
  const { session } = state
  if (session === null || session.uid === null) return null
  if (session.db !== null && session.db !== env.registry.name) return null
  if (await session.isLoggedIn(env)) return session.uid
  session.logout({ keepDb: true })
  return null
}
