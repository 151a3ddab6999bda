import type { ResourceClass } from './location.ts'
import { acceptableOffers, inServerOrder } from './predicates/accept.ts'
import type { RegisteredView } from './registered-view.ts'

/** The views of one class of contexts, by name. */
interface ClassViews {
  /** Undefined for any context. */
  readonly type: ResourceClass | undefined
  readonly byName: Map<string, RegisteredView[]>
}

/** The views of one kind (of a route, of no route, for errors), found by context and name. Source: pyramid.view._find_views. */
export class ViewTable {
  readonly #classes: ClassViews[] = []
  /** Which classes fit a context depends on its prototype alone. */
  readonly #fitting = new WeakMap<object, readonly ClassViews[]>()

  /** Whether there are any. */
  get isEmpty(): boolean {
    return this.#classes.length === 0
  }

  /** @returns the view that is there already for the very same requests, and stays, or null */
  add(view: RegisteredView): RegisteredView | null {
    const { context: type, name = '' } = view.options
    let views = this.#classes.find((each) => each.type === type)
    if (views === undefined) this.#classes.push((views = { type, byName: new Map() }))
    const named = views.byName.get(name) ?? []
    const same = named.find((each) => each.key === view.key)
    if (same !== undefined) return same
    views.byName.set(
      name,
      [...named, view].toSorted((a, b) => a.order - b.order),
    )
    return null
  }

  /**
   * The views for a context and a name, those that are to be asked first in front: by class from the nearest to the
   * farthest, then by what the client accepts, then by predicates.
   *
   * @param below where given, classes that this one extends are left out
   */
  *find(
    context: unknown,
    name: string,
    accepted: string | undefined,
    below?: ResourceClass,
  ): Generator<RegisteredView> {
    for (const { type, byName } of this.#classesFor(context)) {
      if (below !== undefined && (type === undefined || below.prototype instanceof type)) continue
      const views = byName.get(name)
      if (views !== undefined) yield* inAskedOrder(views, accepted)
    }
  }

  #classesFor(context: unknown): readonly ClassViews[] {
    const prototype: object | null = Object.getPrototypeOf(Object(context))
    if (prototype === null) return this.#classes.filter(({ type }) => type === undefined)
    let fitting = this.#fitting.get(prototype)
    if (fitting === undefined) {
      fitting = this.#classes.filter(({ type }) => type === undefined || fits(context, type)).toSorted(nearestFirst)
      this.#fitting.set(prototype, fitting)
    }
    return fitting
  }
}

function fits(context: unknown, type: ResourceClass): boolean {
  return Object(context) instanceof type
}

function nearestFirst({ type: a }: ClassViews, { type: b }: ClassViews): number {
  if (a === b) return 0
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1
  return depthOf(b) - depthOf(a)
}

// Of two classes that one object is an instance of, the one with more ancestors is the nearer.
function depthOf(type: ResourceClass): number {
  let depth = 0
  for (let each: unknown = type.prototype; each !== null; each = Object.getPrototypeOf(each)) depth++
  return depth
}

function inAskedOrder(views: readonly RegisteredView[], accepted: string | undefined): readonly RegisteredView[] {
  const offering = views.filter(({ options }) => typeof options.accept === 'string')
  if (offering.length === 0) return views
  const offers = acceptableOffers(inServerOrder(offering.map(({ options }) => options.accept as string)), accepted)
  const byOffer = offers.flatMap((offer) => offering.filter(({ options }) => options.accept === offer))
  // Those that are not acceptable are asked too, so that it can be told why they decline.
  return [...byOffer, ...views.filter((view) => !byOffer.includes(view))]
}
