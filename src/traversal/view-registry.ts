import { warningCodes, type Warning } from '../errors/warnings.ts'
import type { ControllerFamily } from '../http/controller-families.ts'
import type { SecurityPolicy } from '../http/security.ts'
import { collectViews, type StatedView } from './collect-views.ts'
import { answersWithoutUsers, authOf, builtinAuthMethods, checkAuth } from './derivers/authenticated.ts'
import type { ViewDerivation } from './derivers/derive-view.ts'
import type { Authenticate } from './derivers/deriver.ts'
import { checkClass } from './location.ts'
import type { PredicateList } from './predicates/predicate-list.ts'
import { isErrorClass, type RegisteredView } from './registered-view.ts'
import { viewOptionNames } from './view-options.ts'
import { ViewTable } from './view-table.ts'

/** What views are made of. */
export interface ViewRegistryParts {
  readonly families: readonly ControllerFamily[]
  /** In their order: of two views for the very same requests, the first one's counts. */
  readonly addons: readonly string[]
  /** The names of all routes that any addon states. */
  readonly routeNames: ReadonlySet<string>
  readonly predicates: PredicateList
  readonly derivation: ViewDerivation
  /** Options that addons' derivers know. */
  readonly extraOptions: readonly string[]
  readonly security: SecurityPolicy
  readonly defaultPermission: string | null
  /** What makes sure who calls; without it (there is no database) views that need a user are not there. */
  readonly authenticate?: Authenticate
  /** The methods that addons add to the built-in ones. */
  readonly authMethods?: readonly string[]
  readonly development: boolean
}

/** All views of one set of addons. */
export class ViewRegistry {
  readonly views: readonly RegisteredView[]
  readonly warnings: readonly Warning[]
  /** For requests that no route matched. */
  readonly plain: ViewTable = new ViewTable()
  /** For requests that a route matched, by its name. */
  readonly byRoute: Map<string, ViewTable> = new Map()
  readonly errors: ViewTable = new ViewTable()
  readonly errorsByRoute: Map<string, ViewTable> = new Map()

  constructor(parts: ViewRegistryParts) {
    const warnings: Warning[] = []
    const known = new Set([...viewOptionNames, ...parts.predicates.names, ...parts.extraOptions])
    const stated = collectViews(parts.families, known, (warning) => warnings.push(warning))
    const place = ({ name }: StatedView): number => parts.addons.indexOf(name.slice(0, name.indexOf('.')))
    this.views = stated.toSorted((a, b) => place(a) - place(b)).flatMap((each) => this.#register(each, parts, warnings))
    this.warnings = warnings
  }

  #register(stated: StatedView, parts: ViewRegistryParts, warnings: Warning[]): RegisteredView[] {
    const view = made(stated, parts, warnings)
    if (view === null) return []
    const { route } = view.options
    if (route !== undefined && !parts.routeNames.has(route)) {
      warnings.push({
        code: warningCodes.viewRoute,
        message: `The view ${view.name} is for the route ${route}, which nobody has.`,
      })
    }
    const same = this.#tableOf(view).add(view)
    if (same === null) return [view]
    const message = `${view.name} and ${same.name} are views for the very same requests: ${same.name} answers.`
    warnings.push({ code: warningCodes.duplicateView, message })
    return []
  }

  #tableOf({ forErrors, options: { route } }: RegisteredView): ViewTable {
    if (route === undefined) return forErrors ? this.errors : this.plain
    const tables = forErrors ? this.errorsByRoute : this.byRoute
    const table = tables.get(route) ?? new ViewTable()
    tables.set(route, table)
    return table
  }
}

/** A view that cannot be made is left out, and the others are there. So is one for users, where there are none. */
function made(stated: StatedView, parts: ViewRegistryParts, warnings: Warning[]): RegisteredView | null {
  const { predicates, derivation, security, defaultPermission, development, authenticate = null } = parts
  const { context } = stated.options
  const forErrors = isErrorClass(context)
  const auth = authOf(stated.options, forErrors)
  try {
    if (context !== undefined) checkClass('context', context)
    checkAuth(auth, [...builtinAuthMethods, ...(parts.authMethods ?? [])])
    if (authenticate === null && !answersWithoutUsers(auth)) return null
    const call = derivation.derive({ ...stated, forErrors, security, defaultPermission, development, authenticate })
    return { ...stated, ...predicates.make(stated.options), forErrors, call }
  } catch (error) {
    warnings.push({
      code: warningCodes.brokenView,
      message: `The view ${stated.name} is left out: ${(error as Error).message}`,
    })
    return null
  }
}
