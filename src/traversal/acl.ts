import { ConfigurationError } from '../errors/framework-errors.ts'
import type { Ace, AclEntries, PermissionSet, Permissions, Resource } from '../http/resource.ts'
import type { Decision } from '../http/security.ts'
import { lineage, resourcePath } from './location.ts'

/** An entry lets. Source: pyramid.authorization.Allow. */
export const Allow = 'Allow'
/** An entry forbids. Source: pyramid.authorization.Deny. */
export const Deny = 'Deny'
/** The principal of everybody, also of who is not logged in. Source: pyramid.authorization.Everyone. */
export const Everyone = 'system.Everyone'
/** The principal of whoever is logged in. Source: pyramid.authorization.Authenticated. */
export const Authenticated = 'system.Authenticated'
/** Every permission there is. Source: pyramid.authorization.ALL_PERMISSIONS. */
export const ALL_PERMISSIONS: PermissionSet = Object.freeze({ has: () => true })
/** Forbids everything to everybody: the last entry of a list that does not ask the resources above. */
export const DENY_ALL: Ace = Object.freeze([Deny, Everyone, ALL_PERMISSIONS] as const)
/** The permission of a view that needs none, also where there is a default one. Source: pyramid.security.NO_PERMISSION_REQUIRED. */
export const NO_PERMISSION_REQUIRED = '__no_permission_required__'

/** A decision by an access control list. Source: pyramid.authorization.ACLAllowed, ACLDenied. */
export interface AclDecision extends Decision {
  readonly ace: Ace | null
  readonly acl: AclEntries | null
  readonly resource: Resource | null
  readonly principals: readonly string[]
}

/**
 * Whether access control lists permit something: those of the resource and of all above it are read in turn, and the first
 * entry that names one of the principals and the permission decides. No entry: no. Source: pyramid.authorization.ACLHelper.permits.
 *
 * @param principals who asks counts as these
 * @throws ConfigurationError where an `acl` is no list of entries
 *
 * @example
 * ```ts
 * import { Allow, Everyone, aclDecision } from 'pergola'
 * const shelf = { name: 'shelf', acl: [[Allow, Everyone, 'view']] as const }
 * aclDecision(shelf, [Everyone], 'view').allowed // true
 * aclDecision(shelf, [Everyone], 'edit').message // why not
 * ```
 */
export function aclDecision(context: unknown, principals: readonly string[], permission: string): AclDecision {
  const facts = { permission, principals }
  if (typeof context === 'object' && context !== null) {
    for (const resource of lineage(context)) {
      const acl = entriesOf(resource)
      const ace = acl?.find((each) => principals.includes(each[1]) && includes(each[2], permission))
      if (acl === null || ace === undefined) continue
      const allowed = ace[0] === Allow
      return { ...facts, allowed, ace, acl, resource, message: explain(allowed, permission, ace, resource) }
    }
  }
  const message = `No access control list says whether ${principals.join(', ')} may ${permission}: denied.`
  return { ...facts, allowed: false, ace: null, acl: null, resource: null, message }
}

/**
 * The principals that lists permit something, as far as they can be told by looking at the lists alone.
 * Source: pyramid.authorization.ACLHelper.principals_allowed_by_permission.
 */
export function principalsAllowedBy(context: Resource, permission: string): ReadonlySet<string> {
  const allowed = new Set<string>()
  for (const resource of [...lineage(context)].toReversed()) {
    const denied = new Set<string>()
    const here = new Set<string>()
    for (const [action, principal, permissions] of entriesOf(resource) ?? []) {
      if (!includes(permissions, permission)) continue
      if (action === Allow) {
        if (!denied.has(principal)) here.add(principal)
        continue
      }
      denied.add(principal)
      if (principal === Everyone) {
        allowed.clear()
        break
      }
      allowed.delete(principal)
    }
    for (const each of here) allowed.add(each)
  }
  return allowed
}

/** @throws ConfigurationError for what is no list: a promise of one, too, since lists are read at once */
function entriesOf(resource: Resource): AclEntries | null {
  const { acl } = resource
  const entries: unknown = (typeof acl === 'function' ? acl.call(resource) : acl) ?? null
  if (entries === null || (Array.isArray(entries) && entries.every(isAce))) return entries as AclEntries | null
  throw new ConfigurationError(
    `The acl of the resource at ${resourcePath(resource)} must be a list of entries [Allow or Deny, principal, permissions].`,
  )
}

function isAce(entry: unknown): boolean {
  if (!Array.isArray(entry) || entry.length !== 3) return false
  const permissions: unknown = entry[2]
  return (
    typeof permissions === 'string' ||
    Array.isArray(permissions) ||
    typeof (permissions as Partial<PermissionSet> | null)?.has === 'function'
  )
}

function includes(permissions: Permissions, permission: string): boolean {
  if (typeof permissions === 'string') return permissions === permission
  return Array.isArray(permissions) ? permissions.includes(permission) : (permissions as PermissionSet).has(permission)
}

function explain(
  allowed: boolean,
  permission: string,
  [action, principal, permissions]: Ace,
  resource: Resource,
): string {
  const entry = `[${action}, ${principal}, ${textOf(permissions)}]`
  return `${permission} is ${allowed ? 'allowed' : 'denied'} by ${entry} at ${resourcePath(resource)}.`
}

function textOf(permissions: Permissions): string {
  if (typeof permissions === 'string') return permissions
  if (Array.isArray(permissions)) return permissions.join('|')
  return permissions === ALL_PERMISSIONS ? 'ALL_PERMISSIONS' : 'a set of permissions'
}
