import { ConfigurationError } from '../errors/framework-errors.ts'
import { nearestName } from '../errors/nearest-name.ts'
import type { Addon } from './addon.ts'

/**
 * The named addons and all that they depend on, in the order of addons: by depth in the dependency graph, then by name.
 *
 * @param known every addon on the addons path
 * @throws ConfigurationError for an addon that is not there, and for a cycle, with the names
 */
export function inDependencyOrder(names: Iterable<string>, known: ReadonlyMap<string, Addon>): Addon[] {
  const depths = new Map<string, number>()
  for (const name of names) depthOf(name, known, depths, [])
  return [...depths.keys()]
    .toSorted((a, b) => (depths.get(a) as number) - (depths.get(b) as number) || (a < b ? -1 : 1))
    .map((name) => known.get(name) as Addon)
}

function depthOf(
  name: string,
  known: ReadonlyMap<string, Addon>,
  depths: Map<string, number>,
  path: readonly string[],
): number {
  const found = depths.get(name)
  if (found !== undefined) return found
  const trail = [...path, name]
  if (path.includes(name))
    throw new ConfigurationError(`Addons depend on each other in a circle: ${trail.join(' → ')}.`)
  const addon = known.get(name)
  if (!addon) {
    const reason = path.length === 0 ? '' : `, which ${path.at(-1)} depends on,`
    const nearest = nearestName(name, known.keys())
    throw new ConfigurationError(
      `The addon ${name}${reason} is not on the addons path (there: ${[...known.keys()].join(', ') || 'none'}). ` +
        (nearest === undefined ? 'An addon is a folder there with an addon.ts.' : `Is ${nearest} meant?`),
    )
  }
  const depth = Math.max(0, ...addon.depends.map((each) => depthOf(each, known, depths, trail) + 1))
  depths.set(name, depth)
  return depth
}
