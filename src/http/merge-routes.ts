import { warningCodes, type Warning } from '../errors/warnings.ts'
import type { Contribution } from './endpoint.ts'
import { nearestName } from './nearest-name.ts'
import type { EffectiveRouteOptions, RouteOptions } from './route-options.ts'
import type { RouteFragment } from './route.ts'

/** One class's definition of a method; `fragment` is null where it has no `@route`. */
export interface Definition {
  readonly className: string
  readonly addon: string
  readonly fragment: RouteFragment | null
}

/** What all definitions of a method say together. */
export interface MergedRoute {
  readonly paths: readonly string[]
  readonly options: EffectiveRouteOptions
  readonly contributions: readonly Contribution[]
}

/** What the definitions so far say: nothing at all, or for each option who stated it last. */
type Collected = Map<string, Contribution>

/** Where a definition stands, for warnings. */
interface Place extends Definition {
  readonly name: string
  readonly isFirst: boolean
}

/**
 * Merges the decorations of a method from the oldest ancestor to the youngest, key by key; a path list replaces.
 * Source: odoo.http._generate_routing_rules.
 *
 * @param definitions oldest first
 * @param knownOptions the names of all options
 * @returns null where the method is not published
 */
export function mergeRoutes(
  methodName: string,
  definitions: readonly Definition[],
  knownOptions: ReadonlySet<string>,
  warn: (warning: Warning) => void,
): MergedRoute | null {
  const youngest = definitions.at(-1)
  if (youngest === undefined || definitions.every(({ fragment }) => fragment === null)) return null
  if (youngest.fragment === null) {
    warn({
      code: warningCodes.unpublished,
      message:
        `${youngest.className}.${methodName} (addon ${youngest.addon}) is redefined without @route(): ` +
        `its route is unpublished.`,
    })
    return null
  }
  const collected: Collected = new Map()
  let isFirst = true
  for (const definition of definitions) {
    const { className, addon, fragment } = definition
    if (fragment === null) continue
    const name = `${className}.${methodName} (addon ${addon})`
    fold(collected, { ...definition, name, isFirst }, fragment, knownOptions, warn)
    isFirst = false
  }
  const paths = (collected.get('paths')?.value ?? []) as readonly string[]
  if (paths.length === 0) {
    const message = `${youngest.className}.${methodName} (addon ${youngest.addon}) has @route() and no path: it is skipped.`
    warn({ code: warningCodes.routeWithoutPath, message })
    return null
  }
  return { paths, options: effective(collected), contributions: [...collected.values()] }
}

function fold(
  collected: Collected,
  place: Place,
  fragment: RouteFragment,
  knownOptions: ReadonlySet<string>,
  warn: (warning: Warning) => void,
): void {
  const { className, addon, name } = place
  const state = (option: string, value: unknown): unknown => collected.set(option, { option, value, className, addon })
  if (fragment.paths !== null) state('paths', fragment.paths)
  for (const [option, value] of Object.entries(fragment.options)) {
    if (value === undefined) continue
    if (!knownOptions.has(option)) warn(unknownOption(name, option, knownOptions))
    if (option === 'type' && !place.isFirst && value !== (collected.get('type')?.value ?? 'http')) {
      warn({
        code: warningCodes.routeType,
        message: `${name} changes the route's type to ${JSON.stringify(value)}: the type stays.`,
      })
    } else if (option === 'readonly' && !place.isFirst && differsInReadonly(collected, value)) {
      warn({
        code: warningCodes.routeReadonly,
        message: `${name} and a class below differ in readonly: the route is read-write.`,
      })
      state('readonly', false)
    } else if (collected.get(option)?.value !== value) {
      state(option, value)
    }
  }
}

// A class below may do what a class above forbids: only what all agree on is read-only.
function differsInReadonly(collected: Collected, value: unknown): boolean {
  return typeof value !== 'function' && value !== (collected.get('readonly')?.value ?? false)
}

function unknownOption(where: string, option: string, known: ReadonlySet<string>): Warning {
  const nearest = nearestName(option, known)
  const hint = nearest === undefined ? '' : ` Is ${nearest} meant?`
  return { code: warningCodes.unknownOption, message: `${where} has the unknown route option ${option}.${hint}` }
}

function effective(collected: Collected): EffectiveRouteOptions {
  const stated: Record<string, unknown> = {}
  for (const { option, value } of collected.values()) if (option !== 'paths') stated[option] = value
  const { type = 'http', auth = 'user' } = stated as RouteOptions
  const defaults = { type, auth, csrf: type === 'http', readonly: false, saveSession: auth !== 'bearer' }
  return Object.freeze({ ...defaults, ...stated })
}
