import type { Credential } from 'base/security/log-in'
import type { Request } from 'pergola'

/**
 * Logs somebody in, in a transaction of its own: from the next request on the session is the user's.
 *
 * @param database its name; the request may be for another one, or for none
 * @returns the user's id
 * @throws {AccessDenied} where login and password do not fit, or too many did not before
 */
export async function startSession(request: Request, database: string, credential: Credential): Promise<number> {
  const { session, app, http } = request
  if (app.databases === null) throw new TypeError('A log-in needs databases.')
  return app.databases.inEnvironment(database, async (env) => {
    const uid = await env['res.users'].authenticate(credential, { address: http.remoteAddress ?? null })
    const own = env.with({ uid, su: false, context: {} })
    if (session.db !== null && session.db !== database) session.invalidate()
    await session.finalize(own)
    own['res.device'].trace(request)
    return uid
  })
}
