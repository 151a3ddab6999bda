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
 * Gives what a user counts as beside `Everyone`, `Authenticated` and `user:<id>`: its groups, `group:<xmlId>`.
 *
 * @param userId null for nobody, who may count as something too
 */
export type PrincipalSource = (
  request: Request,
  userId: number | null,
) => readonly string[] | Promise<readonly string[]>

/**
 * The policy that counts where an application has none of its own: the session says who is logged in, access control lists
 * say what they may do. Principals are `Everyone`, and for a user `Authenticated` and `user:<id>`, and those of a source.
 * Source: pyramid.authentication.SessionAuthenticationHelper, pyramid.authorization.ACLHelper.
 *
 * @example
 * ```ts
 * import { defineAddon, SessionSecurityPolicy } from 'pergola'
 * const staff = new Set([7])
 * const principals = async (_request: unknown, userId: number | null) =>
 *   userId !== null && staff.has(userId) ? ['group:shop.staff'] : []
 * defineAddon({
 *   name: 'shop',
 *   root: import.meta.dirname,
 *   setup: (app) => app.setSecurityPolicy(new SessionSecurityPolicy({ principals })),
 * })
 * ```
 */
export class SessionSecurityPolicy implements SecurityPolicy {
  readonly #source: PrincipalSource | null
  readonly #known = new WeakMap<Request, { userId: number | null; principals: Promise<readonly string[]> }>()

  /** @param options.principals is asked once for each request, and again when its user changes */
  constructor(options: { principals?: PrincipalSource } = {}) {
    this.#source = options.principals ?? null
  }

  identity(request: Request): SessionIdentity | null {
    const id = this.authenticatedUserId(request)
    const { session } = stateOf(request)
    return id === null ? null : { id, login: session?.uid === id ? session.login : null }
  }

  authenticatedUserId(request: Request): number | null {
    const { userId, session } = stateOf(request)
    return userId === undefined ? (session?.uid ?? null) : userId
  }

  principals(request: Request): readonly string[] | Promise<readonly string[]> {
    const userId = this.authenticatedUserId(request)
    if (this.#source === null) return ownPrincipals(userId)
    const known = this.#known.get(request)
    if (known !== undefined && known.userId === userId) return known.principals
    const principals = this.#ask(this.#source, request, userId)
    this.#known.set(request, { userId, principals })
    return principals
  }

  async permits(request: Request, context: unknown, permission: string): Promise<Decision> {
    return aclDecision(context, await this.principals(request), permission)
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

  async #ask(source: PrincipalSource, request: Request, userId: number | null): Promise<readonly string[]> {
    return [...ownPrincipals(userId), ...(await source(request, userId))]
  }
}

function ownPrincipals(userId: number | null): readonly string[] {
  return userId === null ? [Everyone] : [Everyone, Authenticated, `user:${userId}`]
}

function sessionOf(request: Request): Request['session'] {
  return stateOf(request).session ?? request.session
}
