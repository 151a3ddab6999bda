import { TemplateNotFoundError } from '../errors/framework-errors.ts'
import { ViewSet, type View } from '../qweb/view-set.ts'
import type { TemplateDeclaration } from './template-files.ts'

/** A template of a file, among the others of its set. */
interface FileView extends View {
  readonly file: string
}

/** No template has this id. */
const NOBODY = 0

/** The templates of a set of addons, each with all changes that addons make to it. */
export class TemplateSet {
  readonly #byKey: ReadonlyMap<string, FileView>
  readonly #views: ViewSet<FileView>

  /** @param declarations in the order of addons, and of files inside one addon; of two with one key the later counts */
  constructor(declarations: readonly TemplateDeclaration[]) {
    const byKey = new Map(declarations.map((each, index) => [each.key, { ...each, id: index + 1 }]))
    const views = [...byKey.values()]
      .toSorted((a, b) => a.priority - b.priority || a.id - b.id)
      .map((each) => ({
        ...each,
        inherits: each.inherits === null ? null : (byKey.get(each.inherits)?.id ?? NOBODY),
      }))
    this.#byKey = new Map(views.map((each) => [each.key, each]))
    this.#views = new ViewSet(views)
  }

  /** Whether there is a template of a name, changes of another one not counted. */
  has(key: string): boolean {
    const found = this.#byKey.get(key)
    return found !== undefined && (found.inherits === null || found.primary)
  }

  /**
   * A template's source, after all changes: of several, by priority, then in the order of addons; each followed by the
   * changes that build on it.
   *
   * @throws TemplateNotFoundError
   * @throws QWebError where a change cannot be made, or a template inherits itself, or one that is not there
   */
  source(key: string): string {
    return this.#views.source(this.#find(key))
  }

  /** The files that a template comes from, and those of the changes to it. @throws as `source` */
  files(key: string): string[] {
    return [...new Set(this.#views.parts(this.#find(key)).map(({ file }) => file))]
  }

  #find(key: string): FileView {
    const found = this.has(key) ? this.#byKey.get(key) : undefined
    if (found === undefined) throw new TemplateNotFoundError(`There is no template ${key}.`)
    return found
  }
}
