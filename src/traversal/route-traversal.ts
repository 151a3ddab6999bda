import { ConfigurationError } from '../errors/framework-errors.ts'
import type { Endpoint } from '../http/endpoint.ts'
import type { RootFactory } from '../http/resource.ts'
import { pathSegments } from '../http/virtual-root.ts'
import type { ViewTable } from './view-table.ts'

type Args = Readonly<Record<string, unknown>>

/** What a route has to do with resources. */
export interface RouteTraversal {
  readonly endpoint: Endpoint
  /** Gives its root; null for an empty one. */
  readonly factory: RootFactory | null
  /** Whether its path, or its option `traverse`, leads through resources. */
  readonly traverses: boolean
  readonly permission: string | null
  /** The views that name it; null where none does. */
  readonly views: ViewTable | null
  /** The path that is walked. */
  segments(args: Args): readonly string[]
}

/**
 * What a route has to do with resources; null where it has nothing. Source: pyramid's hybrid applications.
 *
 * @param views those that name the route
 * @param rootFactory that of the application: for routes that traverse, have views or need a permission, and no factory
 */
export function routeTraversal(
  endpoint: Endpoint,
  views: ViewTable | null,
  rootFactory: RootFactory | null,
): RouteTraversal | null {
  const { factory, traverse, permission = null } = endpoint.options
  const traverses = traverse !== undefined || hasVariable(endpoint, 'traverse')
  const concerns = traverses || permission !== null || views !== null
  if (factory === undefined && !concerns && !hasVariable(endpoint, 'subpath')) return null
  return {
    endpoint,
    factory: factory ?? (concerns ? rootFactory : null),
    traverses,
    permission,
    views,
    segments: (args) =>
      traverse === undefined ? split(args['traverse']) : pathSegments(filled(traverse, args, endpoint)),
  }
}

/** The segments of a variable's value. */
export function split(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String)
  return typeof value === 'string' ? pathSegments(value) : []
}

function hasVariable({ paths }: Endpoint, name: string): boolean {
  return paths.some((path) => new RegExp(`<(?:[^<>]*:)?${name}>`).test(path))
}

/** `/shelves/<kind>` with the values of the URL in it. */
function filled(traverse: string, args: Args, { name }: Endpoint): string {
  return traverse.replace(/<([A-Za-z_]\w*)>/g, (_whole, variable: string) => {
    const value = args[variable]
    if (value === undefined)
      throw new ConfigurationError(`${name}: traverse names <${variable}>, which the URL has no value for.`)
    // oxlint-disable-next-line typescript/no-base-to-string -- any value of a URL, as its text
    return String(value)
  })
}
