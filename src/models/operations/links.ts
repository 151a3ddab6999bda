import type { Values } from '../context.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { selectPairs } from './load-relation.ts'
import { linkMany2many, unlinkMany2many } from './many2many.ts'

/** Records, and the values of what is made for them. */
export type Made = readonly [sources: readonly number[], values: Values]

/** A record, and one that it is linked to. */
export type Pair = readonly [source: number, target: number]

/** The links that a one2many or many2many of some records consists of. */
export interface Links {
  create(made: readonly Made[]): Promise<void>
  link(ids: readonly number[]): Promise<void>
  linkPairs(pairs: readonly Pair[]): Promise<void>
  unlink(ids: readonly number[]): Promise<void>
  /** Replaces what the field shows: what the user may not read, what is archived, or not in its domain stays linked. */
  set(ids: readonly number[]): Promise<void>
}

/** The links of a many2many: rows of a table. What is made is linked to all the records. */
export class TableLinks implements Links {
  readonly #records: Model
  readonly #field: FieldDefinition
  readonly #targets: Model

  constructor(records: Model, field: FieldDefinition, targets: Model) {
    this.#records = records
    this.#field = field
    this.#targets = targets
  }

  async create(made: readonly Made[]): Promise<void> {
    if (made.length === 0) return
    const { ids } = await this.#targets.create(made.map(([, values]) => values))
    await this.linkPairs(
      made.flatMap(([sources], index) => sources.map((source): Pair => [source, ids[index] as number])),
    )
  }

  link(ids: readonly number[]): Promise<void> {
    return this.linkPairs(this.#records.ids.flatMap((source) => ids.map((target): Pair => [source, target])))
  }

  linkPairs(pairs: readonly Pair[]): Promise<void> {
    return linkMany2many(this.#records.env.cr, this.#field, pairs)
  }

  unlink(ids: readonly number[]): Promise<void> {
    return unlinkMany2many(this.#records.env.cr, this.#field, this.#records.ids, ids)
  }

  async set(ids: readonly number[]): Promise<void> {
    await this.unlink((await selectPairs(this.#records, this.#field, this.#records.ids)).map(({ id }) => id))
    await this.link(ids)
  }
}

/** The links of a one2many: the many2one of the other records, which leads to one record only. */
export class InverseLinks implements Links {
  readonly #records: Model
  readonly #field: FieldDefinition
  readonly #targets: Model
  readonly #inverse: string

  constructor(records: Model, field: FieldDefinition, targets: Model) {
    this.#records = records
    this.#field = field
    this.#targets = targets
    this.#inverse = field.inverseName as string
  }

  async create(made: readonly Made[]): Promise<void> {
    if (made.length === 0) return
    await this.#targets.create(
      made.flatMap(([sources, values]) => sources.map((source) => ({ ...values, [this.#inverse]: source }))),
    )
  }

  link(ids: readonly number[]): Promise<void> {
    const source = this.#records.ids.at(-1)
    return source === undefined ? Promise.resolve() : this.linkPairs(ids.map((target): Pair => [source, target]))
  }

  async linkPairs(pairs: readonly Pair[]): Promise<void> {
    for (const [source, linked] of Map.groupBy(pairs, ([each]) => each)) {
      await this.#targets.browse(linked.map(([, target]) => target)).write({ [this.#inverse]: source })
    }
  }

  // Where the record's deletion would delete the line, so does taking it out. Source: odoo.fields.One2many.write_real.
  async unlink(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return
    const lines = this.#targets.browse(ids)
    const cascades = this.#targets.definition.fields.get(this.#inverse)?.ondelete === 'cascade'
    await (cascades ? lines.unlink() : lines.write({ [this.#inverse]: null }))
  }

  async set(ids: readonly number[]): Promise<void> {
    const shown = await selectPairs(this.#records, this.#field, this.#records.ids)
    const wanted = new Set(ids)
    await this.unlink(shown.filter(({ id }) => !wanted.has(id)).map(({ id }) => id))
    const last = this.#records.ids.at(-1)
    const there = new Set(shown.filter(({ source }) => source === last).map(({ id }) => id))
    await this.link(ids.filter((id) => !there.has(id)))
  }
}
