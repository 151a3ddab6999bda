import { MissingError } from '../errors/business-errors.ts'
import { ConfigurationError } from '../errors/framework-errors.ts'
import { resourceNames } from '../http/url/resource-url.ts'
import { quoteSegment } from '../http/url/quote.ts'
import type { Resource } from '../http/resource.ts'
import { traverse } from './traverse.ts'

/** A class of resources, as views and searches name it. */
export type ResourceClass<Type = unknown> = abstract new (...args: never[]) => Type

/** @throws ConfigurationError for what is no class */
export function checkClass(option: string, value: unknown): void {
  if (typeof value === 'function') return
  throw new ConfigurationError(`${option}: a class is expected, not ${String(value)}.`)
}

/**
 * A resource and all that are above it, up to the root. Source: pyramid.location.lineage.
 *
 * @example
 * ```ts
 * import { lineage } from 'pergola'
 * const root = { name: '' }
 * const shelf = { name: 'shelf', parent: root }
 * const names = [...lineage(shelf)].map((each) => each.name) // ['shelf', '']
 * ```
 */
export function* lineage(resource: Resource): Generator<Resource> {
  for (let each: Resource | null | undefined = resource; each; each = each.parent) yield each
}

/** Whether a resource is another one, or below it. Source: pyramid.location.inside. */
export function inside(resource: Resource, other: Resource): boolean {
  for (const each of lineage(resource)) if (each === other) return true
  return false
}

/** The resource at the end of the way up. Source: pyramid.traversal.find_root. */
export function findRoot(resource: Resource): Resource {
  let root = resource
  for (const each of lineage(resource)) root = each
  return root
}

/** The nearest of a class: the resource itself, or one above; null where there is none. Source: pyramid.traversal.find_interface. */
export function findInterface<Type>(resource: Resource, type: ResourceClass<Type>): Type | null {
  for (const each of lineage(resource)) if (each instanceof type) return each
  return null
}

/**
 * The path from the root, quoted; that of the root is `/`. Source: pyramid.traversal.resource_path.
 *
 * @param elements segments behind it
 */
export function resourcePath(resource: Resource, ...elements: readonly string[]): string {
  return `/${[...resourceNames(resource), ...elements].map(quoteSegment).join('/')}`
}

/** The same as the names themselves, with '' for the root before them. Source: pyramid.traversal.resource_path_tuple. */
export function resourcePathTuple(resource: Resource, ...elements: readonly string[]): readonly string[] {
  return ['', ...resourceNames(resource), ...elements]
}

/**
 * The resource at a path. Source: pyramid.traversal.find_resource.
 *
 * @param path percent-encoded, from the root where it begins with a slash, else from the resource; or names, from the root
 * where the first is ''
 * @throws MissingError where there is none
 * @throws BadRequest for text that is not well percent-encoded
 */
export async function findResource(resource: Resource, path: string | readonly string[]): Promise<Resource> {
  const isAbsolute = typeof path === 'string' ? path.startsWith('/') : path[0] === ''
  const found = await traverse(isAbsolute ? findRoot(resource) : resource, path)
  if (found.viewName === '' && found.subpath.length === 0 && !endsInView(path)) return found.context
  throw new MissingError(`There is no resource at ${typeof path === 'string' ? path : path.join('/')}.`)
}

// A view without a name is none, but it is no resource either.
function endsInView(path: string | readonly string[]): boolean {
  const segments = typeof path === 'string' ? path.split('/') : path
  return segments.some((segment) => segment.startsWith('@@'))
}
