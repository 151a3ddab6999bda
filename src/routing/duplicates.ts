import type { BoundRule } from './bound-rule.ts'
import type { Rule } from './rule.ts'

/** A rule that never gets a request, because of an earlier one. */
export interface Duplicate<Endpoint = unknown> {
  readonly rule: Rule<Endpoint>
  readonly by: Rule<Endpoint>
}

/** Whether `earlier` takes requests that `later`, which ends at the same place, was made for. */
export function hides(earlier: BoundRule, later: BoundRule): boolean {
  return (
    earlier.websocket === later.websocket &&
    overlaps(earlier.methods, later.methods) &&
    earlier.variables.every((variable, index) => {
      // A converter that may refuse values hides only those that refuse the same ones.
      const [type, given] = variable.identity
      const other = later.variables[index]?.identity
      return variable.reading !== 'converter' || (other !== undefined && type === other[0] && given === other[1])
    })
  )
}

const INCIDENTAL: ReadonlySet<string> = new Set(['HEAD', 'OPTIONS'])

/** HEAD and OPTIONS, which come along with other methods, do not count unless the methods are all the same. */
function overlaps(left: ReadonlySet<string> | null, right: ReadonlySet<string> | null): boolean {
  if (left === null || right === null) return true
  if (left.size === 0 || right.size === 0) return false
  if (left.size === right.size && left.isSubsetOf(right)) return true
  return [...left.intersection(right)].some((method) => !INCIDENTAL.has(method))
}
