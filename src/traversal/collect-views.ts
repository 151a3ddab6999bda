import { warningCodes, type Warning } from '../errors/warnings.ts'
import type { Controller } from '../http/controller.ts'
import type { ControllerFamily } from '../http/controller-families.ts'
import { nearestName } from '../http/nearest-name.ts'
import { ownRoutes } from '../http/route.ts'
import { viewDecorations } from './view.ts'
import type { ViewOptions } from './view-options.ts'

/** A view, as all classes of its family state it together. */
export interface StatedView {
  /** `<addon>.<Class>.<method>` of the oldest definition. */
  readonly name: string
  readonly methodName: string
  readonly controller: Controller
  readonly options: Readonly<ViewOptions>
  /** The classes whose definitions run, the outermost first: `addon.Class`. */
  readonly owners: readonly string[]
}

type Warn = (warning: Warning) => void
type Definition = ControllerFamily['classes'][number]

/**
 * The views of all controllers, in the order of addons.
 *
 * @param families as `combineControllers` gives them
 * @param knownOptions the names of all options
 */
export function collectViews(
  families: readonly ControllerFamily[],
  knownOptions: ReadonlySet<string>,
  warn: Warn,
): StatedView[] {
  return families.flatMap((family) => {
    const methods = new Set(family.classes.flatMap((each) => [...viewDecorations.of(each.controllerClass).keys()]))
    return [...methods].flatMap((method) => viewsOf(family, method, knownOptions, warn))
  })
}

function viewsOf(
  family: ControllerFamily,
  methodName: string,
  knownOptions: ReadonlySet<string>,
  warn: Warn,
): StatedView[] {
  const definitions = family.classes.filter(({ controllerClass }) =>
    Object.hasOwn(controllerClass.prototype as object, methodName),
  )
  const youngest = definitions.at(-1) as Definition
  const where = `${youngest.controllerClass.name}.${methodName} (addon ${youngest.addon})`
  if (!viewDecorations.of(youngest.controllerClass).has(methodName)) {
    warn({ code: warningCodes.unpublished, message: `${where} is redefined without @view(): its view is unpublished.` })
    return []
  }
  if (definitions.some((each) => ownRoutes(each.controllerClass).includes(methodName))) {
    warn({
      code: warningCodes.brokenView,
      message: `${where} has @route and @view, which call it differently: the view is left out.`,
    })
    return []
  }
  const first = definitions.find((each) => viewDecorations.of(each.controllerClass).has(methodName)) as Definition
  const name = `${first.addon}.${first.controllerClass.name}.${methodName}`
  const owners = definitions.toReversed().map(({ addon, controllerClass }) => `${addon}.${controllerClass.name}`)
  const defaults = Object.assign(
    {},
    ...definitions.map(({ controllerClass }) => defaultsOf(controllerClass)),
  ) as ViewOptions
  return mergedOptions(definitions, methodName).map((stated) => {
    const options = Object.freeze({ ...defaults, ...stated })
    warnOfUnknown(options, knownOptions, where, warn)
    return { name, methodName, controller: family.controller, options, owners }
  })
}

/** From the oldest to the youngest: one decorator changes all views that there were, several replace them. */
function mergedOptions(definitions: readonly Definition[], methodName: string): ViewOptions[] {
  let merged: ViewOptions[] = []
  for (const { controllerClass } of definitions) {
    const fragments = viewDecorations.of(controllerClass).get(methodName) ?? []
    const [only] = fragments
    if (only === undefined) continue
    if (fragments.length > 1 || merged.length === 0) merged = fragments.map((each) => stated(each))
    else merged = merged.map((each) => ({ ...each, ...stated(only) }))
  }
  return merged
}

function stated(options: ViewOptions): ViewOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

function defaultsOf(owner: object): ViewOptions {
  const { viewDefaults } = owner as { viewDefaults?: ViewOptions }
  return viewDefaults === undefined ? {} : stated(viewDefaults)
}

function warnOfUnknown(options: ViewOptions, known: ReadonlySet<string>, where: string, warn: Warn): void {
  for (const option of Object.keys(options)) {
    if (known.has(option)) continue
    const nearest = nearestName(option, known)
    const hint = nearest === undefined ? '' : ` Is ${nearest} meant?`
    warn({ code: warningCodes.unknownOption, message: `${where} has the unknown view option ${option}.${hint}` })
  }
}
