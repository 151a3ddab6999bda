import { stateOf } from './request-state.ts'
import type { Request } from './request.ts'
import type { Ace, AclEntries, Resource } from './resource.ts'

/** Who a request comes from, as the policy names it: a user's id or name. */
export type UserId = string | number

/** A policy's answer, and why. Source: pyramid.security.Allowed, pyramid.security.Denied. */
export interface Decision {
  readonly allowed: boolean
  /** For developers: what decided. */
  readonly message: string
  readonly permission: string
  /** The entry that decided; null where none did. */
  readonly ace?: Ace | null
  /** The list that it stands in. */
  readonly acl?: AclEntries | null
  /** The resource whose list it is. */
  readonly resource?: Resource | null
  /** Who the request counts as. */
  readonly principals?: readonly string[]
}

/** Names and values of headers that a response is to carry. */
export type HeaderPairs = ReadonlyArray<readonly [string, string]>

/**
 * Says who a request comes from and what it may do. An application may have its own: `app.setSecurityPolicy(policy)`.
 * Source: pyramid.interfaces.ISecurityPolicy.
 */
export interface SecurityPolicy {
  /** Whatever the policy knows of the user; null for nobody. */
  identity(request: Request): unknown
  /** The user's id; null for nobody. */
  authenticatedUserId(request: Request): UserId | null
  /** Whether the request may do something with a context; only `true` or a decision that says so is a yes. */
  permits(request: Request, context: unknown, permission: string): Decision | boolean | Promise<Decision | boolean>
  /** What the request counts as, at once or later, for the predicate `effectivePrincipals`; default `Everyone` alone. */
  principals?(request: Request): readonly string[] | Promise<readonly string[]>
  /** Makes the client be this user from now on. */
  remember(
    request: Request,
    userId: UserId,
    options?: Readonly<Record<string, unknown>>,
  ): HeaderPairs | Promise<HeaderPairs>
  /** Makes the client be nobody again. */
  forget(request: Request, options?: Readonly<Record<string, unknown>>): HeaderPairs | Promise<HeaderPairs>
}

/**
 * Makes the client be a user from now on. Source: pyramid.security.remember.
 *
 * @returns headers that the response must carry; none with the policy that comes with Pergola, which uses the session
 */
export async function remember(
  request: Request,
  userId: UserId,
  options: Readonly<Record<string, unknown>> = {},
): Promise<HeaderPairs> {
  return stateOf(request).composition.security.remember(request, userId, options)
}

/** Makes the client be nobody again. Source: pyramid.security.forget. */
export async function forget(request: Request, options: Readonly<Record<string, unknown>> = {}): Promise<HeaderPairs> {
  return stateOf(request).composition.security.forget(request, options)
}

/** Asks the policy, and makes its answer a decision; whatever is no clear yes is a no. */
export async function decide(request: Request, context: unknown, permission: string): Promise<Decision> {
  const answer: unknown = await stateOf(request).composition.security.permits(request, context, permission)
  if (isDecision(answer)) return answer
  const allowed = answer === true
  return { allowed, permission, message: `The security policy ${allowed ? 'allows' : 'denies'} ${permission}.` }
}

function isDecision(answer: unknown): answer is Decision {
  return typeof answer === 'object' && answer !== null && typeof (answer as Decision).allowed === 'boolean'
}
