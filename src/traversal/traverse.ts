import { BadRequest } from '../errors/http-errors.ts'
import type { Located } from '../http/located.ts'
import type { Resource } from '../http/resource.ts'
import { pathSegments } from '../http/virtual-root.ts'

/** How a path is walked. */
export interface TraverseOptions {
  /** What is walked before the path, and is the root of URLs: decoded text, or names. */
  virtualRoot?: string | readonly string[]
}

const VIEW = '@@'

/**
 * Walks from a root along a path: each segment that the resource so far has a child for leads to it; the first that it
 * has none for, or that begins with `@@`, names a view, and the rest is the subpath. Source: pyramid.traversal.traverse.
 *
 * @param root any object; without a `child` it is a leaf
 * @param path percent-encoded text, or names as they are
 * @throws BadRequest for text that is not well percent-encoded
 * @throws what `child` throws
 *
 * @example
 * ```ts
 * import { traverse } from 'pergola'
 * const root = { child: (name: string) => (name === 'a' ? { name, parent: root } : undefined) }
 * const { viewName, subpath, traversed } = await traverse(root, '/a/edit/now')
 * traversed // ['a'], then viewName is 'edit' and subpath ['now']
 * ```
 */
export async function traverse(
  root: Resource,
  path: string | readonly string[],
  options: TraverseOptions = {},
): Promise<Located> {
  const { virtualRoot = [] } = options
  const names = typeof virtualRoot === 'string' ? pathSegments(virtualRoot) : virtualRoot
  return walk(root, toSegments(path), names)
}

/** A path as its segments, once decoded: empty ones and `.` are dropped, `..` takes back the one before it. */
export function toSegments(path: string | readonly string[]): readonly string[] {
  if (typeof path !== 'string') return pathSegments(path.join('/'))
  try {
    return pathSegments(path.includes('%') ? decodeURIComponent(path) : path)
  } catch {
    throw new BadRequest(`The path ${path} is not well-formed: percent-encoding of UTF-8 is expected.`)
  }
}

/**
 * The same for segments that are clean already. What leads to the virtual root is put before them only here, so that no
 * `..` climbs out of it.
 *
 * @param virtualRoot the names that lead to the virtual root
 * @param rest the subpath where all segments lead to resources
 */
export async function walk(
  root: Resource,
  segments: readonly string[],
  virtualRoot: readonly string[],
  rest: readonly string[] = [],
): Promise<Located> {
  const all = virtualRoot.length === 0 ? segments : [...virtualRoot, ...segments]
  let context = root
  let virtual = root
  for (let index = 0; index < all.length; index++) {
    const segment = all[index] as string
    const isView = segment.startsWith(VIEW)
    const child = isView || typeof context.child !== 'function' ? null : context.child(segment)
    const found = isThenable(child) ? await child : child
    if (found === null || found === undefined) {
      const viewName = isView ? segment.slice(VIEW.length) : segment
      const [subpath, traversed] = [all.slice(index + 1), all.slice(0, index)]
      return { context, viewName, subpath, traversed, root, virtualRoot: virtual, virtualRootPath: virtualRoot }
    }
    context = found
    if (index === virtualRoot.length - 1) virtual = context
  }
  return {
    context,
    viewName: '',
    subpath: rest,
    traversed: all,
    root,
    virtualRoot: virtual,
    virtualRootPath: virtualRoot,
  }
}

function isThenable(value: unknown): value is PromiseLike<object | null | undefined> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
