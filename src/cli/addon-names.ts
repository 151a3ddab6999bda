import type { Addon } from '../app/addon.ts'
import { nearestName } from '../http/nearest-name.ts'
import { UsageError } from './usage-error.ts'

/** @throws UsageError for a name that no addon has, with the nearest one that is there */
export function checkAddons(names: readonly string[], addons: ReadonlyMap<string, Addon>): void {
  for (const name of names) {
    if (addons.has(name)) continue
    const nearest = nearestName(name, addons.keys())
    const hint = nearest === undefined ? `There are ${[...addons.keys()].sort().join(', ')}.` : `Is ${nearest} meant?`
    throw new UsageError(`There is no addon ${name} on the addons path. ${hint}`)
  }
}
