import type { Cursor } from '../../database/cursor.ts'
import type { DatabaseLog } from '../../database/database-settings.ts'
import type { ModelDefinition } from '../model-definition.ts'
import type { Catalogue, TableState } from './catalogue.ts'

/** What `syncSchema` did. */
export interface SchemaReport {
  /** Tables that were made, those of many2many fields included. */
  readonly tables: string[]
  /** Columns that were added to tables which stood already: computed ones are still to be computed. */
  readonly columns: Array<{ readonly model: string; readonly field: string }>
  /** Required fields whose columns still have empty values, so that the database does not require them yet. */
  readonly unfilled: Array<{ readonly model: string; readonly field: string }>
  /** What could not be done, and why, for people. */
  readonly warnings: string[]
  /** The statements that changed something. */
  readonly statements: string[]
}

/** A change that the data may refuse. */
export interface Step {
  readonly statement: string
  /** What is said where it fails. */
  readonly warning: string
  readonly failed?: () => void
}

/** One run of `syncSchema`: what it looks at, and what it did. */
export class SchemaWork {
  readonly cr: Cursor
  readonly catalogue: Catalogue
  /** All models by name, for the targets of relations. */
  readonly definitions: ReadonlyMap<string, ModelDefinition>
  readonly report: SchemaReport = { tables: [], columns: [], unfilled: [], warnings: [], statements: [] }
  readonly #log: DatabaseLog | null

  constructor(
    cr: Cursor,
    catalogue: Catalogue,
    definitions: ReadonlyMap<string, ModelDefinition>,
    log: DatabaseLog | null,
  ) {
    this.cr = cr
    this.catalogue = catalogue
    this.definitions = definitions
    this.#log = log
  }

  /** What the database had of a table before this run; null where it made it. */
  table(name: string): TableState | null {
    return this.catalogue.tables.get(name) ?? null
  }

  warn(message: string): void {
    this.report.warnings.push(message)
    this.#log?.warn({}, message)
  }

  /** Runs statements that cannot fail by the data, as one message. */
  async run(statements: readonly string[]): Promise<void> {
    if (statements.length === 0) return
    await this.cr.query(statements.join(';\n'))
    this.report.statements.push(...statements)
  }

  /** Runs changes that the data may refuse: each that fails is undone and reported, the others stay. */
  async attempt(steps: readonly Step[]): Promise<void> {
    if (steps.length === 0) return
    const all = steps.map(({ statement }) => statement)
    if (await this.#runs(all)) return
    for (const { statement, warning, failed } of steps) {
      const error = steps.length === 1 ? this.#error : (await this.#runs([statement])) ? null : this.#error
      if (error === null) continue
      this.warn(`${warning}: ${error instanceof Error ? error.message : 'it was refused'}`)
      failed?.()
    }
  }

  #error: unknown = null

  async #runs(statements: readonly string[]): Promise<boolean> {
    try {
      await this.cr.savepoint(() => this.cr.query(statements.join(';\n')))
      this.report.statements.push(...statements)
      return true
    } catch (error) {
      if (!isRefusal(error)) throw error
      this.#error = error
      return false
    }
  }
}

// A lost connection, a conflict or a time limit says nothing of the data: the whole run fails or is tried again.
function isRefusal(error: unknown): boolean {
  const state = (error as { code?: unknown }).code
  return typeof state === 'string' && /^(0A|22|23|2B|42)/.test(state)
}
