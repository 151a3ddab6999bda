import type { FieldDefinition } from '../field-definition.ts'
import { refused } from '../kinds/refuse.ts'
import type { Model } from '../model.ts'
import { choices } from './describe-fields.ts'

/**
 * Asks the methods that give the choices of selection and reference fields; choices that are declared are looked at by the fields themselves.
 *
 * @throws {ValidationError} for a value that is none of them
 */
export async function checkChoices(
  records: Model,
  rows: ReadonlyArray<ReadonlyMap<FieldDefinition, unknown>>,
): Promise<void> {
  const known = new Map<FieldDefinition, ReadonlySet<string>>()
  for (const columns of rows) {
    for (const [field, value] of columns) {
      if (typeof field.selection !== 'string' || typeof value !== 'string' || field.related !== null) continue
      let values = known.get(field)
      if (values === undefined) {
        values = new Set((await choices(records.withIds([]), field)).map(([each]) => each))
        known.set(field, values)
      }
      const wanted = field.type === 'reference' ? value.slice(0, value.lastIndexOf(',')) : value
      if (!values.has(wanted)) throw refused(field, value, 'one of its choices')
    }
  }
}
