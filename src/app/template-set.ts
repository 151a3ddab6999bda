import { TemplateNotFoundError } from '../errors/framework-errors.ts'
import { applyInheritance } from '../qweb/inheritance.ts'
import type { TemplateDeclaration } from './template-files.ts'

/** The templates of a set of addons, each with all changes that addons make to it. */
export class TemplateSet {
  readonly #byKey: ReadonlyMap<string, TemplateDeclaration>
  readonly #children: ReadonlyMap<string, readonly TemplateDeclaration[]>

  /** @param declarations in the order of addons, and of files inside one addon */
  constructor(declarations: readonly TemplateDeclaration[]) {
    this.#byKey = new Map(declarations.map((each) => [each.key, each]))
    const inheriting = declarations.filter(({ inherits }) => inherits !== null)
    this.#children = Map.groupBy(
      inheriting.toSorted((a, b) => a.priority - b.priority),
      ({ inherits }) => inherits as string,
    )
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
   */
  source(key: string): string {
    const found = this.#byKey.get(key)
    if (found === undefined || !this.has(key)) throw new TemplateNotFoundError(`There is no template ${key}.`)
    const base = found.inherits === null ? found.arch : this.source(found.inherits)
    const changes = [...(found.inherits === null ? [] : [found]), ...this.#changesOf(key)]
    // Without changes the lines stay those of the file.
    if (changes.length === 0) return base
    return applyInheritance(
      base,
      changes.map(({ arch, key: name, addon }) => ({ arch, name, addon })),
    )
  }

  /** The files that a template comes from: its own, then those of the changes to it. @throws TemplateNotFoundError */
  files(key: string): string[] {
    const found = this.#byKey.get(key)
    if (found === undefined || !this.has(key)) throw new TemplateNotFoundError(`There is no template ${key}.`)
    const base = found.inherits === null ? [] : this.files(found.inherits)
    return [...new Set([...base, found.file, ...this.#changesOf(key).map(({ file }) => file)])]
  }

  #changesOf(key: string): TemplateDeclaration[] {
    const direct = (this.#children.get(key) ?? []).filter(({ primary }) => !primary)
    return direct.flatMap((each) => [each, ...this.#changesOf(each.key)])
  }
}
