import { applyInheritance } from './inheritance.ts'
import { QWebError } from './qweb-error.ts'

/** A template as a database keeps it: one of its own, or changes to another. */
export interface View {
  readonly id: number
  /** Its name, as `shop.page`. */
  readonly key: string
  /** The addon that it comes from; null where somebody made it by hand. */
  readonly addon: string | null
  readonly arch: string
  /** The id of the view that it changes, or copies; null where it stands alone. */
  readonly inherits: number | null
  /** Whether it is a view of its own; else it only changes the one that it inherits. */
  readonly primary: boolean
}

/**
 * Views that belong together, put together: each with all changes that others make to it. Changes of one view are applied in the order
 * of the set, each followed by the changes to itself; a primary view begins with all that its parent has become.
 *
 * Source: odoo ir.ui.view._get_combined_arch.
 */
export class ViewSet<Item extends View = View> {
  readonly #byId: ReadonlyMap<number, Item>
  readonly #byKey = new Map<string, Item>()
  readonly #changes: ReadonlyMap<number, readonly Item[]>

  /** @param views active ones, in the order in which they are applied */
  constructor(views: readonly Item[]) {
    this.#byId = new Map(views.map((view) => [view.id, view]))
    for (const view of views) if (!this.#byKey.has(view.key)) this.#byKey.set(view.key, view)
    const changes = views.filter(({ inherits, primary }) => inherits !== null && !primary)
    this.#changes = Map.groupBy(changes, ({ inherits }) => inherits as number)
  }

  /** The view of a key, the first of several; or of an id. */
  find(name: string): Item | undefined {
    return this.#byKey.get(name) ?? (/^\d{1,10}$/.test(name) ? this.#byId.get(Number(name)) : undefined)
  }

  /**
   * The views that one is made of: a template, and the changes to it in their order. A change gives what the view is that it changes.
   *
   * @throws QWebError where one inherits itself, or a view that is not there
   */
  parts(view: Item): readonly [Item, ...Item[]] {
    const path = this.#path(view)
    const root = path.at(-1) as Item
    const further = path.slice(0, -1).filter(({ primary }) => primary)
    return [root, ...this.#changesOf(root), ...further.toReversed().flatMap((each) => [each, ...this.#changesOf(each)])]
  }

  /** A view's XML after all changes. @throws QWebError naming addon, view and expression where one cannot be applied */
  source(view: Item): string {
    const [base, ...changes] = this.parts(view)
    // Without changes the lines stay those of the view.
    if (changes.length === 0) return base.arch
    const specs = changes.map(({ arch, key, addon }) => ({ arch, name: key, ...(addon === null ? {} : { addon }) }))
    return applyInheritance(base.arch, specs, { name: base.key })
  }

  /** A view, what it inherits, what that one inherits, and so on. */
  #path(view: Item): Item[] {
    const path = [view]
    for (let at = view; at.inherits !== null;) {
      const parent = this.#byId.get(at.inherits)
      if (parent === undefined) throw broken(view, `${at.key} inherits a view that is not there, or not active`)
      if (path.includes(parent)) throw broken(view, `${at.key} inherits itself`)
      path.push((at = parent))
    }
    return path
  }

  #changesOf({ id }: Item): Item[] {
    return (this.#changes.get(id) ?? []).flatMap((each) => [each, ...this.#changesOf(each)])
  }
}

function broken({ key, addon }: View, reason: string): QWebError {
  const place = { template: key, line: 1, path: '', element: '', directive: '' }
  return new QWebError(`${reason}${addon === null ? '' : ` (addon ${JSON.stringify(addon)})`}`, place)
}
