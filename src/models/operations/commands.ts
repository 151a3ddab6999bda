import { ValidationError } from '../../errors/business-errors.ts'
import type { X2ManyCommand } from '../command.ts'
import type { Values } from '../context.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { isId, isRecordset } from '../kinds/recordset-value.ts'

/**
 * What a one2many or many2many is given, as commands: commands, ids, records, or nothing (which clears it). An empty list is
 * one of no commands: it changes nothing, as in Odoo.
 *
 * @throws {ValidationError} for anything else
 */
export function toCommands(given: unknown, field: FieldDefinition): X2ManyCommand[] {
  if (given === null || given === undefined || given === false) return [[5, 0, 0]]
  if (isRecordset(given)) {
    if (given.definition.name !== field.comodel) throw malformed(given)
    return [[6, 0, given.ids]]
  }
  if (!Array.isArray(given)) throw malformed(given)
  if (given.length > 0 && given.every((item) => isId(item))) return [[6, 0, given]]
  return given.map((item) => (isId(item) ? ([4, item, 0] as const) : checked(item)))
}

/** The ids that commands leave where nothing was linked before; only of commands that name ids. */
export function idsOfValue(given: unknown, field: FieldDefinition): number[] {
  const ids = new Set<number>()
  for (const command of toCommands(given, field)) {
    if (command[0] === 4) ids.add(command[1])
    else if (command[0] === 2 || command[0] === 3) ids.delete(command[1])
    else if (command[0] === 5) ids.clear()
    else if (command[0] === 6) {
      ids.clear()
      for (const id of command[2]) ids.add(id)
    } else throw new ValidationError('Records are made and changed by create and write, not by an attribute.')
  }
  return [...ids]
}

function checked(item: unknown): X2ManyCommand {
  if (!Array.isArray(item)) throw malformed(item)
  const [code, id, last] = item as unknown[]
  switch (code) {
    case 0:
      return [0, 0, values(last, item)]
    case 1:
      return [1, toId(id, item), values(last, item)]
    case 2:
    case 3:
    case 4:
      return [code, toId(id, item), 0]
    case 5:
      return [5, 0, 0]
    case 6:
      return [6, 0, ids(last, item)]
    default:
      throw malformed(item)
  }
}

function values(given: unknown, item: unknown): Values {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw malformed(item)
  return given as Values
}

function ids(given: unknown, item: unknown): readonly number[] {
  const list = isRecordset(given) ? given.ids : given
  if (!Array.isArray(list) || !list.every(isId)) throw malformed(item)
  return list
}

function toId(given: unknown, item: unknown): number {
  if (isRecordset(given)) return given.ensureOne().ids[0] as number
  if (!isId(given)) throw malformed(item)
  return given
}

function malformed(given: unknown): ValidationError {
  const shown = isRecordset(given) ? given.describe() : (JSON.stringify(given) ?? String(given))
  return new ValidationError(
    `A set of records cannot be changed by ${shown.slice(0, 80)}: give ids, records or commands.`,
  )
}
