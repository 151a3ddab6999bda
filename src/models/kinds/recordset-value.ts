import type { Recordset } from '../recordset.ts'

/** Whether a value is a recordset. What comes from outside is JSON and has no methods. */
export function isRecordset(given: unknown): given is Recordset {
  return typeof given === 'object' && given !== null && typeof (given as Partial<Recordset>).withIds === 'function'
}

/** Whether a number can be the id of a record: 32 bits, above zero. */
export function isId(given: unknown): given is number {
  return typeof given === 'number' && Number.isInteger(given) && given > 0 && given < 2 ** 31
}
