import type { Request } from './request.ts'

/** Who an entry of an access control list is about: `'user:7'`, `'group:base.admin'`, `Everyone`, `Authenticated`. */
export type Principal = string

/** What an entry lets or forbids: one permission, several, or `ALL_PERMISSIONS`. */
export type Permissions = string | readonly string[] | PermissionSet

/** A set of permissions that is asked, not listed. */
export interface PermissionSet {
  has(permission: string): boolean
}

/** One entry of an access control list: `[Allow, Everyone, 'view']`. Source: pyramid.authorization's ACE. */
export type Ace = readonly [action: 'Allow' | 'Deny', principal: Principal, permissions: Permissions]

/** An access control list; the first entry that fits decides. Source: pyramid's `__acl__`. */
export type AclEntries = readonly Ace[]

/** An access control list, or what gives one. */
export type Acl = AclEntries | (() => AclEntries)

/** Gives the resource at which the walk along a path begins. Source: pyramid's root factories. */
export type RootFactory = (request: Request) => object | Promise<object>

/** What a resource's own URL may be made of. */
export interface ResourceUrlInfo {
  /** Scheme, host and base path, without a slash at the end. */
  readonly appUrl: string
  /** The path from the root, quoted, with a slash at the end. */
  readonly physicalPath: string
  /** The same below the request's virtual root. */
  readonly virtualPath: string
}

/**
 * A node of a tree that URLs lead through. All members are optional: an object without `child` is a leaf, one without
 * `parent` ends the way up. Source: pyramid's location-aware resources.
 *
 * @example
 * ```ts
 * import type { Resource } from 'pergola'
 * class Shelf implements Resource {
 *   readonly name = ''
 *   readonly parent = null
 *   child(segment: string): Resource | undefined {
 *     return segment === 'novels' ? { name: segment, parent: this } : undefined
 *   }
 * }
 * ```
 */
export interface Resource {
  /** The segment of the path that leads here; '' (or null) for the root. Source: pyramid's `__name__`. */
  readonly name?: string | null
  /** The resource above; null for the root. Source: pyramid's `__parent__`. */
  readonly parent?: Resource | null
  /** Who may do what here and below. Source: pyramid's `__acl__`. */
  readonly acl?: Acl
  /** The resource below of a name, at once or later; null or undefined where there is none. Source: pyramid's `__getitem__`. */
  child?(segment: string): object | null | undefined | Promise<object | null | undefined>
  /** This resource's URL in a request; null for the usual one. Source: pyramid's `__resource_url__`. */
  urlIn?(request: Request, info: ResourceUrlInfo): string | null
}
