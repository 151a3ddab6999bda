import { stateOf } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import type { Decision, HeaderPairs, SecurityPolicy, UserId } from '../http/security.ts'
import { aclDecision, Authenticated, Everyone } from './acl.ts'

/** Who is logged in, as the session has it. */
export interface SessionIdentity {
  readonly id: number
  readonly login: string | null
}

/**
 * The policy that counts where an application has none of its own: the session says who is logged in, access control lists
 * say what they may do. Principals are `Everyone`, and for a user `Authenticated` and `user:<id>`.
 * Source: pyramid.authentication.SessionAuthenticationHelper, pyramid.authorization.ACLHelper.
 */
export class SessionSecurityPolicy implements SecurityPolicy {
  identity(request: Request): SessionIdentity | null {
    const { session } = stateOf(request)
    return session === null || session.uid === null ? null : { id: session.uid, login: session.login }
  }

  authenticatedUserId(request: Request): number | null {
    return stateOf(request).session?.uid ?? null
  }

  principals(request: Request): readonly string[] {
    const uid = this.authenticatedUserId(request)
    return uid === null ? [Everyone] : [Everyone, Authenticated, `user:${uid}`]
  }

  permits(request: Request, context: unknown, permission: string): Decision {
    return aclDecision(context, this.principals(request), permission)
  }

  /**
   * @param userId a number, as in the session
   * @throws TypeError for any other id
   */
  remember(request: Request, userId: UserId): HeaderPairs {
    if (typeof userId !== 'number') throw new TypeError('remember(): the session knows users by numbers.')
    const session = sessionOf(request)
    session.rotate()
    session.uid = userId
    return []
  }

  forget(request: Request): HeaderPairs {
    sessionOf(request).logout()
    return []
  }
}

function sessionOf(request: Request): Request['session'] {
  return stateOf(request).session ?? request.session
}
