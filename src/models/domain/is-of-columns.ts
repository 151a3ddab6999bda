import type { ModelDefinition } from '../model-definition.ts'
import { isStored } from './compile-condition.ts'
import type { Domain } from './domain.ts'

const COMPARISONS: ReadonlySet<unknown> = new Set(['=', '!=', '<>', '==', '>', '>=', '<', '<=', 'in', 'not in'])

/**
 * Whether a domain compares plain columns of the model alone, so that it always means the same SQL: nothing of the context,
 * of another model or of a search method is in it.
 */
export function isOfColumns({ fields }: ModelDefinition, domain: Domain): boolean {
  return domain.every((term) => {
    if (!Array.isArray(term)) return true
    const [name, operator, value] = term as readonly unknown[]
    if (typeof name === 'number') return true
    const field = fields.get(name as string)
    if (field === undefined || !COMPARISONS.has(operator)) return false
    if (field.type === 'many2one')
      return isStored(field) && [value].flat().every((each) => typeof each === 'number' || each === false)
    return isStored(field) && field.comodel === null
  })
}
