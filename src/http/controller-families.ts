import { warningCodes, type Warning } from '../errors/warnings.ts'
import { compose } from '../inheritance/compose.ts'
import { definitions, leaves, linearize } from '../inheritance/linearize.ts'
import { bindEndpoints, Controller, type ControllerClass } from './controller.ts'
import type { Endpoint } from './endpoint.ts'
import { mergeRoutes, type Definition } from './merge-routes.ts'
import { originalOf, ownFragment, ownRoutes } from './route.ts'

/** A controller class, and the addon whose manifest lists it. */
export interface ListedController {
  readonly addon: string
  readonly controller: ControllerClass
}

/** All that extends one class, or classes that somebody joined. */
export interface ControllerFamily {
  /** The one instance that answers. */
  readonly controller: Controller
  /** From the oldest ancestor to the youngest, each with the addon that it belongs to. */
  readonly classes: ReadonlyArray<{ readonly controllerClass: ControllerClass; readonly addon: string }>
}

/** What the controllers of a set of addons make together. */
export interface ControllerFamilies {
  readonly endpoints: readonly Endpoint[]
  readonly families: readonly ControllerFamily[]
  readonly warnings: readonly Warning[]
}

type Owners = ReadonlyMap<ControllerClass, string>

/**
 * Combines the controllers of a set of addons: for each class that directly extends `Controller`, all that extend it,
 * the last in the order of addons outermost. A family that cannot be combined is left out, with a warning.
 * Source: odoo.http.Controller.children_classes.
 *
 * @param listed in the order of addons, and of the manifest inside one addon
 * @param allOwners every class of every addon, installed or not, with its addon
 * @param knownOptions the names of all route options
 */
export function combineControllers(
  listed: readonly ListedController[],
  allOwners: Owners,
  knownOptions: ReadonlySet<string>,
): ControllerFamilies {
  const warnings: Warning[] = []
  const warn = (warning: Warning): unknown => warnings.push(warning)
  const owners: Owners = new Map(listed.map(({ addon, controller }) => [controller, addon]))
  const usable = listed.map(({ controller }) => controller).filter((each) => isComplete(each, owners, allOwners, warn))
  const endpoints: Endpoint[] = []
  const families: ControllerFamily[] = []
  for (const family of familiesOf(usable)) {
    try {
      const made = makeFamily(family, owners, knownOptions, warn)
      endpoints.push(...made.endpoints)
      families.push(made.family)
    } catch (error) {
      const names = family.map(({ name }) => name).join(', ')
      warn({
        code: warningCodes.brokenFamily,
        message: `The controllers ${names} are left out: ${(error as Error).message}`,
      })
    }
  }
  return { endpoints: inAddonOrder(endpoints, listed), families, warnings }
}

/** Endpoints by the addon whose class defines them first: of two with one rule, the first wins. */
function inAddonOrder(endpoints: readonly Endpoint[], listed: readonly ListedController[]): Endpoint[] {
  const places = new Map<string, number>()
  for (const { addon } of listed) if (!places.has(addon)) places.set(addon, places.size)
  const place = ({ owners }: Endpoint): number => places.get(owners.at(-1)?.addon ?? '') ?? 0
  return endpoints.toSorted((a, b) => place(a) - place(b))
}

/** Whether all ancestors of a class belong to addons that count; a class with one that does not is left out. */
function isComplete(
  controller: ControllerClass,
  owners: Owners,
  all: Owners,
  warn: (warning: Warning) => unknown,
): boolean {
  const foreign = linearize(controller).find(
    (each) => all.has(each as ControllerClass) && !owners.has(each as ControllerClass),
  )
  if (foreign === undefined) return true
  const message =
    `${controller.name} (addon ${owners.get(controller)}) extends ${foreign.name} of the addon ` +
    `${all.get(foreign as ControllerClass)}, which does not count here: it is left out.`
  warn({ code: warningCodes.foreignClass, message })
  return false
}

/** Classes that share an ancestor below `Controller`, together; a class that extends two families joins them. */
function familiesOf(classes: readonly ControllerClass[]): ControllerClass[][] {
  let families: Array<{ tops: Set<unknown>; members: ControllerClass[] }> = []
  for (const each of new Set(classes)) {
    const tops = new Set<unknown>(linearize(each).filter((ancestor) => ancestor !== Controller && isTop(ancestor)))
    const joined = families.filter((family) => !family.tops.isDisjointFrom(tops))
    families = families.filter((family) => !joined.includes(family))
    const members = [...joined.flatMap((family) => family.members), each]
    const all = joined.reduce((union, family) => union.union(family.tops), tops)
    families.push({ tops: all, members })
  }
  return families.map(({ members }) => members.toSorted((a, b) => classes.indexOf(a) - classes.indexOf(b)))
}

function isTop(candidate: unknown): boolean {
  const order = linearize(candidate as ControllerClass)
  return order[1] === Controller
}

function makeFamily(
  family: readonly ControllerClass[],
  owners: Owners,
  knownOptions: ReadonlySet<string>,
  warn: (warning: Warning) => void,
): { endpoints: readonly Endpoint[]; family: ControllerFamily } {
  const Composite = compose(Controller, leaves(family))
  const controller = new Composite()
  const order = linearize(Composite) as ControllerClass[]
  const addonOf = nearestOwner(order, owners)
  const endpoints = new Map<string, Endpoint>()
  for (const methodName of routedMethods(Composite)) {
    const classes = definitions(Composite, methodName) as ControllerClass[]
    const definitionsOldestFirst = classes.map((each) => toDefinition(each, methodName, addonOf(each)))
    const merged = mergeRoutes(methodName, definitionsOldestFirst, knownOptions, warn)
    if (merged === null) continue
    endpoints.set(methodName, toEndpoint(controller, methodName, definitionsOldestFirst, merged))
  }
  bindEndpoints(controller, endpoints)
  const classes = order.toReversed().map((each) => ({ controllerClass: each, addon: addonOf(each) }))
  return { endpoints: [...endpoints.values()], family: { controller, classes } }
}

function routedMethods(Composite: ControllerClass): Set<string> {
  return new Set(
    linearize(Composite)
      .toReversed()
      .flatMap((each) => ownRoutes(each)),
  )
}

function toDefinition(owner: ControllerClass, methodName: string, addon: string): Definition {
  return { className: owner.name, addon, fragment: ownFragment(owner, methodName) ?? null }
}

function toEndpoint(
  controller: Controller,
  methodName: string,
  oldestFirst: readonly Definition[],
  merged: NonNullable<ReturnType<typeof mergeRoutes>>,
): Endpoint {
  const oldest = oldestFirst[0] as Definition
  const method = originalOf(Reflect.get(controller, methodName) as Endpoint['call'])
  return {
    ...merged,
    name: merged.options.name ?? `${oldest.addon}.${oldest.className}.${methodName}`,
    methodName,
    controller,
    owners: oldestFirst.toReversed().map(({ className, addon }) => ({ className, addon })),
    call: method.bind(controller),
  }
}

// A class that no manifest lists belongs to the addon of the listed class that extends it.
function nearestOwner(order: readonly ControllerClass[], owners: Owners): (each: ControllerClass) => string {
  return (each) => {
    const heir = order.find((candidate) => owners.has(candidate) && linearize(candidate).includes(each))
    return owners.get(each) ?? (heir === undefined ? '' : (owners.get(heir) as string))
  }
}
