import type { Condition, Domain, Operator } from '../domain/domain.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { isRecordset } from '../kinds/recordset-value.ts'
import type { Recordset } from '../recordset.ts'

/** What a record is called: the value of the field that names it, else model and id. */
export function displayNameOf(record: Recordset): string {
  const { recName, name } = record.definition
  if (recName === null) return `${name},${record.id}`
  const value = (record as unknown as Record<string, unknown>)[recName]
  if (isRecordset(value)) return value.length === 0 ? '' : value.displayName
  return typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)
}

/** What finds records by what they are called; those without a name, by their ids. */
export function displayNameDomain({ recName }: ModelDefinition, operator: string, value: unknown): Domain {
  if (recName !== null) {
    const named: Condition = [recName, operator as Operator, value]
    return [named]
  }
  const id = Number(value)
  return [['id', operator === '!=' || operator === 'not in' ? '!=' : '=', Number.isSafeInteger(id) && id > 0 ? id : 0]]
}
