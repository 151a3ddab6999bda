import { maybeCurrentRequest, NoDatabaseError, type Request } from 'pergola'
import type { Environment } from 'pergola/models'

/**
 * Ends the sessions of users of whom changed what sessions depend on; but that of the request which changed it of its own user is bound
 * to what it is now. Somebody who is archived has none any more.
 */
export async function endOtherSessions(env: Environment, userIds: readonly number[]): Promise<void> {
  env.transaction.clearCaches('sessions')
  const request = requestIn(env)
  const { uid } = request?.session ?? { uid: null }
  // A session that did not hold before the change does not come to hold by it.
  if (!request || uid === null || !userIds.includes(uid) || request.authenticatedUserId !== uid) return
  request.session.token = await env['res.users'].browse(uid).sessionToken(request.session.family)
}

/** The current request, if it is what the environment's transaction is for. */
function requestIn(env: Environment): Request | null {
  const request = maybeCurrentRequest()
  if (request === undefined) return null
  try {
    const isOwn = request.app.sessions !== null && request.registry === env.registry && request.env.cr === env.cr
    return isOwn ? request : null
  } catch (error) {
    if (error instanceof NoDatabaseError) return null
    throw error
  }
}
