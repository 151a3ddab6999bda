import type { X2ManyCommand } from '../command.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { cachedValue } from './attributes.ts'
import { toCommands } from './commands.ts'
import { InverseLinks, TableLinks, type Links, type Made, type Pair } from './links.ts'

/** Changes the one2many or many2many of records, each in the same way. */
export async function applyCommands(records: Model, field: FieldDefinition, given: unknown): Promise<void> {
  const targets = targetsOf(records, field)
  const links = linksOf(records, field, targets)
  const made: Made[] = []
  for (const command of toCommands(given, field)) {
    if (command[0] === 0) made.push([records.ids, command[2]])
    else {
      await links.create(made.splice(0))
      await apply(links, targets, command)
    }
  }
  await links.create(made)
  forget(records, field)
}

/** What commands make of the values of a computed one2many or many2many, which its inverse method takes. */
export async function idsAfter(records: Model, field: FieldDefinition, given: unknown): Promise<Map<number, number[]>> {
  const targets = targetsOf(records, field)
  const found = new Map(records.ids.map((id) => [id, new Set(cachedValue(records.env, field, id) as number[])]))
  for (const command of toCommands(given, field)) {
    if (command[0] === 1) await targets.browse(command[1]).write(command[2])
    if (command[0] === 2) await targets.browse(command[1]).unlink()
    const added = command[0] === 0 ? (await targets.create(command[2])).ids : command[0] === 6 ? command[2] : []
    for (const ids of found.values()) {
      if (command[0] === 2 || command[0] === 3) ids.delete(command[1])
      if (command[0] === 4) ids.add(command[1])
      if (command[0] === 5 || command[0] === 6) ids.clear()
      for (const id of added) ids.add(id)
    }
  }
  return new Map([...found].map(([id, ids]) => [id, [...ids]]))
}

/** Gives new records their one2many or many2many, each its own: what they make and link is made and linked together. */
export async function fillNew(
  records: Model,
  field: FieldDefinition,
  given: ReadonlyArray<readonly [id: number, given: unknown]>,
): Promise<void> {
  const made: Made[] = []
  const pairs: Pair[] = []
  for (const [id, value] of given) {
    const commands = toCommands(value, field)
    if (!commands.every(([code], index) => code === 0 || code === 4 || (index === 0 && code > 4))) {
      await applyCommands(records.withIds([id]), field, value)
      continue
    }
    for (const command of commands) {
      if (command[0] === 0) made.push([[id], command[2]])
      else if (command[0] === 4) pairs.push([id, command[1]])
      else if (command[0] === 6) for (const target of command[2]) pairs.push([id, target])
    }
  }
  const links = linksOf(records, field, targetsOf(records, field))
  await links.create(made)
  await links.linkPairs(pairs)
  forget(records, field)
}

function forget({ env, ids }: Model, { model, name }: FieldDefinition): void {
  env.transaction.invalidate(model, ids, [name])
}

function linksOf(records: Model, field: FieldDefinition, targets: Model): Links {
  return field.relation === null ? new InverseLinks(records, field, targets) : new TableLinks(records, field, targets)
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
