import type { X2ManyCommand } from '../command.ts'
import type { Values } from '../context.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { toCommands } from './commands.ts'
import { linkMany2many, unlinkMany2many } from './many2many.ts'
import { searchRecords } from './search.ts'

/** Changes the one2many or many2many of records, each in the same way. */
export async function applyCommands(records: Model, field: FieldDefinition, given: unknown): Promise<void> {
  const targets = targetsOf(records, field)
  const links =
    field.relation === null ? new InverseLinks(records, field, targets) : new TableLinks(records, field, targets)
  const created: Array<[number, Values]> = []
  for (const command of toCommands(given)) {
    if (command[0] === 0) for (const id of records.ids) created.push([id, command[2]])
    else {
      await links.create(created.splice(0))
      await apply(links, targets, command)
    }
  }
  await links.create(created)
  records.env.transaction.invalidate(field.model, records.ids, [field.name])
}

function targetsOf({ env }: Model, { comodel, context }: FieldDefinition): Model {
  const target = env.records(comodel as string)
  return Object.keys(context).length === 0 ? target : target.withContext(context)
}

async function apply(
  links: Links,
  targets: Model,
  command: Exclude<X2ManyCommand, readonly [0, ...unknown[]]>,
): Promise<void> {
  switch (command[0]) {
    case 1:
      await targets.browse(command[1]).write(command[2])
      return
    case 2:
      await targets.browse(command[1]).unlink()
      return
    case 3:
      return links.unlink([command[1]])
    case 4:
      return links.link([command[1]])
    case 5:
      return links.set([])
    default:
      return links.set(command[2])
  }
}

interface Links {
  create(created: ReadonlyArray<readonly [source: number, values: Values]>): Promise<void>
  link(ids: readonly number[]): Promise<void>
  unlink(ids: readonly number[]): Promise<void>
  set(ids: readonly number[]): Promise<void>
}

/** The links of a many2many: rows of a table. */
class TableLinks implements Links {
  readonly #records: Model
  readonly #field: FieldDefinition
  readonly #targets: Model

  constructor(records: Model, field: FieldDefinition, targets: Model) {
    this.#records = records
    this.#field = field
    this.#targets = targets
  }

  async create(created: ReadonlyArray<readonly [number, Values]>): Promise<void> {
    if (created.length === 0) return
    const made = await this.#targets.create(created.map(([, values]) => values))
    for (const [index, [source]] of created.entries()) {
      await linkMany2many(this.#records.env.cr, this.#field, [source], [made.ids[index] as number])
    }
  }

  link(ids: readonly number[]): Promise<void> {
    return linkMany2many(this.#records.env.cr, this.#field, this.#records.ids, ids)
  }

  unlink(ids: readonly number[]): Promise<void> {
    return unlinkMany2many(this.#records.env.cr, this.#field, this.#records.ids, ids)
  }

  async set(ids: readonly number[]): Promise<void> {
    await unlinkMany2many(this.#records.env.cr, this.#field, this.#records.ids, null)
    await this.link(ids)
  }
}

/** The links of a one2many: the many2one of the other records. */
class InverseLinks implements Links {
  readonly #records: Model
  readonly #targets: Model
  readonly #inverse: string

  constructor(records: Model, field: FieldDefinition, targets: Model) {
    this.#records = records
    this.#targets = targets
    this.#inverse = field.inverseName as string
  }

  async create(created: ReadonlyArray<readonly [number, Values]>): Promise<void> {
    if (created.length === 0) return
    await this.#targets.create(created.map(([source, values]) => ({ ...values, [this.#inverse]: source })))
  }

  async link(ids: readonly number[]): Promise<void> {
    const source = this.#records.ids.at(-1)
    if (source !== undefined && ids.length > 0) await this.#targets.browse(ids).write({ [this.#inverse]: source })
  }

  // A line that cannot be without its record is deleted.
  async unlink(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return
    const { ondelete, required } = this.#targets.definition.fields.get(this.#inverse) ?? {}
    const lines = this.#targets.browse(ids)
    await (ondelete === 'cascade' || required ? lines.unlink() : lines.write({ [this.#inverse]: null }))
  }

  async set(ids: readonly number[]): Promise<void> {
    const linked = await searchRecords(
      this.#targets.sudo().withContext({ active_test: false }),
      [[this.#inverse, 'in', [...this.#records.ids]]],
      { order: 'id' },
    )
    await this.unlink(linked.ids.filter((id) => !ids.includes(id)))
    await this.link(ids.filter((id) => !linked.ids.includes(id)))
  }
}
