import type { Resource } from './resource.ts'

/** Where a request's path led: the result of traversal. Source: pyramid.interfaces.ITraverser. */
export interface Located {
  /** The last resource that was found. */
  readonly context: Resource
  /** The segment behind it, '' for none; a view of that name answers. */
  readonly viewName: string
  /** The segments behind the view's name. */
  readonly subpath: readonly string[]
  /** The names that were walked, those of the virtual root included. */
  readonly traversed: readonly string[]
  /** Where walking began. */
  readonly root: Resource
  readonly virtualRoot: Resource
  /** The names that lead to the virtual root. */
  readonly virtualRootPath: readonly string[]
}

const EMPTY_ROOT: Resource = Object.freeze({ name: '', parent: null })

/** A path that led nowhere but to a root. */
export function atRoot(root: Resource): Located {
  return { context: root, viewName: '', subpath: [], traversed: [], root, virtualRoot: root, virtualRootPath: [] }
}

/** What a route without a root factory has: a root without anything in it. */
export const NOWHERE: Located = Object.freeze(atRoot(EMPTY_ROOT))
